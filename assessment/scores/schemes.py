"""Which scheme counts for which year and layer."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from assessment.choices.scores import LineKind, SchemeState
from assessment.models import ScoreLine, ScoreScheme
from assessment.scores.rules import Line
from projects.choices import Layer
from projects.permissions import reads_all

if TYPE_CHECKING:
    from projects.permissions import Person


@dataclass(frozen=True)
class Scheme:
    """A scheme as the scores take it; `lines` as they stand, or as they once stood."""

    label: str
    lines: Sequence[Line]
    places: int
    is_proposal: bool = False

    @property
    def counted(self) -> list[Line]:
        """What gives or takes points."""
        return [line for line in self.lines if line.kind is not LineKind.VETO]

    @property
    def items(self) -> list[Line]:
        return [line for line in self.lines if line.kind is LineKind.ITEM]

    @property
    def vetoes(self) -> list[Line]:
        return [line for line in self.lines if line.kind is LineKind.VETO]

    @property
    def weights(self) -> Fraction:
        """What the weights of the items add up to."""
        return sum((line.points for line in self.items), Fraction(0))


def as_scheme(row: ScoreScheme) -> Scheme:
    """A stored scheme with its lines, in their order."""
    return _scheme(row, [line_of(line) for line in row.lines.all()])


def _scheme(row: ScoreScheme, lines: Sequence[Line]) -> Scheme:
    return Scheme(str(row), lines, row.places, row.is_proposal)


def line_of(row: ScoreLine) -> Line:
    """A stored line as the rules take it."""
    return Line(
        LineKind(row.kind),
        row.measure,
        row.name,
        Fraction(row.points),
        None if row.cap is None else Fraction(row.cap),
        None if row.floor is None else Fraction(row.floor),
        row.elapsed,
        row.parameter,
        row.clause,
    )


def adopted(year: int) -> dict[Layer, Scheme]:
    """The schemes in force of a year, by layer; one query, as none is in force without lines."""
    rows = ScoreLine.objects.filter(scheme__year=year, scheme__state=SchemeState.ADOPTED)
    found: dict[Layer, list[ScoreLine]] = {}
    for row in rows.select_related("scheme"):
        found.setdefault(Layer(row.scheme.layer), []).append(row)
    return {
        layer: _scheme(lines[0].scheme, [line_of(line) for line in lines])
        for layer, lines in found.items()
    }


def visible_schemes(user: "Person") -> QuerySet[ScoreScheme]:
    """A draft is nobody's business but 发改局's, the leaders' and the auditor's."""
    rows = ScoreScheme.objects.all()
    if reads_all(user):
        return rows
    return rows.filter(state__in=[SchemeState.ADOPTED, SchemeState.REPLACED])


def faults(scheme: Scheme, whole: Fraction) -> list[str]:
    """Why a scheme cannot be adopted, in words; none if it can."""
    found = []
    if not scheme.items:
        found.append("至少要有一个计分项")
    elif scheme.weights != whole:
        found.append(f"各计分项权重合计为{_text(scheme.weights)}，须等于{_text(whole)}")
    return found


def _text(value: Fraction) -> str:
    return f"{float(value):g}"
