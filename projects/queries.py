"""Questions about the ledger that several pages, bulletins and rules ask."""

from collections.abc import Mapping
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    Exists,
    Expression,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast, Round

from projects.models import Message, MonthlyReport, Project, ReportingMonth, Suspension, Unit
from projects.models.ledger import ProjectQuerySet
from projects.models.messages import NEWS
from projects.once import once_a_page
from projects.periods import Month
from projects.permissions import leads, reports

if TYPE_CHECKING:
    from projects.permissions import Person


def cents(field: str) -> Expression:
    """An amount of 万元 as whole 0.01 万元: sums stay exact where SQLite would add floats."""
    return Cast(Round(F(field) * 100), BigIntegerField())


def standing_still(day: date) -> QuerySet[Suspension]:
    """The suspensions and ends (停建、终止) that hold at the end of `day`."""
    open_still = Q(until_on__isnull=True) | Q(until_on__gt=day)
    return Suspension.objects.filter(open_still, from_on__lte=day).order_by()


def built(first: date, last: date) -> Q:
    """Projects under construction from `first` to `last`: started by `last`, not completed before.

    A project that is suspended or ended on the `last` day is not.
    """
    return (
        Q(started_on__lte=last)
        & (Q(completed_on__isnull=True) | Q(completed_on__gte=first))
        & ~Q(pk__in=standing_still(last).values("project"))
    )


def due_to_start(day: date) -> Q:
    """应开未开、到期未开工: due by `day` and not started by its end.

    A project that is suspended or ended on the day is not (domain 3).
    """
    waiting = Q(started_on__isnull=True) | Q(started_on__gt=day)
    still = standing_still(day).values("project")
    return waiting & Q(start_due__lte=day) & ~Q(pk__in=still)


def being_built(first: date, last: date) -> ProjectQuerySet:
    """The projects that are `built` in these days."""
    return Project.objects.filter(built(first, last))


def under_construction(month: Month) -> ProjectQuerySet:
    """Projects that are being built in `month`; see `built`."""
    return being_built(month.first, month.last)


def lacking(month: Month) -> Q:
    """Projects that are being built in `month` without a report that counts (缺报)."""
    reports = MonthlyReport.objects.counted().filter(year=month.year, month=month.month)
    return built(month.first, month.last) & ~Q(pk__in=reports.values("project"))


def counts_by_unit(
    projects: ProjectQuerySet, conditions: Mapping[str, Q]
) -> dict[int, dict[str, int]]:
    """Unit → name of the condition → how many of its projects meet it; one query."""
    counts = {name: Count("pk", filter=condition) for name, condition in conditions.items()}
    rows = projects.order_by().values_list("unit_id").annotate(**counts)
    return {unit: dict(zip(counts, found, strict=True)) for unit, *found in rows}


def without_report(month: Month) -> ProjectQuerySet:
    """Projects under construction in `month` that have no report that counts (缺报)."""
    reports = MonthlyReport.objects.counted().filter(
        project=OuterRef("pk"), year=month.year, month=month.month
    )
    return under_construction(month).filter(~Exists(reports))


def unreported(month: Month, user: "Person | None" = None) -> list[tuple[Unit, list[Project]]]:
    """Projects under construction in `month` without a report that counts, by unit.

    Units in annex order, projects by code; for `user` only what it may see. One query.
    """
    missing = without_report(month)
    if user is not None:
        missing = missing.visible_to(user)
    rows = missing.select_related("unit").order_by("unit__number", "code")
    return [(unit, list(projects)) for unit, projects in groupby(rows, lambda row: row.unit)]


@once_a_page
def all_units() -> list[Unit]:
    """Every unit in annex order."""
    return list(Unit.objects.all())


def is_locked(month: Month) -> bool:
    """Whether 发改局 has locked `month`: its figures are closed to change (domain 4)."""
    return ReportingMonth.objects.filter(year=month.year, month=month.month).exists()


def open_messages(user: "Person") -> QuerySet[Message]:
    """What a clerk's unit, or 发改局, is told and has not settled; news last, the newest first."""
    is_news = Case(When(key__startswith=NEWS, then=Value(1)), default=Value(0))
    waiting = Message.objects.filter(done_at=None).order_by(is_news, "-at", "-pk")
    if leads(user):
        return waiting.filter(unit=None)
    return waiting.filter(unit=user.unit_id) if reports(user) else waiting.none()  # type: ignore[union-attr]
