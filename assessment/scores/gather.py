"""The facts behind every unit's score, read once for a year: eight queries for all units.

Facts and evidence are the same rows: what a number counts is what stands behind it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import F, Min, Q, Value

from assessment.choices import ANNEX_BANDS, Annex, Colour, QuotaBand, Rule
from assessment.completion import annex_band
from assessment.deadlines import timeliness, week_window, window
from assessment.models import Card, Policy, Quota
from assessment.queries import policy_for
from assessment.rules import Stop
from assessment.scores.facts import Column, PeriodFact, ProjectFacts, UnitFacts
from projects.choices import Band, SubmissionState, SuspensionKind
from projects.models import AnnualPlan, MonthlyReport, Project, Submission, Unit, WeeklyUpdate
from projects.periods import Month, elapsed_share, months_through
from projects.queries import all_units, cents
from projects.weeks import Week, weeks_of

MILESTONES = (
    "planned_on",
    "signed_on",
    "start_due",
    "started_on",
    "completion_due",
    "completed_on",
    "in_production_on",
    "enrolled_on",
)
LAST_WEEKS = 52


class Amounts(NamedTuple):
    """One project's year in 0.01 万元: its plan, and what each month has done."""

    plan: int | None
    done: Mapping[int, int]


class Told(NamedTuple):
    """What a unit handed in for one period."""

    reported: bool
    late: bool


@dataclass(frozen=True)
class YearRows:
    """What the database says of `year` up to `last`, as known on `today`; by unit or project."""

    last: Month
    today: date
    policy: Policy
    units: Sequence[Unit]
    quotas: Mapping[int, Mapping[Column, int | None]]
    projects: Mapping[int, Sequence[ProjectFacts]]
    amounts: Mapping[str, Amounts]
    cards: Mapping[tuple[Month, str, int], Colour]
    told: Mapping[tuple[int, Month | Week], Told]
    _periods: dict[int, list[tuple[date, PeriodFact]]] = field(default_factory=dict)

    def facts(self, month: Month) -> dict[int, UnitFacts]:
        """Every unit's facts up to `month`, not after `last`."""
        return {unit.pk: self._unit(unit.pk, month) for unit in self.units}

    def _unit(self, unit: int, month: Month) -> UnitFacts:
        day = min(month.last, self.today)
        return UnitFacts(
            month=month,
            day=day,
            elapsed=Fraction(elapsed_share(day)).limit_denominator(366),
            projects=tuple(self._project(row, month) for row in self.projects.get(unit, ())),
            quotas=self.quotas.get(unit, {}),
            carries=self.policy.carry_surplus_down,
            periods=tuple(fact for on, fact in self._standings(unit) if on <= month.last),
        )

    def _project(self, row: ProjectFacts, month: Month) -> ProjectFacts:
        plan, done = self.amounts.get(row.code, Amounts(None, {}))
        known = sum(amount for at, amount in done.items() if at <= month.month)
        values = {**vars(row)}
        values["plan"] = None if plan is None else Decimal(plan).scaleb(-2)
        values["done"] = Decimal(known).scaleb(-2)
        values["reported"] = month.month in done
        values["start_card"] = self.cards.get((month, row.code, Rule.START))
        values["progress_card"] = self.cards.get((month, row.code, Rule.PROGRESS))
        return ProjectFacts(**values)

    def _standings(self, unit: int) -> list[tuple[date, PeriodFact]]:
        """Every month and every week that is due by now, with the last day it belongs to."""
        if unit not in self._periods:
            self._periods[unit] = [
                *((month.last, self._month(unit, month)) for month in self._months_begun),
                *((due, self._week(unit, week, due)) for week, due in self._weeks_begun),
            ]
        return self._periods[unit]

    @cached_property
    def _months_begun(self) -> list[Month]:
        """The months of the year since the first that any unit returned in this system."""
        first = min((at for _, at in self.told if isinstance(at, Month)), default=None)
        months = months_through(Month(self.last.year, 1), self.last)
        return [month for month in months if first is not None and month >= first]

    @cached_property
    def _weeks_begun(self) -> list[tuple[Week, date]]:
        """The weeks that are due, since the first that any unit told of, each with its last day."""
        first = min((at for _, at in self.told if isinstance(at, Week)), default=None)
        months = months_through(Month(self.last.year, 1), self.last)
        weeks = [week for month in months for week in weeks_of(month)]
        dated = [(week, week_window(week, self.policy).due) for week in weeks]
        return [
            (week, due)
            for week, due in dated
            if first is not None and week >= first and due < self.today
        ]

    def _month(self, unit: int, month: Month) -> PeriodFact:
        built = self._built(unit, month.first, month.last)
        lacking = [
            row
            for row in built
            if month.month not in self.amounts.get(row.code, Amounts(None, {})).done
        ]
        told = self.told.get((unit, month))
        standing = timeliness(
            window(month, self.policy),
            self.today,
            expected=bool(built or told),
            reported=bool(told and told.reported),
            late=bool(told and told.late),
            recorded=bool(built and not lacking),
        )
        return PeriodFact(f"{month.label}月报", False, standing)

    def _week(self, unit: int, week: Week, due: date) -> PeriodFact:
        told = self.told.get((unit, week))
        standing = timeliness(
            week_window(week, self.policy),
            self.today,
            expected=bool(told) or bool(self._built(unit, week.first, week.last)),
            reported=bool(told),
            late=bool(told and told.late),
            recorded=False,
        )
        return PeriodFact(f"{week.short_label}周调度（{due:%m-%d}截止）", True, standing)

    def _built(self, unit: int, first: date, last: date) -> list[ProjectFacts]:
        return [row for row in self.projects.get(unit, ()) if row.built_in(first, last)]


