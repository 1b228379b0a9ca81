"""What is to be reported when, and which unit has: on time, late, missing (三（一）).

A month is reported by its return, a week by at least one row of the dispatch.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import IntegerField, Q, Value
from django.db.models.functions import Cast
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
from projects.models import Project, ReportingMonth, Submission, Unit, WeeklyUpdate
from projects.periods import Month
from projects.queries import all_units, built, counts_by_unit, lacking
from projects.weeks import Week

Period = Month | Week
Counts = Mapping[int, Mapping[str, int]]
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


def duties(
    periods: Sequence[Period], today: date, unit: Unit | None = None, counts: Counts | None = None
) -> list[Duty]:
    """The standing of every unit (or of one) to each period; five queries, two more a year.

    `counts` are those of `conditions`, where the caller has them already.
    """
    units = [unit] if unit else all_units()
    facts = _facts(periods, unit, counts)
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


def conditions(periods: Sequence[Period]) -> dict[str, Q]:
    """What `duties` counts of the projects, for `counts_by_unit`; `built_2023-04` and so on."""
    windows = _windows(periods)
    found = {f"built_{period}": built(period.first, period.last) for period in periods}
    for period in periods:
        if isinstance(period, Month):
            found[f"lacking_{period}"] = lacking(period)
        else:
            told = WeeklyUpdate.objects.filter(year=period.year, week=period.week)
            in_time = told.filter(first_on__lte=windows[str(period)].due)
            found[f"told_{period}"] = Q(pk__in=told.values("project"))
            found[f"in_time_{period}"] = Q(pk__in=in_time.values("project"))
    return found


def unit_duties(unit: Unit, today: date, counts: Counts | None = None) -> list[Duty]:
    """What the unit has before it: what it owes or got back, and what is open or comes next."""
    found = duties(current_periods(today), today, unit, counts)
    return sorted(filter(_concerns_unit, found), key=lambda duty: duty.window.due)


def _concerns_unit(duty: Duty) -> bool:
    (standing,) = duty.standings
    if duty.locked or standing.timeliness is Timeliness.NOT_DUE:
        return False
    to_do = standing.owes or standing.state == SubmissionState.RETURNED.label
    begun_long_ago = duty.today > duty.period.last
    return to_do or not begun_long_ago or not duty.is_over


def county_duties(today: date, counts: Counts | None = None) -> list[Duty]:
    """What 发改局 waits for: the last opened month and week, and earlier ones still owed."""
    every = duties(current_periods(today), today, counts=counts)
    found = [duty for duty in every if today >= duty.window.opens]
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
    counts: Counts

    def standing(self, unit: Unit, period: Period, today: date) -> Standing:
        at = str(period)
        building, lacking_report = self._work(unit, at)
        report = self.reports.get((unit.pk, at)) or self._told(unit, at)
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

    def _told(self, unit: Unit, at: str) -> _Report | None:
        """A week is reported by its first row, and late if there was none in time."""
        own = self.counts.get(unit.pk, {})
        late = not own.get(f"in_time_{at}", 0)
        return _Report(reported=True, late=late) if own.get(f"told_{at}", 0) else None


def _facts(periods: Sequence[Period], unit: Unit | None, counts: Counts | None) -> _Facts:
    months = [period for period in periods if isinstance(period, Month)]
    own = Project.objects.filter(unit=unit) if unit else Project.objects.all()
    return _Facts(
        _windows(periods),
        *_months_reported(months, unit),
        counts_by_unit(own, conditions(periods)) if counts is None else counts,
    )


def _windows(periods: Sequence[Period]) -> dict[str, Window]:
    policies = {year: policy_for(year) for year in sorted({period.year for period in periods})}
    return {str(period): _window(period, policies[period.year]) for period in periods}


def _window(period: Period, policy: Policy) -> Window:
    return window(period, policy) if isinstance(period, Month) else week_window(period, policy)


def _own(unit: Unit | None) -> Q:
    return Q(unit=unit) if unit else Q()


def _months_reported(
    months: Sequence[Month], unit: Unit | None
) -> tuple[set[str], dict[tuple[int, str], _Report]]:
    """The locked months, and what each unit has handed in; one query for both."""
    nobody = Cast(Value(None), IntegerField())
    locks = ReportingMonth.objects.filter(_any(months)).order_by()
    rows = Submission.objects.filter(_own(unit), _any(months)).order_by()
    found = rows.values_list("year", "month", "unit_id", "state", "late").union(
        locks.values_list("year", "month", nobody, Value(""), Value(value=False)), all=True
    )
    locked: set[str] = set()
    reports: dict[tuple[int, str], _Report] = {}
    for year, number, key, state, late in found:
        at = str(Month(year, number))
        if key is None:
            locked.add(at)
        else:
            handed_in = state != SubmissionState.OPEN
            reports[key, at] = _Report(handed_in, bool(late), SubmissionState(state).label)
    return locked, reports


def _any(months: Sequence[Month]) -> Q:
    """Rows of any of these months; of none if there are none."""
    either = Q(pk__in=[])
    for year, number in months:
        either |= Q(year=year, month=number)
    return either
