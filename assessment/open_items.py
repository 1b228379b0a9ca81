"""What units owe in supervision, and what waits for the county's check, for the first page.

Each kind of case adds itself with one line in `SOURCES`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast
from django.urls import reverse

from assessment.choices.listed import ListingState
from assessment.choices.patrol import FindingState
from assessment.choices.tasks import PartState
from assessment.models import Finding, Listing, TaskPart
from projects.choices.guarantees import ProblemState
from projects.limit_rules import Countdown, countdown
from projects.models import VisitProblem

if TYPE_CHECKING:
    from projects.permissions import Person

TITLE = 60
CODE_LIKE = CharField(max_length=1000)


class Source(NamedTuple):
    """A kind of case: its rows, the states in which a unit owes, in which a check is due."""

    label: str
    rows: "Callable[[Person], QuerySet]"
    owing: tuple[str, ...]
    waiting: tuple[str, ...]
    page: str
    key: str
    title: str
    unit: str
    name: str


@dataclass(frozen=True)
class OpenItem:
    """One case that is owed."""

    label: str
    title: str
    unit: str
    limit: date
    url: str
    countdown: Countdown


SOURCES: tuple[Source, ...] = (
    Source(
        "限时交办",
        TaskPart.objects.visible_to,
        (PartState.GIVEN, PartState.UNDER_WAY),
        (PartState.REPORTED,),
        "tasks",
        "task_id",
        "task__title",
        "unit__name",
        "task",
    ),
    Source(
        "督导整改",
        lambda user: Finding.objects.visible_to(user).in_force(),
        (FindingState.OPEN,),
        (FindingState.MENDED,),
        "patrol",
        "key",
        "text",
        "unit__name",
        "finding",
    ),
    Source(
        "走访问题",
        VisitProblem.objects.visible_to,
        (ProblemState.ASSIGNED,),
        (ProblemState.FOUND, ProblemState.SOLVED),
        "visit-problems",
        "pk",
        "text",
        "unit__name",
        "visit-problem",
    ),
    Source(
        "挂牌督办",
        Listing.objects.visible_to,
        (ListingState.LISTED,),
        (ListingState.ASKED,),
        "listings",
        "pk",
        "project__name",
        "project__unit__name",
        "listing",
    ),
)


def owed(user: "Person", day: date, shown: int, *, overdue: bool = False) -> list[OpenItem]:
    """What units owe, the nearest limit first; a clerk's own, or only what is `overdue`. A query.

    Of a problem or a project of another unit only what was handed to the clerk's own.
    """
    parts = [_owed(number, source, user) for number, source in enumerate(SOURCES)]
    if overdue:
        parts = [part.filter(limit_on__lt=day) for part in parts]
    rows = parts[0].union(*parts[1:], all=True).order_by("limit_on", "kind", "number")[:shown]
    return [_item(row, day) for row in rows]


def owed_count(user: "Person", day: date) -> int:
    """How many are overdue in all; one query."""
    parts = [
        _owed(number, source, user).filter(limit_on__lt=day)
        for number, source in enumerate(SOURCES)
    ]
    return parts[0].union(*parts[1:], all=True).count()


def waiting(user: "Person") -> list[tuple[str, int, str]]:
    """Label, number and page of what waits for the county's next step; one query."""
    parts = [
        source.rows(user)
        .filter(state__in=source.waiting)
        .order_by()
        .annotate(kind=Value(number))
        .values_list("kind", "pk")
        for number, source in enumerate(SOURCES)
    ]
    counts = [0] * len(SOURCES)
    for kind, _ in parts[0].union(*parts[1:], all=True):
        counts[kind] += 1
    return [
        (source.label, number, reverse(source.page))
        for source, number in zip(SOURCES, counts, strict=True)
        if number
    ]


def _owed(number: int, source: Source, user: "Person") -> QuerySet:
    rows = source.rows(user).filter(state__in=source.owing).order_by()
    own = getattr(user, "unit_id", None)
    if own is not None:
        rows = rows.filter(**{source.unit.removesuffix("__name"): own})
    named: dict[str, Any] = {
        "kind": Value(number),
        "number": Cast(F(source.key), CODE_LIKE),
        "called": Cast(F(source.title), CODE_LIKE),
        "whose": Cast(F(source.unit), CODE_LIKE),
    }
    return rows.annotate(**named).values_list("kind", "number", "called", "whose", "limit_on")


def _item(row: tuple[Any, ...], day: date) -> OpenItem:
    kind, key, title, unit, limit = row
    source = SOURCES[kind]
    url = reverse(source.name, args=[key])
    return OpenItem(source.label, title[:TITLE], unit, limit, url, countdown(limit, day))
