"""A list of supervision as an Excel file: what the page shows, with the same filters."""

from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from projects.excel.export import text_cell

_HEAD = PatternFill("solid", fgColor="E7EDF4")
WIDE, NARROW, A4 = 36, 14, 9


def list_book(title: str, headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """One sheet; a header that ends in … marks a wide column and loses the sign."""
    book = Workbook(write_only=True)
    page = book.create_sheet(title)
    page.freeze_panes = "A2"
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = A4
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_title_rows = "1:1"
    for at, header in enumerate(headers, 1):
        wide = header.endswith("…")
        page.column_dimensions[get_column_letter(at)].width = WIDE if wide else NARROW
    page.append([_header(page, header.removesuffix("…")) for header in headers])
    for row in rows:
        page.append([text_cell(page, _plain(value)) for value in row])
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, int | date):
        return value
    return str(value)


def _header(page: Any, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(page, text)
    cell.font, cell.fill = Font(bold=True), _HEAD
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    return cell
