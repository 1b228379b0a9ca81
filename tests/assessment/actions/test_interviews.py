"""Proposals and interviews: once per red run, decided by 发改局, dated, held, checked, closed."""

from datetime import date, timedelta

import pytest

from assessment.actions import interviews, proposals
from assessment.actions.proposals import write_proposals
from assessment.cards.engine import assess
from assessment.choices import Colour, Reason, Rule
from assessment.choices.notices import InterviewState, ProposalState
from assessment.models import Card, Interview, InterviewProposal, Paper
from assessment.models.runs import RunKind
from projects.actions.reporting import StaleError
from projects.actions.versions import RefusedError
from projects.choices import Role
from projects.files.content import CleanFile
from projects.models import Message
from projects.models.attachments import FileKind
from projects.periods import Month
from tests.assessment.cases import DAY, PLANNED, clerk_of, confirmed, dated, held, proposed
from tests.factories import make_plan, make_project, make_unit, make_user

pytestmark = pytest.mark.django_db
R, Y = Colour.RED, Colour.YELLOW
PROOF = CleanFile("照片.pdf", FileKind.PDF, b"%PDF-1.7")


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def project():
    return make_project("P-1", unit=make_unit("甲镇"))


@pytest.fixture
def drc():
    return make_user(Role.DRC)


def cards(project, colours: str) -> None:
    """Progress cards from January on: r red, y yellow."""
    for at, letter in enumerate(colours):
        month = Month(2023, 1).plus(at)
        key = project.pk * 20_000 + Rule.PROGRESS * 10_000 + month.ordinal - Month(2000, 1).ordinal
        Card.objects.update_or_create(
            pk=key,
            defaults={
                "project": project, "rule": Rule.PROGRESS, "year": month.year,
                "month": month.month, "colour": R if letter == "r" else Y,
                "reason": Reason.BELOW_AVERAGE, "policy_version": 0,
            },
        )  # fmt: skip


@pytest.mark.parametrize(
    ("colours", "runs"),
    [
        pytest.param("yr", [], id="red-once"),
        pytest.param("yrr", [("2023年2月", "2023年3月")], id="red-twice"),
        pytest.param("yrrrr", [("2023年2月", "2023年3月")], id="a-long-run-once"),
        pytest.param("rryr", [("2023年1月", "2023年2月")], id="broken-and-red-once"),
        pytest.param(
            "rryrr",
            [("2023年1月", "2023年2月"), ("2023年4月", "2023年5月")],
            id="broken-and-again",
        ),
    ],
)
def test_each_unbroken_run_is_proposed_once(project, colours, runs):
    cards(project, colours)
    last = Month(2023, len(colours))
    assert write_proposals(day=last.last) == len(runs)
    assert write_proposals(day=last.last) == 0
    found = InterviewProposal.objects.order_by("first")
    spans = [(row.evidence["months"][0]["month"], row.evidence["months"][-1]["month"])
             for row in found]  # fmt: skip
    assert spans == runs


def test_a_growing_run_is_not_proposed_again(project):
    for upto in range(2, 8):
        cards(project, "r" * upto)
        write_proposals(day=Month(2023, upto).last, since=Month(2023, upto).first)
    assert InterviewProposal.objects.count() == 1


def test_a_correction_of_the_first_month_makes_no_second_proposal(project):
    cards(project, "rrr")
    write_proposals(day=date(2023, 3, 31))
    cards(project, "yrrr")
    assert write_proposals(day=date(2023, 4, 30)) == 0


def test_a_dismissed_run_is_not_proposed_again(project, drc):
    cards(project, "rr")
    write_proposals(day=date(2023, 2, 28))
    row = InterviewProposal.objects.get()
    proposals.dismiss_proposals(
        proposals=[row], versions={row.pk: row.version}, reason="已更正", on=DAY, by=drc
    )
    cards(project, "rrr")
    assert write_proposals(day=date(2023, 3, 31)) == 0


