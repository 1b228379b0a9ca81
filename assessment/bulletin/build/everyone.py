"""The screen's tables with a line for every unit that has a project, quota or not.

A unit without quota and without a project that counts has no line on the screen, but its cards
must stand on paper, or the cards of the sheets would not add up to the county's.
"""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from assessment.completion import SUBTOTAL_LABELS, Cell, CompletionTable, UnitRow
from assessment.investment import InvestmentRow, InvestmentTable
from projects.models import Unit

_NONE = Cell(printed=None, effective=None, done=0, counted=0)


def in_completion(table: CompletionTable, units: Iterable[Unit]) -> CompletionTable:
    """`table` with a line for each of `units` and a sub-total for each layer."""

    def blank(unit: Unit | None, label: str) -> UnitRow:
        return UnitRow(unit, label, dict.fromkeys(table.total.cells, _NONE))

    known = {row.unit.pk for row in table.rows if row.unit}
    rows = table.rows + [blank(unit, unit.name) for unit in units if unit.pk not in known]
    sums = {layer: blank(None, label) for layer, label in SUBTOTAL_LABELS.items()}
    return replace(table, rows=sorted(rows, key=_number), subtotals=sums | table.subtotals)


def in_investment(table: InvestmentTable, units: Iterable[Unit]) -> InvestmentTable:
    """`table` with a line for each of `units` and a sub-total for each layer."""
    known = {row.unit.pk for row in table.rows if row.unit}
    rows = table.rows + [_unfunded(unit, unit.name) for unit in units if unit.pk not in known]
    sums = {layer: _unfunded(None, label) for layer, label in SUBTOTAL_LABELS.items()}
    return replace(table, rows=sorted(rows, key=_number), subtotals=sums | table.subtotals)


def _unfunded(unit: Unit | None, label: str) -> InvestmentRow:
    nothing = Decimal(0)
    return InvestmentRow(unit, label, 0, nothing, nothing, nothing, nothing, None, None, None)


def _number(row: UnitRow | InvestmentRow) -> int:
    return row.unit.number if row.unit else 0
