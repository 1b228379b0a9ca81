"""Amending a start date and confirming a start: a unit asks, 发改局 answers, 二（三）2."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from projects.actions.attachments import store_files
from projects.actions.ledger import Amendment, amend_start_dues
from projects.actions.messages import settle, tell, tell_returned
from projects.actions.reporting import StaleError
from projects.actions.versions import RefusedError, create_row, update_row
from projects.choices.areas import Area
from projects.choices.starts import RequestState, StartState
from projects.files.content import CleanFile
from projects.lifecycles import Lifecycle, MoveError
from projects.lifecycles.starts import START, START_DUE_REQUEST
from projects.models import Project, StartConfirmation, StartDueRequest, User
from projects.permissions import keeps_area, may_edit, reports, role_of


def ask_start_due(
    *, project: Project, new: date, reason: str, today: date, by: User
) -> StartDueRequest:
    """Ask for another committed start date of a project that has not started."""
    _require_own(project, by)
    if project.start_due is None:
        raise RefusedError("该项目还没有计划开工日期，请先在台账中填写，不需要申请调整")
    if project.started_on is not None:
        raise RefusedError("该项目已开工，开工时限不再调整")
    row = StartDueRequest(
        project=project, old=project.start_due, new=new, reason=reason, asked_on=today, asked_by=by
    )
    return create_row(row, by=by)


@transaction.atomic
def approve_start_due(
    *, request: StartDueRequest, version: int, answer: str, today: date, by: User
) -> StartDueRequest:
    """Approve: the project's date changes, and the amendment stands beside the first date."""
    row = _answer("approve", request, version, answer, today, by)
    project = Project.objects.select_for_update().get(pk=row.project_id)
    if project.start_due != row.old:
        raise RefusedError("该项目的计划开工日期在申请之后已变动，请不批准并请单位重新申请")
    if project.started_on is not None:
        raise RefusedError("该项目已开工，开工时限不再调整")
    _set_date(project, "start_due", row.new, by)
    amendment = Amendment(project.pk, row.old, row.new)
    amend_start_dues(amendments=[amendment], reason=row.reason, by=by)
    tell(row=row, words=amended_words(row), page="start")
    return row


@transaction.atomic
def refuse_start_due(
    *, request: StartDueRequest, version: int, answer: str, today: date, by: User
) -> StartDueRequest:
    """Refuse, with the reason in `answer`; the date stays."""
    row = _answer("refuse", request, version, answer, today, by)
    tell(row=row, words=amended_words(row), page="start")
    return row


def amended_words(row: StartDueRequest) -> str:
    """What the unit is told of the answer."""
    dates = f"开工时限由 {row.old} 调整为 {row.new}"
    said = f"：{row.answer}" if row.answer else ""
    return f"{dates}，{row.get_state_display()}{said}"


def _answer(
    move: str, request: StartDueRequest, version: int, answer: str, today: date, by: User
) -> StartDueRequest:
    _require_keeper(by)
    return update_row(
        request,
        version=version,
        by=by,
        state=_after(START_DUE_REQUEST, move, request.state, by),
        answer=answer,
        answered_on=today,
        answered_by=by,
    )


@transaction.atomic
def submit_start(
    *,
    project: Project,
    version: int,
    started_on: date,
    note: str,
    files: Sequence[CleanFile],
    today: date,
    by: User,
) -> StartConfirmation:
    """Report a start with its evidence, or report it again; `version` 0 is the first time.

    What was uploaded before stays beside the new files.
    """
    _require_own(project, by)
    row = StartConfirmation.objects.filter(project=project).first()
    if row is not None and version == 0:
        raise StaleError(row)
    if not files and not (row and row.files.exists()):
        raise RefusedError("请上传开工佐证：注明日期的现场照片、施工许可等")
    values: dict[str, Any] = {
        "started_on": started_on,
        "note": note,
        "state": StartState.SUBMITTED,
        "answer": "",
        "asked_on": today,
        "asked_by": by,
    }
    if row is None:
        row = create_row(StartConfirmation(project=project, **values), by=by)
    else:
        values["state"] = _after(START, "submit", row.state, by)
        row = update_row(row, version=version, by=by, **values)
    row.files.add(*store_files(files=files, unit=project.unit, area=Area.STARTS, by=by))
    settle(row=row)
    return row


