"""一企一表: one project's year by month, its cards and what they stand on (二（四）1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assessment.choices import NOT_BUILDING, Colour, Reason, Rule
from assessment.explain import explain
from assessment.models import Card, CityAverage
from projects import dispatch
from projects.choices import COUNTED_REPORT_STATES, ReportState, Stage
from projects.models import MonthlyPlan, Project, WeeklyUpdate
from projects.periods import Month
from projects.rules.ledger import MILESTONES, Milestones, stage_of
from projects.weeks import Week

WEEKS_SHOWN = 4


@dataclass(frozen=True)
class MonthLine:
    """One month: amounts in 万元, rate and average in %; None is not known or not reported.

    `state` is set for a report that does not count (returned, draft).
    """

    month: Month
    plan: Decimal | None
    done: Decimal | None
    cumulative: Decimal | None
    rate: Decimal | None
    average: Decimal | None
    card: Card | None
    state: ReportState | None
    visible_progress: str
    problems: str
    future: bool
    weeks: Decimal | None = None

    @property
    def colour(self) -> Colour | None:
        return Colour(self.card.colour) if self.card and self.card.colour else None

    @property
    def missing(self) -> bool:
        """Not reported although it was being built."""
        card = self.card
        return card is not None and bool(card.missing_report) and card.reason not in NOT_BUILDING

    @property
    def reason(self) -> str:
        """Why there is no card, in words."""
        no_card = self.card is not None and self.card.colour is None
        return Reason(self.card.reason).label if self.card and no_card else ""


@dataclass(frozen=True)
class Quarter:
    """What three months, or a year of them, add up to in 万元: plan, done, done by weeks."""

    label: str
    plan: Decimal | None
    done: Decimal | None
    weeks: Decimal | None


@dataclass(frozen=True)
class WeekLine:
    """One weekly note, 二（四）1."""

    week: Week
    update: WeeklyUpdate


@dataclass(frozen=True)
class Sheet:
    """`plan` is the year's, 万元; the sentences explain the latest card of each rule."""

    project: Project
    year: int
    plan: Decimal | None
    lines: list[MonthLine]
    start_card: Card | None
    progress_card: Card | None
    start_sentence: str
    progress_sentence: str
    weeks: list[WeekLine]

    @property
    def quarters(self) -> list[tuple[list[MonthLine], Quarter]]:
        """The months three by three, each with its sums."""
        parts = [self.lines[start : start + 3] for start in range(0, 12, 3)]
        return [
            (part, _sums(f"第{'一二三四'[number]}季度", part)) for number, part in enumerate(parts)
        ]

    @property
    def total(self) -> Quarter:
        """The year's sums."""
        return _sums("全年", self.lines)

    @property
    def problem(self) -> str:
        """The latest problem that a month or a week told of."""
        told = [week.update.problems for week in self.weeks]
        told += [line.problems for line in reversed(self.lines) if not line.future]
        return next((text for text in told if text), "")

    @property
    def latest(self) -> MonthLine | None:
        """The last month that is not in the future."""
        past = [line for line in self.lines if not line.future]
        return past[-1] if past else None


def sheet_of(project: Project, year: int, day: date) -> Sheet:
    """The sheet of `project` for `year` as known at the end of `day`; six queries.

    Annual plans and monthly reports are those that the project was read with, if it was.
    """
    plans = {row.year: row.amount for row in project.annual_plans.all()}
    cards = list(Card.objects.of_project(project.pk).filter(year=year))
    by_rule = {rule: {card.month: card for card in cards if card.rule == rule} for rule in Rule}
    start, progress = (_latest(by_rule[rule]) for rule in Rule)
    type_name = project.project_type.name
    weeks = dispatch.weeks_of_project(project, year, day)
    return Sheet(
        project,
        year,
        plans.get(year),
        _lines(project, year, day, plans.get(year), by_rule[Rule.PROGRESS], weeks),
        start,
        progress,
        explain(start, type_name) if start else "",
        explain(progress, type_name) if progress else "",
        [WeekLine(week, row) for week, row in reversed(weeks[-WEEKS_SHOWN:])],
    )


def _sums(label: str, lines: Sequence[MonthLine]) -> Quarter:
    return Quarter(
        label,
        dispatch.sum_known(line.plan for line in lines),
        dispatch.sum_known(line.done for line in lines),
        dispatch.sum_known(line.weeks for line in lines),
    )


def _latest(cards: Mapping[int, Card]) -> Card | None:
    return cards[max(cards)] if cards else None


def _lines(
    project: Project,
    year: int,
    day: date,
    plan: Decimal | None,
    cards: Mapping[int, Card],
    weeks: Sequence[tuple[Week, WeeklyUpdate]],
) -> list[MonthLine]:
    plans = MonthlyPlan.objects.filter(project=project, year=year)
    planned = {row.month: row.amount for row in plans}
    reports = {row.month: row for row in project.monthly_reports.all() if row.year == year}
    averages = {
        row.month: row.rate
        for row in CityAverage.objects.filter(year=year, project_type=project.project_type_id)
    }
    weekly = {
        number: dispatch.sum_known(row.amount for week, row in weeks if week.month.month == number)
        for number in dispatch.MONTHS
    }
    lines, done = [], Decimal(0)
    for number in range(1, 13):
        month = Month(year, number)
        report = reports.get(number)
        counts = report is not None and report.state in COUNTED_REPORT_STATES
        amount = report.amount if report and counts else None
        done += amount or 0
        future = month.first > day
        cumulative = None if future and amount is None else done
        rate = done * 100 / plan if plan and cumulative is not None else None
        lines.append(
            MonthLine(
                month,
                planned.get(number),
                amount,
                cumulative,
                rate,
                averages.get(number),
                cards.get(number),
                None if report is None or counts else ReportState(report.state),
                report.visible_progress if report else "",
                report.problems if report else "",
                future,
                weekly[number],
            )
        )
    return lines


@dataclass(frozen=True)
class Step:
    """One milestone of the chain; `reached` by the day asked."""

    label: str
    on: date | None
    reached: bool
    current: bool


def steps_of(project: Project, day: date) -> list[Step]:
    """The chain's milestones with their dates, the furthest one reached marked."""
    stage = stage_of(Milestones(*(getattr(project, f) for f in Milestones._fields)), day)
    standing = Stage.STARTED if stage is Stage.UNDER_WAY else stage
    return [
        Step(
            f"{step.label}、推进"
            if step is Stage.STARTED and stage is Stage.UNDER_WAY
            else step.label,
            on := getattr(project, field),
            on is not None and on <= day,
            step is standing,
        )
        for step, field in MILESTONES.items()
    ]
