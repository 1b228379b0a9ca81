"""What lies ahead as a workbook, for paper and mail; not a sheet that is read back."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from assessment.choices import Colour
from assessment.outlook.lines import Line
from assessment.outlook.quotas import QuotaLine
from projects.excel.export import text_cell

QUOTAS, LINES = "任务缺口", "怎样亮绿牌"
_LINE_HEADERS = {
    "序号": 6, "项目编号": 16, "项目名称": 34, "责任单位": 20, "牌种": 9, "现牌": 9,
    "怎样亮绿牌": 44, "还需完成(万元)": 15, "最迟": 12, "变黄牌日期": 12, "变红牌日期": 12,
    "测算依据": 40,
}  # fmt: skip
_QUOTA_HEADERS = {
    "序号": 6, "责任单位": 20, "附件": 16, "档次": 14, "任务": 8, "已完成": 8, "待完成": 8,
    "已排期": 8, "未定日期": 9, "按排期仍缺": 10, "年内无法完成": 12, "结论": 40,
}  # fmt: skip


def outlook_book(quotas: Iterable[QuotaLine], lines: Iterable[Line]) -> bytes:
    """Two sheets of values: the quotas, worst first, and the cards in order of date."""
    book = Workbook(write_only=True)
    _sheet(book, QUOTAS, _QUOTA_HEADERS, map(_quota_values, quotas))
    _sheet(book, LINES, _LINE_HEADERS, map(_line_values, lines))
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def _sheet(
    book: Workbook, name: str, headers: dict[str, int], rows: Iterable[Sequence[Any]]
) -> None:
    page: Any = book.create_sheet(name)
    for at, width in enumerate(headers.values(), 1):
        page.column_dimensions[get_column_letter(at)].width = width
    page.freeze_panes = "A2"
    page.append([_header(page, title) for title in headers])
    for number, values in enumerate(rows, 1):
        page.append([text_cell(page, value) for value in (number, *values)])


def _header(page: Any, title: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(page, title)
    cell.font = Font(bold=True)
    return cell


def _quota_values(line: QuotaLine) -> tuple[Any, ...]:
    outlook, given = line.outlook, line.outlook.given
    return (
        line.unit.name,
        line.annex.label,
        line.band.label,
        given.quota,
        given.done,
        outlook.open,
        outlook.dated,
        given.undated,
        outlook.undated_gap,
        outlook.shortfall,
        line.words,
    )


def _line_values(line: Line) -> tuple[Any, ...]:
    return (
        line.project.code,
        line.project.name,
        line.project.unit.name,
        line.rule.label,
        Colour(line.now).label if line.now else "未亮牌",
        line.action,
        line.amount,
        line.act_by,
        line.yellow_on,
        line.red_on,
        line.basis,
    )
