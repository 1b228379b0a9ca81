"""/cards/<month>/: every card of a month with the sentence that explains it."""

from dataclasses import dataclass

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessment import card_pages
from assessment.choices import Colour, Rule
from assessment.filters import NO_CARD, CardFilter
from assessment.links import cards_url
from assessment.models import Card
from assessment.models.cards import CardQuerySet
from assessment.queries import latest_run, policy_for
from assessment.readings.words import Words
from assessment.rules import RULES_VERSION
from projects.periods import Month
from projects.permissions import leads, reads_figures
from projects.views.access import require
from projects.views.paging import page_queries


@dataclass(frozen=True)
class Tile:
    """How many cards of one rule and colour the month has."""

    rule: Rule
    colour: int | None
    number: int
    url: str


@require_safe
@require(reads_figures)
def cards(request: HttpRequest, month: Month) -> HttpResponse:
    """The month's cards that the person may see, narrowed by the address."""
    visible = Card.objects.visible_to(request.user).of_month(month)
    chosen = CardFilter(request.GET, visible, request=request)
    valid = chosen.form.is_valid()
    found = chosen.qs if valid else visible.none()
    page = card_pages.page_of(
        found, after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    context = {
        "month": month,
        "form": chosen.form,
        "narrowed": any(request.GET.get(name) for name in chosen.form.fields),
        "rows": tiles(visible, month),
        "total": found.count(),
        "page": page,
        "run": latest_run(),
        "rules_version": RULES_VERSION,
        "words": Words(policy_for(month.year)),
        "leads": leads(request.user),
        "months": [Month(month.year, number) for number in range(1, 13)],
        "before": month.plus(-1),
        "after": month.plus(1),
    } | page_queries(request.GET, page)
    return render(request, "assessment/cards.html", context)


def tiles(visible: CardQuerySet, month: Month) -> list[tuple[Rule, list[Tile]]]:
    """Cards of the month by rule and colour, in one query."""
    rows = visible.order_by().values_list("rule", "colour").annotate(number=Count("id"))
    counts = {(rule, colour): number for rule, colour, number in rows}
    return [
        (rule, [_tile(rule, colour, counts, month) for colour in (*reversed(Colour), None)])
        for rule in Rule
    ]


def _tile(rule: Rule, colour: Colour | None, counts: dict, month: Month) -> Tile:
    url = cards_url(month, rule, colour=colour.code if colour else NO_CARD)
    return Tile(rule, colour, counts.get((rule, colour), 0), url)
