"""Completion of the year from the inputs of an instant, by the same table as everywhere."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from assessment.choices import Annex, QuotaBand
from assessment.completion import (
    COUNTED_ON,
    CellKey,
    CompletionTable,
    Inputs,
    done_of,
    tabulate,
)
from assessment.known.ledger import KnownLedger
from projects.choices import Band
from projects.rules.ledger import band_of


def completion_then(ledger: KnownLedger, year: int, day: date) -> CompletionTable:
    """Completion of `year` at the end of `day` by what `ledger` holds; no query."""
    day = min(day, date(year, 12, 31))
    counts = Counter(_counted(ledger, year, day))
    quotas: dict[int, dict[CellKey, tuple[int | None, int | None]]] = {}
    for (unit, annex, band), figures in ledger.quotas.items():
        quotas.setdefault(unit, {})[Annex(annex), QuotaBand(band)] = figures
    units = sorted(ledger.units.values(), key=lambda unit: unit.number)
    done = done_of((*key, number) for key, number in counts.items())
    return tabulate(year, day, Inputs(quotas, done, units, ledger.policy.carry_surplus_down))


def _counted(ledger: KnownLedger, year: int, day: date) -> Iterator[tuple[str, int, str, bool]]:
    for project in ledger.projects.values():
        band = band_of(project.total_investment)
        if band is Band.BELOW:
            continue
        for annex, name in COUNTED_ON.items():
            on = getattr(project, name)
            if on is not None and date(year, 1, 1) <= on <= day:
                yield annex.value, project.unit_id, band.value, project.is_industrial