def read_year(last: Month, today: date) -> YearRows:
    """Everything of the year of `last` that scores of its months up to `last` stand on.

    Cards are read for `last` and the month before it.
    """
    policy = policy_for(last.year)
    return YearRows(
        last=last,
        today=today,
        policy=policy,
        units=all_units(),
        quotas=_quotas(last.year),
        projects=_projects(),
        amounts=_amounts(last),
        cards=_cards([last, last.plus(-1)]),
        told=_months(last) | _weeks(last, policy),
    )


def _quotas(year: int) -> dict[int, dict[Column, int | None]]:
    found: dict[int, dict[Column, int | None]] = defaultdict(dict)
    rows = Quota.objects.filter(year=year).with_effective().order_by()
    for unit, annex, band, effective in rows.values_list("unit_id", "annex", "band", "effective"):
        found[unit][Annex(annex), QuotaBand(band)] = effective
    return found


def _projects() -> dict[int, list[ProjectFacts]]:
    """Projects by unit with their suspensions, in the order of their codes; one query."""
    names = ("unit_id", "code", "name", "band", "is_industrial", *MILESTONES)
    stops = ("suspensions__kind", "suspensions__from_on", "suspensions__until_on")
    found: dict[str, tuple[int, dict[str, Any], list[Stop]]] = {}
    for values in Project.objects.order_by("code").values_list(*names, *stops):
        row = dict(zip((*names, *stops), values, strict=True))
        kind, from_on, until_on = (row.pop(name) for name in stops)
        _, _, own = found.setdefault(row["code"], (row["unit_id"], row, []))
        if kind:
            own.append(Stop(SuspensionKind(kind), from_on, until_on))
    by_unit: dict[int, list[ProjectFacts]] = defaultdict(list)
    for unit, row, own in found.values():
        by_unit[unit].append(_project(row, own))
    return by_unit


def _project(row: Mapping[str, Any], stops: Iterable[Stop]) -> ProjectFacts:
    return ProjectFacts(
        code=row["code"],
        name=row["name"],
        columns=_columns(Band(row["band"]), industrial=row["is_industrial"]),
        stops=tuple(stops),
        **{name: row[name] for name in MILESTONES},
    )


def _columns(band: Band, *, industrial: bool) -> frozenset[Column]:
    """The columns of both annexes that a project of this band and kind counts for."""
    if band is Band.BELOW:
        return frozenset()
    found = {(annex, QuotaBand.TOTAL) for annex in Annex}
    found |= {(annex, column) for annex in Annex if (column := annex_band(annex, band))}
    if industrial:
        found |= {
            (annex, QuotaBand.INDUSTRIAL)
            for annex in Annex
            if QuotaBand.INDUSTRIAL in ANNEX_BANDS[annex]
        }
    return frozenset(found)


def _amounts(last: Month) -> dict[str, Amounts]:
    """Plans and counted reports up to `last` by project's code; one query, month 0 is the plan."""
    plans = AnnualPlan.objects.filter(year=last.year).annotate(of=Value(0))
    reports = MonthlyReport.objects.counted().filter(year=last.year, month__lte=last.month)
    parts = (
        rows.order_by().annotate(cents=cents("amount")).values_list("project__code", "of", "cents")
        for rows in (plans, reports.annotate(of=F("month")))
    )
    first, second = parts
    plan: dict[str, int] = {}
    done: dict[str, dict[int, int]] = defaultdict(dict)
    for code, of, amount in first.union(second, all=True):
        if of:
            done[code][of] = amount
        else:
            plan[code] = amount
    return {code: Amounts(plan.get(code), done.get(code, {})) for code in {*plan, *done}}


def _cards(months: Sequence[Month]) -> dict[tuple[Month, str, int], Colour]:
    either = Q(pk__in=[])
    for month in months:
        either |= Q(year=month.year, month=month.month)
    rows = Card.objects.filter(either, colour__isnull=False).order_by()
    return {
        (Month(year, month), code, rule): Colour(colour or 0)
        for year, month, code, rule, colour in rows.values_list(
            "year", "month", "project__code", "rule", "colour"
        )
    }


def _months(last: Month) -> dict[tuple[int, Month | Week], Told]:
    rows = Submission.objects.filter(year=last.year, month__lte=last.month).order_by()
    return {
        (unit, Month(last.year, month)): Told(state != SubmissionState.OPEN, late)
        for unit, month, state, late in rows.values_list("unit_id", "month", "state", "late")
    }


def _weeks(last: Month, policy: Policy) -> dict[tuple[int, Month | Week], Told]:
    """A week is reported by its first row, late if there was none in time, as in `duties`."""
    of_year = Q(year=last.year) | Q(year=last.year - 1, week__gte=LAST_WEEKS)
    rows = WeeklyUpdate.objects.filter(of_year).order_by()
    found = rows.values_list("project__unit_id", "year", "week").annotate(first=Min("first_on"))
    return {
        (unit, week): Told(True, first > week_window(week, policy).due)
        for unit, year, number, first in found
        for week in [Week(year, number)]
    }
