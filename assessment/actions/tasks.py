"""交办: handing a matter down, and each unit's way to the closing of its part, 三（五）."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from assessment.actions.case_moves import with_proof
from assessment.choices.tasks import ExtensionState, PartState
from assessment.lifecycles.tasks import EXTENSION, TASK
from assessment.models import Task, TaskPart
from projects.actions.attachments import store_files
from projects.actions.reporting import StaleError
from projects.actions.versions import RefusedError, create_row, update_row
from projects.choices.areas import Area
from projects.files.content import CleanFile
from projects.models import Unit, User
from projects.permissions import answers_for, keeps_area, role_of
from projects.rules.limits import extension_fault


@transaction.atomic
def give_task(*, values: Mapping[str, Any], units: Iterable[Unit], today: date, by: User) -> Task:
    """Hand a matter down to one or several units, each with a part and the limit of its own."""
    _require_keeper(by)
    units = list(units)
    if not units:
        raise RefusedError("请至少选择一个责任单位")
    if values["given_on"] > today:
        raise RefusedError("交办日期不能晚于今天")
    task = create_row(Task(**values), by=by)
    for unit in units:
        create_row(TaskPart(task=task, unit=unit, limit_on=task.limit_on), by=by)
    return task


@transaction.atomic
def receive_part(*, part: TaskPart, version: int, today: date, by: User) -> TaskPart:
    """The unit has read it and takes it on."""
    _require_unit(by, part)
    return _moved(part, "receive", version, by, received_on=today)


@transaction.atomic
def report_part(
    *,
    part: TaskPart,
    version: int,
    report: str,
    files: Sequence[CleanFile] = (),
    no_papers: str = "",
    today: date,
    by: User,
) -> TaskPart:
    """The unit says and proves what came of it; its clock stands until the check."""
    _require_unit(by, part)
    report = with_proof(report, "办理结果", files, no_papers)
    values = {"report": report, "reported_on": today} | _without_question(part)
    part = _moved(part, "report", version, by, **values)
    if files:
        stored = store_files(files=files, unit=part.unit, area=Area.SUPERVISION, by=by)
        part.files.add(*stored)
    return part


@transaction.atomic
def check_part(
    *, part: TaskPart, version: int, move: str, note: str, today: date, by: User
) -> TaskPart:
    """`close` it, `send_back` with a reason, or `cancel` what was handed down by mistake."""
    _require_keeper(by)
    if move not in {"close", "send_back", "cancel"}:
        raise RefusedError("请选择核验办结、退回重办或撤销")
    if not note:
        raise RefusedError("请填写核验意见或退回、撤销的原因")
    values: dict[str, Any] = {"check_note": note, "checked_on": today, "checked_by": by}
    if move == "send_back":
        values["returned"] = part.returned + 1
    return _moved(part, move, version, by, **values)


@transaction.atomic
def ask_extension(
    *, part: TaskPart, version: int, until: date | None, reason: str, today: date, by: User
) -> TaskPart:
    """Ask for a later limit; RefusedError once the limit is over."""
    _require_unit(by, part)
    if part.version != version:
        raise StaleError(part)
    if part.state not in {PartState.GIVEN, PartState.UNDER_WAY}:
        raise RefusedError("已报告或已办结的事项不用延期")
    if fault := extension_fault(part.limit_on, until, today):
        raise RefusedError(fault)
    state = EXTENSION.after("ask", part.extension, role_of(by))
    values = {"extension": state, "extension_to": until, "extension_reason": reason}
    return update_row(part, version=version, by=by, **values, extension_answer="")


@transaction.atomic
def answer_extension(*, part: TaskPart, version: int, move: str, answer: str, by: User) -> TaskPart:
    """`grant` the later limit, or `refuse` it with a reason."""
    _require_keeper(by)
    if part.version != version:
        raise StaleError(part)
    state = EXTENSION.after(move, part.extension, role_of(by))
    if state is ExtensionState.REFUSED and not answer:
        raise RefusedError("不同意延期须写明原因")
    values: dict[str, Any] = {"extension": state, "extension_answer": answer}
    if state is ExtensionState.GRANTED:
        values["limit_on"] = part.extension_to
    return update_row(part, version=version, by=by, **values)


def _without_question(part: TaskPart) -> dict[str, Any]:
    """A later limit that was asked for falls away when the report is in."""
    if part.extension != ExtensionState.ASKED:
        return {}
    return {"extension": ExtensionState.REFUSED, "extension_answer": "已报告办理结果，不再延期"}


def _moved(part: TaskPart, move: str, version: int, by: User, **values: Any) -> TaskPart:
    if part.version != version:
        raise StaleError(part)
    state = TASK.after(move, part.state, role_of(by))
    return update_row(part, version=version, by=by, state=state, **values)


def _require_keeper(by: User) -> None:
    if not keeps_area(by, Area.SUPERVISION):
        raise RefusedError("由发改局和政府办交办、核验")


def _require_unit(by: User, part: TaskPart) -> None:
    if not answers_for(by, part.unit_id):
        raise RefusedError("由承办单位办理")
