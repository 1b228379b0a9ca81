"""The year's rewards as a list for paper and mail, 二（四）3; not a sheet that is read back."""

from collections.abc import Iterable
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from projects.excel.export import text_cell
from projects.rewards import Line
from projects.rules.rewards import UNSET

HEADERS = (
    "序号", "项目编号", "项目名称", "责任单位", "奖励类别", "依据", "金额(万元)", "状态",
    "意见", "提示",
)  # fmt: skip
WIDTHS = (6, 16, 34, 20, 18, 56, 12, 10, 30, 26)


def rewards_book(rows: Iterable[Line], year: int) -> bytes:
    """One line a reward; an amount that no tier settles reads 待定档."""
    book = Workbook(write_only=True)
    page = book.create_sheet(f"{year}年项目奖励")
    for at, width in enumerate(WIDTHS):
        page.column_dimensions["ABCDEFGHIJ"[at]].width = width
    page.freeze_panes = "A2"
    page.append([_header(page, title) for title in HEADERS])
    for number, line in enumerate(rows, 1):
        page.append([text_cell(page, value) for value in (number, *_values(line))])
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def _values(line: Line) -> tuple[object, ...]:
    return (
        line.project.code,
        line.project.name,
        line.project.unit.name,
        line.kind.label,
        line.evidence,
        UNSET if line.amount is None else line.amount,
        line.state.label,
        line.opinion,
        line.flag,
    )


def _header(page, title: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(page, title)
    cell.font = Font(bold=True)
    return cell