@pytest.mark.parametrize(
    ("day", "found"),
    [
        pytest.param(date(2023, 4, 29), 0, id="the-month-is-not-over"),
        pytest.param(date(2023, 4, 30), 1, id="at-its-last-day"),
        pytest.param(date(2023, 5, 1), 1, id="the-next-day"),
    ],
)
def test_the_night_writes_them_at_month_ends_and_twice_changes_nothing(day, found):
    project = make_project(start_due=date(2023, 1, 31))
    make_plan(project, 2023, 100)
    for _ in range(2):
        assess(day, kind=RunKind.NIGHTLY)
    assert InterviewProposal.objects.count() == found
    assert Message.objects.count() == 0, "nobody is told before a person decides"
    assert Interview.objects.count() == 0
    for row in InterviewProposal.objects.all():
        assert row.evidence["clause"] == "二（三）3"
        assert [each["month"] for each in row.evidence["months"]] == ["2023年3月", "2023年4月"]
        assert row.history.get().history_user is None


def test_a_missed_month_is_made_up_for():
    project = make_project(start_due=date(2023, 1, 31), started_on=None)
    make_plan(project, 2023, 100)
    assess(date(2023, 3, 31), kind=RunKind.NIGHTLY)
    assess(date(2023, 6, 10), kind=RunKind.NIGHTLY)
    assert [row.months for row in InterviewProposal.objects.all()] == ["2023年3月至2023年4月"]


def test_the_whole_way_of_an_interview(project, drc):
    row = held(project, drc)
    clerk = clerk_of(project.unit)
    said = {"text": "已开工", "on": DAY, "by": clerk}
    with pytest.raises(RefusedError, match="请附佐证材料"):
        interviews.report(interview=row, version=row.version, **said)
    row = interviews.report(interview=row, version=row.version, files=[PROOF], **said)
    row = interviews.find_kept(interview=row, version=row.version, text="属实", on=DAY, by=drc)
    row = interviews.close(interview=row, version=row.version, on=DAY, by=drc)
    assert (row.state, row.checked_by, row.closed_on) == (InterviewState.CLOSED, drc, DAY)
    steps = [event.what for event in row.events.all()]
    assert steps == ["确认约谈", "定时间，发通知书", "约谈", "报送整改情况", "核查：已兑现", "办结"]


def test_a_broken_promise_is_followed_up_until_a_new_report_proves_it_kept(project, drc):
    row, by = held(project, drc), clerk_of(project.unit)
    given = {"text": "没有开工", "by": drc}
    for days in (28, 40):
        on = DAY + timedelta(days=days)
        due = on + timedelta(days=10)
        row = interviews.find_broken(interview=row, version=row.version, due=due, on=on, **given)
        assert (row.state, row.promise_due, row.report) == (InterviewState.FOLLOW_UP, due, "")
        with pytest.raises(RefusedError, match="不能办结"):
            interviews.close(interview=row, version=row.version, on=on, by=drc)
        with pytest.raises(RefusedError, match="还没有报送整改情况"):
            interviews.find_kept(interview=row, version=row.version, on=on, **given)
        row = interviews.report(
            interview=row, version=row.version, text="在办", files=[PROOF], on=on, by=by
        )
    row = interviews.find_kept(interview=row, version=row.version, on=on, **given)
    assert row.state == InterviewState.CHECKED


@pytest.mark.parametrize(
    ("on", "reported", "refused"),
    [
        pytest.param(date(2023, 4, 30), False, "期限2023-04-30未到", id="on-its-day-unreported"),
        pytest.param(date(2023, 4, 30), True, "", id="on-its-day-reported"),
        pytest.param(date(2023, 5, 1), False, "", id="the-day-after"),
    ],
)
def test_a_promise_is_not_broken_before_its_day_unless_the_report_shows_it(
    project, drc, on, reported, refused
):
    row = held(project, drc)
    if reported:
        row = interviews.report(
            interview=row, version=row.version, text="做不到", no_papers="无", on=on,
            by=clerk_of(project.unit),
        )  # fmt: skip
    given = {"text": "未兑现", "due": date(2023, 5, 20), "on": on, "by": drc}
    if refused:
        with pytest.raises(RefusedError, match=refused):
            interviews.find_broken(interview=row, version=row.version, **given)
    else:
        row = interviews.find_broken(interview=row, version=row.version, **given)
        assert row.state == InterviewState.FOLLOW_UP


def test_what_is_followed_up_has_a_new_limit(project, drc):
    row, on = held(project, drc), date(2023, 5, 1)
    with pytest.raises(RefusedError, match="须晚于今天"):
        interviews.find_broken(
            interview=row, version=row.version, text="未兑现", due=on, on=on, by=drc
        )


