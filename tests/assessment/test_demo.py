"""The demonstration ledger: fictitious, repeatable, of every kind, and never over real data."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum
from django.forms.models import model_to_dict

from assessment.choices import Colour, Reason
from assessment.demo.accounts import DEMO_ACCOUNTS, DEMO_PASSWORD
from assessment.demo.spread import apportion, started_by
from assessment.models import CityAverage, Quota
from assessment.rules import ProgressMonth, Stop, progress_cards, start_card
from projects.choices import (
    COUNTED_REPORT_STATES,
    Band,
    ChainTier,
    Level,
    Role,
    Stage,
    SuspensionKind,
)
from projects.clock import real_today
from projects.models import (
    AnnualPlan,
    MonthlyPlan,
    MonthlyReport,
    Project,
    StartDueAmendment,
    Suspension,
    Unit,
    User,
)
from projects.periods import Month, months_through
from tests.factories import make_average, make_project, make_unit, make_user

pytestmark = pytest.mark.django_db

DAY = date(2023, 11, 30)
SMALL = 60


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
    for model in (Project, AnnualPlan, MonthlyPlan, MonthlyReport, Suspension, CityAverage):
        for row in model.objects.all():
            values = model_to_dict(row, exclude=["id", "project"])
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
