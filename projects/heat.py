"""要素 heat map: how many open needs each unit has of each kind."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from projects.choices.resources import OPEN_NEEDS, ResourceKind
from projects.models import Unit

# A cell is shaded by its number: 1, 2, from 3 on; the number itself stands in it.
SHADES = 3


@dataclass(frozen=True)
class Cell:
    kind: str
    label: str
    number: int

    @property
    def shade(self) -> int:
        """0 for none to `SHADES`."""
        return min(self.number, SHADES)


@dataclass(frozen=True)
class HeatLine:
    unit: Unit
    cells: list[Cell]

    @property
    def total(self) -> int:
        return sum(cell.number for cell in self.cells)


def heat_map(needs: Any) -> list[HeatLine]:
    """One line a unit that has open needs among `needs`, in annex order; two queries."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    rows = needs.filter(state__in=OPEN_NEEDS).order_by()
    for unit, kind, number in rows.values_list("project__unit", "kind").annotate(Count("pk")):
        found[unit][kind] = number
    units = Unit.objects.filter(pk__in=found).order_by("number")
    return [HeatLine(unit, _cells(found[unit.pk])) for unit in units]


def column_totals(lines: list[HeatLine]) -> list[int]:
    return [
        sum(cells)
        for cells in zip(*([c.number for c in line.cells] for line in lines), strict=True)
    ]


def _cells(numbers: dict[str, int]) -> list[Cell]:
    return [Cell(kind.value, kind.label, numbers.get(kind, 0)) for kind in ResourceKind]
