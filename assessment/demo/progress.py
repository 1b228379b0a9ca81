"""A year of plans and reports for one project, held close to the city's averages or below them."""

from bisect import bisect_right
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from itertools import pairwise
from random import Random
from typing import NamedTuple

from assessment.demo import vocabulary as words
from assessment.demo.drafts import Draft
from assessment.demo.remarks import explain
from assessment.demo.returns import Calendar
from projects.choices import SubmissionState
from projects.lifecycles.reporting import REPORT_STATE
from projects.models import AnnualPlan, MonthlyPlan, MonthlyReport, Project
from projects.periods import Month, months_through

CENT = Decimal("0.01")
DEFAULT_CURVE = words.AVERAGE_CURVES["民生"]


class Pace(Enum):
    """Months below the city's average, counted back from the latest building month.

    Sets, not tuples: in Debian's Python 3.11.2 an empty tuple is no value of an Enum.
    """

    AHEAD = frozenset[int]()
    YELLOW_NOW = frozenset({0})
    BELOW_TWICE = frozenset({0, 1})
    BELOW_THREE = frozenset({0, 1, 2})
    BELOW_FIVE = frozenset({0, 1, 2, 3, 4})
    ONCE = frozenset({3})
    RECOVERED = frozenset({2, 3})


class Plan(Enum):
    """What is amiss with a year's plan, if anything."""

    NONE = "none"
    ZERO = "zero"


_AHEAD = [Pace.AHEAD]
PACE_CYCLE = (
    *_AHEAD * 4, Pace.BELOW_TWICE, *_AHEAD * 3, Pace.ONCE, *_AHEAD * 3, Pace.BELOW_THREE,
    *_AHEAD * 3, Pace.YELLOW_NOW, *_AHEAD * 3, Pace.RECOVERED, *_AHEAD * 4, Pace.BELOW_FIVE,
)  # fmt: skip
# Units plan ahead of the city, so that most months stay within their plan.
PLANNED_AHEAD = Decimal("1.15")
ODD_PLANS = {18: Plan.NONE, 47: Plan.ZERO}
ODD_PLAN_CYCLE = 90
ZERO_REPORTS_EVERY = 43
TEXT_ONLY_EVERY = 71
UNEXPLAINED_EVERY = 12


class Year(NamedTuple):
    """One project's rows of the year; amounts in 万元."""

    annual: AnnualPlan | None
    plans: list[MonthlyPlan]
    reports: list[MonthlyReport]


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def _curve(project: Project) -> list[Decimal]:
    """The city's cumulative averages (%) of the project's type, January to December."""
    curve = words.AVERAGE_CURVES.get(project.project_type.name, DEFAULT_CURVE)
    return [Decimal(value) for value in curve]


def monthly_plans(project: Project, year: int, amount: Decimal, first: int) -> list[MonthlyPlan]:
    """`amount` split over `first` to December, ahead of the city's curve; adds up to the cent."""
    curve = [Decimal(0), *_curve(project)]
    # What should have been done before the first month falls into it; December takes the rest.
    ahead = [min(value * PLANNED_AHEAD, Decimal(100)) for value in curve[first:13]]
    reached = [Decimal(0), *ahead]
    reached[-1] = Decimal(100)
    upto = [_cents(amount * value / 100) for value in reached]
    return [
        MonthlyPlan(project=project, year=year, month=first + i, amount=after - before)
        for i, (before, after) in enumerate(pairwise(upto))
    ]


