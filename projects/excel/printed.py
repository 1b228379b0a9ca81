"""A table of its own to hand round: title, day and unit, rows, note; values only, A4 landscape."""

import math
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from projects.parsing import tidy_text

HEADER_ROW = 3
MONEY, DAY = "#,##0.00", "yyyy-mm-dd"
LINE_HEIGHT, LEAST_HEIGHT = 15, 18
_LINE = Side(style="thin", color="808080")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEAD, _SUM = PatternFill("solid", fgColor="E7EDF4"), PatternFill("solid", fgColor="F2F2F2")
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_LEFT, _RIGHT = Alignment(vertical="center", wrap_text=True), Alignment(vertical="center")
SHORT = 1  # 是


@dataclass(frozen=True)
class PrintedTable:
    """`columns` are header and width in half-width characters; a header that ends in (万元) is of
    money. `rows` come as values and whether they are sums; `says` stands at the right of line 2.
    """

    sheet: str
    title: str
    says: str
    note: str
    columns: Sequence[tuple[str, int]]
    rows: Iterable[tuple[Sequence[Any], bool]]


def write_printed(target: IO[bytes], table: PrintedTable) -> None:
    book = Workbook()
    page: Any = book.active
    page.title = table.sheet
    _head(page, table)
    at = HEADER_ROW
    for at, (values, is_sum) in enumerate(table.rows, HEADER_ROW + 1):
        _row(page, at, table, values)
        if is_sum:
            _mark_sum(page, at, len(values))
    _wide(page, at + 1, table, table.note)
    _print(page, table)
    book.save(target)


def long_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _head(page: Worksheet, table: PrintedTable) -> None:
    _wide(page, 1, table, table.title)
    page.cell(1, 1).font = Font(bold=True, size=16)
    page.cell(1, 1).alignment = _CENTRE
    page.row_dimensions[1].height = 30
    _wide(page, 2, table, table.says)
    page.cell(2, 1).alignment = Alignment(horizontal="right", vertical="center")
    _row(page, HEADER_ROW, table, [header for header, _ in table.columns])
    for cell in page[HEADER_ROW]:
        cell.font, cell.fill, cell.alignment = Font(bold=True), _HEAD, _CENTRE


def _row(page: Worksheet, at: int, table: PrintedTable, values: Sequence[Any]) -> None:
    lines = 1
    for place, (value, (header, width)) in enumerate(
        zip(values, table.columns, strict=True), start=1
    ):
        cell = page.cell(at, place)
        _fill(cell, value)
        cell.border = _BORDER
        cell.alignment = _LEFT if isinstance(value, str) and len(value) > SHORT else _CENTRE
        if isinstance(value, date):
            cell.number_format = DAY
        elif header.endswith("(万元)") and not isinstance(value, str):
            cell.number_format, cell.alignment = MONEY, _RIGHT
        lines = max(lines, _lines(value, width))
    page.row_dimensions[at].height = max(LEAST_HEIGHT, lines * LINE_HEIGHT + 4)


def _mark_sum(page: Worksheet, at: int, width: int) -> None:
    for place in range(1, width + 1):
        cell: Any = page.cell(at, place)
        cell.font, cell.fill = Font(bold=True), _SUM


def _fill(cell: Any, value: Any) -> None:
    """A name that begins like a formula stays a name."""
    if not isinstance(value, str):
        cell.value = value
    elif value:
        cell.value = tidy_text(value)
        cell.data_type, cell.quotePrefix = "s", True


def _lines(value: Any, width: int) -> int:
    """How many lines a text takes in its column; no program fits a row's height by itself."""
    if not isinstance(value, str):
        return 1
    return max(1, math.ceil(_display_width(value) / (width - 1)))


def _display_width(text: str) -> int:
    """In half-width characters; a Chinese one counts two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text)


def _wide(page: Worksheet, at: int, table: PrintedTable, text: str) -> None:
    width = sum(width for _, width in table.columns)
    page.cell(at, 1, text).alignment = Alignment(vertical="center", wrap_text=True)
    page.merge_cells(start_row=at, end_row=at, start_column=1, end_column=len(table.columns))
    page.row_dimensions[at].height = _lines(text, width) * LINE_HEIGHT + 8


def _print(page: Worksheet, table: PrintedTable) -> None:
    for at, (_, width) in enumerate(table.columns, 1):
        page.column_dimensions[get_column_letter(at)].width = width
    page.freeze_panes = f"A{HEADER_ROW + 1}"
    page.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.oddFooter.center.text = "第 &P 页，共 &N 页"
