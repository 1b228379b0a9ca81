"""Who may be given an award this year: the first of each layer as last published, less vetoes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessment.models import ScorePublication, ScoreVeto
from assessment.scores.standings import Entry, LayerTable, published
from assessment.scores.vetoes import Vetoes, veto_words
from projects.choices import Layer
from projects.periods import Month


@dataclass(frozen=True)
class Candidate:
    """A unit within the places of its layer; one with a veto is named, and is none."""

    entry: Entry
    vetoes: Sequence[ScoreVeto]

    @property
    def stands(self) -> bool:
        return not self.vetoes

    @property
    def words(self) -> str:
        return veto_words(veto.ground for veto in self.vetoes)


@dataclass(frozen=True)
class Candidates:
    """The candidates by layer, and the month whose published scores they stand on."""

    month: Month | None
    layers: Mapping[Layer, Sequence[Candidate]]
    places: Mapping[Layer, int]


def candidates(year: int, vetoes: Vetoes) -> Candidates:
    """From the last published month of the year; the December one is the year's."""
    last = ScorePublication.objects.filter(year=year).first()
    if last is None:
        return Candidates(None, {}, {})
    tables = published(last)
    return Candidates(
        Month(last.year, last.month),
        {layer: _of_layer(table, vetoes) for layer, table in tables.items()},
        {layer: table.scheme.places for layer, table in tables.items()},
    )


def _of_layer(table: LayerTable, vetoes: Vetoes) -> list[Candidate]:
    """As many units as there are places, a vetoed one leaving its place to the next; all who
    share the last place are in."""
    found: list[Candidate] = []
    eligible, last = 0, 0
    for entry in table.entries:
        full = eligible >= table.scheme.places
        if entry.rank is None or (full and entry.rank != last):
            break
        candidate = Candidate(entry, vetoes.get(entry.unit.pk, ()))
        found.append(candidate)
        if candidate.stands:
            eligible, last = eligible + 1, entry.rank
    return found
