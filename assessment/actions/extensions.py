"""A later limit for a notice: asked for by the unit in time, answered by a named person."""

from datetime import date

from django.db import transaction
from django.urls import reverse

from assessment.actions.case_moves import after, record, require_text, tell
from assessment.choices.notices import ExtensionState
from assessment.lifecycles.notices import EXTENSION, NOTICE, OPEN_NOTICE
from assessment.models import NoticeExtension, SupervisionNotice
from assessment.models.notices import RUNNING
from assessment.notices.rules import may_ask_extension
from projects.actions.versions import RefusedError, create_row, update_row
from projects.models import User
from projects.permissions import role_of

REPLIED = "已回复，不再需要延期"


@transaction.atomic
def ask_extension(
    *, notice: SupervisionNotice, new_due: date, reason: str, on: date, by: User
) -> NoticeExtension:
    """The unit asks; RefusedError after the limit, or while another one waits."""
    stored = SupervisionNotice.objects.select_for_update().get(pk=notice.pk)
    if by.unit_id != stored.unit_id or "reply" not in _unit_moves(stored):
        raise RefusedError("由责任单位在签收后、回复前申请延期")
    if not may_ask_extension(stored.state, stored.due_on, on, RUNNING):
        raise RefusedError(f"时限{stored.due_on}已过，不能再申请延期，请尽快办理并回复")
    require_text(reason, "申请理由")
    row = NoticeExtension(
        notice=stored, old_due=stored.due_on, new_due=new_due, reason=reason, asked_on=on,
        asked_by=by,
    )  # fmt: skip
    row = create_row(row, by=by)
    _step(row, "申请延期", on, by, f"申请延至{new_due}：{reason}")
    return row


@transaction.atomic
def answer_extension(
    *, extension: NoticeExtension, version: int, move: str, answer: str, on: date, by: User
) -> NoticeExtension:
    """Grant it, which moves the limit, or refuse it; the notice must still be open."""
    state = after(EXTENSION, move, extension, by)
    require_text(answer, "答复意见")
    values = {"state": state, "answer": answer, "answered_on": on, "answered_by": by}
    row = update_row(extension, version=version, by=by, **values)
    notice = SupervisionNotice.objects.select_for_update().get(pk=row.notice_id)
    if move == "grant":
        notice = _moved(notice, row.new_due, by)
    label = EXTENSION.moves[move].label
    row.notice = notice
    _step(row, label, on, by, answer)
    _tell(row, f"{notice.paper}的延期申请：{label}，时限{notice.due_on}。")
    return row


def drop_extension(*, notice: SupervisionNotice, on: date, by: User) -> None:
    """What was asked for and not answered falls away with the unit's reply."""
    for row in notice.extensions.filter(state=ExtensionState.ASKED):
        state = EXTENSION.after("lapse", row.state, role_of(by))
        values = {"answer": REPLIED, "answered_on": on, "answered_by": by}
        update_row(row, version=row.version, by=by, state=state, **values)


def _moved(notice: SupervisionNotice, due: date, by: User) -> SupervisionNotice:
    if notice.state not in OPEN_NOTICE:
        raise RefusedError(f"督办通知书现为“{notice.get_state_display()}”，不能再延期")
    if due <= notice.due_on:
        raise RefusedError(f"现时限{notice.due_on}不早于申请的{due}，不用再延期，请答复不同意")
    return update_row(notice, version=notice.version, by=by, due_on=due)


def _unit_moves(notice: SupervisionNotice) -> set[str]:
    return {name for name, move in NOTICE.moves.items() if notice.state in move.steps}


def _step(row: NoticeExtension, what: str, on: date, by: User, text: str) -> None:
    notice = row.notice
    record(what, unit=notice.unit, state=notice.state, on=on, by=by, text=text, notice=notice)


def _tell(row: NoticeExtension, text: str) -> None:
    notice = row.notice
    url = reverse("notice", args=[notice.pk])
    case, step = f"notice-{notice.pk}", f"extension-{row.pk}"
    tell(notice.unit, case=case, step=step, text=text, url=url)
