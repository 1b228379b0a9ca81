"""挂牌督办 of the demonstration: on the list, asking to leave it, off it, and not put on it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from assessment.choices.listed import ListingState
from assessment.demo import vocabulary as words
from assessment.demo.returns import at
from assessment.models import Listing, ListingNote
from projects.models import Project
from projects.periods import Month, months_through

if TYPE_CHECKING:
    from assessment.demo.stages import Stage

TABLES = (ListingNote.files.through, ListingNote, Listing)
S = ListingState
# State, days since it was listed, days until its limit.
CASES = (
    (S.LISTED, 70, 20),
    (S.LISTED, 95, -8),
    (S.ASKED, 80, 5),
    (S.LIFTED, 120, -30),
    (S.DECLINED, 0, 0),
    (S.LISTED, 40, 50),
)
NOTE = "示例：组织设备供货单位现场会商，调整施工组织，本月完成基础施工。"


def write(stage: "Stage") -> None:
    """Projects under way that were started late, the first of a demonstration clerk's unit."""
    lagging = [p for p in stage.projects if p.started_on and not p.completed_on]
    chosen = lagging[:1] + lagging[7 : 7 * len(CASES) : 7]
    rows = [_listing(project, case, stage) for project, case in zip(chosen, CASES, strict=False)]
    rows = stage.write(rows)
    stage.write([note for row in rows for note in _notes(row, stage)])


def _listing(project: Project, case: tuple[Any, int, int], stage: "Stage") -> Listing:
    state, since, left = case
    row = Listing(
        project=project,
        state=state,
        evidence="示例：进度牌连续两个月末红牌（二（四）2）",
        evidence_key="demo",
        reason="示例：投资进度严重滞后" if state != S.DECLINED else "示例：当月已追上进度",
    )
    if state != S.DECLINED:
        row.leader = words.LEADERS[0]
        row.listed_on = stage.day - timedelta(days=since)
        row.limit_on = stage.day + timedelta(days=left)
    if state in {S.ASKED, S.LIFTED}:
        row.request = "示例：已追上序时进度，申请摘牌"
        row.asked_on = stage.day + timedelta(days=min(left, 0) - 3)
    if state == S.LIFTED:
        row.check_note, row.lift_reason = "示例：现场核查，进度属实", "示例：连续两月绿牌"
        row.lifted_on, row.lifted_by = stage.day + timedelta(days=left), stage.by
    row._history_date = at(row.listed_on or stage.day, 9)  # type: ignore[attr-defined]
    return row


def _notes(row: Listing, stage: "Stage") -> Iterator[ListingNote]:
    """All months but the last one that is over."""
    if row.listed_on is None:
        return
    last = Month.of(row.lifted_on or stage.day).plus(-2)
    for month in months_through(Month.of(row.listed_on), last):
        note = ListingNote(listing=row, year=month.year, month=month.month, text=NOTE)
        note._history_date = at(month.last, 16)  # type: ignore[attr-defined]
        yield note