@transaction.atomic
def confirm_start(
    *, start: StartConfirmation, version: int, today: date, by: User
) -> StartConfirmation:
    """Confirm on the evidence: the project has started on that day."""
    row = _judge("confirm", start, version, "", today, by)
    project = Project.objects.select_for_update().get(pk=row.project_id)
    if project.started_on != row.started_on:
        _set_date(project, "started_on", row.started_on, by)
    tell(row=row, words=f"的开工已确认，实际开工日期 {row.started_on}", page="start")
    return row


@transaction.atomic
def return_start(
    *, start: StartConfirmation, version: int, answer: str, today: date, by: User
) -> StartConfirmation:
    """Send it back with the reason in `answer`; the unit reports again."""
    row = _judge("send_back", start, version, answer, today, by)
    tell_returned(row=row, words=returned_words(row), page="start")
    return row


@transaction.atomic
def revoke_start(
    *, start: StartConfirmation, version: int, answer: str, today: date, by: User
) -> StartConfirmation:
    """Take a wrong confirmation back, with the reason in `answer`: the ledger's date is emptied.

    RefusedError where later dates of the project stand on it.
    """
    row = _judge("revoke", start, version, answer, today, by)
    project = Project.objects.select_for_update().get(pk=row.project_id)
    if project.started_on == row.started_on:
        _set_date(project, "started_on", None, by)
    tell_returned(row=row, words=f"的开工确认已撤回：{answer}", page="start")
    return row


def returned_words(row: StartConfirmation) -> str:
    """What the unit is told of a start that came back."""
    return f"的开工报送被退回：{row.answer}"


def _judge(
    move: str, start: StartConfirmation, version: int, answer: str, today: date, by: User
) -> StartConfirmation:
    _require_keeper(by)
    return update_row(
        start,
        version=version,
        by=by,
        state=_after(START, move, start.state, by),
        answer=answer,
        answered_on=today,
        answered_by=by,
    )


def start_moves(start: StartConfirmation | None, project: Project, user: User) -> set[str]:
    """What this person may do with the start of this project; a first report counts as 报送."""
    if not may_edit(user, project):
        return set()
    if start is None:
        return {"submit"} if reports(user) else set()
    return START.allowed(start.state, role_of(user))


def request_moves(request: StartDueRequest | None, project: Project, user: User) -> set[str]:
    """What this person may do with the open request, or whether it may ask."""
    if not may_edit(user, project):
        return set()
    if request is not None and request.state == RequestState.ASKED:
        return START_DUE_REQUEST.allowed(request.state, role_of(user))
    asks = reports(user) and project.start_due is not None and project.started_on is None
    return {"ask"} if asks else set()


def _require_own(project: Project, by: User) -> None:
    if not (reports(by) and may_edit(by, project)):
        raise RefusedError("只有项目的责任单位可以申请和报送")


def _require_keeper(by: User) -> None:
    if not keeps_area(by, Area.STARTS):
        raise RefusedError("只有发改局可以批复和确认")


def _after(lifecycle: Lifecycle, move: str, state: str, by: User) -> str:
    try:
        return lifecycle.after(move, state, role_of(by))
    except MoveError as error:
        raise RefusedError(str(error)) from None


def _set_date(project: Project, field: str, day: date | None, by: User) -> None:
    """One date of the project with its history; RefusedError where its dates contradict."""
    setattr(project, field, day)
    try:
        project.validate_constraints()
    except ValidationError as error:
        raise RefusedError("；".join(error.messages)) from None
    project._history_user = by  # type: ignore[attr-defined]
    project.save(update_fields=[field])
