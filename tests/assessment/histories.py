"""Random project histories, close to every limit, and their way into the ledger."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from django.db import connection

from assessment.models import CityAverage
from projects.models import (
    AnnualPlan,
    MonthlyReport,
    Project,
    ProjectType,
    StartDueAmendment,
    Suspension,
)
from tests.assessment.reckoning import History, last_day
from tests.factories import make_type, make_unit

KINDS = ("产业", "基础设施", "民生")
YEARS = (2022, 2023)
RATES = (
    "0", "0.000000000001", "0.000001", "10", "33.333333", "33.33333334", "33.333333333333",
    "33.333333333334", "50", "66.6666665", "99.999999", "99.999999999999", "100",
    "499.999999999999", "500",
)  # fmt: skip
PLANS = ("0", "0.01", "3", "10", "100", "1000", "99999999.99")
AMOUNTS = ("0", "0", "0.01", "0.99", "1", "3", "5", "33.33", "33.34", "100", "99999999.99")


def random_averages(random: Random) -> dict:
    return {
        (year, month, kind): Decimal(random.choice(RATES))
        for year in YEARS
        for month in range(1, 13)
        for kind in KINDS
        if random.random() < 0.9
    }


def near(random: Random, day: date) -> date:
    """A day around `day`, drawn to month ends and to whole months from it."""
    moved = day + timedelta(
        days=random.choice((0, 0, 1, -1, 27, 28, 29, 30, 31, 32, 59, 60, 61, 62, 200))
    )
    return last_day(moved.year, moved.month) if random.random() < 0.2 else moved


def random_history(random: Random) -> History:
    base = date(2021, 11, 1) + timedelta(days=random.randrange(700))
    history = History(kind=random.choice(KINDS))
    if random.random() < 0.9:
        history.start_due = history.first_due = near(random, base)
        if random.random() < 0.15:
            history.first_due = near(random, base)
    if random.random() < 0.75:
        history.started = near(random, base)
        if random.random() < 0.3:
            history.completed = max(history.started, near(random, history.started))
    history.stops = random_stops(random, base)
    for year in YEARS:
        if random.random() < 0.9:
            history.plans[year] = Decimal(random.choice(PLANS))
        for month in range(1, 13):
            if random.random() < 0.8:
                history.reports[year, month] = Decimal(random.choice(AMOUNTS))
    return history


def random_stops(random: Random, base: date) -> list[tuple[str, date, date | None]]:
    stops: list[tuple[str, date, date | None]] = []
    if random.random() < 0.2:
        since = near(random, base)
        stops.append(
            ("suspended", since, since + timedelta(days=random.choice((1, 28, 30, 31, 90))))
        )
    if random.random() < 0.1:
        stops.append((random.choice(("suspended", "ended")), near(random, base), None))
    return stops


def store_averages(averages: dict) -> None:
    types = {kind: make_type(kind) for kind in KINDS}
    CityAverage.objects.bulk_create(
        CityAverage(year=year, month=month, project_type=types[kind], rate=rate)
        for (year, month, kind), rate in averages.items()
    )


def store(histories: list[History], prefix: str = "H") -> list[Project]:
    """Write the histories; drafts and blank reports among them must not count."""
    types = {kind.name: kind for kind in ProjectType.objects.all()}
    unit = make_unit()
    projects = Project.objects.bulk_create(
        Project(
            code=f"{prefix}{number:05d}",
            name="示例",
            unit=unit,
            project_type=types[history.kind],
            total_investment=1000,
            start_due=history.start_due,
            started_on=history.started,
            completed_on=history.completed,
        )
        for number, history in enumerate(histories)
    )
    pairs = list(zip(projects, histories, strict=True))
    StartDueAmendment.objects.bulk_create(
        StartDueAmendment(project=project, old=history.first_due, new=history.start_due, reason="-")
        for project, history in pairs
        if history.first_due != history.start_due
    )
    Suspension.objects.bulk_create(
        Suspension(project=project, kind=kind, from_on=since, until_on=until, reason="-")
        for project, history in pairs
        for kind, since, until in history.stops
    )
    AnnualPlan.objects.bulk_create(
        AnnualPlan(project=project, year=year, amount=amount)
        for project, history in pairs
        for year, amount in history.plans.items()
    )
    MonthlyReport.objects.bulk_create(
        (report for project, history in pairs for report in _reports(project, history)),
        batch_size=5000,
    )
    if connection.vendor == "postgresql":  # what its own housekeeping would do after such a write
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return projects


def _reports(project: Project, history: History):
    for year in YEARS:
        for month in range(1, 13):
            amount = history.reports.get((year, month))
            if amount is not None:
                state = ("submitted", "accepted")[month % 2]
                yield MonthlyReport(
                    project=project, year=year, month=month, amount=amount, state=state
                )
            elif month % 3 == 0:
                yield MonthlyReport(project=project, year=year, month=month, amount=None)
            elif month % 3 == 1:
                state = ("draft", "returned")[month % 2]
                yield MonthlyReport(project=project, year=year, month=month, amount=7, state=state)
