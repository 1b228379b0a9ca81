"""The monthly dispatch of signing as a workbook of its own: values only, ready to print."""

from collections.abc import Iterator
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from projects.parsing import tidy_text
from projects.signing import Dispatch, Numbers

HEADERS = (
    "序号",
    "责任单位",
    "一把手",
    "在谈项目",
    "本月洽谈(次)",
    "本月新签约(个)",
    "本月签约总投资(万元)",
    "逾期未办结问题",
    "本年累计签约(个)",
    "累计签约总投资(万元)",
)
WIDTHS = (6, 18, 12, 10, 10, 11, 14, 10, 11, 14)
HEADER_ROW = 3
NOTE = "在谈项目：未签约、未开工、未终止的项目；签约总投资为项目总投资，不是到位资金。"
_LINE = Side(style="thin", color="808080")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEAD, _SUM = PatternFill("solid", fgColor="E7EDF4"), PatternFill("solid", fgColor="F2F2F2")
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
MONEY = "#,##0.00"


def write_dispatch(target: IO[bytes], dispatch: Dispatch) -> None:
    """Title, unit and date line, a row a unit, subtotals and total; A4 landscape."""
    book = Workbook()
    page: Any = book.active
    page.title = "签约月调度"
    _head(page, dispatch)
    at = HEADER_ROW
    for at, (values, is_sum) in enumerate(_rows(dispatch), HEADER_ROW + 1):
        _row(page, at, values, is_sum=is_sum)
    _wide(page, at + 1, NOTE)
    _print(page)
    book.save(target)


def _rows(dispatch: Dispatch) -> Iterator[tuple[tuple[Any, ...], bool]]:
    for section in dispatch.sections:
        for line in section.lines:
            unit = line.unit
            yield (unit.number, unit.name, unit.head, *_figures(line.numbers)), False
        if dispatch.summed:
            yield ("", f"{section.layer.label}小计", "", *_figures(section.total)), True
    if dispatch.summed:
        yield ("", "合计", "", *_figures(dispatch.total)), True


def _figures(numbers: Numbers) -> tuple[Any, ...]:
    return tuple(vars(numbers).values())


def _head(page: Worksheet, dispatch: Dispatch) -> None:
    _wide(page, 1, f"宁阳县{dispatch.month.label}项目签约调度通报")
    page.cell(1, 1).font = Font(bold=True, size=16)
    page.cell(1, 1).alignment = _CENTRE
    page.row_dimensions[1].height = 30
    day = dispatch.day
    _wide(page, 2, f"单位：个、次、万元　　数据截至{day.year}年{day.month}月{day.day}日")
    page.cell(2, 1).alignment = Alignment(horizontal="right")
    _row(page, HEADER_ROW, HEADERS, is_sum=True)
    for at in range(1, len(HEADERS) + 1):
        page.cell(HEADER_ROW, at).fill = _HEAD
        page.cell(HEADER_ROW, at).alignment = _CENTRE
        page.cell(HEADER_ROW, at).number_format = "General"


def _row(page: Worksheet, at: int, values: tuple[Any, ...], *, is_sum: bool) -> None:
    for column, value in enumerate(values, 1):
        cell = page.cell(at, column)
        _fill(cell, value)
        cell.border = _BORDER
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        if HEADERS[column - 1].endswith("总投资(万元)"):
            cell.number_format = MONEY
        if is_sum:
            cell.font, cell.fill = Font(bold=True), _SUM


def _fill(cell: Any, value: Any) -> None:
    """A name that begins like a formula stays a name."""
    if not isinstance(value, str):
        cell.value = value
    elif value:
        cell.value = tidy_text(value)
        cell.data_type, cell.quotePrefix = "s", True


def _wide(page: Worksheet, at: int, text: str) -> None:
    page.cell(at, 1, text)
    page.merge_cells(start_row=at, end_row=at, start_column=1, end_column=len(HEADERS))


def _print(page: Worksheet) -> None:
    for at, width in enumerate(WIDTHS, 1):
        page.column_dimensions[get_column_letter(at)].width = width
    page.freeze_panes = f"C{HEADER_ROW + 1}"
    page.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
