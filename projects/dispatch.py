"""The sums of the weekly dispatch beside the monthly reports, 二（四）1: never one for the other.

Week → month → quarter → year. A week belongs to the month of its Friday. Money in 万元; a sum is
None where nothing was entered. A difference is one project's in one month, where both were
entered; every other difference is the sum of these, so that like stands against like.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Self

from django.db.models import F, Q, QuerySet, Sum

from projects.models import MonthlyReport, Project, Unit, WeeklyUpdate
from projects.periods import Month
from projects.queries import cents
from projects.weeks import Week, weeks_of

MONTHS = range(1, 13)
Amounts = dict[Any, dict[int, Decimal]]


@dataclass(frozen=True)
class Pair:
    """Done by the weeks and by the monthly reports that count."""

    weeks: Decimal | None = None
    reported: Decimal | None = None
    difference: Decimal | None = None

    @classmethod
    def of(cls, weeks: Decimal | None, reported: Decimal | None) -> Self:
        """One project's month; the difference is the report less the weeks."""
        both = weeks is not None and reported is not None
        return cls(weeks, reported, reported - weeks if both else None)  # type: ignore[operator]

    @classmethod
    def total(cls, pairs: Iterable["Pair"]) -> Self:
        given = list(pairs)
        return cls(
            sum_known(pair.weeks for pair in given),
            sum_known(pair.reported for pair in given),
            sum_known(pair.difference for pair in given),
        )


def sum_known(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of what was entered; None where nothing was."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None


@dataclass(frozen=True)
class Line:
    """One project, one unit, or all of them: the months of a year and what they add up to."""

    label: str
    about: Project | Unit | None = None
    months: Mapping[int, Pair] = field(default_factory=dict)

    def month(self, number: int) -> Pair:
        return self.months.get(number, Pair())

    def quarter(self, number: int) -> Pair:
        """Quarter 1 to 4."""
        return Pair.total(self.month(month) for month in range(number * 3 - 2, number * 3 + 1))

    @property
    def year(self) -> Pair:
        return Pair.total(self.quarter(number) for number in range(1, 5))


@dataclass(frozen=True)
class Rollup:
    lines: list[Line]

    @property
    def total(self) -> Line:
        return Line(
            "合计", None, {m: Pair.total(line.month(m) for line in self.lines) for m in MONTHS}
        )


def by_unit(year: int) -> Rollup:
    """A line a unit that has entered anything, in annex order; three queries."""
    return _rollup(year, Unit.objects.all(), "project__unit", Q())


def by_project(year: int, unit: Unit) -> Rollup:
    """A line for each of the unit's projects that has anything, by code; three queries."""
    own = Project.objects.filter(unit=unit).order_by("code")
    return _rollup(year, own, "project", Q(project__unit=unit))


def weeks_of_project(project: Project, year: int, day: date) -> list[tuple[Week, WeeklyUpdate]]:
    """The weekly notes that belong to `year` and had begun on `day`, in order; one query."""
    rows = WeeklyUpdate.objects.filter(project=project, year__range=_iso_years(year))
    dated = [(Week(row.year, row.week), row) for row in rows.order_by("year", "week")]
    return [(week, row) for week, row in dated if week.month.year == year and week.first <= day]


def _iso_years(year: int) -> tuple[int, int]:
    """The first and last week of a year may carry the neighbouring year's number."""
    return weeks_of(Month(year, 1))[0].year, weeks_of(Month(year, 12))[-1].year


def _rollup(year: int, things: QuerySet, path: str, own: Q) -> Rollup:
    weeks, reported = _by_week(year, path, own), _by_report(year, path, own)
    parts: dict[int, list[dict[int, Pair]]] = defaultdict(list)
    for owner, project in {*weeks, *reported}:
        key = (owner, project)
        parts[owner].append({m: Pair.of(weeks[key].get(m), reported[key].get(m)) for m in MONTHS})
    found = things.filter(pk__in=parts)
    return Rollup([Line(thing.name, thing, _summed(parts[thing.pk])) for thing in found])


def _summed(projects: list[dict[int, Pair]]) -> dict[int, Pair]:
    return {m: Pair.total(months[m] for months in projects) for m in MONTHS}


def _by_week(year: int, path: str, own: Q) -> Amounts:
    rows = WeeklyUpdate.objects.filter(own, year__range=_iso_years(year))
    sums = _sums(rows, path, "year", "week")
    return _grouped(
        ((owner, project), Week(iso, week).month.month, amount)
        for owner, project, iso, week, amount in sums
        if Week(iso, week).month.year == year
    )


def _by_report(year: int, path: str, own: Q) -> Amounts:
    sums = _sums(MonthlyReport.objects.counted().filter(own, year=year), path, "month")
    return _grouped(((owner, project), month, amount) for owner, project, month, amount in sums)


def _sums(rows: QuerySet, path: str, *periods: str) -> Iterable[tuple]:
    entered = rows.filter(amount__isnull=False).order_by()
    return entered.values_list(F(path), F("project"), *periods).annotate(cents=Sum(cents("amount")))


def _grouped(rows: Iterable[tuple]) -> Amounts:
    amounts: Amounts = defaultdict(lambda: defaultdict(Decimal))
    for key, month, cents_done in rows:
        amounts[key][month] += Decimal(cents_done) / 100
    return amounts
