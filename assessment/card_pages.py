"""One page of a month's cards by keyset, worst first; the number of queries is fixed."""

from dataclasses import dataclass

from django.db.models import Q, Value
from django.db.models.functions import Coalesce

from assessment.choices import Reason, Rule
from assessment.explain import explain
from assessment.models import Card
from assessment.models.cards import CardQuerySet

PAGE_SIZE = 50


@dataclass(frozen=True)
class Line:
    """A card with its sentence."""

    card: Card
    rule: str
    reason: str
    sentence: str


@dataclass(frozen=True)
class Page:
    """`previous` and `next` are the places to page before and after; empty at the ends."""

    lines: list[Line]
    previous: str
    next: str


def page_of(cards: CardQuerySet, *, after: str = "", before: str = "") -> Page:
    """The cards after (or before) a place `colour-key`: red, yellow, green, none."""
    ranked = cards.annotate(rank=Coalesce("colour", Value(0)))
    place = _place(before or after)
    back = bool(before and place)
    if place:
        ranked = ranked.filter(_beyond(*place, back=back))
    order = ("rank", "-id") if back else ("-rank", "id")
    rows = list(
        ranked.order_by(*order).select_related("project__unit", "project__project_type")[
            : PAGE_SIZE + 1
        ]
    )
    more = len(rows) > PAGE_SIZE
    rows = rows[:PAGE_SIZE]
    if back:
        rows.reverse()
    if not rows:
        return Page([], "", "")
    has_previous, has_next = (more, True) if back else (place is not None, more)
    return Page(
        [_line(card) for card in rows],
        _mark(rows[0]) if has_previous else "",
        _mark(rows[-1]) if has_next else "",
    )


def _beyond(rank: int, key: int, *, back: bool) -> Q:
    if back:
        return Q(rank__gt=rank) | Q(rank=rank, id__lt=key)
    return Q(rank__lt=rank) | Q(rank=rank, id__gt=key)


def _place(text: str) -> tuple[int, int] | None:
    rank, _, key = text.partition("-")
    if len(rank) == 1 and rank.isascii() and rank.isdigit() and key.isascii() and key.isdigit():
        return int(rank), min(int(key[:19]), 2**63 - 1)
    return None


def _mark(card: Card) -> str:
    return f"{card.colour or 0}-{card.pk}"


def _line(card: Card) -> Line:
    return Line(
        card,
        Rule(card.rule).label,
        Reason(card.reason).label,
        explain(card, card.project.project_type.name),
    )
