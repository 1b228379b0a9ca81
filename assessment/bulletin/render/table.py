"""One annex sheet: number, title, date and unit line, headers, rows, notes."""

from itertools import groupby

from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from assessment.bulletin.data import Column, Kind, Row, RowKind, Table
from assessment.bulletin.render import styles
from assessment.bulletin.render.cells import put, put_text
from assessment.bulletin.render.heights import display_width, height_of
from assessment.bulletin.render.page import break_after, set_page
from assessment.bulletin.text import shown

NUMBER_ROW, TITLE_ROW, UNIT_ROW, HEADER_ROW = 1, 2, 3, 4
_LINE, _LEAST = 13.0, 17.0


def draw_table(sheet: Worksheet, table: Table, as_of: str) -> None:
    """Draw the annex on an empty sheet; `as_of` is the line that says the day."""
    columns = table.columns
    for index, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(index)].width = column.width
    _draw_top(sheet, table, as_of)
    first = _draw_headers(sheet, columns)
    set_page(sheet, (HEADER_ROW, first - 1))
    rows = table.rows or (Row((table.empty,), RowKind.SECTION),)
    for number, row in enumerate(rows, first):
        _draw_row(sheet, number, row, columns)
    _draw_notes(sheet, table, first + len(rows))


def _draw_top(sheet: Worksheet, table: Table, as_of: str) -> None:
    last = len(table.columns)
    middle = last // 2
    _across(sheet, NUMBER_ROW, (1, last), table.number, styles.HEAD, styles.LEFT)
    _across(sheet, TITLE_ROW, (1, last), table.title, styles.TITLE, styles.CENTRE)
    _across(sheet, UNIT_ROW, (1, middle), as_of, styles.BODY, styles.LEFT)
    right = Alignment(horizontal="right", vertical="center")
    _across(sheet, UNIT_ROW, (middle + 1, last), table.unit, styles.BODY, right)
    for row, height in ((NUMBER_ROW, 18), (TITLE_ROW, 34), (UNIT_ROW, 18)):
        sheet.row_dimensions[row].height = height


def _across(
    sheet: Worksheet, row: int, span: tuple[int, int], text: str, font: Font, alignment: Alignment
) -> None:
    sheet.merge_cells(start_row=row, end_row=row, start_column=span[0], end_column=span[1])
    cell = sheet.cell(row, span[0])
    put_text(cell, text)
    cell.font, cell.alignment = font, alignment


def _draw_headers(sheet: Worksheet, columns: tuple[Column, ...]) -> int:
    """Draw one header row, or two where columns are grouped; return the row below."""
    rows = 2 if any(column.group for column in columns) else 1
    for row in range(HEADER_ROW, HEADER_ROW + rows):
        for index, column in enumerate(columns, 1):
            cell = sheet.cell(row, index)
            cell.value = _header_text(column)
            cell.font, cell.alignment = styles.HEAD, styles.CENTRE
            cell.border, cell.fill = styles.GRID, styles.SHADE
    if rows == 2:
        _merge_groups(sheet, columns)
    _set_header_heights(sheet, columns, rows)
    return HEADER_ROW + rows


def _header_text(column: Column) -> str:
    """A band that does not fit on one line breaks before 以上, not inside it."""
    if display_width(column.title) < column.width - 1:
        return column.title
    return column.title.replace("以上", "\n以上")


def _merge_groups(sheet: Worksheet, columns: tuple[Column, ...]) -> None:
    index = 1
    for group, members in groupby(columns, key=lambda column: column.group):
        size = len(list(members))
        if group:
            sheet.cell(HEADER_ROW, index).value = group
            _merge(sheet, (HEADER_ROW, HEADER_ROW), (index, index + size - 1))
        else:
            for column in range(index, index + size):
                _merge(sheet, (HEADER_ROW, HEADER_ROW + 1), (column, column))
        index += size


def _merge(sheet: Worksheet, rows: tuple[int, int], columns: tuple[int, int]) -> None:
    sheet.merge_cells(
        start_row=rows[0], end_row=rows[1], start_column=columns[0], end_column=columns[1]
    )


def _set_header_heights(sheet: Worksheet, columns: tuple[Column, ...], rows: int) -> None:
    titles = [(column.title, column.width) for column in columns if column.group or rows == 1]
    tall = height_of(titles, line=_LINE, least=_LEAST)
    sheet.row_dimensions[HEADER_ROW + rows - 1].height = max(tall, 34.0 if rows == 1 else 0.0)
    if rows == 2:
        sheet.row_dimensions[HEADER_ROW].height = _LEAST


def _draw_row(sheet: Worksheet, number: int, row: Row, columns: tuple[Column, ...]) -> None:
    if row.kind is RowKind.SECTION:
        for index in range(1, len(columns) + 1):
            put(sheet.cell(number, index), "", Kind.TEXT, row.kind)
        _merge(sheet, (number, number), (1, len(columns)))
        put(sheet.cell(number, 1), row.values[0], Kind.TEXT, row.kind)
        sheet.row_dimensions[number].height = _LEAST + 3
    else:
        _draw_cells(sheet, number, row, columns)
    if row.page_break:
        break_after(sheet, number)


def _draw_cells(sheet: Worksheet, number: int, row: Row, columns: tuple[Column, ...]) -> None:
    texts = []
    for index, (column, value) in enumerate(zip(columns, row.values, strict=True), 1):
        put(sheet.cell(number, index), value, column.kind, row.kind)
        if isinstance(value, str):
            texts.append((shown(value, column.kind), column.width))
    sheet.row_dimensions[number].height = height_of(texts, line=_LINE, least=_LEAST)


def _draw_notes(sheet: Worksheet, table: Table, first: int) -> None:
    width = sum(column.width for column in table.columns)
    for row, note in enumerate(table.notes, first):
        text = f"注：{row - first + 1}．{note}" if row == first else f"{row - first + 1}．{note}"
        _across(sheet, row, (1, len(table.columns)), text, styles.BODY, styles.TOP_LEFT)
        sheet.row_dimensions[row].height = height_of([(text, width)], line=_LINE, least=15.0)
