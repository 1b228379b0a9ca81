"""Every unit's score and rank in its layer: as the ledger gives them now, and as published."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from assessment.choices.scores import LineKind
from assessment.models import PublishedScore, ScorePublication
from assessment.rules import rank
from assessment.scores.facts import Standing, UnitFacts
from assessment.scores.gather import YearRows, read_year
from assessment.scores.measures import score_of
from assessment.scores.rules import Line, Score
from assessment.scores.schemes import Scheme
from assessment.scores.sheet import ScoreSheet, exact, fraction, sheet_of, thaw_lines
from assessment.scores.vetoes import FrozenVeto
from projects.choices import Layer
from projects.models import Unit
from projects.periods import Month

JANUARY = 1


@dataclass(frozen=True)
class Entry:
    """One unit: `points` by measure, signed; `rank` in its layer, `before` that of the month
    before (None in January, and where nothing was); `vetoes` those published with it."""

    unit: Unit
    total: Fraction | None
    points: Mapping[str, Fraction]
    rank: int | None
    before: int | None
    vetoes: Sequence[FrozenVeto] = ()

    @property
    def change(self) -> int | None:
        """Places won (+) or lost (−) against the month before."""
        if self.rank is None or self.before is None:
            return None
        return self.before - self.rank

    def sum_of(self, lines: Iterable[Line]) -> Fraction:
        return sum((self.points.get(line.measure, Fraction(0)) for line in lines), Fraction(0))


@dataclass(frozen=True)
class LayerTable:
    """One layer's entries, the first first; those without a score at the end."""

    layer: Layer
    scheme: Scheme
    entries: Sequence[Entry]

    @property
    def items(self) -> list[Line]:
        return self.scheme.items

    @property
    def deductions(self) -> list[Line]:
        return [line for line in self.scheme.lines if line.kind is LineKind.DEDUCTION]

    def entry(self, unit: int) -> Entry | None:
        return next((entry for entry in self.entries if entry.unit.pk == unit), None)


@dataclass(frozen=True)
class Standings:
    """A month's tables by layer, from the ledger; the facts stay for the sheets of the units."""

    month: Month
    tables: Mapping[Layer, LayerTable]
    scores: Mapping[int, Score]
    facts: Mapping[int, UnitFacts]

    def sheet(self, unit: Unit) -> ScoreSheet | None:
        """The unit's score opened; None where its layer has no scheme."""
        score = self.scores.get(unit.pk)
        return None if score is None else sheet_of(score, self.facts[unit.pk].elapsed)


def standings(month: Month, today: date, schemes: Mapping[Layer, Scheme]) -> Standings:
    """The scores of `month` as the ledger gives them today, by the lines of `schemes`.

    Eight queries. The month before is reckoned by the same lines; January begins a new year.
    """
    return reckon(read_year(month, today), month, schemes)


def reckon(rows: YearRows, month: Month, schemes: Mapping[Layer, Scheme]) -> Standings:
    """`standings` from what was read already."""
    facts = rows.facts(month)
    scores = _scores(rows.units, facts, schemes)
    before: Mapping[int, Score] = {}
    if month.month != JANUARY:
        before = _scores(rows.units, rows.facts(month.plus(-1)), schemes)
    tables = {
        layer: LayerTable(layer, scheme, _entries(rows.units, layer, scores, before))
        for layer, scheme in sorted(schemes.items(), key=lambda pair: list(Layer).index(pair[0]))
    }
    return Standings(month, tables, scores, facts)


def _scores(
    units: Sequence[Unit], facts: Mapping[int, UnitFacts], schemes: Mapping[Layer, Scheme]
) -> dict[int, Score]:
    return {
        unit.pk: score_of(schemes[Layer(unit.layer)].lines, facts[unit.pk])
        for unit in units
        if Layer(unit.layer) in schemes
    }


def _points(score: Score) -> dict[str, Fraction]:
    """By measure; an item that does not concern the unit has none, which pages show as a dash."""
    return {
        one.line.measure: one.points
        for one in score.lines
        if one.reading.standing is not Standing.NOT_APPLICABLE
    }


def _entries(
    units: Sequence[Unit], layer: Layer, scores: Mapping[int, Score], before: Mapping[int, Score]
) -> list[Entry]:
    members = [unit for unit in units if unit.layer == layer]
    ranks, earlier = _ranks(members, scores), _ranks(members, before)
    found = [
        Entry(
            unit,
            scores[unit.pk].total,
            _points(scores[unit.pk]),
            ranks.get(unit.pk),
            earlier.get(unit.pk),
        )
        for unit in members
    ]
    return in_order(found)


def _ranks(members: Sequence[Unit], scores: Mapping[int, Score]) -> dict[int, int]:
    return rank({unit.pk: scores[unit.pk].total for unit in members if unit.pk in scores})


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """By rank, ties in annex order, those without a rank last."""
    return sorted(
        entries, key=lambda entry: (entry.rank is None, entry.rank or 0, entry.unit.number)
    )


def frozen_schemes(publication: ScorePublication) -> dict[Layer, Scheme]:
    """The schemes as they stood when the month was published."""
    return {
        Layer(layer): Scheme(
            stored["label"], thaw_lines(stored["lines"]), stored["places"], stored["is_proposal"]
        )
        for layer, stored in publication.schemes.items()
    }


def published(publication: ScorePublication) -> dict[Layer, LayerTable]:
    """What was published, as it was; one query."""
    schemes = frozen_schemes(publication)
    rows = publication.scores.select_related("unit").defer("sheet")
    found: dict[Layer, list[Entry]] = {layer: [] for layer in schemes}
    for row in rows:
        found[Layer(row.layer)].append(entry_of(row))
    return {
        layer: LayerTable(layer, schemes[layer], in_order(found[layer]))
        for layer in Layer
        if layer in schemes
    }


def entry_of(row: PublishedScore) -> Entry:
    points = {name: Fraction(text) for name, text in row.points["lines"].items()}
    vetoes = [FrozenVeto(*veto) for veto in row.vetoes]
    return Entry(row.unit, fraction(row.points["total"]), points, row.rank, row.before, vetoes)


def frozen_points(entry: Entry) -> dict[str, object]:
    """What `entry_of` reads again."""
    return {
        "total": exact(entry.total),
        "lines": {name: str(points) for name, points in entry.points.items()},
    }


@dataclass(frozen=True)
class Difference:
    """A unit whose published score is not what the ledger gives now."""

    unit: Unit
    then: Entry
    now: Entry


def differences(
    then: Mapping[Layer, LayerTable], now: Mapping[Layer, LayerTable]
) -> list[Difference]:
    """Units whose total, or place, has changed since it was published, in annex order."""
    found = [
        Difference(entry.unit, entry, current)
        for layer, table in then.items()
        for entry in table.entries
        if (current := now[layer].entry(entry.unit.pk)) is not None
        and (current.total, current.rank) != (entry.total, entry.rank)
    ]
    return sorted(found, key=lambda difference: difference.unit.number)
