"""The wrong rows of a workbook to take home: each wrong cell yellow, with what is wrong."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from projects.excel.export import text_cell
from projects.excel.findings import Finding
from projects.excel.reader import Odd, RawBook, RawSheet
from projects.excel.registry import sheets
from projects.excel.table import NOTE_HEADER, folded_header, header_index
from projects.parsing import LARGEST_EXACT

WRONG = PatternFill("solid", fgColor="FFFF00")
HEAD = PatternFill("solid", fgColor="E7EDF4")
NOTE_WIDTH = 60


def write_marked(target: IO[bytes], book: RawBook, marks: Sequence[Finding]) -> None:
    """Every sheet with marked rows: its header, these rows as they were sent in, 错误说明.

    At least one mark must be of a row. Mended, the file can be sent in as it is: an import passes
    over the added column.
    """
    marked = Workbook(write_only=True)
    for sheet in sheets():
        own = [mark for mark in marks if mark.sheet == sheet.name and not mark.whole]
        raw = book.sheets.get(sheet.name)
        if raw and raw.rows and own:
            _write_sheet(marked.create_sheet(sheet.name), raw, sheet.resource().columns, own)
    marked.save(target)


def _write_sheet(page: Any, raw: RawSheet, columns: Any, marks: Sequence[Finding]) -> None:
    start = header_index(raw, columns)
    header = raw.rows[start][1]
    kept = [at for at, cell in enumerate(header) if folded_header(cell) != NOTE_HEADER]
    page.freeze_panes = "A2"
    for at in range(len(kept)):
        page.column_dimensions[get_column_letter(at + 1)].width = 16
    page.column_dimensions[get_column_letter(len(kept) + 1)].width = NOTE_WIDTH
    page.append([*(_head(page, header[at]) for at in kept), _head(page, NOTE_HEADER)])
    by_row = {
        row: list(found) for row, found in groupby(sorted(marks, key=_place), lambda mark: mark.row)
    }
    for number, cells in raw.rows[start + 1 :]:
        if found := by_row.get(number):
            page.append([*_row(page, cells, kept, found), _note(page, found)])


def _place(mark: Finding) -> tuple[int, int]:
    return mark.row, mark.column


def _head(page: Any, value: Any) -> Cell:
    cell = _cell(page, value)
    cell.font, cell.fill = Font(bold=True), HEAD
    return cell


def _row(
    page: Any, cells: Sequence[Any], kept: Iterable[int], found: Sequence[Finding]
) -> list[Cell]:
    texts: dict[int, list[str]] = {}
    for mark in found:
        texts.setdefault(mark.column, []).append(_told(mark))
    written = []
    for at in kept:
        cell = _cell(page, cells[at] if at < len(cells) else None)
        if at in texts:
            cell.fill = WRONG
            cell.comment = Comment("\n".join(texts[at]), "系统", width=320, height=100)
        written.append(cell)
    return written


def _note(page: Any, found: Sequence[Finding]) -> Cell:
    cell = _cell(page, "\n".join(map(_told, found)))
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _told(mark: Finding) -> str:
    """Without the row's number, which is another one here."""
    return mark.text.partition("行 ")[2] or mark.text


def _cell(page: Any, value: Any) -> Cell:
    """The value as it was sent in; a formula's text is gone, so its cell stays blank."""
    if isinstance(value, Odd) and value.kind == "percent":
        return _formatted(page, value.value, "0.##########%")
    if isinstance(value, Odd):
        value = value.value
    if isinstance(value, datetime):
        whole = value == datetime(value.year, value.month, value.day)
        return _formatted(page, value, "yyyy-mm-dd" if whole else "yyyy-mm-dd hh:mm:ss")
    if type(value) is int and abs(value) >= LARGEST_EXACT:
        value = str(value)
    cell = text_cell(page, value)
    return cell if isinstance(cell, Cell) else WriteOnlyCell(page, cell)


def _formatted(page: Any, value: Any, code: str) -> Cell:
    cell = WriteOnlyCell(page, value)
    cell.number_format = code
    return cell
