"""The rows that every unit's table shares: units by layer, sub-totals, total."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

from assessment.bulletin.data import Column, Kind, Row, RowKind, Value
from projects.choices import Layer
from projects.models import Unit


class UnitLine(Protocol):
    """A line of a screen table: a unit's, or a sub-total's with no unit."""

    @property
    def unit(self) -> Unit | None: ...

    @property
    def label(self) -> str: ...


Line = TypeVar("Line", bound=UnitLine)
UNIT_COLUMNS = (
    Column("序号", Kind.COUNT, 5),
    Column("责任单位", Kind.NAME, 22),
    Column("类别", Kind.NAME, 11),
)


def unit_rows(
    lines: Sequence[Line],
    subtotals: Mapping[Layer, Line],
    total: Line,
    values: Callable[[Line, list[int]], Iterable[Value]],
) -> tuple[Row, ...]:
    """Unit lines layer by layer, each with its sub-total, then the total.

    `values` gives what stands right of 类别 for a line and the keys of the units it sums up. The
    paper breaks after the first layer, as the annex does after its row 16.
    """
    rows: list[Row] = []
    everyone: list[int] = []
    for layer in Layer:
        members = [(line.unit, line) for line in lines if line.unit and line.unit.layer == layer]
        for unit, line in members:
            head: tuple[Value, ...] = (unit.number, unit.name, unit.get_kind_display())
            rows.append(Row((*head, *values(line, [unit.pk]))))
        keys = [unit.pk for unit, _ in members]
        everyone += keys
        rows.append(_sum_row(subtotals[layer], values, keys, layer))
    rows.append(_sum_row(total, values, everyone, None))
    return tuple(rows)


def _sum_row(
    line: Line,
    values: Callable[[Line, list[int]], Iterable[Value]],
    keys: list[int],
    layer: Layer | None,
) -> Row:
    return Row(
        ("", line.label, "", *values(line, keys)),
        RowKind.SUBTOTAL if layer else RowKind.TOTAL,
        page_break=layer is Layer.TOWN_PARK,
    )


def summed(counts: Mapping[int, int], keys: Iterable[int]) -> int:
    return sum(counts.get(key, 0) for key in keys)
