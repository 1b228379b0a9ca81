"""The county overview, part by part; each number knows the list behind it.

Every part takes its day or month, and none asks more queries for more projects.
"""

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from django.db.models import F, Q, QuerySet, Sum, Value

from assessment.choices import Annex, Colour, GoalKey, QuotaBand, Rule
from assessment.completion import CompletionTable, UnitRow
from assessment.links import cards_url, column_filters, counted_url, projects_url
from assessment.models import Goal
from assessment.rules import completion_rate
from projects.choices import Band, ChainTier, Layer, Stage
from projects.models import AnnualPlan, MonthlyReport
from projects.periods import Month
from projects.queries import cents
from projects.rules.ledger import MILESTONES

LAGGING = 5


@dataclass(frozen=True)
class GoalLine:
    """A goal of the text beside what the annexes hand out and what is done; projects."""

    annex: Annex
    key: GoalKey
    label: str
    clause: str
    target: int
    handed_out: int | None
    done: int
    url: str

    @property
    def rate(self) -> Fraction | None:
        """Done ÷ target in percent."""
        return completion_rate(self.done, self.target)


def goal_lines(table: CompletionTable, counts: Mapping[str, int]) -> list[GoalLine]:
    """The year's goals, 一 and 二（一）2; chain tiers have no annex column.

    `counts` are those of `tier_conditions`.
    """
    goals = Goal.objects.filter(year=table.year).order_by("pk")
    lines = [_goal_line(goal, table, counts) for goal in goals]
    return sorted(lines, key=lambda line: list(Annex).index(line.annex))


def _goal_line(goal: Goal, table: CompletionTable, counts: Mapping[str, int]) -> GoalLine:
    annex = Annex(goal.annex)
    key = GoalKey(goal.key)
    narrowed: dict[str, object]
    if key.value in ChainTier.values:
        name, done, handed_out = key.label, counts.get(f"tier_{key.value}", 0), None
        narrowed = {"tier": key.value}
    else:
        name = f"{'开工' if annex is Annex.START else '策划'} · {key.label}"
        cell = table.total.cells[annex, QuotaBand(key.value)]
        done, handed_out = cell.counted, cell.printed
        narrowed = column_filters(annex, QuotaBand(key.value))
    url = counted_url(annex, table.year, table.day, **narrowed)
    return GoalLine(annex, key, name, goal.clause, goal.target, handed_out, done, url)


def tier_conditions(year: int, day: date) -> dict[str, Q]:
    """Projects of each chain tier that were planned in `year` by `day`."""
    planned = Q(planned_on__gte=date(year, 1, 1), planned_on__lte=day) & ~Q(band=Band.BELOW)
    return {f"tier_{tier}": planned & Q(chain__tier=tier) for tier in ChainTier.values}


@dataclass(frozen=True)
class FunnelStep:
    """`reached` got at least this milestone, `standing` are in the stage now; projects."""

    stage: Stage
    reached: int | None
    standing: int
    share: float
    reached_url: str
    standing_url: str


@dataclass(frozen=True)
class Funnel:
    total: int
    steps: list[FunnelStep]


def funnel_conditions(day: date) -> dict[str, Q]:
    """What `funnel` counts of projects that know their stage at the end of `day`."""
    reached = {
        f"reached_{stage.value}": Q(**{f"{field}__lte": day}) for stage, field in MILESTONES.items()
    }
    return reached | {f"standing_{stage.value}": Q(stage_then=stage) for stage in Stage}


def funnel(counts: Mapping[str, int], day: date) -> Funnel:
    """How far the projects have come at the end of `day`, from `funnel_conditions`."""
    total = sum(counts.get(f"standing_{stage.value}", 0) for stage in Stage)
    return Funnel(total, [_funnel_step(stage, counts, total, day) for stage in Stage])


def _funnel_step(stage: Stage, counts: Mapping[str, int], total: int, day: date) -> FunnelStep:
    reached = counts.get(f"reached_{stage.value}", 0) if stage in MILESTONES else None
    return FunnelStep(
        stage,
        reached,
        counts.get(f"standing_{stage.value}", 0),
        (reached or 0) * 100 / (total or 1),
        projects_url(reached=stage.value, day=day),
        projects_url(stage=stage.value, day=day),
    )


Key = TypeVar("Key", bound=Hashable)
ColourCounts = Mapping[tuple[int, int | None], int]
CardCounts = Mapping[int, ColourCounts]


