"""The demonstration ledger: fictitious, repeatable, of every kind, and never over real data."""

import re
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum
from django.forms.models import model_to_dict
from django.utils import timezone

from assessment.bulletin.build.reopened import correction_lines
from assessment.cards.engine import assess
from assessment.choices import Colour, Reason
from assessment.demo.accounts import DEMO_ACCOUNTS, DEMO_PASSWORD
from assessment.demo.spread import apportion, started_by
from assessment.demo.vocabulary import REOPEN_REASON
from assessment.models import Card, CityAverage, Quota
from assessment.models.runs import RunKind
from assessment.reporting.rows import rows_by_unit
from assessment.review.desk import desk
from assessment.rules import ProgressMonth, Stop, progress_cards, start_card
from projects.choices import (
    COUNTED_REPORT_STATES,
    Band,
    ChainTier,
    Level,
    ReportState,
    Role,
    Stage,
    SubmissionState,
    SuspensionKind,
)
from projects.choices.starts import PledgeState, StartState
from projects.clock import real_today
from projects.lifecycles.reporting import REPORT_STATE
from projects.models import (
    AnnualPlan,
    LockEvent,
    Message,
    MonthlyPlan,
    MonthlyReport,
    Pledge,
    Project,
    StartConfirmation,
    StartDueAmendment,
    StartDueRequest,
    Submission,
    Suspension,
    Unit,
    User,
    WeeklyUpdate,
)
from projects.periods import Month, months_through
from projects.queries import under_construction
from projects.starts import unconfirmed
from projects.weeks import Week, weeks_of
from tests.factories import make_average, make_project, make_unit, make_user

pytestmark = pytest.mark.django_db

DAY = date(2023, 11, 30)
SMALL = 60
MARK = "亲手填写"
LEDGER = (
    Project, AnnualPlan, MonthlyPlan, MonthlyReport, Suspension, CityAverage, Submission,
    WeeklyUpdate,
)  # fmt: skip


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


