"""通报 of overdue notices: drawn up, issued, an interview proposed for each of them, 三（五）."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.urls import reverse

from assessment.actions.case_moves import after, record, require_keeper, require_text, tell
from assessment.actions.papers import issue_paper, void_paper
from assessment.choices.notices import PaperKind
from assessment.lifecycles.notices import CIRCULAR
from assessment.models import Circular, InterviewProposal, SupervisionNotice
from assessment.models.notices import RUNNING
from assessment.notices.rules import days_left, is_overdue
from assessment.notices.words import circular_values
from projects.actions.versions import RefusedError, create_row, remove_row, update_row
from projects.models import User


@transaction.atomic
def draw_up_circular(
    *, notices: Sequence[SupervisionNotice], demands: str, on: date, by: User
) -> Circular:
    """A draft that lists these notices; each of them must be overdue."""
    require_keeper(by)
    require_text(demands, "有关要求")
    _require_overdue(notices, on)
    circular = create_row(Circular(demands=demands), by=by)
    circular.notices.set(notices)
    return circular


def edit_circular(*, circular: Circular, version: int, demands: str, by: User) -> Circular:
    """Write a draft's demands."""
    after(CIRCULAR, "edit", circular, by)
    require_text(demands, "有关要求")
    return update_row(circular, version=version, by=by, demands=demands)


def discard_circular(*, circular: Circular, version: int, by: User) -> None:
    """Delete a draft."""
    after(CIRCULAR, "edit", circular, by)
    remove_row(circular, version=version, by=by)


@transaction.atomic
def issue_circular(*, circular: Circular, version: int, on: date, by: User) -> Circular:
    """Number it, keep its lines and paper, and propose an interview for each notice in it.

    RefusedError where one of them was replied to meanwhile.
    """
    state = after(CIRCULAR, "issue", circular, by)
    listed = circular.notices.select_related("unit", "paper").order_by("unit__number", "pk")
    notices = list(listed.select_for_update(of=("self",)))
    _require_overdue(notices, on)
    circular.lines = [_line(notice, on) for notice in notices]
    values = circular_values(circular, on)
    paper = issue_paper(kind=PaperKind.CIRCULAR, unit=None, values=values, on=on, by=by)
    row = update_row(
        circular, version=version, by=by, state=state, lines=circular.lines, paper=paper,
        issued_on=on,
    )  # fmt: skip
    for notice in notices:
        _circulate(row, notice, on, by)
    return row


@transaction.atomic
def withdraw_circular(
    *, circular: Circular, version: int, text: str, on: date, by: User
) -> Circular:
    """Declare it void; its number stays, and what it proposed is 发改局's to decide."""
    state = after(CIRCULAR, "withdraw", circular, by)
    require_text(text, "作废原因")
    row = update_row(circular, version=version, by=by, state=state)
    if row.paper:
        void_paper(paper=row.paper, reason=text, on=on, by=by)
    for notice in row.notices.select_related("unit"):
        _step(row, notice, "通报作废", on, by, text)
    return row


def _require_overdue(notices: Sequence[SupervisionNotice], on: date) -> None:
    if not notices:
        raise RefusedError("请至少选择一份逾期的督办通知书")
    settled = [str(n.paper) for n in notices if not is_overdue(n.state, n.due_on, on, RUNNING)]
    if settled:
        raise RefusedError(f"{'、'.join(settled)}没有逾期或已经回复，请去掉后再通报")


def _line(notice: SupervisionNotice, on: date) -> dict[str, str | int]:
    return {
        "unit": notice.unit.name,
        "mark": str(notice.paper),
        "title": str(notice),
        "due_on": str(notice.due_on),
        "days": -days_left(notice.due_on, on),
    }


def _circulate(circular: Circular, notice: SupervisionNotice, on: date, by: User) -> None:
    _step(circular, notice, "通报", on, by, f"{circular.paper}，逾期{(on - notice.due_on).days}天")
    url = reverse("notice", args=[notice.pk])
    words = f"{notice.paper}逾期未回复，已由{circular.paper}通报，请立即办理并回复。"
    tell(notice.unit, case=f"notice-{notice.pk}", step=f"circular-{circular.pk}", text=words,
         url=url)  # fmt: skip
    if not InterviewProposal.objects.filter(notice=notice).exists():
        evidence = _line(notice, on) | {"circular": str(circular.paper)}
        create_row(
            InterviewProposal(unit=notice.unit, notice=notice, evidence=evidence, proposed_on=on),
            by=by,
        )


def _step(
    circular: Circular, notice: SupervisionNotice, what: str, on: date, by: User, text: str
) -> None:
    record(
        what, unit=notice.unit, state=notice.state, on=on, by=by, text=text, notice=notice,
        circular=circular,
    )  # fmt: skip
