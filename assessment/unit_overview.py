"""A responsible unit's own standing: its quotas column by column, its cards, its gaps."""

from dataclasses import dataclass
from fractions import Fraction

from assessment.choices import ANNEX_BANDS, Annex, QuotaBand
from assessment.completion import Cell, CompletionTable, UnitRow
from assessment.links import column_filters, counted_url
from projects.choices import Layer


@dataclass(frozen=True)
class QuotaLine:
    """One column of an annex: quota and done, projects."""

    label: str
    cell: Cell
    url: str


@dataclass(frozen=True)
class AnnexStanding:
    """A unit in one annex; `rank` among `size` units of its layer, None without a quota."""

    annex: Annex
    lines: list[QuotaLine]
    rank: int | None
    size: int
    lead: Fraction | None

    @property
    def total(self) -> QuotaLine:
        return self.lines[0]


def standings(table: CompletionTable, row: UnitRow) -> list[AnnexStanding]:
    """`row`, a unit of `table`, annex by annex."""
    size = table.layer_sizes[Layer(row.unit.layer)] if row.unit else 0
    return [
        AnnexStanding(
            annex,
            [_line(annex, band, table, row) for band in bands],
            row.rank.get(annex),
            size,
            row.lead[annex],
        )
        for annex, bands in ANNEX_BANDS.items()
    ]


def _line(annex: Annex, column: QuotaBand, table: CompletionTable, row: UnitRow) -> QuotaLine:
    url = counted_url(annex, table.year, table.day, **column_filters(annex, column))
    return QuotaLine(column.label, row.cells[annex, column], url)
