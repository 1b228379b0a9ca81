"""Writing a demonstration ledger: one transaction, with its trail, replacing the last one."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random

from django.db import models, transaction
from django.db.models import Max
from simple_history.utils import bulk_create_with_history, get_history_manager_for_model

from assessment.demo import vocabulary as words
from assessment.demo.accounts import create_accounts
from assessment.demo.drafts import Draft, Drawer, Stock
from assessment.demo.locks import lock_months
from assessment.demo.progress import Progress, Year
from assessment.demo.returns import CLERKS, Calendar, at, returns_of, told
from assessment.demo.spread import spread
from assessment.demo.stages import Stage, stage_tables, write_stages
from assessment.demo.weekly import weekly_updates
from assessment.models import AssessmentRun, Card, CityAverage, Mention, Quota
from assessment.reminders.building import build
from projects.choices import Role, SubmissionState
from projects.models import (
    AnnualPlan,
    IndustryChain,
    LockEvent,
    Message,
    MonthlyPlan,
    MonthlyReport,
    Project,
    ProjectType,
    ReportingMonth,
    StartDueAmendment,
    Submission,
    Suspension,
    User,
    WeeklyUpdate,
)

BATCH = 500
SILENT_UNITS = 3
TROUBLED_SHARE = 0.14
PUBLISHED_FROM_DAY = 25
CHANGE_REASON = "示例数据"

# Children first; a demonstration is replaced whole, its trail included.
REPLACED: tuple[type[models.Model], ...] = (
    *stage_tables(),
    Mention,
    Submission,
    WeeklyUpdate,
    Message,
    LockEvent,
    MonthlyReport,
    MonthlyPlan,
    AnnualPlan,
    Suspension,
    StartDueAmendment,
    Project,
    CityAverage,
    ReportingMonth,
)


class DemoRefusedError(Exception):
    """The message says in Chinese why nothing was written."""


@dataclass(frozen=True)
class DemoSummary:
    """How many rows of each kind were written."""

    day: date
    projects: int
    plans: int
    reports: int
    averages: int
    returns: int
    weekly: int


def quota_year(day: date) -> int:
    """The latest year with quotas, not after `day`'s; DemoRefusedError if there is none."""
    year = Quota.objects.filter(year__lte=day.year).aggregate(Max("year"))["year__max"]
    if year is None:
        raise DemoRefusedError(f"{day.year}年及以前没有任务指标，示例台账无从分配，请改用其他日期")
    return year


def refuse_real_data() -> None:
    """A demonstration never stands beside real projects or averages."""
    real = Project.objects.exclude(name__startswith=words.MARK).first()
    if real is not None:
        raise DemoRefusedError(f"台账里已有真实项目（如 {real}），不能写入示例数据；请另用空库")
    average = CityAverage.objects.exclude(source__startswith=words.MARK).first()
    if average is not None:
        raise DemoRefusedError(f"已有真实的全市均值（如 {average}），不能写入示例数据；请另用空库")


@transaction.atomic
def load_demo(*, day: date, projects: int, seed: int) -> DemoSummary:
    """Write a ledger of `projects` fictitious projects as it stands on `day`.

    The same arguments give the same ledger. DemoRefusedError leaves everything as it was.
    """
    refuse_real_data()
    year = quota_year(day)
    create_accounts()
    _remove_demo()
    rng = Random(seed)  # noqa: S311 - repeatable on purpose
    drawer = Drawer(day, _stock(), round(projects * TROUBLED_SHARE), rng)
    shares = spread(projects, day, year, rng)
    others = [share.unit.pk for share in shares if share.unit.name not in CLERKS]
    calendar = Calendar.on(day, rng.sample(others, SILENT_UNITS))
    drafts = [drawer.started_project(share) for share in shares for _ in range(share.started)]
    drafts += [drawer.waiting_project(share) for share in shares for _ in range(share.others)]
    progress = Progress(calendar, rng)
    summary = _write(drafts, progress, _averages(day, drawer.stock), calendar)
    fictitious = [draft.project for draft in drafts]
    write_stages(Stage(day, seed, fictitious, User.objects.get(username="fagai")))
    return summary


