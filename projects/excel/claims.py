"""A start that a unit's workbook brings: it waits for evidence and for 发改局, 二（三）2.

Evidence does not fit into a workbook, so the date becomes a claim beside the ledger and counts for
nothing until 发改局 confirms it. What 发改局 itself brings counts at once and passes by here.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from projects.actions.bulk import chunks
from projects.choices.starts import StartState
from projects.excel.stored import locked
from projects.models import StartConfirmation

NOTE = "工作簿填报，待上传佐证"


class StoredStart(NamedTuple):
    pk: int
    state: str
    started_on: date


def stored_starts(projects: Iterable[int], locking: bool) -> dict[int, StoredStart]:
    """What stands of the starts of these projects, by project; one query for every 900."""
    return {
        project: StoredStart(*values)
        for chunk in chunks(projects)
        for project, *values in locked(
            StartConfirmation.objects.filter(project__in=chunk).order_by("pk"), locking
        ).values_list("project_id", "pk", "state", "started_on")
    }


def refusal(old: date | None, new: date | None, start: StoredStart | None) -> str:
    """Why a unit's workbook may not change the start from `old` to `new`; empty where it may."""
    if start and start.state == StartState.CONFIRMED:
        told = f"开工已由发改局确认为 {start.started_on}"
        return f"{told}，确有错误请报发改局撤回确认，这里填原日期或留空"
    page = "请在该项目的“开工”页面附佐证重新报送"
    if old is not None:
        return f"实际开工日期已记为 {old}，要更改{page}，这里填原日期或留空"
    if start and start.state != StartState.CLAIMED and start.started_on != new:
        return f"该项目已报送 {start.started_on} 开工，要更改{page}，这里填该日期或留空"
    return ""


def claimed(on: date) -> str:
    """What the preview says of a claim."""
    return (
        f"“{on}”先作为开工报送，暂不计入；导入后请在该项目的“开工”页面上传佐证，由发改局确认后计入"
    )
