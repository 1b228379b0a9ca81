"""One unit's score as it is shown and published: each line with formula, points and witnesses.

The same from the ledger and from what was frozen; fractions are kept exactly, as text.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from assessment.choices.scores import LineKind
from assessment.scores.facts import Witness
from assessment.scores.measures import MEASURES
from assessment.scores.rules import Line, LineScore, Score
from assessment.scores.words import formula


@dataclass(frozen=True)
class SheetLine:
    """One line: `weight` and `points` exactly, `note` what is special about the reading."""

    kind: LineKind
    measure: str
    name: str
    clause: str
    says: str
    base: Fraction
    weight: Fraction
    points: Fraction
    formula: str
    note: str
    witnesses: tuple[Witness, ...]

    @property
    def counted(self) -> list[Witness]:
        return [witness for witness in self.witnesses if witness.counts]

    @property
    def others(self) -> list[Witness]:
        return [witness for witness in self.witnesses if not witness.counts]


@dataclass(frozen=True)
class ScoreSheet:
    """`total` is None where no item concerns the unit."""

    total: Fraction | None
    lines: tuple[SheetLine, ...]

    def of(self, kind: LineKind) -> list[SheetLine]:
        return [line for line in self.lines if line.kind is kind]

    @property
    def items(self) -> list[SheetLine]:
        return self.of(LineKind.ITEM)

    @property
    def deductions(self) -> list[SheetLine]:
        return self.of(LineKind.DEDUCTION)

    @property
    def spreads(self) -> bool:
        """Whether the weight of an item that does not concern the unit went to the others."""
        return self.total is not None and any(not line.weight for line in self.items)

    @property
    def earned(self) -> Fraction:
        return sum((line.points for line in self.items), Fraction(0))

    @property
    def deducted(self) -> Fraction:
        """What is taken off, 0 or less."""
        return sum((line.points for line in self.deductions), Fraction(0))


def sheet_of(score: Score, elapsed: Fraction) -> ScoreSheet:
    """The sheet of a score that was just reckoned; `elapsed` is the share of the year."""
    return ScoreSheet(score.total, tuple(_line(one, score, elapsed) for one in score.lines))


def _line(scored: LineScore, score: Score, elapsed: Fraction) -> SheetLine:
    line = scored.line
    return SheetLine(
        kind=line.kind,
        measure=line.measure,
        name=line.name,
        clause=line.clause,
        says=MEASURES[line.measure].says,
        base=line.points,
        weight=scored.weight,
        points=scored.points,
        formula=formula(scored, score.lines, elapsed),
        note=scored.reading.note,
        witnesses=scored.reading.witnesses,
    )


_EXACT = ("base", "weight", "points")
_AS_IS = ("measure", "name", "clause", "says", "formula", "note")


def freeze(sheet: ScoreSheet) -> dict[str, Any]:
    """As JSON; `thaw` gives the same sheet again."""
    return {
        "total": exact(sheet.total),
        "lines": [
            {
                "kind": line.kind.value,
                **{name: str(getattr(line, name)) for name in (*_AS_IS, *_EXACT)},
                "witnesses": [list(witness) for witness in line.witnesses],
            }
            for line in sheet.lines
        ],
    }


def thaw(stored: Mapping[str, Any]) -> ScoreSheet:
    return ScoreSheet(
        fraction(stored["total"]),
        tuple(_thawed(line) for line in stored["lines"]),
    )


def _thawed(line: Mapping[str, Any]) -> SheetLine:
    values: dict[str, Any] = {name: line[name] for name in _AS_IS}
    values |= {name: Fraction(line[name]) for name in _EXACT}
    witnesses = tuple(Witness(*witness) for witness in line["witnesses"])
    return SheetLine(kind=LineKind(line["kind"]), witnesses=witnesses, **values)


def exact(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


def fraction(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


def freeze_lines(lines: list[Line]) -> list[dict[str, Any]]:
    """The lines of a scheme as JSON."""
    return [
        vars(line)
        | {"kind": line.kind.value}
        | {name: exact(getattr(line, name)) for name in ("points", "cap", "floor")}
        for line in lines
    ]


def thaw_lines(stored: list[dict[str, Any]]) -> list[Line]:
    return [
        Line(
            **line
            | {"kind": LineKind(line["kind"]), "points": Fraction(line["points"])}
            | {name: fraction(line[name]) for name in ("cap", "floor")}
        )
        for line in stored
    ]
