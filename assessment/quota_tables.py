"""Completion as the page /quota/<year>/ shows it: ready strings, one link a number."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from assessment.charts import Bar, bars
from assessment.choices import ANNEX_BANDS, Annex, QuotaBand
from assessment.completion import Cell, CompletionTable, UnitRow
from assessment.links import column_filters, counted_url
from projects.choices import Layer

NOTHING = "—"


@dataclass(frozen=True)
class BandCell:
    """Quota, done and rate of one column; `url` lists the projects behind `done`."""

    task: str
    task_note: str
    done: str
    url: str
    rate: str


@dataclass(frozen=True)
class Line:
    """One row of the table. `behind` says that the unit lags the elapsed share of the year."""

    label: str
    css: str
    cells: list[BandCell]
    lead: str
    behind: bool
    rank: str


@dataclass(frozen=True)
class LayerSection:
    label: str
    lines: list[Line]


@dataclass(frozen=True)
class LayerChart:
    label: str
    svg: str


@dataclass(frozen=True)
class AnnexCompletion:
    """One annex: a section a layer, the total (None for a unit's own page), a chart a layer."""

    annex: Annex
    columns: list[str]
    sections: list[LayerSection]
    total: Line | None
    charts: list[LayerChart]

    @property
    def width(self) -> int:
        """Columns beside a layer's heading, which takes two."""
        return 3 * len(self.columns) + 1


def annex_tables(table: CompletionTable, *, sums: bool) -> list[AnnexCompletion]:
    """Both annexes; `sums` adds subtotals and the total with the printed one beside it."""
    return [_annex(table, annex, sums=sums) for annex in Annex]


def _annex(table: CompletionTable, annex: Annex, *, sums: bool) -> AnnexCompletion:
    sections = list(_sections(table, annex, sums=sums))
    total = _line(table, annex, table.total, css="total") if sums else None
    charts = [_chart(table, annex, layer) for layer in Layer if _members(table, layer)]
    columns = [str(band.label) for band in ANNEX_BANDS[annex]]
    return AnnexCompletion(annex, columns, sections, total, charts)


def _members(table: CompletionTable, layer: Layer) -> list[UnitRow]:
    return [row for row in table.rows if row.unit is not None and row.unit.layer == layer]


def _sections(table: CompletionTable, annex: Annex, *, sums: bool) -> Iterator[LayerSection]:
    for layer in Layer:
        members = _members(table, layer)
        lines = [
            _line(table, annex, row, size=table.layer_sizes[layer], unit=row.unit.pk)
            for row in members
            if row.unit is not None
        ]
        if sums and members:
            subtotal = table.subtotals[layer]
            lines.append(_line(table, annex, subtotal, css="subtotal", layer=layer.value))
        if lines:
            yield LayerSection(str(layer.label), lines)


def _line(
    table: CompletionTable,
    annex: Annex,
    row: UnitRow,
    *,
    css: str = "",
    size: int = 0,
    **narrowed: object,
) -> Line:
    lead = row.lead[annex]
    cells = [_cell(table, annex, band, row, narrowed) for band in ANNEX_BANDS[annex]]
    place = f"{row.rank[annex]}/{size}" if annex in row.rank else NOTHING
    return Line(row.label, css, cells, lead_text(lead), lead is not None and lead < 0, place)


def _cell(
    table: CompletionTable,
    annex: Annex,
    band: QuotaBand,
    row: UnitRow,
    narrowed: dict[str, object],
) -> BandCell:
    cell = row.cells[annex, band]
    url = ""
    if cell.done:
        url = counted_url(annex, table.year, table.day, **narrowed, **column_filters(annex, band))
    printed_total = table.printed_totals.get((annex, band)) if row is table.total else None
    return BandCell(
        NOTHING if cell.effective is None else str(cell.effective),
        _task_note(cell, printed_total),
        str(cell.done) if cell.done == cell.counted else f"{cell.done}（计{cell.counted}）",
        url,
        rate_text(cell.rate),
    )


def _task_note(cell: Cell, printed_total: int | None) -> str:
    """What the document prints where another number counts."""
    if printed_total is not None and printed_total != cell.effective:
        return f"印发合计{printed_total}"
    if cell.printed == cell.effective:
        return ""
    return f"印发{NOTHING if cell.printed is None else cell.printed}"


def rate_text(rate: Fraction | None) -> str:
    """A rate in % to one place; — without a quota."""
    return NOTHING if rate is None else f"{float(rate):.1f}%"


def lead_text(lead: Fraction | None) -> str:
    """Percentage points against the elapsed share of the year, by sign and word."""
    if lead is None:
        return NOTHING
    if lead == 0:
        return "持平"
    return f"+{float(lead):.1f} 领先" if lead > 0 else f"−{float(-lead):.1f} 落后"


def _chart(table: CompletionTable, annex: Annex, layer: Layer) -> LayerChart:
    elapsed = table.elapsed * 100
    svg = bars(
        f"{annex.label}完成率：{layer.label}",
        list(_bars(_members(table, layer), annex)),
        elapsed,
        f"序时进度 {elapsed:.1f}%",
    )
    return LayerChart(str(layer.label), svg)


def _bars(rows: Iterable[UnitRow], annex: Annex) -> Iterator[Bar]:
    for row in rows:
        rate = row.cells[annex, QuotaBand.TOTAL].rate
        yield Bar(row.label, None if rate is None else float(rate), rate_text(rate))
