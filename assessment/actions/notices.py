"""督办通知书: drawn up, issued, received, replied to, checked, closed or sent back, 三（五）."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse

from assessment.actions.case_moves import (
    after,
    record,
    require_keeper,
    require_text,
    settle,
    tell,
    with_proof,
)
from assessment.actions.extensions import drop_extension
from assessment.actions.papers import issue_paper, void_paper
from assessment.choices.notices import PaperKind
from assessment.lifecycles.notices import NOTICE
from assessment.models import Card, Interview, SupervisionNotice
from assessment.notices.grounds import ground_of
from assessment.notices.words import notice_values
from projects.actions.versions import RefusedError, create_row, remove_row, update_row
from projects.files.content import CleanFile
from projects.models import Unit, User

Files = Sequence[CleanFile]


@transaction.atomic
def draw_up(
    *,
    unit: Unit,
    values: Mapping[str, Any],
    cards: Sequence[Card],
    on: date,
    by: User,
    interview: Interview | None = None,
) -> SupervisionNotice:
    """A draft on these cards of the unit's projects, kept as they are now, and on `matter`."""
    require_keeper(by)
    if not cards and not values.get("matter", "").strip():
        raise RefusedError("请至少选择一张红牌，或写明其他督办情况")
    if any(card.project.unit_id != unit.pk for card in cards):
        raise RefusedError("只能督办该单位自己的项目")
    grounds = [ground_of(card) for card in cards]
    notice = SupervisionNotice(unit=unit, grounds=grounds, interview=interview, **values)
    notice = create_row(notice, by=by)
    notice.projects.set({card.project for card in cards})
    record("拟定督办通知书", unit=unit, state=notice.state, on=on, by=by, notice=notice)
    return notice


@transaction.atomic
def edit(
    *, notice: SupervisionNotice, version: int, values: Mapping[str, Any], by: User
) -> SupervisionNotice:
    """Write a draft's words and limit; its grounds stay as they were."""
    after(NOTICE, "edit", notice, by)
    if not notice.grounds and not values.get("matter", "").strip():
        raise RefusedError("没有选红牌的，请写明督办情况")
    return update_row(notice, version=version, by=by, **values)


def discard(*, notice: SupervisionNotice, version: int, by: User) -> None:
    """Delete a draft: it has no number, so none is lost."""
    after(NOTICE, "edit", notice, by)
    remove_row(notice, version=version, by=by)


@transaction.atomic
def issue(*, notice: SupervisionNotice, version: int, on: date, by: User) -> SupervisionNotice:
    """Give it its number and its paper, which never changes, and tell the unit."""
    state = after(NOTICE, "issue", notice, by)
    if notice.due_on <= on:
        raise RefusedError(f"办理时限须晚于下达日期，现填{notice.due_on}")
    paper = issue_paper(
        kind=PaperKind.NOTICE, unit=notice.unit, values=notice_values(notice, on), on=on, by=by
    )
    values = {"state": state, "paper": paper, "issued_on": on}
    row = update_row(notice, version=version, by=by, **values)
    _step(row, "下达", on, by, f"{paper.mark}，时限{row.due_on}")
    _tell(row, f"收到督办通知书{paper.mark}，时限{row.due_on}，请先签收。")
    return row


@transaction.atomic
def receive(*, notice: SupervisionNotice, version: int, on: date, by: User) -> SupervisionNotice:
    """The unit has it in hand."""
    values = {"state": after(NOTICE, "receive", notice, by), "received_on": on, "received_by": by}
    row = update_row(notice, version=version, by=by, **values)
    _step(row, "签收", on, by)
    settle(row.unit, case=_case(row))
    return row


@transaction.atomic
def reply(
    *,
    notice: SupervisionNotice,
    version: int,
    text: str,
    files: Files = (),
    no_papers: str = "",
    on: date,
    by: User,
) -> SupervisionNotice:
    """The unit says and proves what it has done; what a check said before no longer counts, and a
    later limit that nobody has granted yet is no longer needed."""
    state = after(NOTICE, "reply", notice, by)
    text = with_proof(text, "整改情况", files, no_papers)
    values = {
        "state": state, "reply": text, "replied_on": on, "replied_by": by,
        "check_result": "", "checked_on": None, "checked_by": None,
    }  # fmt: skip
    row = update_row(notice, version=version, by=by, **values)
    late = (on - row.due_on).days
    _step(row, f"回复（逾期{late}天）" if late > 0 else "回复", on, by, text, files)
    drop_extension(notice=row, on=on, by=by)
    settle(row.unit, case=_case(row))
    return row


@transaction.atomic
def close(
    *,
    notice: SupervisionNotice,
    version: int,
    text: str,
    files: Files = (),
    on: date,
    by: User,
) -> SupervisionNotice:
    """Checked and true: the case is closed."""
    row = _checked(notice, "close", version, text, on, by)
    _step(row, "核查属实，销号", on, by, text, files)
    settle(row.unit, case=_case(row))
    return row


@transaction.atomic
def send_back(
    *,
    notice: SupervisionNotice,
    version: int,
    text: str,
    due_on: date,
    files: Files = (),
    on: date,
    by: User,
) -> SupervisionNotice:
    """Checked and not enough: the unit mends again, up to a new limit."""
    if due_on <= on:
        raise RefusedError("新的办理时限须晚于今天")
    row = _checked(notice, "send_back", version, text, on, by, due_on=due_on)
    _step(row, "退回再办", on, by, f"{text}\n新的时限：{due_on}", files)
    _tell(row, f"{row.paper}的回复被退回：{text}　新的时限{due_on}。")
    return row


@transaction.atomic
def withdraw(
    *, notice: SupervisionNotice, version: int, text: str, on: date, by: User
) -> SupervisionNotice:
    """Declare an issued notice void; its number stays with it."""
    state = after(NOTICE, "withdraw", notice, by)
    require_text(text, "作废原因")
    row = update_row(notice, version=version, by=by, state=state)
    if row.paper:
        void_paper(paper=row.paper, reason=text, on=on, by=by)
    _step(row, "作废", on, by, text)
    _tell(row, f"督办通知书{row.paper}已作废，不再办理。")
    return row


def _checked(
    notice: SupervisionNotice,
    move: str,
    version: int,
    text: str,
    on: date,
    by: User,
    **values: Any,
) -> SupervisionNotice:
    state = after(NOTICE, move, notice, by)
    require_text(text, "核查意见")
    values |= {"state": state, "check_result": text, "checked_on": on, "checked_by": by}
    return update_row(notice, version=version, by=by, **values)


def _step(
    notice: SupervisionNotice, what: str, on: date, by: User, text: str = "", files: Files = ()
) -> None:
    record(
        what, unit=notice.unit, state=notice.state, on=on, by=by, text=text, files=files,
        notice=notice,
    )  # fmt: skip


def _case(notice: SupervisionNotice) -> str:
    return f"notice-{notice.pk}"


def _tell(notice: SupervisionNotice, text: str) -> None:
    url = reverse("notice", args=[notice.pk])
    tell(notice.unit, case=_case(notice), step=str(notice.version), text=text, url=url)