@dataclass(frozen=True)
class CardLine:
    """One colour of one rule this month and in the month before; cards."""

    rule: Rule
    colour: Colour | None
    now: int
    before: int
    url: str

    @property
    def change(self) -> int:
        return self.now - self.before


def summed(counts: Mapping[int, Mapping[Key, int]]) -> Counter[Key]:
    """The county's counts from those by unit: of cards by rule and colour, or of projects."""
    total: Counter[Key] = Counter()
    for own in counts.values():
        total.update(own)
    return total


def card_lines(month: Month, now: ColourCounts, before: ColourCounts) -> dict[Rule, list[CardLine]]:
    """Both rules' cards of `month` by colour, beside those of the month before."""
    return {
        rule: [_card_line(month, rule, colour, now, before) for colour in (*Colour, None)]
        for rule in Rule
    }


def _card_line(
    month: Month, rule: Rule, colour: Colour | None, now: ColourCounts, before: ColourCounts
) -> CardLine:
    url = cards_url(month, rule, colour=colour.code if colour else "none")
    return CardLine(rule, colour, now.get((rule, colour), 0), before.get((rule, colour), 0), url)


@dataclass(frozen=True)
class LaggingUnit:
    """A unit at the end of its layer by Annex 1, with what holds it back."""

    row: UnitRow
    red: int
    missing: int
    red_url: str
    missing_url: str
    url: str

    @property
    def rate(self) -> Fraction | None:
        return self.row.cells[Annex.START, QuotaBand.TOTAL].rate

    @property
    def rank(self) -> int:
        return self.row.rank[Annex.START]

    @property
    def lead(self) -> Fraction | None:
        return self.row.lead[Annex.START]


def lagging(
    table: CompletionTable, month: Month, counts: CardCounts, missing: Mapping[int, int]
) -> dict[Layer, list[LaggingUnit]]:
    """The last units of each layer by completion of Annex 1, the very last one first."""
    return {
        layer: [_lagging_unit(row, table, month, counts, missing) for row in _last(table, layer)]
        for layer in Layer
    }


def _last(table: CompletionTable, layer: Layer) -> list[UnitRow]:
    ranked = [
        row
        for row in table.rows
        if row.unit is not None and row.unit.layer == layer and Annex.START in row.rank
    ]
    ranked.sort(key=lambda row: (-row.rank[Annex.START], row.unit.number if row.unit else 0))
    return ranked[:LAGGING]


def _lagging_unit(
    row: UnitRow,
    table: CompletionTable,
    month: Month,
    counts: CardCounts,
    missing: Mapping[int, int],
) -> LaggingUnit:
    unit = row.unit.pk if row.unit else 0
    own = counts.get(unit, {})
    return LaggingUnit(
        row,
        sum(own.get((rule, Colour.RED), 0) for rule in Rule),
        missing.get(unit, 0),
        cards_url(month, colour=Colour.RED.code, unit=unit),
        projects_url(unreported=month, unit=unit),
        counted_url(Annex.START, table.year, table.day, unit=unit),
    )


@dataclass(frozen=True)
class Investment:
    """The county's money of one year up to a month, 万元."""

    plan: Decimal
    done: Decimal
    month_done: Decimal

    @property
    def rate(self) -> Fraction | None:
        """Done ÷ plan in percent."""
        return completion_rate(self.done, self.plan)


def investment_total(month: Month) -> Investment:
    """Planned for the year, done from January, done in `month`; the totals of the bulletin."""
    planned, done = (rows.values_list("of", "cents") for rows in investment_rows(month))
    return investment_of(month, dict(planned.union(done, all=True)))


def investment_rows(month: Month) -> tuple[QuerySet, QuerySet]:
    """Rows of `of` and `cents`: the plan as month 0, and what was done by month, in 0.01 万元."""
    plans = AnnualPlan.objects.filter(year=month.year).annotate(of=Value(0))
    counted = MonthlyReport.objects.counted().filter(year=month.year, month__lte=month.month)
    planned, done = (
        rows.order_by().values("of").annotate(cents=Sum(cents("amount")))
        for rows in (plans, counted.annotate(of=F("month")))
    )
    return planned, done


def investment_of(month: Month, sums: Mapping[int, int | None]) -> Investment:
    """The sums of `investment_rows` by their `of`."""
    done = {number: amount or 0 for number, amount in sums.items()}
    # An empty ledger has one row with no sum.
    plan = done.pop(0, 0)
    amounts = (plan, sum(done.values()), done.get(month.month, 0))
    return Investment(*(Decimal(amount).scaleb(-2) for amount in amounts))
