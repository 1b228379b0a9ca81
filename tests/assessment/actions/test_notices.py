"""A notice from draft to closing: who, in which state, with which proof, 三（五）."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from assessment.actions import extensions, notices
from assessment.choices.notices import ExtensionState, NoticeState
from assessment.models import CaseEvent, InterviewProposal, Paper, SupervisionNotice
from projects.actions.reporting import StaleError
from projects.actions.versions import RefusedError
from projects.choices import Role
from projects.files.content import CleanFile
from projects.models import Message
from projects.models.attachments import FileKind
from tests.assessment.cases import DAY, circulated, clerk_of, drafted, issued, received, replied
from tests.factories import make_unit, make_user

pytestmark = pytest.mark.django_db
PROOF = CleanFile("照片.pdf", FileKind.PDF, b"%PDF-1.7")


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def unit():
    return make_unit("甲镇")


@pytest.fixture
def drc():
    return make_user(Role.DRC)


def test_the_whole_way_to_the_closing(unit, drc):
    clerk = clerk_of(unit)
    row = received(unit, drc)
    row = notices.reply(
        notice=row, version=row.version, text="已整改", files=[PROOF], on=DAY, by=clerk
    )
    row = notices.send_back(
        notice=row, version=row.version, text="缺照片", due_on=date(2023, 5, 1), on=DAY, by=drc
    )
    assert (row.state, row.due_on) == (NoticeState.RETURNED, date(2023, 5, 1))
    row = notices.reply(
        notice=row, version=row.version, text="已补照片", files=[PROOF], on=DAY, by=clerk
    )
    assert (row.check_result, row.checked_on) == ("", None), "the last check no longer counts"
    row = notices.close(notice=row, version=row.version, text="属实", on=DAY, by=drc)
    assert row.state == NoticeState.CLOSED
    steps = [event.what for event in CaseEvent.objects.filter(notice=row)]
    assert steps == ["拟定督办通知书", "下达", "签收", "回复", "退回再办", "回复", "核查属实，销号"]
    assert CaseEvent.objects.get(text="已整改").files.get().unit == unit
    assert row.history.first().history_user == drc


@pytest.mark.parametrize("state", ["issued", "received", "returned"])
def test_what_was_not_replied_to_cannot_be_closed(unit, drc, state):
    row = received(unit, drc)
    row.state = state
    with pytest.raises(RefusedError, match="不能核查属实，销号"):
        notices.close(notice=row, version=row.version, text="属实", on=DAY, by=drc)


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"state": "closed"}, id="straight-away"),
        pytest.param(
            {"state": "closed", "check_result": "属实", "checked_on": DAY}, id="without-a-reply"
        ),
        pytest.param(
            {"state": "closed", "reply": "已整改", "replied_on": DAY}, id="without-a-check"
        ),
    ],
)
def test_the_database_itself_refuses_such_a_closing(unit, drc, values):
    row = received(unit, drc)
    with pytest.raises(IntegrityError), transaction.atomic():
        SupervisionNotice.objects.filter(pk=row.pk).update(**values)


def test_closing_after_reply_and_check_satisfies_the_database(unit, drc):
    row = replied(unit, drc)
    checked = {"check_result": "属实", "checked_on": DAY, "checked_by": drc}
    assert SupervisionNotice.objects.filter(pk=row.pk).update(state="closed", **checked) == 1


def test_another_unit_and_a_reader_make_no_step(unit, drc):
    row = issued(unit, drc)
    for person in (make_user(Role.UNIT, make_unit()), make_user(Role.LEADER), drc):
        with pytest.raises(RefusedError):
            notices.receive(notice=row, version=row.version, on=DAY, by=person)
    for person in (clerk_of(unit), make_user(Role.COMMERCE), make_user(Role.AUDITOR)):
        with pytest.raises(RefusedError):
            notices.withdraw(notice=row, version=row.version, text="错了", on=DAY, by=person)


def test_the_government_office_keeps_them_too(unit):
    assert issued(unit, make_user(Role.GOV_OFFICE)).state == NoticeState.ISSUED


def test_a_step_on_an_old_version_is_refused_and_costs_no_number(unit, drc):
    row = drafted(unit, drc)
    notices.edit(notice=row, version=row.version, values={"matter": "新情况"}, by=drc)
    with pytest.raises(StaleError):
        notices.issue(notice=row, version=row.version, on=DAY, by=drc)
    assert Paper.objects.count() == 0
    assert issued(unit, drc).paper.number == 1


def test_a_withdrawn_notice_keeps_its_number(unit, drc):
    first = issued(unit, drc)
    row = notices.withdraw(notice=first, version=first.version, text="项目已开工", on=DAY, by=drc)
    assert (row.state, row.paper.number) == (NoticeState.WITHDRAWN, 1)
    paper = Paper.objects.get(number=1)
    assert (paper.void_reason, paper.voided_on) == ("项目已开工", DAY)
    assert issued(unit, drc).paper.number == 2


def test_a_draft_is_deleted_without_a_trace_in_the_numbers(unit, drc):
    row = drafted(unit, drc)
    notices.discard(notice=row, version=row.version, by=drc)
    assert SupervisionNotice.objects.count() == 0
    assert issued(unit, drc).paper.number == 1


@pytest.mark.parametrize(
    ("days", "fails"),
    [pytest.param(0, True, id="same-day"), pytest.param(1, False, id="next-day")],
)
def test_the_limit_lies_after_the_issue(unit, drc, days, fails):
    row = drafted(unit, drc, days=days)
    if fails:
        with pytest.raises(RefusedError, match="须晚于下达日期"):
            notices.issue(notice=row, version=row.version, on=DAY, by=drc)
    else:
        assert notices.issue(notice=row, version=row.version, on=DAY, by=drc).paper.number == 1


def test_only_what_a_person_issued_reaches_the_unit(unit, drc):
    row = drafted(unit, drc)
    assert Message.objects.count() == 0
    row = notices.issue(notice=row, version=row.version, on=DAY, by=drc)
    message = Message.objects.get()
    assert (message.unit, message.done_at) == (unit, None)
    assert row.paper.mark in message.text
    notices.receive(notice=row, version=row.version, on=DAY, by=clerk_of(unit))
    message.refresh_from_db()
    assert message.done_at is not None


@pytest.mark.parametrize(
    ("days", "fails"),
    [
        pytest.param(9, False, id="the-day-before"),
        pytest.param(10, False, id="on-the-limit-s-day"),
        pytest.param(11, True, id="the-day-after"),
    ],
)
def test_an_extension_is_asked_for_before_the_limit_is_over(unit, drc, days, fails):
    row = received(unit, drc)
    asked = {"notice": row, "new_due": date(2023, 5, 1), "reason": "雨季"}
    asked |= {"on": DAY + timedelta(days=days), "by": clerk_of(unit)}
    if fails:
        with pytest.raises(RefusedError, match="已过"):
            extensions.ask_extension(**asked)
    else:
        assert extensions.ask_extension(**asked).old_due == row.due_on


@pytest.mark.parametrize(("move", "due"), [("grant", date(2023, 5, 1)), ("refuse", None)])
def test_an_extension_is_answered_by_a_person(unit, drc, move, due):
    row = received(unit, drc)
    given = {"new_due": date(2023, 5, 1), "reason": "雨季", "on": DAY, "by": clerk_of(unit)}
    asked = extensions.ask_extension(notice=row, **given)
    with pytest.raises(RefusedError, match="待答复"):
        extensions.ask_extension(notice=row, **given)
    extensions.answer_extension(
        extension=asked, version=asked.version, move=move, answer="已核", on=DAY, by=drc
    )
    stored = SupervisionNotice.objects.get(pk=row.pk)
    assert stored.due_on == (due or row.due_on)


def test_a_grant_never_brings_the_limit_forward(unit, drc):
    row, by = received(unit, drc), clerk_of(unit)
    asked = extensions.ask_extension(
        notice=row, new_due=date(2023, 5, 1), reason="雨季", on=DAY, by=by
    )
    SupervisionNotice.objects.filter(pk=row.pk).update(due_on=date(2023, 5, 2))
    with pytest.raises(RefusedError, match="不用再延期"):
        extensions.answer_extension(
            extension=asked, version=asked.version, move="grant", answer="同意", on=DAY, by=drc
        )


def test_a_reply_ends_an_unanswered_extension_so_that_another_may_be_asked_for(unit, drc):
    row, by = received(unit, drc), clerk_of(unit)
    given = {"new_due": date(2023, 5, 1), "reason": "雨季", "on": DAY, "by": by}
    asked = extensions.ask_extension(notice=row, **given)
    row = notices.reply(notice=row, version=row.version, text="已办", files=[PROOF], on=DAY, by=by)
    asked.refresh_from_db()
    assert (asked.state, asked.answered_by) == (ExtensionState.LAPSED, by)
    with pytest.raises(RefusedError, match="回复后失效"):
        extensions.answer_extension(
            extension=asked, version=asked.version, move="grant", answer="同意", on=DAY, by=drc
        )
    row = notices.send_back(
        notice=row, version=row.version, text="再办", due_on=date(2023, 4, 20), on=DAY, by=drc
    )
    assert extensions.ask_extension(notice=row, **given).state == ExtensionState.ASKED


@pytest.mark.parametrize(
    ("files", "why", "kept"),
    [
        pytest.param([PROOF], "", "已办", id="proof"),
        pytest.param([], "现场已看过", "已办\n没有佐证材料，原因：现场已看过", id="reason"),
        pytest.param([], " ", None, id="neither"),
    ],
)
def test_a_reply_is_proven_or_says_why_not(unit, drc, files, why, kept):
    row = received(unit, drc)
    given = {"text": "已办", "files": files, "no_papers": why, "on": DAY, "by": clerk_of(unit)}
    if kept is None:
        with pytest.raises(RefusedError, match="请附佐证材料"):
            notices.reply(notice=row, version=row.version, **given)
    else:
        assert notices.reply(notice=row, version=row.version, **given).reply == kept


def test_overdue_leads_to_a_circular_and_that_to_a_proposal(unit, drc):
    row = received(unit, drc, days=5)
    with pytest.raises(RefusedError, match="没有逾期"):
        circulated(row, drc, on=DAY + timedelta(days=5))
    circular = circulated(row, drc, on=DAY + timedelta(days=6))
    assert (circular.paper.mark, circular.lines[0]["days"]) == ("宁发改通〔2023〕1号", 1)
    proposal = InterviewProposal.objects.get()
    assert (proposal.notice, proposal.unit, proposal.interview) == (row, unit, None)
    circulated(row, drc, on=DAY + timedelta(days=8))
    assert InterviewProposal.objects.count() == 1
    assert Paper.objects.filter(kind="circular").count() == 2
