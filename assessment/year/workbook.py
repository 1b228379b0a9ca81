"""A year's annexes written in the format that `sheets` reads; without any, the empty template."""

from typing import IO, Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from assessment.annexes import read_annexes
from assessment.choices import ANNEX_BANDS, Annex
from assessment.contradictions import Sheet, SheetRow
from assessment.year.sheets import NAME, NUMBER, REMARK, SHEET_NAMES, TOTAL_WORD, column_title
from projects.models import Unit
from projects.parsing import tidy_text

_LINE = Border(*(Side(style="thin", color="808080") for _ in range(4)))
# What a spreadsheet might take for a formula.
_LIVE = ("=", "+", "-", "@")
_HEAD = PatternFill("solid", fgColor="E7EDF4")


def write_year(target: IO[bytes], year: int) -> None:
    """Both annexes as printed, corrections aside; each unit's row blank where none is stored."""
    printed = read_annexes(year).printed
    book = Workbook()
    book.remove(book.active)
    for annex in Annex:
        sheet = printed[annex] if printed[annex].rows else _empty(annex)
        _write(book.create_sheet(SHEET_NAMES[annex]), sheet)
    book.save(target)


def _empty(annex: Annex) -> Sheet:
    units = Unit.objects.all()
    rows = [SheetRow(unit.pk, unit.number, unit.name, unit.name, unit.group) for unit in units]
    return Sheet(annex, rows, {}, {})


def _write(page: Worksheet, sheet: Sheet) -> None:
    bands = ANNEX_BANDS[sheet.annex]
    lines: list[list[Any]] = [[NUMBER, NAME, *map(column_title, bands), REMARK]]
    for row in sheet.rows:
        figures = [sheet.figures.get((row.unit, band)) for band in bands]
        lines.append([row.number, row.printed_name, *figures, row.remark or None])
    lines.append([None, TOTAL_WORD, *(sheet.totals.get(band) for band in bands), None])
    for number, line in enumerate(lines, 1):
        for column, value in enumerate(line, 1):
            _put(page.cell(number, column), value, is_header=number == 1)
    _lay_out(page, len(bands))


def _put(cell: Any, value: Any, *, is_header: bool) -> None:
    """Text is never taken for a formula."""
    cell.value = tidy_text(value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type, cell.quotePrefix = "s", cell.value.startswith(_LIVE)
    cell.border = _LINE
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=is_header)
    if is_header:
        cell.font, cell.fill = Font(bold=True), _HEAD


def _lay_out(page: Worksheet, bands: int) -> None:
    for at, width in enumerate((6, 24, *[13] * bands, 14), 1):
        page.column_dimensions[get_column_letter(at)].width = width
    page.row_dimensions[1].height = 34
    page.freeze_panes = "C2"
    page.print_title_rows = "1:1"
    page.page_setup.paperSize, page.page_setup.orientation = page.PAPERSIZE_A4, "landscape"
