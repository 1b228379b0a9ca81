"""The current ledger, and the empty template, in the format that imports read."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from projects.excel.columns import ChoiceWidget, Column, NumberWidget, YesNoWidget
from projects.excel.registry import Sheet, fillable, sheets
from projects.models import User
from projects.parsing import NO, YES, tidy_text

NOTES_NAME = "填写说明"
VALIDATED_ROWS = 2000
# What a spreadsheet might take for a formula, a command or an error value.
_LIVE = ("=", "+", "-", "@", "\t", "#")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_STARRED = PatternFill("solid", fgColor="FFF2CC")
_PLAIN = PatternFill("solid", fgColor="E7EDF4")

GENERAL_NOTES = (
    "列名带 * 的必须填写；列的顺序不限，不要增加别的列（“错误说明”一列除外，导入时略过）。",
    "日期填 2023-03-01、2023/3/1、2023.3.1 或 2023年3月1日。",
    "月份填 2023-04、2023/4、2023年4月或 202304。",
    "金额单位为万元，最多两位小数；不要填文字、百分号或负数。",
    "更新已有项目时，留空的单元格保持原值不变；要删去原值，填“清空”二字。",
    "完成投资留空表示未报，填 0 表示当月完成为零。",
    "同一项目编号、同一项目同一月份只能出现一行；合计行和空行不导入。",
    "上传后先看预览，确认后才写入；有错误的行不会写入，可下载错误行改正后再上传。",
)


def write_ledger_book(
    target: IO[bytes], user: User, year: int | None, *, own: bool = False
) -> None:
    """Every row that `user` may see, with the plans and months of `year`, or of all years.

    `own` leaves out the sheets that the person may not import, so that all of it can be sent back.

    Without a year a project stands with the plan of its latest year. The number of queries does
    not depend on the number of rows.
    """
    book = Workbook(write_only=True)
    for sheet in fillable(user) if own else sheets():
        page = book.create_sheet(sheet.name)
        columns = sheet.resource().columns
        _set_widths(page, columns)
        page.append([_header_cell(page, column) for column in columns])
        for row in _rows(sheet, columns, user, year):
            page.append([text_cell(page, value) for value in row])
    book.save(target)


def _rows(sheet: Sheet, columns: list[Column], user: User, year: int | None) -> Iterator[list[Any]]:
    for values in sheet.export(user, year):
        yield [column.export(values) for column in columns]


def text_cell(page: Any, value: Any) -> Any:
    """The value as a cell of a write-only page takes it; no text ever comes alive as a formula."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else value.normalize()
    if not isinstance(value, str):
        return value
    text = _ESCAPE.sub("_x005F_", tidy_text(value))
    if not text.startswith(_LIVE):
        return text or None
    cell = WriteOnlyCell(page, "")
    cell._value, cell.data_type, cell.quotePrefix = text, "s", True
    return cell


def _header_cell(page: Any, column: Column) -> WriteOnlyCell:
    cell = WriteOnlyCell(page, column.header)
    _style_header(cell, column)
    return cell


def _style_header(cell: Any, column: Column) -> None:
    cell.font = Font(bold=True)
    cell.fill = _STARRED if column.starred else _PLAIN
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)


def _set_widths(page: Any, columns: list[Column]) -> None:
    page.freeze_panes = "A2"
    for at, column in enumerate(columns, 1):
        width = 12 if isinstance(column.widget, NumberWidget | YesNoWidget) else 16
        page.column_dimensions[get_column_letter(at)].width = width


def write_template(target: IO[bytes], user: User) -> None:
    """The empty workbook of what `user` may fill: notes, lists to choose from, 填写说明."""
    book = Workbook()
    book.remove(book.active)
    notes = book.create_sheet(NOTES_NAME)
    _write_notes(notes)
    for sheet in fillable(user):
        page = book.create_sheet(sheet.name, len(book.worksheets) - 1)
        columns = sheet.resource().columns
        _set_widths(page, columns)
        for at, column in enumerate(columns, 1):
            cell = page.cell(1, at, column.header)
            _style_header(cell, column)
            cell.comment = _note(column)
            _validate(page, get_column_letter(at), column, notes)
    book.active = 0
    book.save(target)


def _write_notes(notes: Worksheet) -> None:
    notes.append([NOTES_NAME])
    notes["A1"].font = Font(bold=True, size=14)
    for number, text in enumerate(GENERAL_NOTES, 1):
        notes.append([f"{number}. {text}"])
    notes.column_dimensions["A"].width = 90


def _note(column: Column) -> Comment:
    text = "；".join(filter(None, ["必填" if column.starred else "可留空", column.note]))
    return Comment(text, "发改局", width=240, height=80)


def _validate(page: Worksheet, letter: str, column: Column, notes: Worksheet) -> None:
    """Offer the choices of a column; they are listed on 填写说明 where everybody can read them."""
    if isinstance(column.widget, YesNoWidget):
        source = f'"{YES},{NO}"'
    elif isinstance(column.widget, ChoiceWidget) and column.widget.names:
        source = _listed(notes, column.column_name, column.widget.names)
    else:
        return
    rule = DataValidation("list", formula1=source, allow_blank=True)
    rule.error = "请从列表中选择"
    # Another name of a unit is accepted too, and 清空 in an update: warn, do not forbid.
    rule.errorStyle = "warning"
    page.add_data_validation(rule)
    rule.add(f"{letter}2:{letter}{VALIDATED_ROWS}")


def _listed(notes: Worksheet, title: str, names: list[str]) -> str:
    """Write the names in a column of the notes, once a title, and return the range."""
    titles = [cell.value for cell in notes[1]]
    at = titles.index(title) + 1 if title in titles else len(titles) + 1
    notes.cell(1, at, title).font = Font(bold=True)
    for row, name in enumerate(names, 2):
        notes.cell(row, at, name)
    letter = get_column_letter(at)
    notes.column_dimensions[letter].width = 18
    return f"'{notes.title}'!${letter}$2:${letter}${len(names) + 1}"
