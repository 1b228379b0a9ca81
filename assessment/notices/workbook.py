"""The board as a workbook: one sheet a kind, values and no formulas."""

from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from assessment.models import InterviewProposal
from assessment.notices.board import INTERVIEWS, NOTICES, Item, Kind, listed
from assessment.notices.words import evidence_words, ground_words
from projects.parsing import tidy_text
from projects.permissions import reports

if TYPE_CHECKING:
    from projects.permissions import Person

_SIDE = Side(style="thin", color="FF808080")
_BORDER = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
_HEAD = PatternFill("solid", fgColor="FFDDE8F5")
NOTICE_HEADERS = ("文号", "责任单位", "标题", "涉及项目和依据", "整改要求", "下达日期", "时限",
                  "签收日期", "回复日期", "整改情况", "核查日期", "核查意见", "状态", "限期情况",
                  "轮到")  # fmt: skip
INTERVIEW_HEADERS = ("文号", "责任单位", "约谈事项", "约谈日期", "地点", "约谈人", "被约谈人",
                     "纪要", "承诺", "承诺完成日期", "整改情况", "核查意见", "状态", "限期情况",
                     "轮到")  # fmt: skip
PROPOSAL_HEADERS = ("责任单位", "依据", "提出日期", "状态", "不予约谈的原因")
WIDTHS = {"标题": 30, "涉及项目和依据": 48, "整改要求": 36, "整改情况": 36, "核查意见": 24,
          "约谈事项": 48, "纪要": 36, "承诺": 36, "依据": 60, "文号": 22,
          "责任单位": 16}  # fmt: skip


def board_book(user: "Person", today: date) -> bytes:
    """Every case that the person may see, as it stands on `today`."""
    book = Workbook()
    book.remove(book.active)
    _sheet(book, "督办通知书", NOTICE_HEADERS, map(_notice, _items(NOTICES, user, today)))
    _sheet(book, "约谈", INTERVIEW_HEADERS, map(_interview, _items(INTERVIEWS, user, today)))
    if not reports(user):
        proposals = InterviewProposal.objects.visible_to(user).select_related("unit")
        _sheet(book, "约谈建议", PROPOSAL_HEADERS, map(_proposal, proposals))
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def _items(kind: Kind, user: "Person", today: date) -> Iterable[Item]:
    rows = listed(kind, user, today)
    if kind is INTERVIEWS:
        rows = rows.prefetch_related("proposals")
    return (Item(row, kind, today) for row in rows)


def _notice(item: Item) -> Sequence[Any]:
    row = item.row
    return (
        str(row.paper or ""), row.unit.name, str(row),
        "\n".join([*map(ground_words, row.grounds), row.matter]).strip(), row.demands,
        row.issued_on, row.due_on, row.received_on, row.replied_on, row.reply, row.checked_on,
        row.check_result, row.get_state_display(), item.countdown, item.turn.who,
    )  # fmt: skip


def _interview(item: Item) -> Sequence[Any]:
    row = item.row
    return (
        str(row.paper or ""), row.unit.name,
        "\n".join(evidence_words(each.evidence) for each in row.proposals.all()),
        row.held_on or row.meet_on, row.place, row.talker, row.asked, row.minutes, row.promise,
        row.promise_due, row.report, row.check_result, row.get_state_display(), item.countdown,
        item.turn.who,
    )  # fmt: skip


def _proposal(row: InterviewProposal) -> Sequence[Any]:
    return (row.unit.name, evidence_words(row.evidence), row.proposed_on,
            row.get_state_display(), row.reason)  # fmt: skip


def _sheet(
    book: Workbook, name: str, headers: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    page: Any = book.create_sheet(name)
    for at, header in enumerate(headers, 1):
        cell = page.cell(1, at, header)
        cell.font, cell.fill, cell.border = Font(bold=True), _HEAD, _BORDER
        page.column_dimensions[get_column_letter(at)].width = WIDTHS.get(header, 13)
    for number, values in enumerate(rows, 2):
        for at, value in enumerate(values, 1):
            cell = page.cell(number, at)
            _fill(cell, value)
            cell.border, cell.alignment = _BORDER, Alignment(vertical="top", wrap_text=True)
    page.freeze_panes = "A2"
    page.print_title_rows = "1:1"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", page.PAPERSIZE_A4
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True


def _fill(cell: Any, value: Any) -> None:
    """Words that begin like a formula stay words."""
    if isinstance(value, date):
        cell.value, cell.number_format = value, "yyyy-mm-dd"
    elif value:
        cell.value = tidy_text(str(value))
        cell.data_type, cell.quotePrefix = "s", True
