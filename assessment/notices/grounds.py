"""The cards that a notice can stand on, and how they are kept: in words, as they were."""

from typing import Any

from assessment.choices import Colour, Rule
from assessment.explain import figures
from assessment.models import Card
from assessment.models.cards import CardQuerySet
from projects.models import Unit
from projects.periods import Month


def red_cards(unit: Unit, month: Month) -> CardQuerySet:
    """The unit's red cards of `month`, by project."""
    cards = Card.objects.of_month(month).filter(project__unit=unit, colour=Colour.RED)
    return cards.select_related("project__unit").order_by("project__code", "rule")


def ground_of(card: Card) -> dict[str, Any]:
    """One red card as words, for a notice's `grounds`."""
    rule = Rule(card.rule)
    return {
        "project": card.project.code,
        "name": card.project.name,
        "rule": rule.label,
        "month": Month(card.year, card.month).label,
        "figures": figures(card),
        "clause": rule.clause,
    }