def _remove_demo() -> None:
    """Queries without the collector: the cards alone would be read row by row otherwise."""
    Card.objects.all().delete()
    AssessmentRun.objects.all().delete()
    for model in REPLACED:
        if hasattr(model, "history"):
            get_history_manager_for_model(model).all().delete()
        rows = model._base_manager.all()
        rows._raw_delete(using=rows.db)


def _stock() -> Stock:
    for order, name in enumerate((*words.AVERAGE_CURVES, words.UNPUBLISHED_TYPE), start=1):
        ProjectType.objects.get_or_create(name=name, defaults={"order": order})
    for tier, names in words.CHAINS.items():
        for name in names:
            IndustryChain.objects.get_or_create(name=name, defaults={"tier": tier})
    types = {kind.name: kind for kind in ProjectType.objects.all()}
    chains = IndustryChain.objects.filter(name__startswith=words.MARK)
    return Stock(types, list(chains))


def _averages(day: date, stock: Stock) -> list[CityAverage]:
    """The city publishes a month's averages towards its end."""
    published = day.month if day.day >= PUBLISHED_FROM_DAY else day.month - 1
    return [
        CityAverage(
            year=day.year,
            month=month,
            project_type=stock.types[name],
            rate=Decimal(rate),
            source=words.AVERAGE_SOURCE,
        )
        for name, curve in words.AVERAGE_CURVES.items()
        for month, rate in enumerate(curve[:published], start=1)
    ]


def _write(
    drafts: list[Draft], progress: Progress, averages: list[CityAverage], calendar: Calendar
) -> DemoSummary:
    by = User.objects.get(username="fagai")
    _bulk(Project, [draft.project for draft in drafts], by)
    years = [progress.year(draft) for draft in drafts]
    plans = [plan for year in years for plan in year.plans]
    _bulk(AnnualPlan, [year.annual for year in years if year.annual], by)
    _bulk(MonthlyPlan, plans, by)
    reports, returns = _write_returns(years, calendar, by)
    _bulk(Suspension, [stop for draft in drafts for stop in draft.suspensions], by)
    _bulk(CityAverage, averages, by)
    _amend(drafts, by)
    weekly = weekly_updates(drafts, reports, calendar)
    _bulk(WeeklyUpdate, weekly, by)
    lock_months(calendar, by)
    _tell(returns, calendar.day)
    numbers = (len(rows) for rows in (drafts, plans, reports, averages, returns, weekly))
    return DemoSummary(calendar.day, *numbers)


def _write_returns(
    years: list[Year], calendar: Calendar, by: User
) -> tuple[list[MonthlyReport], list[Submission]]:
    """The reports, each in the state of its unit's return and as old as that."""
    reports = [report for year in years for report in year.reports]
    staff = User.objects.filter(role=Role.UNIT)
    clerks = {clerk.unit_id: clerk for clerk in staff if clerk.unit_id}
    returns = returns_of(calendar, reports, clerks, by)
    begun = at(calendar.day, 8)
    times = {(row.unit_id, row.month): row.submitted_at or begun for row in returns}
    for report in reports:
        report._history_date = times[report.project.unit_id, report.month]  # type: ignore[attr-defined]
    _bulk(MonthlyReport, reports, by)
    _bulk(Submission, returns, by)
    return reports, returns


def _amend(drafts: list[Draft], by: User) -> None:
    amendments = [amendment for draft in drafts for amendment in draft.amendments]
    for amendment in amendments:
        amendment.by = by
    _bulk(StartDueAmendment, amendments, by)


def _tell(returns: list[Submission], day: date) -> None:
    """What went back, and what is due these days."""
    Message.objects.bulk_create(
        told(row) for row in returns if row.state == SubmissionState.RETURNED
    )
    morning = at(day, 8)
    build(day, morning)
    Message.objects.update(at=morning)


def _bulk(model: type[models.Model], rows: list, by: User) -> None:
    bulk_create_with_history(
        rows, model, batch_size=BATCH, default_user=by, default_change_reason=CHANGE_REASON
    )