def demo(**options) -> str:
    out = StringIO()
    arguments = [f"--{name}={value}" for name, value in options.items()]
    call_command("demo", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def ledger() -> list[dict]:
    """Everything that the ledger says, without the numbers the database gave."""
    rows = []
    for model in LEDGER:
        for row in model.objects.all():
            values = model_to_dict(row, exclude=["id", "project", "return_project"])
            project = getattr(row, "project", None)
            rows.append({"table": model.__name__, "code": project and project.code, **values})
    return rows


def verdicts(project: Project, averages: dict[tuple[int, int], Decimal]):
    """The start card on the day, and the progress cards of the year."""
    stops = [
        Stop(SuspensionKind(stop.kind), stop.from_on, stop.until_on)
        for stop in project.suspensions.all()
    ]
    done = {
        report.month: report.amount
        for report in project.monthly_reports.all()
        if report.state in COUNTED_REPORT_STATES
    }
    months = [
        ProgressMonth(
            month, done.get(month.month), averages.get((month.month, project.project_type_id))
        )
        for month in months_through(Month(2023, 1), Month.of(DAY))
    ]
    plans = [plan.amount for plan in project.annual_plans.all()]
    start = start_card(project.start_due, project.started_on, DAY, stops)
    plan = plans[0] if plans else None
    dates = (project.started_on, project.completed_on)
    return start, progress_cards(months, plan, *dates, DAY, stops)


def test_it_holds_every_kind_of_project():
    demo()
    projects = Project.objects.select_related("chain", "project_type", "unit").prefetch_related(
        "suspensions", "monthly_reports", "annual_plans"
    )
    averages = {
        (average.month, average.project_type_id): average.rate
        for average in CityAverage.objects.all()
    }
    starts, latest, runs = Counter(), Counter(), Counter()
    for project in projects:
        start, progress = verdicts(project, averages)
        starts[start.colour, start.reason] += 1
        latest[progress[-1].colour, progress[-1].reason] += 1
        runs[progress[-1].run] += 1

    assert len(projects) == 315
    assert {reason for _, reason in [*starts, *latest]} == set(Reason) - {Reason.ENTERED_AFTER_LOCK}
    assert {colour for colour, _ in starts} == {*Colour, None}
    assert {colour for colour, _ in latest} == {*Colour, None}
    assert runs[2] > 0
    assert max(runs) >= 3
    assert {project.stage(DAY) for project in projects} == set(Stage)
    assert {project.band for project in projects} == set(Band)
    assert {project.level for project in projects} == {*Level, ""}
    assert {project.chain.tier for project in projects if project.chain} == set(ChainTier)
    assert {project.unit_id for project in projects} == set(
        Unit.objects.values_list("pk", flat=True)
    )
    assert {"产业", "基础设施", "民生"} <= {project.project_type.name for project in projects}
    assert any(project.is_hard_case for project in projects)
    assert any(project.started_on and project.started_on.year < 2023 for project in projects)
    stops = {(stop.kind, stop.until_on is None) for stop in Suspension.objects.all()}
    assert stops == {("suspended", True), ("suspended", False), ("ended", True)}
    assert StartDueAmendment.objects.exclude(reason="").exists()


def test_starts_and_letters_stand_in_every_state():
    demo()
    assert {row.state for row in Pledge.objects.all()} == set(PledgeState)
    assert {row.state for row in StartConfirmation.objects.all()} == set(StartState)
    assert {"asked", "refused"} <= {row.state for row in StartDueRequest.objects.all()}
    assert unconfirmed(DAY.year, User.objects.get(username="fagai")).exists()
    for row in StartConfirmation.objects.select_related("project"):
        assert [file.unit_id for file in row.files.all()] == [row.project.unit_id]
    assert not StartConfirmation.objects.filter(answered_on__gt=DAY).exists()


def test_the_county_looks_like_one_at_the_end_of_november():
    demo()
    starts = Project.objects.filter(started_on__year=2023, started_on__lte=DAY)
    starts = starts.exclude(band=Band.BELOW)
    quotas = dict(
        Quota.objects.with_effective()
        .filter(year=2023, annex="start", band="total")
        .values_list("unit_id", "effective")
    )
    assert 0.80 <= starts.count() / sum(quotas.values()) <= 0.95
    done = Counter(starts.values_list("unit_id", flat=True))
    rates = [done[unit] / quota for unit, quota in quotas.items()]
    assert min(rates) < 0.5
    assert max(rates) > 1.1
    november = MonthlyReport.objects.filter(month=11)
    assert 0 < november.count() < MonthlyReport.objects.filter(month=10).count() + 40
    assert MonthlyReport.objects.filter(amount=0).exists()
    assert MonthlyReport.objects.filter(amount=None).exists()
    assert MonthlyReport.objects.exclude(problems="").exists()


def test_everything_is_marked_as_fictitious():
    demo(projects=SMALL)
    assert not Project.objects.exclude(name__startswith="示例", owner__startswith="示例").exists()
    assert not Project.objects.exclude(code__startswith="SL2023-").exists()
    assert not CityAverage.objects.exclude(source__startswith="示例").exists()


def test_the_rows_are_such_as_people_could_have_entered():
    demo(projects=SMALL)
    for model in (Project, AnnualPlan, MonthlyPlan, MonthlyReport, Suspension, CityAverage):
        assert model.objects.exists()
        for row in model.objects.all():
            row.full_clean(validate_unique=False, validate_constraints=False)


def test_monthly_plans_add_up_to_the_year_s():
    demo()
    for plan in AnnualPlan.objects.select_related("project"):
        months = plan.project.monthly_plans.filter(year=plan.year)
        assert months.aggregate(total=Sum("amount"))["total"] == plan.amount
        assert months.last().month == 12


@pytest.mark.parametrize(
    "day",
    ["2023-01-01", "2023-02-28", "2023-05-15", "2023-12-31", "2024-02-29"],
)
def test_nothing_has_happened_after_the_day(day):
    demo(day=day, projects=SMALL)
    on = date.fromisoformat(day)
    assert Project.objects.count() == SMALL
    for field in ("planned_on", "signed_on", "started_on", "completed_on", "in_production_on",
                  "enrolled_on"):  # fmt: skip
        assert not Project.objects.filter(**{f"{field}__gt": on}).exists()
    assert not Suspension.objects.filter(from_on__gt=on).exists()
    assert not MonthlyReport.objects.filter(month__gt=on.month).exists()
    assert not CityAverage.objects.filter(month__gt=on.month).exists()


@pytest.mark.parametrize("number", [1, 2, 41, 700])
def test_as_many_projects_as_asked_for(number):
    demo(projects=number)
    assert Project.objects.count() == number


def test_the_same_seed_gives_the_same_ledger_and_replaces_the_last():
    demo(projects=SMALL, seed=7)
    first, trail = ledger(), Project.history.count()
    demo(projects=SMALL, seed=8)
    assert ledger() != first
    demo(projects=SMALL, seed=7)
    assert ledger() == first
    assert (Project.objects.count(), Project.history.count()) == (SMALL, trail)


def test_a_demonstration_in_which_people_worked_is_replaced_whole():
    demo(projects=SMALL)
    project = Project.objects.first()
    returned = {"return_project": project, "return_field": "done", "return_reason": MARK}
    Submission.objects.create(unit=project.unit, year=2023, month=12, **returned)
    week = {"year": 2023, "week": 20, "first_on": date(2023, 5, 19)}
    WeeklyUpdate.objects.create(project=project, problems=MARK, **week)
    Message.objects.create(unit=project.unit, key=MARK, text=MARK)
    by = User.objects.get(username="fagai")
    LockEvent.objects.create(year=2023, month=10, locked=True, reason=MARK, by=by)
    demo(projects=SMALL)
    assert not Submission.objects.filter(return_reason=MARK).exists()
    assert not WeeklyUpdate.objects.filter(problems=MARK).exists()
    assert not Message.objects.filter(key=MARK).exists()
    assert not LockEvent.objects.filter(reason=MARK).exists()


def test_the_month_under_way_stands_in_every_state():
    demo()
    november = Submission.objects.filter(year=2023, month=11)
    assert set(november.values_list("state", flat=True)) == set(SubmissionState)
    begun = november.values("unit")
    building = under_construction(Month(2023, 11))
    assert building.exclude(unit__in=begun).exists()
    page = desk(Month(2023, 11), DAY)
    assert len(page.clean) > len(page.doubtful) > 1
    assert not page.overdue


def test_the_clerks_find_a_return_and_a_draft():
    demo()
    states = {row.unit.name: row.state for row in Submission.objects.filter(month=11)}
    assert (states["文庙街道"], states["县工信局"]) == ("returned", "open")
    returned = Submission.objects.get(unit__name="文庙街道", month=11)
    report = returned.return_project.monthly_reports.get(month=11)
    assert report.state == ReportState.RETURNED
    message = Message.objects.get(unit=returned.unit, key__startswith="returned-2023-11")
    assert returned.return_reason in message.text
    assert message.url == f"/report/2023-11/#f-{report.project_id}-done"
    drafts = MonthlyReport.objects.filter(project__unit__name="县工信局", month=11)
    assert set(drafts.values_list("state", flat=True)) == {ReportState.DRAFT}


def test_past_months_are_accepted_a_few_of_them_late():
    demo()
    past = Submission.objects.filter(month__lt=10)
    assert set(past.values_list("state", flat=True)) == {SubmissionState.ACCEPTED}
    assert 3 <= past.filter(late=True).count() <= past.count() / 10
    for row in past:
        due = date(2023, row.month + 1, 5)
        assert (timezone.localdate(row.first_submitted_at) > due) == row.late
    october = desk(Month(2023, 10), DAY)
    assert {row.state for row in october.overdue} == {None, SubmissionState.OPEN}
    assert october.in_state(SubmissionState.RETURNED)


def test_reports_stand_as_their_return_does():
    demo()
    states = {
        (row.unit_id, row.month): REPORT_STATE[SubmissionState(row.state)]
        for row in Submission.objects.all()
    }
    reports = MonthlyReport.objects.values_list("project__unit", "month", "state")
    assert {states[unit, month] == state for unit, month, state in reports} == {True}


def test_zeros_have_a_reason_and_past_doubts_a_word():
    demo()
    assert not MonthlyReport.objects.filter(amount=0, zero_reason="").exists()
    rows = [row for own in rows_by_unit(Month(2023, 8)).values() for row in own]
    assert [row for row in rows if row.doubts and not row.values["remark"]] == []
    assert len([row for row in rows if row.doubts]) < len(rows) * 2 / 3


def test_locked_months_are_final_and_the_last_was_corrected():
    demo(projects=SMALL)
    assess(DAY, kind=RunKind.COMMAND)
    final = Card.objects.values_list("month", "final").distinct().order_by("month")
    assert list(final) == [(month, month < 10) for month in range(1, 12)]
    events = LockEvent.objects.filter(month=9).order_by("at").values_list("locked", "reason")
    assert list(events) == [(True, ""), (False, REOPEN_REASON), (True, "")]
    line = correction_lines(Month(2023, 10))[0]
    assert re.search(r"2023年9月 .+ 完成投资 [0-9.,]+→[0-9.,]+，原因：" + REOPEN_REASON, line)


def test_six_weeks_of_the_dispatch_add_up_to_the_month():
    demo()
    weeks = Week.of(DAY).plus(-5), Week.of(DAY)
    rows = WeeklyUpdate.objects.all()
    assert {(row.year, row.week) for row in rows} == {
        (2023, number) for number in range(weeks[0].week, weeks[1].week + 1)
    }
    late = [row for row in rows if row.first_on > Week(row.year, row.week).day(5)]
    assert 0 < len(late) < len(rows) / 4
    assert rows.exclude(problems="").exists()
    november = {week.week for week in weeks_of(Month(2023, 11))}
    alike = 0
    for report in MonthlyReport.objects.filter(month=11, amount__gt=0):
        told = report.project.weekly_updates.filter(week__in=november)
        alike += told.aggregate(total=Sum("amount"))["total"] == report.amount
    assert alike > 40


def test_units_and_the_bureau_are_reminded():
    demo(projects=SMALL)
    due = Message.objects.filter(key__startswith="due-2023-W48", done_at=None)
    assert due.filter(unit=None).exists()
    assert due.exclude(unit=None).exists()


def test_every_row_has_its_trail():
    demo(projects=SMALL)
    for model in (Project, AnnualPlan, MonthlyPlan, MonthlyReport, Suspension, CityAverage):
        assert model.history.filter(history_type="+").count() == model.objects.count()
        assert set(model.history.values_list("history_user__username", flat=True)) == {"fagai"}


def test_the_accounts_work_and_are_printed():
    printed = demo(projects=SMALL)
    assert DEMO_PASSWORD in printed
    for account in DEMO_ACCOUNTS:
        user = User.objects.get(username=account.username)
        assert account.username in printed
        assert user.check_password(DEMO_PASSWORD)
        assert (user.role, user.unit and user.unit.name) == (account.role, account.unit)
    assert {Role.DRC, Role.UNIT, Role.LEADER, Role.SYSADMIN, Role.AUDITOR} <= {
        account.role for account in DEMO_ACCOUNTS
    }


def test_an_account_that_exists_is_left_alone():
    make_user(Role.LEADER, username="fagai", password="My-own-word-1")
    demo(projects=SMALL)
    user = User.objects.get(username="fagai")
    assert user.role == Role.LEADER
    assert user.check_password("My-own-word-1")


def test_it_writes_down_its_day(data_dir):
    demo(projects=SMALL)
    assert (data_dir / "demo-day").read_text().strip() == "2023-11-30"


@pytest.mark.parametrize("name", ["水泥厂", "某示例项目"])
def test_real_projects_are_never_touched(name, data_dir):
    real = make_project("P1", name=name, unit=make_unit())
    make_average("2023-03", 5)
    with pytest.raises(CommandError, match="已有真实项目（如 P1"):
        demo(projects=SMALL)
    assert list(Project.objects.all()) == [real]
    assert CityAverage.objects.count() == 1
    assert not User.objects.exists()
    assert not (data_dir / "demo-day").exists()


def test_real_averages_are_never_touched():
    make_average("2023-03", 5)
    with pytest.raises(CommandError, match="已有真实的全市均值"):
        demo(projects=SMALL)
    assert CityAverage.objects.count() == 1


def test_a_day_to_come_is_refused():
    tomorrow = real_today() + timedelta(days=1)
    with pytest.raises(CommandError, match=f"^--day：{tomorrow} 还没有到"):
        demo(day=tomorrow)


def test_a_year_before_all_quotas_is_refused():
    with pytest.raises(CommandError, match="2022年及以前没有任务指标"):
        demo(day="2022-12-31")
    assert not Project.objects.exists()


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        pytest.param("--day", "2023-02-30", "“2023-02-30”不是存在的日期", id="no-such-day"),
        pytest.param("--day", "20230230", "“20230230”不是日期", id="no-separators"),
        pytest.param("--projects", "0", "“0”不是项目数", id="none"),
        pytest.param("--projects", "-3", "“-3”不是项目数", id="negative"),
        pytest.param("--projects", "10000", "“10000”不是项目数", id="more-than-codes"),
        pytest.param("--seed", "甲", "“甲”不是整数", id="seed-in-words"),
    ],
)
def test_bad_options_are_refused_in_words(option, value, message):
    with pytest.raises(CommandError, match=message):
        call_command("demo", f"{option}={value}")


def test_a_split_adds_up():
    assert apportion(10, [1, 1, 1]) == [4, 3, 3]
    assert apportion(0, [1, 2]) == [0, 0]
    assert sum(apportion(271, [13 * 0.35, 19, 6, 3])) == 271


@pytest.mark.parametrize(
    ("day", "share"),
    [
        pytest.param(date(2023, 11, 30), 1.0, id="end-of-november"),
        pytest.param(date(2023, 12, 31), 1.0, id="year-end"),
        pytest.param(date(2023, 3, 31), 0.37, id="spring"),
    ],
)
def test_starts_follow_the_year(day, share):
    assert started_by(day) == pytest.approx(share, abs=0.001)
