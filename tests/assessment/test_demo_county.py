"""The county of the demonstration: 315 projects of every kind, which all these tests share."""

from collections import Counter
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.db.models import Sum
from django.utils import timezone

from assessment.choices import Colour, Reason
from assessment.models import CityAverage, Quota
from assessment.reporting.rows import rows_by_unit
from assessment.review.desk import desk
from assessment.rules import ProgressMonth, Stop, progress_cards, start_card
from projects.choices import (
    COUNTED_REPORT_STATES,
    Band,
    ChainTier,
    Level,
    ReportState,
    Stage,
    SubmissionState,
    SuspensionKind,
)
from projects.choices.starts import PledgeState, StartState
from projects.lifecycles.reporting import REPORT_STATE
from projects.models import (
    AnnualPlan,
    Message,
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

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stored")]

DAY = date(2023, 11, 30)


@pytest.fixture(scope="module")
def stored(shared_rows, tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    shared_rows(lambda: call_command("demo", stdout=StringIO(), stderr=StringIO()), DATA_DIR=folder)


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
    # Only under other readings of the text.
    other = {
        Reason.AT_RED_LIMIT,
        Reason.BELOW_AVERAGE_ACROSS,
        Reason.AT_OR_ABOVE_LAST_AVERAGE,
        Reason.BELOW_LAST_AVERAGE,
        Reason.BELOW_LAST_AVERAGE_AGAIN,
    }
    shown = {reason for _, reason in [*starts, *latest]}
    assert shown == set(Reason) - other - {Reason.ENTERED_AFTER_LOCK}
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
    assert {row.state for row in Pledge.objects.all()} == set(PledgeState)
    assert {row.state for row in StartConfirmation.objects.all()} == set(StartState)
    assert {"asked", "refused"} <= {row.state for row in StartDueRequest.objects.all()}
    assert unconfirmed(DAY.year, User.objects.get(username="fagai")).exists()
    for row in StartConfirmation.objects.select_related("project"):
        shown = [] if row.state == StartState.CLAIMED else [row.project.unit_id]
        assert [file.unit_id for file in row.files.all()] == shown
    assert not StartConfirmation.objects.filter(answered_on__gt=DAY).exists()


def test_the_county_looks_like_one_at_the_end_of_november():
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


def test_monthly_plans_add_up_to_the_year_s():
    for plan in AnnualPlan.objects.select_related("project"):
        months = plan.project.monthly_plans.filter(year=plan.year)
        assert months.aggregate(total=Sum("amount"))["total"] == plan.amount
        assert months.last().month == 12


def test_the_month_under_way_stands_in_every_state():
    november = Submission.objects.filter(year=2023, month=11)
    assert set(november.values_list("state", flat=True)) == set(SubmissionState)
    begun = november.values("unit")
    building = under_construction(Month(2023, 11))
    assert building.exclude(unit__in=begun).exists()
    page = desk(Month(2023, 11), DAY)
    assert len(page.clean) > len(page.doubtful) > 1
    assert not page.overdue


def test_the_clerks_find_a_return_and_a_draft():
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
    states = {
        (row.unit_id, row.month): REPORT_STATE[SubmissionState(row.state)]
        for row in Submission.objects.all()
    }
    reports = MonthlyReport.objects.values_list("project__unit", "month", "state")
    assert {states[unit, month] == state for unit, month, state in reports} == {True}


def test_zeros_have_a_reason_and_past_doubts_a_word():
    assert not MonthlyReport.objects.filter(amount=0, zero_reason="").exists()
    rows = [row for own in rows_by_unit(Month(2023, 8)).values() for row in own]
    assert [row for row in rows if row.doubts and not row.values["remark"]] == []
    assert len([row for row in rows if row.doubts]) < len(rows) * 2 / 3


def test_six_weeks_of_the_dispatch_add_up_to_the_month():
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
