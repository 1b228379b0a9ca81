"""Paper: A4 landscape, one page wide, headers repeated, pages numbered."""

from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet


def set_page(sheet: Worksheet, header_rows: tuple[int, int] | None) -> None:
    """Set the page up; `header_rows` (first, last) are printed on every page."""
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.print_options.horizontalCentered = True
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.page_margins.top = 0.6
    # The page number stands in the bottom margin: less than 0.75 in would print over the table.
    sheet.page_margins.bottom, sheet.page_margins.footer = 0.8, 0.4
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
    if header_rows:
        sheet.print_title_rows = f"{header_rows[0]}:{header_rows[1]}"
        sheet.freeze_panes = sheet.cell(header_rows[1] + 1, 1)


def break_after(sheet: Worksheet, row: int) -> None:
    sheet.row_breaks.append(Break(id=row))
