"""What is to be reported when, and which unit has: on time, late, missing (三（一）).

A month is reported by its return, a week by at least one row of the dispatch.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Min, Q
from django.urls import reverse

from assessment.deadlines import (
    Stage,
    Timeliness,
    Window,
    countdown,
    stage,
    timeliness,
    week_window,
    window,
)
from assessment.models import Policy
from assessment.queries import policy_for
from projects.choices import SubmissionState
from projects.models import ReportingMonth, Submission, Unit, WeeklyUpdate
from projects.periods import Month
from projects.queries import built, counts_by_unit, lacking
from projects.weeks import Week

Period = Month | Week
# Older ones stand on their own pages, not among today's duties.
MONTHS_BACK, WEEKS_BACK = 2, 1


@dataclass(frozen=True)
class Standing:
    """One unit's standing to one period; `state` is that of the month's return, "" if not begun."""

    unit: Unit
    timeliness: Timeliness
    state: str

    @property
    def owes(self) -> bool:
        return self.timeliness in {Timeliness.PENDING, Timeliness.MISSING}

    @property
    def label(self) -> str:
        return self.state or self.timeliness.value


@dataclass(frozen=True)
class Duty:
    """One month or week: its window on `today`, and how every unit looked at stands to it."""

    period: Period
    window: Window
    today: date
    locked: bool
    standings: Sequence[Standing]

    @property
    def is_month(self) -> bool:
        return isinstance(self.period, Month)

    @property
    def label(self) -> str:
        if isinstance(self.period, Month):
            return f"{self.period.label}月报"
        return f"{self.period.short_label}周调度"

    @property
    def countdown(self) -> str:
        return countdown(self.window, self.today)

    @property
    def stage(self) -> Stage | None:
        """None too where the month is locked: nothing can be reported any more."""
        return None if self.locked else stage(self.window, self.today)

    @property
    def is_over(self) -> bool:
        return self.today > self.window.due

    @property
    def url(self) -> str:
        """Where a unit reports."""
        return reverse("report" if self.is_month else "weekly", args=[self.period])

    @property
    def county_url(self) -> str:
        """Where 发改局 looks."""
        return reverse("review" if self.is_month else "weekly", args=[self.period])

    def of(self, *wanted: Timeliness) -> list[Standing]:
        """The units in one of these standings, in annex order."""
        return [standing for standing in self.standings if standing.timeliness in wanted]

    @property
    def late(self) -> list[Standing]:
        return self.of(Timeliness.LATE)

    @property
    def missing(self) -> list[Standing]:
        return self.of(Timeliness.MISSING)

    @property
    def owing(self) -> list[Standing]:
        return [standing for standing in self.standings if standing.owes]

    @property
    def reported(self) -> list[Standing]:
        return self.of(Timeliness.ON_TIME, Timeliness.LATE, Timeliness.RECORDED)

    @property
    def expected(self) -> list[Standing]:
        """The units that have something to report."""
        return [row for row in self.standings if row.timeliness is not Timeliness.NOT_DUE]


def current_periods(today: date) -> list[Period]:
    """The months and weeks that today's duties are about, the oldest first."""
    month, week = Month.of(today), Week.of(today)
    months = [month.plus(-back) for back in range(MONTHS_BACK, -1, -1)]
    return [*months, *(week.plus(-back) for back in range(WEEKS_BACK, -1, -1))]


def duties(periods: Sequence[Period], today: date, unit: Unit | None = None) -> list[Duty]:
    """The standing of every unit (or of one) to each period; six queries, one more a year."""
    units = [unit] if unit else list(Unit.objects.all())
    facts = _facts(periods, unit)
    return [
        Duty(
            period,
            facts.windows[str(period)],
            today,
            str(period) in facts.locked,
            [facts.standing(who, period, today) for who in units],
        )
        for period in periods
    ]


def unit_duties(unit: Unit, today: date) -> list[Duty]:
    """What the unit has before it: what it owes or got back, and what is open or comes next."""
    found = duties(current_periods(today), today, unit)
    return sorted(filter(_concerns_unit, found), key=lambda duty: duty.window.due)


