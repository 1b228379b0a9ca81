"""Questions about 签约 that its pages and its monthly table ask, 二（二）."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from django.db.models import Count, DateField, IntegerField, Max, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from projects.choices import Layer, SuspensionKind
from projects.models import (
    Project,
    ReadinessItem,
    SigningEvent,
    Suspension,
    Talk,
    TalkQuestion,
    Unit,
)
from projects.models.ledger import ProjectQuerySet
from projects.periods import Month
from projects.permissions import reads_county
from projects.queries import cents

if TYPE_CHECKING:
    from projects.permissions import Person


def in_talks(day: date) -> ProjectQuerySet:
    """Projects, planned or not, that by the end of `day` are neither signed, started nor ended."""
    ended = Suspension.objects.filter(kind=SuspensionKind.ENDED, from_on__lte=day)
    return Project.objects.filter(
        Q(signed_on__isnull=True) | Q(signed_on__gt=day),
        Q(started_on__isnull=True) | Q(started_on__gt=day),
    ).exclude(pk__in=ended.values("project"))


def with_talks(projects: ProjectQuerySet, day: date) -> ProjectQuerySet:
    """Add `last_talk`, `open_questions`, `overdue` and `ready`, as of `day`; in the one query."""
    own = {"project": OuterRef("pk")}
    talks = Talk.objects.filter(**own, held_on__lte=day)
    questions = TalkQuestion.objects.filter(**own)
    return projects.annotate(
        last_talk=Subquery(
            talks.order_by().values("project").annotate(last=Max("held_on")).values("last"),
            output_field=DateField(),
        ),
        open_questions=_count(questions.open_on(day)),
        overdue=_count(questions.overdue_on(day)),
        ready=_count(ReadinessItem.objects.filter(**own, done_on__lte=day)),
    )


def _count(rows) -> Coalesce:
    counted = rows.order_by().values("project").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def with_signed(events, user: "Person"):
    """Add to events what was signed there by projects that `user` may see: number and 万元×100."""
    seen = Project.objects.visible_to(user).filter(signed_on__isnull=False)
    own = seen.filter(signing__event=OuterRef("pk")).order_by().values("signing__event")
    number = own.annotate(number=Count("pk")).values("number")
    amount = own.annotate(amount=Sum(cents("total_investment"))).values("amount")
    return events.annotate(
        signed=Coalesce(Subquery(number, output_field=IntegerField()), 0),
        signed_cents=Coalesce(Subquery(amount, output_field=IntegerField()), 0),
    )


def signed_at(event: SigningEvent, user: "Person") -> ProjectQuerySet:
    """The signed projects of an event that `user` may see, by unit."""
    seen = Project.objects.visible_to(user).filter(signing__event=event, signed_on__isnull=False)
    return seen.select_related("unit", "signing").order_by("unit__number", "code")


@dataclass(frozen=True)
class Numbers:
    """One line of the monthly dispatch; amounts in 万元 of total investment."""

    in_talks: int = 0
    talks: int = 0
    signed: int = 0
    amount: Decimal = Decimal(0)
    overdue: int = 0
    signed_year: int = 0
    amount_year: Decimal = Decimal(0)

    @classmethod
    def total(cls, lines: Iterable["Numbers"]) -> Self:
        given = list(lines)
        return cls(
            *(sum((getattr(n, f.name) for n in given), f.default) for f in fields(cls))  # type: ignore[arg-type]
        )


@dataclass(frozen=True)
class UnitLine:
    unit: Unit
    numbers: Numbers


@dataclass(frozen=True)
class Section:
    """A layer's units; `total` is its 小计."""

    layer: Layer
    lines: list[UnitLine]

    @property
    def total(self) -> Numbers:
        return Numbers.total(line.numbers for line in self.lines)


@dataclass(frozen=True)
class Dispatch:
    """月调度、月通报, 二（二）3: the month's signing by unit as of `day`, for one reader.

    A clerk's has the own unit alone, and then no sums.
    """

    month: Month
    day: date
    sections: list[Section]
    summed: bool

    @property
    def total(self) -> Numbers:
        return Numbers.total(section.total for section in self.sections)


def monthly_dispatch(month: Month, today: date, user: "Person") -> Dispatch:
    """The table of a month that has begun; five queries."""
    day = min(month.last, today)
    numbers = _numbers(month, day)
    units = [UnitLine(unit, numbers(unit.pk)) for unit in Unit.objects.visible_to(user)]
    sections = [
        Section(layer, [line for line in units if line.unit.layer == layer]) for layer in Layer
    ]
    kept = [section for section in sections if section.lines]
    return Dispatch(month, day, kept, reads_county(user))


def _numbers(month: Month, day: date):
    """Unit's key → its line."""
    talks = Talk.objects.filter(held_on__range=(month.first, day))
    counted: dict[str, dict[int, int]] = {
        "in_talks": _by_unit(in_talks(day), "unit"),
        "talks": _by_unit(talks, "project__unit"),
        "overdue": _by_unit(TalkQuestion.objects.overdue_on(day), "project__unit"),
    }
    signed = _signed(month, day)

    def of(unit: int) -> Numbers:
        given: dict[str, Any] = {name: found.get(unit, 0) for name, found in counted.items()}
        return Numbers(**given, **signed.get(unit, {}))

    return of


def _by_unit(rows, path: str) -> dict[int, int]:
    return dict(rows.order_by().values_list(path).annotate(number=Count("pk")))


def _signed(month: Month, day: date) -> dict[int, dict]:
    since = Q(signed_on__gte=month.first)
    rows = Project.objects.filter(signed_on__range=(date(month.year, 1, 1), day)).order_by()
    found = rows.values_list("unit").annotate(
        signed=Count("pk", filter=since),
        cents=Sum(cents("total_investment"), filter=since),
        signed_year=Count("pk"),
        cents_year=Sum(cents("total_investment")),
    )
    return {
        unit: {
            "signed": number,
            "amount": Decimal(amount or 0) / 100,
            "signed_year": number_year,
            "amount_year": Decimal(amount_year or 0) / 100,
        }
        for unit, number, amount, number_year, amount_year in found
    }