class Progress:
    """Draws the years of one ledger; holds the calendar and the place in cycles."""

    def __init__(self, calendar: Calendar, rng: Random):
        self.calendar, self.day, self.rng = calendar, calendar.day, rng
        self.drawn = 0

    def year(self, draft: Draft) -> Year:
        """Plans of the year, and reports from the start to the day or to the end of building."""
        project, number = draft.project, self.drawn
        self.drawn += 1
        odd = ODD_PLANS.get(number % ODD_PLAN_CYCLE) if project.started_on else None
        if odd is Plan.NONE or self._idle(project):
            reports = self._reports(draft, Decimal(1_000), number) if odd else []
            explain(reports, {}, None)
            return Year(None, [], reports)
        amount = Decimal(0) if odd is Plan.ZERO else self._annual(project)
        annual = AnnualPlan(project=project, year=self.day.year, amount=amount)
        first = self._first_month(project)
        plans = monthly_plans(project, self.day.year, amount, first)
        reports = self._reports(draft, amount or Decimal(1_000), number)
        explain(reports, {plan.month: plan.amount for plan in plans}, amount)
        if number % UNEXPLAINED_EVERY == 0:
            self._leave_unexplained(reports)
        return Year(annual, plans, reports)

    def _leave_unexplained(self, reports: list[MonthlyReport]) -> None:
        """No word on the month that is being reported: 发改局 finds it doubtful."""
        for report in reports:
            if Month(report.year, report.month) == self.calendar.current:
                report.remark = ""

    def _idle(self, project: Project) -> bool:
        """Nothing is planned this year for what starts later, if at all."""
        if project.started_on:
            return False
        return project.start_due is None or project.start_due.year > self.day.year

    def _annual(self, project: Project) -> Decimal:
        share = Decimal(self.rng.randint(30, 80)) / 100
        if project.total_investment >= 100_000:
            share /= 5
        return max(_cents(project.total_investment * share), Decimal(100))

    def _first_month(self, project: Project) -> int:
        begins = [on for on in (project.start_due, project.started_on) if on]
        first = min(begins)
        return first.month if first.year == self.day.year else 1

    # Reports

    def _building_months(self, draft: Draft) -> list[Month]:
        """Months of this year in which the project builds, up to the day's."""
        project = draft.project
        if project.started_on is None:
            return []
        ends = [on for on in (self.day, project.completed_on, draft.stops_on) if on]
        first = max(Month.of(project.started_on), Month(self.day.year, 1))
        return months_through(first, Month.of(min(ends)))

    def _reports(self, draft: Draft, plan: Decimal, number: int) -> list[MonthlyReport]:
        months = self._building_months(draft)
        pace = PACE_CYCLE[number % len(PACE_CYCLE)]
        ahead = Decimal(self.rng.randint(101, 118)) / 100
        below = Decimal(self.rng.randint(68, 90)) / 100
        done, reports = Decimal(0), []
        for i, month in enumerate(months):
            lagging = len(months) - 1 - i in pace.value
            rate = _curve(draft.project)[month.month - 1] * (below if lagging else ahead)
            if number % ZERO_REPORTS_EVERY == ZERO_REPORTS_EVERY - 1 and i >= len(months) // 2:
                rate = Decimal(0)
            if self._silent(draft.project, month):
                continue
            amount = max(_cents(plan * rate / 100) - done, Decimal(0))
            done += amount
            reports.append(self._report(draft.project, month, amount, done * 100 / plan, lagging))
        return reports

    def _silent(self, project: Project, month: Month) -> bool:
        """Not reported: here and there one, and whole units that have not begun."""
        return self.rng.random() >= self.calendar.filled_in(project.unit, month)

    def _report(
        self, project: Project, month: Month, amount: Decimal, rate: Decimal, lagging: bool
    ) -> MonthlyReport:
        text_only = self.rng.randrange(TEXT_ONLY_EVERY) == 0
        state = self.calendar.state(project.unit, month) or SubmissionState.OPEN
        return MonthlyReport(
            project=project,
            year=month.year,
            month=month.month,
            amount=None if text_only else amount,
            visible_progress=self._visible(amount, rate, text_only),
            problems=self._problems(lagging or amount == 0),
            state=REPORT_STATE[state],
        )

    def _visible(self, amount: Decimal, rate: Decimal, text_only: bool) -> str:
        if text_only:
            return words.TEXT_ONLY
        if amount == 0:
            return words.ZERO_PROGRESS
        step = bisect_right([floor for floor, _ in words.VISIBLE_PROGRESS], rate) - 1
        return words.VISIBLE_PROGRESS[step][1]

    def _problems(self, lagging: bool) -> str:
        return self.rng.choice(words.PROBLEMS) if lagging or self.rng.random() < 0.08 else ""
