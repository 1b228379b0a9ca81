"""Addresses of the lists behind the numbers."""

from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from assessment.choices import Annex, QuotaBand, Rule
from assessment.completion import COUNTED_ON, annex_band
from projects.choices import Band
from projects.periods import Month


def projects_url(**filters: object) -> str:
    """The project list narrowed by `projects.filters.ProjectFilter`; lists repeat their name."""
    written = {
        name: value if isinstance(value, list) else str(value) for name, value in filters.items()
    }
    return f"{reverse('projects')}?{urlencode(written, doseq=True)}"


def counted_url(annex: Annex, year: int, day: date, **filters: object) -> str:
    """The projects that count for an annex in `year` up to `day`."""
    event = COUNTED_ON[annex].removesuffix("_on")
    span = {f"{event}_from": date(year, 1, 1), f"{event}_to": day}
    return projects_url(**span, counted=1, **filters)


def column_filters(annex: Annex, column: QuotaBand) -> dict[str, object]:
    """The list filters that select the projects of an annex column."""
    if column is QuotaBand.TOTAL:
        return {}
    if column is QuotaBand.INDUSTRIAL:
        return {"industrial": 1}
    return {"band": [band.value for band in Band if annex_band(annex, band) is column]}


def cards_url(month: Month, rule: Rule | None = None, **filters: object) -> str:
    """The cards of a month, narrowed by rule, colour and unit."""
    narrowed = ({"rule": rule.code} if rule else {}) | filters
    query = f"?{urlencode(narrowed)}" if narrowed else ""
    return reverse("cards", args=[month]) + query
