"""What lies ahead of each project, from the ledger as it stands; the queries are fixed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import F, QuerySet, Value

from assessment.choices import Colour, Rule
from assessment.models import Card, CityAverage
from assessment.outlook.rules import (
    ProgressInputs,
    ProgressOutlook,
    StartOutlook,
    limits_of,
    progress_outlook,
    start_outlook,
)
from assessment.queries import policy_for, stored_policies
from assessment.reporting.standing import reporting_month
from assessment.rules import ProgressMonth, Stop
from projects.choices import SuspensionKind
from projects.models import (
    AnnualPlan,
    MonthlyPlan,
    MonthlyReport,
    Project,
    ReportingMonth,
    Suspension,
)
from projects.models.ledger import ProjectQuerySet
from projects.periods import Month, due_on
from projects.queries import all_units, cents

if TYPE_CHECKING:
    from projects.permissions import Person

_YEAR_PLAN, _MONTH_PLAN = 0, 13  # beside the months 1 to 12


@dataclass(frozen=True)
class Turn:
    """A card of one project that turns on a day if nothing happens; `by_trend`: as assumed."""

    project: Project
    rule: Rule
    on: date
    colour: Colour
    by_trend: bool


@dataclass(frozen=True)
class ProjectOutlook:
    """One project's both cards ahead of `day`; the month's report is due by `report_due`."""

    project: Project
    day: date
    start: StartOutlook
    progress: ProgressOutlook
    report_due: date

    @cached_property
    def turns(self) -> list[Turn]:
        """What turns, the earliest first."""
        found = [self._turn(Rule.START, self.start.yellow_on, Colour.YELLOW)]
        found.append(self._turn(Rule.START, self.start.red_on, Colour.RED))
        scenario = self.progress.scenario
        if scenario:
            found.append(self._turn(Rule.PROGRESS, scenario.yellow_on, Colour.YELLOW))
            found.append(self._turn(Rule.PROGRESS, scenario.red_on, Colour.RED))
        return sorted((turn for turn in found if turn), key=lambda turn: (turn.on, turn.rule))

    def _turn(self, rule: Rule, on: date | None, colour: Colour) -> Turn | None:
        if on is None:
            return None
        latest = self.progress.latest
        assumed = rule is Rule.PROGRESS and (latest is None or Month.of(on) > latest)
        return Turn(self.project, rule, on, colour, assumed)


def report_due(month: Month) -> date:
    """The last day on which the month's report is in time."""
    return due_on(month, policy_for(month.year).monthly_due_day)


def month_ahead(day: date) -> Month:
    """The month whose report is to come on `day`: the one to be reported, if it is open."""
    month = reporting_month(day, policy_for(day.year))
    locked = ReportingMonth.objects.filter(year=month.year, month=month.month).exists()
    return month.plus(1) if locked else month


def stops_of(user: "Person") -> dict[int, list[Stop]]:
    """The standstills of the projects that `user` may see; one query."""
    stops: dict[int, list[Stop]] = defaultdict(list)
    for row in Suspension.objects.visible_to(user):
        stops[row.project_id].append(Stop(SuspensionKind(row.kind), row.from_on, row.until_on))
    return stops


def outlooks(
    user: "Person", day: date, month: Month, stops: Mapping[int, Sequence[Stop]] | None = None
) -> list[ProjectOutlook]:
    """The projects that `user` may see and that were not completed before the year, by code.

    `stops` are those of `stops_of`, where they are read already. Six queries beside the
    policies', however many projects.
    """
    chosen = Project.objects.visible_to(user).exclude(completed_on__lt=date(month.year, 1, 1))
    given = _Given(chosen, month, stops_of(user) if stops is None else stops)
    units = {unit.pk: unit for unit in all_units()}
    found = []
    for project in chosen.order_by("code"):
        project.unit = units[project.unit_id]
        found.append(given.of(project, day))
    return found


class _Given:
    """What the outlooks stand on, read once for all of `projects`."""

    def __init__(
        self, projects: ProjectQuerySet, month: Month, stops: Mapping[int, Sequence[Stop]]
    ) -> None:
        self.month, self.stops = month, stops
        self.report_due = report_due(month)
        keys = projects.order_by().values("pk")
        self.amounts = _amounts(keys, month)
        self.averages = {
            (kind, number): rate
            for kind, number, rate in CityAverage.objects.filter(year=month.year).values_list(
                "project_type", "month", "rate"
            )
        }
        self.locked, self.runs = _locked_runs(month)
        self.limits = {policy.year: policy.limits for policy in stored_policies()}

    def of(self, project: Project, day: date) -> ProjectOutlook:
        stops = self.stops.get(project.pk, ())
        start = start_outlook(project.start_due, project.started_on, day, stops, self.limits)
        progress = self._progress(project, day, stops)
        return ProjectOutlook(project, day, start, progress, self.report_due)

    def _progress(self, project: Project, day: date, stops: Sequence[Stop]) -> ProgressOutlook:
        amounts = self.amounts.get(project.pk, {})
        given = ProgressInputs(
            tuple(self._month(project, number, amounts.get(number)) for number in range(1, 13)),
            self.month,
            amounts.get(_YEAR_PLAN),
            amounts.get(_MONTH_PLAN),
            project.started_on,
            project.completed_on,
            tuple(stops),
            limits_of(self.limits, self.month.year).without_average,
        )
        return progress_outlook(given, day)

    def _month(self, project: Project, number: int, amount: Decimal | None) -> ProgressMonth:
        average = self.averages.get((project.project_type_id, number))
        run = self.runs.get(project.pk, 0) if number == self.locked else None
        return ProgressMonth(Month(self.month.year, number), amount, average, run)


def _amounts(keys: QuerySet, month: Month) -> dict[int, dict[int, Decimal]]:
    """万元 by project and month number: what counts as reported, and both plans; one query."""
    of_year = {"project__in": keys, "year": month.year}
    plans = AnnualPlan.objects.filter(**of_year).annotate(of=Value(_YEAR_PLAN))
    planned = MonthlyPlan.objects.filter(**of_year, month=month.month)
    planned = planned.annotate(of=Value(_MONTH_PLAN))
    counted = MonthlyReport.objects.counted().filter(**of_year, amount__isnull=False)
    counted = counted.annotate(of=F("month"))
    first, *others = (
        rows.order_by().annotate(cents=cents("amount")).values_list("project_id", "of", "cents")
        for rows in (plans, planned, counted)
    )
    amounts: dict[int, dict[int, Decimal]] = defaultdict(dict)
    for project, number, hundredths in first.union(*others, all=True):
        if hundredths is not None:
            amounts[project][number] = Decimal(hundredths).scaleb(-2)
    return amounts


def _locked_runs(month: Month) -> tuple[int, dict[int, int]]:
    """The last locked month with cards before `month`, 0 for none, and its runs by project."""
    cards = Card.objects.filter(rule=Rule.PROGRESS, year=month.year, month__lt=month.month)
    locked = ReportingMonth.objects.filter(year=month.year, month__lt=month.month)
    last = cards.filter(month__in=locked.values("month")).order_by("-month").values("month")[:1]
    rows = list(cards.filter(month=last).values_list("project_id", "month", "run"))
    return (rows[0][1] if rows else 0), {project: run or 0 for project, _, run in rows}
