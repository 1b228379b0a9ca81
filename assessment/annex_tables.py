"""Both annexes as the page /annexes/<year>/ shows them: ready strings, one cell a figure."""

from collections.abc import Iterator
from dataclasses import dataclass

from assessment.annexes import Contradiction, Status, YearAnnexes
from assessment.choices import ANNEX_BANDS, Annex, QuotaBand
from assessment.contradictions import Kind, SheetRow
from assessment.models import Quota

TOTAL_ROW = "sum"


@dataclass(frozen=True)
class FigureCell:
    """`printed` is what the document says; `effective` stands only where a correction does.

    `note` says who corrected it, when and why; `conflict` marks a cell of an open contradiction.
    """

    anchor: str
    printed: str
    effective: str
    note: str
    conflict: bool
    quota: Quota | None


@dataclass(frozen=True)
class TableRow:
    number: int
    name: str
    name_anchor: str
    name_conflict: bool
    cells: list[FigureCell]
    remark: str


@dataclass(frozen=True)
class SumCell:
    """The printed 合计, and the sum of the effective figures where it differs."""

    anchor: str
    printed: str
    summed: str
    conflict: bool


@dataclass(frozen=True)
class AnnexTable:
    title: str
    columns: list[str]
    rows: list[TableRow]
    totals: list[SumCell]


def anchor(annex: Annex | None, row: int | str, column: str) -> str:
    """The id of a cell on the page; names printed twice are linked in Annex 1."""
    return f"{annex or Annex.START}-{row}-{column}"


def place_of(contradiction: Contradiction) -> str:
    """The id of the cell that a contradiction is about."""
    finding = contradiction.finding
    if finding.kind is Kind.UNIT_NAME:
        return anchor(None, finding.rows[0], "name")
    row = finding.rows[0] if finding.rows else TOTAL_ROW
    return anchor(finding.annex, row, finding.band or QuotaBand.TOTAL)


def tables(annexes: YearAnnexes) -> list[AnnexTable]:
    """One table an annex, rows in its order."""
    open_places = {place_of(one) for one in annexes.contradictions if one.status is Status.OPEN}
    return [_table(annexes, annex, open_places) for annex in Annex]


def _table(annexes: YearAnnexes, annex: Annex, conflicts: set[str]) -> AnnexTable:
    printed, effective = annexes.printed[annex], annexes.effective[annex]
    totals = []
    for band in ANNEX_BANDS[annex]:
        place, total, summed = (
            anchor(annex, TOTAL_ROW, band),
            printed.totals.get(band),
            (effective.column(band)),
        )
        totals.append(
            SumCell(place, _text(total), "" if summed == total else str(summed), place in conflicts)
        )
    return AnnexTable(
        str(annex.label),
        [str(band.label) for band in ANNEX_BANDS[annex]],
        [_row(annexes, annex, row, conflicts) for row in printed.rows],
        totals,
    )


def _row(annexes: YearAnnexes, annex: Annex, row: SheetRow, conflicts: set[str]) -> TableRow:
    name = anchor(annex, row.number, "name")
    cells = list(_cells(annexes, annex, row, conflicts))
    return TableRow(row.number, row.printed_name, name, name in conflicts, cells, row.remark)


def _cells(
    annexes: YearAnnexes, annex: Annex, row: SheetRow, conflicts: set[str]
) -> Iterator[FigureCell]:
    for band in ANNEX_BANDS[annex]:
        place = anchor(annex, row.number, band)
        quota = annexes.quotas.get((annex, row.unit, band))
        corrected = quota is not None and quota.correction is not None
        yield FigureCell(
            place,
            _text(annexes.printed[annex].figures.get((row.unit, band))),
            _text(quota.correction) if quota and corrected else "",
            correction_note(quota) if quota and corrected else "",
            place in conflicts,
            quota,
        )


def correction_note(quota: Quota) -> str:
    """Who corrected it, when and why."""
    on = f"{quota.corrected_at:%Y-%m-%d}" if quota.corrected_at else ""
    return f"{quota.corrected_by or ''} {on} 更正：{quota.correction_reason}".strip()


def _text(number: int | None) -> str:
    return "—" if number is None else str(number)
