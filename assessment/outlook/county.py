"""The county's money, and the progress cards that turn soon, within one query of the first page."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Round

from assessment.choices import Colour, Rule
from assessment.models import Card, CityAverage
from assessment.models.averages import AVERAGE_PLACES
from assessment.outlook.lines import SOON
from assessment.outlook.rules import Basis, assumed, next_turn
from assessment.overview import Investment, investment_of, investment_rows, investment_total
from assessment.rules import ProgressMonth, is_below
from projects.models import AnnualPlan, MonthlyReport, Project
from projects.periods import Month
from projects.queries import built, cents

_PROJECT, _AVERAGE, _MONEY = range(3)
_ROW = ("kind", "of", "number", "amount")
Rates = Mapping[int, Sequence[Decimal | None]]


def money_and_turns(figures: Month, day: date, ahead: Month) -> tuple[Investment, Counter[Colour]]:
    """The investment of `figures`, and how many progress cards turn yellow or red next, within
    SOON days after `day` if nothing is reported any more; `ahead` is `reading.month_ahead`.

    One query, one row a project under construction. Nothing turns where no month ends within the
    span: a month of 31 days is ahead on the last day of the one before, once that is locked.
    """
    ends = months_ahead(day, ahead)
    if not ends:
        return investment_total(figures), Counter()
    money = [_wide(rows.annotate(kind=Value(_MONEY)), ends) for rows in _money(figures)]
    averages = _wide(_averages(ahead.year), ends)
    rows = list(_projects(ends).union(averages, *money, all=True))
    rates = _rates([row for row in rows if row[0] == _AVERAGE], ends)
    past = sum(month.last < day for month in ends)
    turns = Counter(
        colour
        for row in rows
        if row[0] == _PROJECT and (colour := _turn(row, rates, past)) is not None
    )
    sums = {number: amount for kind, _, number, amount, *_ in rows if kind == _MONEY}
    return investment_of(figures, sums), turns


def months_ahead(day: date, ahead: Month) -> list[Month]:
    """The months from `ahead` on, within its year, that end up to SOON days after `day`."""
    until = day + timedelta(days=SOON)
    months = [Month(ahead.year, number) for number in range(ahead.month, 13)]
    return [month for month in months if month.last <= until]


def _projects(ends: Sequence[Month]) -> QuerySet:
    """Under construction with a plan: type, run of the month before, the plan, and of each month
    what is done by its end and whether it is built in then; amounts in 0.01 万元."""
    first = ends[0]
    own = {"project": OuterRef("pk"), "year": first.year}
    plan = AnnualPlan.objects.filter(**own, amount__gt=0).annotate(cents=cents("amount"))
    before = Card.objects.filter(**own, rule=Rule.PROGRESS, month=first.month - 1)
    named: dict[str, Any] = {
        "kind": Value(_PROJECT),
        "of": F("project_type_id"),
        "number": Coalesce(Subquery(before.values("run")[:1]), 0),
        "amount": Subquery(plan.values("cents")[:1]),
    }
    for at, month in enumerate(ends):
        counted = MonthlyReport.objects.counted().filter(**own, month__lte=month.month)
        done = counted.order_by().values("project").annotate(sum=Sum(cents("amount")))
        named[f"done_{at}"] = Coalesce(Subquery(done.values("sum")), 0)
        named[f"built_{at}"] = Case(When(built(month.first, month.last), then=1), default=0)
    rows: Any = Project.objects.filter(built(first.first, first.last)).order_by().annotate(**named)
    return rows.filter(amount__isnull=False).values_list(*_ROW, *_columns(ends))


def _columns(ends: Sequence[Month]) -> list[str]:
    return [f"{name}_{at}" for at in range(len(ends)) for name in ("done", "built")]


def _averages(year: int) -> QuerySet:
    """Type, month and rate in whole steps of its last place."""
    whole = Cast(Round(F("rate") * 10**AVERAGE_PLACES), BigIntegerField())
    rows = CityAverage.objects.filter(year=year).order_by()
    named = {"kind": Value(_AVERAGE), "of": F("project_type_id"), "number": F("month")}
    return rows.annotate(**named, amount=whole)


def _money(figures: Month) -> list[QuerySet]:
    rows = investment_rows(figures)
    return [each.annotate(number=F("of"), amount=F("cents")) for each in rows]


def _wide(rows: QuerySet, ends: Sequence[Month]) -> QuerySet:
    """These rows with as many columns as those of projects."""
    zeros = {name: Value(0, output_field=IntegerField()) for name in _columns(ends)}
    return rows.annotate(**zeros).values_list(*_ROW, *zeros)


def _rates(rows: Sequence[tuple[int, ...]], ends: Sequence[Month]) -> Rates:
    """The average (%) that each type is held against, published or as the outlook assumes it."""
    published: dict[int, dict[int, Decimal]] = defaultdict(dict)
    for _, kind, number, whole, *_ in rows:
        published[kind][number] = Decimal(whole).scaleb(-AVERAGE_PLACES)
    return {kind: _assumed(known, ends) for kind, known in published.items()}


def _assumed(known: Mapping[int, Decimal], ends: Sequence[Month]) -> list[Decimal | None]:
    first = ends[0]
    year = [
        ProgressMonth(Month(first.year, number), None, known.get(number)) for number in range(1, 13)
    ]
    months = assumed(year, first, Basis.TREND) or assumed(year, first, Basis.LAST)
    return [months[month.month - 1].average for month in ends]


def _turn(row: Sequence[int], rates: Rates, past: int) -> Colour | None:
    """The next colour of one project's card; the first `past` month-ends are over."""
    _, kind, run, plan, *ends = row
    averages = rates.get(kind, ())
    if not averages or averages[0] is None:
        return None
    below = [
        bool(is_built)
        and average is not None
        and is_below(Decimal(done).scaleb(-2), Decimal(plan).scaleb(-2), average)
        for done, is_built, average in zip(ends[::2], ends[1::2], averages, strict=True)
    ]
    return next_turn(run, below, past)
