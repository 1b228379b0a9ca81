"""What units owe in supervision, and what waits for the county's check, for the first page.

Each kind of case adds itself with one line in `SOURCES`; reports, which have no row until they
are delivered, come from their rules.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Case, F, QuerySet, Value, When
from django.db.models.functions import Cast
from django.urls import reverse

from assessment.choices.listed import ListingState
from assessment.choices.patrol import FindingState
from assessment.choices.tasks import PartState
from assessment.models import Finding, Listing, TaskPart
from assessment.reports.owed import NO_DAY, WORDS, delivered_rows, owed, rule_rows
from projects.choices.guarantees import ProblemState
from projects.models import VisitProblem
from projects.rules.limits import Countdown, countdown

if TYPE_CHECKING:
    from projects.models import Unit
    from projects.permissions import Person

TITLE = 60


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
_RULES, _DELIVERED = len(SOURCES), len(SOURCES) + 1


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
    unit = getattr(user, "unit", None)
    if unit:
        parts += [rule_rows(unit, _RULES), delivered_rows(unit, _DELIVERED)]
    rows = list(parts[0].union(*parts[1:], all=True))
    cases = [row for row in rows if row[0] < len(SOURCES)]
    items = [_item(row, day) for row in cases if row[5]] + _reports(rows, unit, day)
    items.sort(key=lambda item: (item.limit, item.label, item.url))
    late = [item for item in items if item.limit < day]
    return OpenCases((late if county else items)[:shown], len(late), _waiting(cases))


def _reports(rows: list[tuple[Any, ...]], unit: "Unit | None", day: date) -> list[OpenItem]:
    """The reports that a clerk's unit owes of the periods that are over, 三（五）."""
    rules = [row for row in rows if row[0] == _RULES]
    delivered = [row for row in rows if row[0] == _DELIVERED]
    return [
        OpenItem(
            "限时报告",
            f"{one.period.label}{one.name}",
            str(unit),
            one.due,
            reverse("report-period", args=[one.rule, one.period.code]),
            countdown(one.due, day),
        )
        for one in owed(rules, delivered, day)
    ]


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
        "number": Cast(F(source.key), WORDS),
        "called": Cast(F(source.title), WORDS),
        "whose": Cast(F(source.unit), WORDS),
        "owes": owes,
        "none": NO_DAY,
    }
    return rows.annotate(**named).values_list(
        "kind", "number", "called", "whose", "limit_on", "owes", "none"
    )


def _item(row: tuple[Any, ...], day: date) -> OpenItem:
    kind, key, title, unit, limit, *_ = row
    source = SOURCES[kind]
    url = reverse(source.name, args=[key])
    return OpenItem(source.label, title[:TITLE], unit, limit, url, countdown(limit, day))
