"""What a draft would do: every unit's place under it beside its place under the adopted scheme."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from assessment.scores.gather import read_year
from assessment.scores.schemes import Scheme
from assessment.scores.standings import Entry, reckon
from projects.choices import Layer
from projects.models import Unit
from projects.periods import Month


@dataclass(frozen=True)
class Comparison:
    """One unit under both schemes; `now` is None where none is adopted."""

    unit: Unit
    now: Entry | None
    draft: Entry

    @property
    def change(self) -> int | None:
        """Places won (+) or lost (−) by the draft."""
        if self.now is None or self.now.rank is None or self.draft.rank is None:
            return None
        return self.now.rank - self.draft.rank

    @property
    def points(self) -> Fraction | None:
        """Points won or lost by the draft."""
        if self.now is None or self.now.total is None or self.draft.total is None:
            return None
        return self.draft.total - self.now.total


def compare(
    month: Month, today: date, layer: Layer, *, draft: Scheme, now: Scheme | None
) -> Sequence[Comparison]:
    """The layer's units in the order that the draft gives them; eight queries."""
    rows = read_year(month, today)
    new = reckon(rows, month, {layer: draft}).tables[layer]
    old = reckon(rows, month, {layer: now}).tables[layer] if now else None
    return [
        Comparison(entry.unit, old.entry(entry.unit.pk) if old else None, entry)
        for entry in new.entries
    ]
