"""The whole workbook: the explanation sheet, then one sheet an annex."""

from io import BytesIO

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from assessment.bulletin.data import Bulletin
from assessment.bulletin.render import styles
from assessment.bulletin.render.cells import put_text
from assessment.bulletin.render.heights import height_of
from assessment.bulletin.render.page import set_page
from assessment.bulletin.render.table import draw_table

_PASSAGE_WIDTH = 140


def render(bulletin: Bulletin) -> bytes:
    """The bulletin as the bytes of an .xlsx file; the same values give the same cells."""
    workbook = Workbook()
    workbook._named_styles["Normal"].font = styles.MEASURE
    workbook.properties.title = bulletin.title
    workbook.properties.creator = "宁阳县发展和改革局"
    sheet = workbook.active
    sheet.title = "说明"
    _draw_passages(sheet, bulletin)
    for table in bulletin.tables:
        draw_table(workbook.create_sheet(table.name), table, bulletin.as_of)
    buffer = BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def _draw_passages(sheet: Worksheet, bulletin: Bulletin) -> None:
    sheet.column_dimensions["A"].width = _PASSAGE_WIDTH
    _line(sheet, bulletin.title, styles.TITLE, styles.CENTRE, 26)
    _line(sheet, bulletin.as_of, styles.BODY, styles.CENTRE, 13)
    if bulletin.standing:
        _line(sheet, bulletin.standing, styles.BODY, styles.CENTRE, 13)
    for passage in bulletin.passages:
        _line(sheet, passage.heading, styles.PASSAGE_HEAD, styles.LEFT, 22)
        for text in passage.lines:
            _line(sheet, text, styles.PASSAGE, styles.PARAGRAPH, 16)
    set_page(sheet, header_rows=None)


def _line(sheet: Worksheet, text: str, font, alignment, line: float) -> None:
    row = sheet.max_row + 1 if sheet["A1"].value else 1
    cell = sheet.cell(row, 1)
    put_text(cell, text)
    cell.font, cell.alignment = font, alignment
    width = (_PASSAGE_WIDTH - 5) * styles.WIDTH_UNIT / (font.size / 2)
    sheet.row_dimensions[row].height = height_of([(text, width)], line=line, least=line + 4)