def test_without_a_promise_nothing_is_checked(project, drc):
    row = held(project, drc, promise="")
    with pytest.raises(RefusedError, match="还没有整改承诺"):
        interviews.find_broken(
            interview=row,
            version=row.version,
            text="没有承诺",
            due=date(2023, 5, 1),
            on=DAY,
            by=drc,
        )
    row = interviews.promise(
        interview=row, version=row.version, text="月底开工", due=date(2023, 4, 30), on=DAY,
        by=clerk_of(project.unit),
    )  # fmt: skip
    assert row.promise_due == date(2023, 4, 30)


@pytest.mark.parametrize(
    ("on", "due", "message"),
    [
        pytest.param(date(2023, 4, 30), date(2023, 4, 29), "不能早于今天", id="day-before"),
        pytest.param(date(2023, 5, 1), date(2023, 5, 31), "已过", id="after-the-limit"),
    ],
)
def test_a_promise_is_not_put_off_once_its_day_is_over(project, drc, on, due, message):
    row, by = held(project, drc, promise=""), clerk_of(project.unit)
    given = {"interview": row, "text": "月底开工", "by": by}
    row = interviews.promise(**given, version=row.version, due=date(2023, 4, 30), on=DAY)
    with pytest.raises(RefusedError, match=message):
        interviews.promise(**given | {"interview": row}, version=row.version, due=due, on=on)


def test_another_day_makes_the_first_paper_void(project, drc):
    row = dated(project, drc)
    row = interviews.set_date(
        interview=row, version=row.version, values=PLANNED | {"place": "三楼"}, on=DAY, by=drc
    )
    assert [paper.voided_on for paper in Paper.objects.order_by("number")] == [DAY, None]
    assert row.paper.number == 2


def test_calling_it_off_decides_the_proposals(project, drc):
    row = dated(project, drc)
    interviews.cancel(interview=row, version=row.version, text="数据更正", on=DAY, by=drc)
    proposal = InterviewProposal.objects.get()
    assert (proposal.state, proposal.reason) == (ProposalState.DISMISSED, "数据更正")
    assert Paper.objects.get().void_reason == "数据更正"


@pytest.mark.parametrize("role", [Role.GOV_OFFICE, Role.LEADER])
def test_only_the_bureau_confirms(project, role):
    given = {"proposals": [proposed(project)], "on": DAY, "by": make_user(role)}
    with pytest.raises(RefusedError):
        proposals.confirm_proposals(versions={given["proposals"][0].pk: 1}, **given)


def test_one_interview_takes_runs_of_one_unit_together(project, drc):
    first = proposed(project)
    second = proposed(make_project("P-2", unit=project.unit))
    stranger = proposed(make_project("P-3", unit=make_unit("乙镇")))
    given = {"versions": {row.pk: 1 for row in (first, second, stranger)}, "on": DAY, "by": drc}
    with pytest.raises(RefusedError, match="同一单位"):
        proposals.confirm_proposals(proposals=[first, stranger], **given)
    interview = proposals.confirm_proposals(proposals=[first, second], **given)
    assert interview.proposals.count() == 2


def test_two_people_confirm_one_proposal(project, drc):
    row = proposed(project)
    proposals.confirm_proposals(proposals=[row], versions={row.pk: 1}, on=DAY, by=drc)
    with pytest.raises(StaleError):
        proposals.confirm_proposals(proposals=[row], versions={row.pk: 1}, on=DAY, by=drc)
    assert Interview.objects.count() == 1


@pytest.mark.parametrize("role", [Role.UNIT, Role.COMMERCE, Role.SYSADMIN])
def test_who_sees_a_proposal(project, drc, role):
    proposed(project)
    person = clerk_of(project.unit) if role == Role.UNIT else make_user(role)
    assert InterviewProposal.objects.visible_to(person).count() == 0


def test_the_unit_sees_it_from_the_confirmation_on(project, drc):
    row = confirmed(project, drc)
    clerk = clerk_of(project.unit)
    assert Interview.objects.visible_to(clerk).get() == row
    assert InterviewProposal.objects.visible_to(clerk).count() == 1
    assert Interview.objects.visible_to(make_user(Role.UNIT, make_unit())).count() == 0