def _concerns_unit(duty: Duty) -> bool:
    (standing,) = duty.standings
    if duty.locked or standing.timeliness is Timeliness.NOT_DUE:
        return False
    to_do = standing.owes or standing.state == SubmissionState.RETURNED.label
    begun_long_ago = duty.today > duty.period.last
    return to_do or not begun_long_ago or not duty.is_over


def county_duties(today: date) -> list[Duty]:
    """What 发改局 waits for: the last opened month and week, and earlier ones still owed."""
    found = [duty for duty in duties(current_periods(today), today) if today >= duty.window.opens]
    last = {duty.is_month: duty.label for duty in found}.values()
    shown = [duty for duty in found if duty.label in last or (duty.owing and not duty.locked)]
    return sorted(shown, key=lambda duty: duty.window.due)


class _Report(NamedTuple):
    """What a unit has handed in for a period."""

    reported: bool = False
    late: bool = False
    state: str = ""


@dataclass(frozen=True)
class _Facts:
    """What the database says, by the written period: as tuples, January and the first week
    would be the same."""

    windows: Mapping[str, Window]
    locked: Set[str]
    reports: Mapping[tuple[int, str], _Report]
    counts: Mapping[int, Mapping[str, int]]

    def standing(self, unit: Unit, period: Period, today: date) -> Standing:
        at = str(period)
        building, lacking_report = self._work(unit, at)
        report = self.reports.get((unit.pk, at))
        reported, late, state = report or _Report()
        found = timeliness(
            self.windows[at],
            today,
            expected=bool(building or report),
            reported=reported,
            late=late,
            recorded=bool(building and not lacking_report),
        )
        return Standing(unit, found, state)

    def _work(self, unit: Unit, at: str) -> tuple[int, int]:
        """Projects under construction, and those of them that nobody has reported."""
        own = self.counts.get(unit.pk, {})
        building = own.get(f"built_{at}", 0)
        return building, own.get(f"lacking_{at}", building)


def _facts(periods: Sequence[Period], unit: Unit | None) -> _Facts:
    policies = {year: policy_for(year) for year in sorted({period.year for period in periods})}
    windows = {str(period): _window(period, policies[period.year]) for period in periods}
    months = [period for period in periods if isinstance(period, Month)]
    weeks = [period for period in periods if isinstance(period, Week)]
    return _Facts(
        windows,
        _locked(months),
        _months_reported(months, unit) | _weeks_reported(weeks, windows, unit),
        counts_by_unit(_conditions(periods), unit.pk if unit else None),
    )


def _conditions(periods: Sequence[Period]) -> dict[str, Q]:
    building = {f"built_{period}": built(period.first, period.last) for period in periods}
    months = (period for period in periods if isinstance(period, Month))
    return building | {f"lacking_{month}": lacking(month) for month in months}


def _window(period: Period, policy: Policy) -> Window:
    return window(period, policy) if isinstance(period, Month) else week_window(period, policy)


def _own(unit: Unit | None, path: str) -> Q:
    return Q(**{path: unit}) if unit else Q()


def _months_reported(months: Sequence[Month], unit: Unit | None) -> dict[tuple[int, str], _Report]:
    rows = Submission.objects.filter(_own(unit, "unit"), _any(months, "month"))
    return {
        (row.unit_id, str(Month(row.year, row.month))): _Report(
            row.state != SubmissionState.OPEN, row.late, row.get_state_display()
        )
        for row in rows
    }


def _weeks_reported(
    weeks: Sequence[Week], windows: Mapping[str, Window], unit: Unit | None
) -> dict[tuple[int, str], _Report]:
    rows = WeeklyUpdate.objects.filter(_own(unit, "project__unit"), _any(weeks, "week"))
    found = rows.order_by().values_list("project__unit", "year", "week").annotate(Min("first_on"))
    return {
        (unit_id, at): _Report(reported=True, late=first_on > windows[at].due)
        for unit_id, year, number, first_on in found
        for at in (str(Week(year, number)),)
    }


def _locked(months: Sequence[Month]) -> set[str]:
    rows = ReportingMonth.objects.filter(_any(months, "month"))
    return {str(Month(*pair)) for pair in rows.values_list("year", "month")}


def _any(periods: Sequence[Period], column: str) -> Q:
    """Rows of any of these periods; of none if there are none."""
    either = Q(pk__in=[])
    for year, number in periods:
        either |= Q(**{"year": year, column: number})
    return either
