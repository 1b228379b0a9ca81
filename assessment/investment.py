"""Investment by unit for one month: planned, done, rate and rank (bulletin sheet 3)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, QuerySet, Sum, Value

from assessment.completion import SUBTOTAL_LABELS, TOTAL_LABEL, lead_of
from assessment.models import Quota
from assessment.rules import completion_rate, rank
from projects.choices import Layer
from projects.models import AnnualPlan, MonthlyPlan, MonthlyReport, Project, Unit
from projects.periods import Month, elapsed_share
from projects.queries import all_units, cents

if TYPE_CHECKING:
    from projects.permissions import Person


class Amounts(NamedTuple):
    """Number of projects, and amounts in 万元."""

    projects: int = 0
    annual_plan: Decimal = Decimal(0)
    month_plan: Decimal = Decimal(0)
    month_done: Decimal = Decimal(0)
    done: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class InvestmentRow:
    """One unit, or a subtotal or the total (`unit` is None and there is no rank).

    `projects` counts those with an annual plan or a counted report this year. Amounts are 万元:
    the year's plan, this month's plan and done, done from January. `rate` is done ÷ annual plan
    in %, None without a plan; `lead` is the rate less the elapsed share at the month's end.
    """

    unit: Unit | None
    label: str
    projects: int
    annual_plan: Decimal
    month_plan: Decimal
    month_done: Decimal
    done: Decimal
    rate: Fraction | None
    lead: Fraction | None
    rank: int | None

    @property
    def amounts(self) -> Amounts:
        return Amounts(*(getattr(self, name) for name in Amounts._fields))


@dataclass(frozen=True, slots=True)
class InvestmentTable:
    """One month's investment; `subtotals` and `total` add up the rows that are shown."""

    month: Month
    elapsed: float
    rows: list[InvestmentRow]
    subtotals: dict[Layer, InvestmentRow]
    total: InvestmentRow
    layer_sizes: dict[Layer, int]


def investment(month: Month, user: "Person | None" = None) -> InvestmentTable:
    """Investment from January to `month`, by unit in annex order.

    For `user` only the rows it may see; ranks are always among all units of a layer. The number
    of queries does not depend on the number of projects.
    """
    elapsed = elapsed_share(month.last)
    amounts = _amounts(month)
    quotas = Quota.objects.filter(year=month.year).order_by().values_list("unit_id", flat=True)
    keys = {*amounts, *quotas.distinct()}
    units = [unit for unit in all_units() if unit.pk in keys]
    by_unit = {unit.pk: amounts.get(unit.pk, Amounts()) for unit in units}
    ranks = _ranks(units, by_unit)
    visible = units if user is None else list(Unit.objects.visible_to(user))
    rows = [
        _row(unit, unit.name, by_unit[unit.pk], elapsed, ranks.get(unit.pk))
        for unit in visible
        if unit.pk in by_unit
    ]
    return InvestmentTable(
        month,
        elapsed,
        rows,
        _subtotals(rows, elapsed),
        _row(None, TOTAL_LABEL, _add(rows), elapsed),
        {layer: sum(unit.layer == layer for unit in units) for layer in Layer},
    )


def _amounts(month: Month) -> dict[int, Amounts]:
    """Amounts by unit, summed in whole cents; one query."""
    annual = AnnualPlan.objects.filter(year=month.year)
    planned = MonthlyPlan.objects.filter(year=month.year, month=month.month)
    reports = MonthlyReport.objects.counted().filter(year=month.year, month__lte=month.month)
    sums = {
        "annual_plan": annual,
        "month_plan": planned,
        "month_done": reports.filter(month=month.month),
        "done": reports,
    }
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    parts = [_sums(name, rows) for name, rows in sums.items()]
    for name, unit, number in _projects(annual, reports).union(*parts, all=True):
        found[unit][name] = Decimal(number).scaleb(-2) if name in sums else int(number)
    return {unit: Amounts(**numbers) for unit, numbers in found.items()}


def _sums(name: str, rows: QuerySet) -> QuerySet:
    """(name, unit, cents)"""
    named = rows.order_by().annotate(part=Value(name))
    return named.values_list("part", "project__unit_id").annotate(number=Sum(cents("amount")))


def _projects(annual: QuerySet, reports: QuerySet) -> QuerySet:
    """("projects", unit, how many)"""
    own = {"project": OuterRef("pk")}
    projects = Project.objects.filter(Exists(annual.filter(**own)) | Exists(reports.filter(**own)))
    named = projects.order_by().annotate(part=Value("projects"))
    return named.values_list("part", "unit_id").annotate(number=Count("*"))


def _ranks(units: Iterable[Unit], amounts: Mapping[int, Amounts]) -> dict[int, int]:
    layers = {unit.pk: unit.layer for unit in units}
    return {
        key: place
        for layer in Layer
        for key, place in rank(
            {
                key: completion_rate(amounts[key].done, amounts[key].annual_plan)
                for key, own in layers.items()
                if own == layer
            }
        ).items()
    }


def _row(
    unit: Unit | None, label: str, amounts: Amounts, elapsed: float, place: int | None = None
) -> InvestmentRow:
    rate = completion_rate(amounts.done, amounts.annual_plan)
    return InvestmentRow(unit, label, *amounts, rate, lead_of(rate, elapsed), place)


def _subtotals(rows: list[InvestmentRow], elapsed: float) -> dict[Layer, InvestmentRow]:
    subtotals = {}
    for layer, label in SUBTOTAL_LABELS.items():
        members = [row for row in rows if row.unit is not None and row.unit.layer == layer]
        if members:
            subtotals[layer] = _row(None, label, _add(members), elapsed)
    return subtotals


def _add(rows: Iterable[InvestmentRow]) -> Amounts:
    return Amounts(*(sum(column) for column in zip(*(row.amounts for row in rows), strict=True)))
