"""约谈: dated with its paper, held, the promise and what came of it, checked, closed, 三（五）."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse

from assessment.actions.case_moves import after, record, require_text, settle, tell, with_proof
from assessment.actions.papers import issue_paper, void_paper
from assessment.choices.notices import InterviewState, PaperKind, ProposalState
from assessment.lifecycles.interviews import INTERVIEW
from assessment.models import Interview
from assessment.notices.words import interview_values
from projects.actions.versions import RefusedError, update_row
from projects.files.content import CleanFile
from projects.models import User

Files = Sequence[CleanFile]
ANOTHER_DAY = "约谈改期，另发通知书"


@transaction.atomic
def set_date(
    *, interview: Interview, version: int, values: Mapping[str, Any], on: date, by: User
) -> Interview:
    """Day, place and people, with the paper to the unit; another day makes the last paper void."""
    state = after(INTERVIEW, "date", interview, by)
    if values["meet_on"] < on:
        raise RefusedError("约谈日期不能早于今天")
    before = interview.paper
    planned = update_row(interview, version=version, by=by, **values)
    evidence = interview.proposals.values_list("evidence", flat=True)
    words = interview_values(planned, evidence, on)
    kind = PaperKind.INTERVIEW
    paper = issue_paper(kind=kind, unit=planned.unit, values=words, on=on, by=by)
    if before:
        void_paper(paper=before, reason=ANOTHER_DAY, on=on, by=by)
    row = update_row(planned, version=planned.version, by=by, state=state, paper=paper)
    when = f"{row.meet_on}{row.meet_at}，{row.place}"
    _step(row, "定时间，发通知书" if not before else "改期，重发通知书", on, by,
          f"{paper.mark}，{when}，约谈人{row.talker}，被约谈人{row.asked}")  # fmt: skip
    _tell(row, f"收到约谈通知书{paper.mark}：{when}，请{row.asked}按时参加。")
    return row


@transaction.atomic
def hold(
    *,
    interview: Interview,
    version: int,
    values: Mapping[str, Any],
    files: Files = (),
    on: date,
    by: User,
) -> Interview:
    """Record the talk: day and minutes, and the promise if it was given there."""
    state = after(INTERVIEW, "hold", interview, by)
    if values["held_on"] > on:
        raise RefusedError("实际约谈日期不能晚于今天")
    require_text(values["minutes"], "约谈纪要")
    row = update_row(interview, version=version, by=by, state=state, **values)
    text = row.minutes
    if row.promise:
        text += f"\n承诺（{row.promise_due}前）：{row.promise}"
    _step(row, "约谈", on, by, text, files)
    settle(row.unit, case=_case(row))
    return row


@transaction.atomic
def promise(
    *, interview: Interview, version: int, text: str, due: date, on: date, by: User
) -> Interview:
    """The unit's promise and the day by which it is kept."""
    after(INTERVIEW, "promise", interview, by)
    require_text(text, "整改承诺")
    if interview.promise_due and interview.promise_due < on:
        raise RefusedError(f"承诺期限{interview.promise_due}已过，不能再改承诺，请报送整改情况")
    if due < on:
        raise RefusedError("承诺完成日期不能早于今天")
    row = update_row(interview, version=version, by=by, promise=text, promise_due=due)
    _step(row, "填写承诺", on, by, f"{text}\n承诺完成日期：{due}")
    return row


@transaction.atomic
def report(
    *,
    interview: Interview,
    version: int,
    text: str,
    files: Files = (),
    no_papers: str = "",
    on: date,
    by: User,
) -> Interview:
    """The unit says and proves how far the mending is."""
    after(INTERVIEW, "report", interview, by)
    _require_promise(interview)
    text = with_proof(text, "整改情况", files, no_papers)
    row = update_row(interview, version=version, by=by, report=text, reported_on=on)
    _step(row, "报送整改情况", on, by, text, files)
    return row


@transaction.atomic
def find_kept(
    *, interview: Interview, version: int, text: str, files: Files = (), on: date, by: User
) -> Interview:
    """The promise was kept, as the unit reported: by whom it was checked, and on what proof."""
    if not interview.report:
        raise RefusedError("责任单位还没有报送整改情况，不能核查为已兑现")
    row = _checked(interview, "kept", version, text, on, by)
    _step(row, INTERVIEW.moves["kept"].label, on, by, text, files)
    return row


@transaction.atomic
def find_broken(
    *,
    interview: Interview,
    version: int,
    text: str,
    due: date,
    files: Files = (),
    on: date,
    by: User,
) -> Interview:
    """The promise was not kept: the unit reports anew, by a new limit, and is checked again."""
    limit = interview.promise_due
    if limit and on <= limit and not interview.report:
        raise RefusedError(f"承诺期限{limit}未到，责任单位也未报送整改情况，还不能核查为未兑现")
    if due <= on:
        raise RefusedError("新的整改时限须晚于今天")
    again = {"promise_due": due, "report": "", "reported_on": None}
    row = _checked(interview, "broken", version, text, on, by, **again)
    words = f"{text}\n新的整改时限：{due}"
    _step(row, INTERVIEW.moves["broken"].label, on, by, words, files)
    _tell(row, f"约谈承诺核查为未兑现：{text}　请继续整改，{due}前报送情况。")
    return row


def _checked(
    interview: Interview, move: str, version: int, text: str, on: date, by: User, **values: Any
) -> Interview:
    state = after(INTERVIEW, move, interview, by)
    require_text(text, "核查意见")
    _require_promise(interview)
    values |= {"state": state, "check_result": text, "checked_on": on, "checked_by": by}
    return update_row(interview, version=version, by=by, **values)


@transaction.atomic
def close(*, interview: Interview, version: int, on: date, by: User) -> Interview:
    """A kept promise ends the case."""
    state = after(INTERVIEW, "close", interview, by)
    row = update_row(interview, version=version, by=by, state=state, closed_on=on)
    _step(row, "办结", on, by)
    settle(row.unit, case=_case(row))
    return row


@transaction.atomic
def cancel(*, interview: Interview, version: int, text: str, on: date, by: User) -> Interview:
    """Call it off for this reason: its paper is void, its proposals are decided so."""
    state = after(INTERVIEW, "cancel", interview, by)
    require_text(text, "取消原因")
    was_dated = interview.state == InterviewState.DATED
    row = update_row(interview, version=version, by=by, state=state, reason=text)
    if row.paper and was_dated:
        void_paper(paper=row.paper, reason=text, on=on, by=by)
    for proposal in row.proposals.select_for_update():
        decided = {"state": ProposalState.DISMISSED, "reason": text, "decided_on": on}
        update_row(proposal, version=proposal.version, by=by, decided_by=by, **decided)
    _step(row, "取消约谈", on, by, text)
    _tell(row, f"约谈已取消：{text}")
    return row


def _require_promise(interview: Interview) -> None:
    if not interview.promise:
        raise RefusedError("还没有整改承诺，请先由责任单位填写承诺")


def _step(
    interview: Interview, what: str, on: date, by: User, text: str = "", files: Files = ()
) -> None:
    record(
        what, unit=interview.unit, state=interview.state, on=on, by=by, text=text, files=files,
        interview=interview,
    )  # fmt: skip


def _case(interview: Interview) -> str:
    return f"interview-{interview.pk}"


def _tell(interview: Interview, text: str) -> None:
    url = reverse("interview", args=[interview.pk])
    tell(interview.unit, case=_case(interview), step=str(interview.version), text=text, url=url)
