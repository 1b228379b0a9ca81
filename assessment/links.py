"""Addresses of the lists behind the numbers."""

from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from assessment.choices import Annex, Rule
from assessment.completion import COUNTED_ON
from projects.periods import Month


def projects_url(**filters: object) -> str:
    """The project list narrowed by `projects.filters.ProjectFilter`; lists repeat their name."""
    return f"{reverse('projects')}?{urlencode(filters, doseq=True)}"


def counted_url(annex: Annex, year: int, day: date, **filters: object) -> str:
    """The projects that count for an annex in `year` up to `day`."""
    event = COUNTED_ON[annex].removesuffix("_on")
    span = {f"{event}_from": date(year, 1, 1), f"{event}_to": day}
    return projects_url(**span, counted=1, **filters)


def cards_url(month: Month, rule: Rule | None = None, **filters: object) -> str:
    """The cards of a month, narrowed by rule, colour and unit."""
    narrowed = ({"rule": rule.code} if rule else {}) | filters
    query = f"?{urlencode(narrowed)}" if narrowed else ""
    return reverse("cards", args=[month]) + query
