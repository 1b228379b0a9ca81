"""What units owe in supervision, and what waits for the county's check, for the first page.

Each kind of case adds itself with one line in `SOURCES`.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Case, CharField, F, QuerySet, Value, When
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


@dataclass(frozen=True)
class OpenCases:
    """What is owed, the nearest limit first; of what is overdue and waits the numbers."""

    items: list[OpenItem]
    overdue: int
    waiting: list[tuple[str, int, str]]


def open_cases(user: "Person", day: date, shown: int, *, county: bool) -> OpenCases:
    """A clerk's own with every limit, or of the county only what is overdue; one query.

    `waiting` gives label, number and page of what waits for the county's next step.
    """
    parts = [_rows(number, source, user) for number, source in enumerate(SOURCES)]
    rows = sorted(parts[0].union(*parts[1:], all=True), key=lambda row: (str(row[4]), row))
    owed = [row for row in rows if row[5]]
    late = [row for row in owed if row[4] < day]
    items = [_item(row, day) for row in (late if county else owed)[:shown]]
    return OpenCases(items, len(late), _waiting(rows))


def _waiting(rows: list[tuple[Any, ...]]) -> list[tuple[str, int, str]]:
    counts = Counter(row[0] for row in rows if not row[5])
    return [
        (source.label, counts[number], reverse(source.page))
        for number, source in enumerate(SOURCES)
        if counts[number]
    ]


def _rows(number: int, source: Source, user: "Person") -> QuerySet:
    """Rows that a unit owes, or that wait for the county; of a clerk only what is its own to do."""
    rows = source.rows(user).order_by()
    own = getattr(user, "unit_id", None)
    if own is None:
        rows = rows.filter(state__in=source.owing + source.waiting)
    else:
        rows = rows.filter(state__in=source.owing, **{source.unit.removesuffix("__name"): own})
    owes = Case(When(state__in=source.owing, then=Value(1)), default=Value(0))
    named: dict[str, Any] = {
        "kind": Value(number),
        "number": Cast(F(source.key), CODE_LIKE),
        "called": Cast(F(source.title), CODE_LIKE),
        "whose": Cast(F(source.unit), CODE_LIKE),
        "owes": owes,
    }
    return rows.annotate(**named).values_list(
        "kind", "number", "called", "whose", "limit_on", "owes"
    )


def _item(row: tuple[Any, ...], day: date) -> OpenItem:
    kind, key, title, unit, limit, _ = row
    source = SOURCES[kind]
    url = reverse(source.name, args=[key])
    return OpenItem(source.label, title[:TITLE], unit, limit, url, countdown(limit, day))
