"""Which reports a clerk's unit owes, for the first page: two branches of a union that it has."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import CharField, DateField, F, QuerySet, Value
from django.db.models.functions import Cast

from assessment.choices.tasks import ReportPeriod
from assessment.models import ReportDelivery, ReportRule
from assessment.reports.rules import Period, due_on, ended
from assessment.reports.standings import PERIODS_SHOWN

if TYPE_CHECKING:
    from projects.models import Unit

Rows = Iterable[tuple[Any, ...]]
WORDS = CharField(max_length=1000)
NO_DAY = Cast(Value(None), DateField())


class Owed(NamedTuple):
    """A period that is over and that the unit has not reported."""

    rule: int
    name: str
    period: Period
    due: date


def rule_rows(unit: "Unit", kind: int) -> QuerySet:
    """The rules that concern the unit: kind, key, name, period, since, due day, until."""
    rows: Any = ReportRule.objects.filter(layer__in=("", unit.layer)).order_by()
    named = {"kind": Value(kind), "number": Cast("pk", WORDS), "called": Cast("name", WORDS)}
    named["every"] = Cast("period", WORDS)
    return rows.annotate(**named).values_list(
        "kind", "number", "called", "every", "since", "due_day", "until"
    )


def delivered_rows(unit: "Unit", kind: int) -> QuerySet:
    """What the unit delivered: kind, key of the rule, year, and its part last but one."""
    rows: Any = ReportDelivery.objects.filter(unit=unit).order_by()
    named = {"kind": Value(kind), "number": Cast(F("rule_id"), WORDS), "none": NO_DAY}
    named |= {"called": Cast("year", WORDS), "every": Value("", output_field=WORDS)}
    return rows.annotate(**named).values_list(
        "kind", "number", "called", "every", "due_on", "part", "none"
    )


def owed(rules: Rows, delivered: Rows, day: date) -> Iterator[Owed]:
    """The periods of `rule_rows` that are not among `delivered_rows`, as far back as the list of
    reports shows them."""
    done = {(number, int(year), part) for _, number, year, _, _, part, _ in delivered}
    for _, number, name, every, since, due_day, until in rules:
        over = ended(ReportPeriod(every), since, until, day)
        for period in over[-PERIODS_SHOWN:]:
            if (number, period.year, period.part) not in done:
                yield Owed(int(number), name, period, due_on(period, due_day))
