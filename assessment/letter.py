"""A letter's words as a Word document in the form of official papers: A4, 小标宋, 黑体, 仿宋."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

TITLE, HEADING, BODY = "方正小标宋简体", "黑体", "仿宋_GB2312"
TITLE_PT, BODY_PT, TABLE_PT = 22, 16, 9
LINE_PT = 28
# Top, bottom, left, right in cm, as GB/T 9704 sets official papers.
MARGINS = (3.7, 3.5, 2.8, 2.6)
TEXT_CM = 21 - MARGINS[2] - MARGINS[3]
# A half-width character of a table in cm, and what a cell keeps free beside its text.
LETTER_CM, PADDING_CM = TABLE_PT / 2 * 2.54 / 72, 0.1
SHORTEST = 4
# A date or number is not broken, a code after its hyphen only; between Chinese characters a line
# may end. Where the font is missing, its stand-in sets Latin letters and digits wider.
_UNBROKEN = re.compile(r"\d{4}-\d\d-\d\d|[!-,.-~]+-?")
_LATIN = 1.15


def write_letter(content: Mapping[str, Any]) -> bytes:
    """The docx of a letter as `assessment.pledges.letter` describes it; nothing else goes in."""
    document = Document()
    _set_page(document.sections[0])
    _set_font(document.styles["Normal"], BODY, BODY_PT)
    _paragraph(document, content["title"], TITLE, TITLE_PT, WD_ALIGN_PARAGRAPH.CENTER)
    _paragraph(document, "")
    for number, text in enumerate(content["lead"]):
        _paragraph(document, text, indent=number > 0)
    for section in content["sections"]:
        _section(document, section)
    _signatures(document, content["signatures"])
    _number_pages(document.sections[0])
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def _set_page(section: Any) -> None:
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    sides = ("top_margin", "bottom_margin", "left_margin", "right_margin")
    for side, width in zip(sides, MARGINS, strict=True):
        setattr(section, side, Cm(width))


def _set_font(styled: Any, name: str, size: float) -> None:
    """`name` for Chinese and Latin alike; Word keeps the two apart."""
    styled.font.name, styled.font.size = name, Pt(size)
    styled.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)


def _paragraph(
    place: Any,
    text: str,
    font: str = BODY,
    size: float = BODY_PT,
    align: Any = None,
    *,
    indent: bool = False,
) -> None:
    paragraph = place.add_paragraph()
    _lay_out(paragraph, LINE_PT if size <= BODY_PT else LINE_PT * 1.25)
    paragraph.alignment = align
    if indent:
        paragraph.paragraph_format.first_line_indent = Pt(2 * size)
    _set_font(paragraph.add_run(text), font, size)


def _lay_out(paragraph: Any, line: float) -> None:
    layout = paragraph.paragraph_format
    layout.space_before = layout.space_after = Pt(0)
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(line)


def _section(document: Any, section: Mapping[str, Any]) -> None:
    _paragraph(document, section["heading"], HEADING, indent=True)
    for text in section["paragraphs"]:
        _paragraph(document, text, indent=True)
    for table in section["tables"]:
        _paragraph(document, table["caption"], BODY, 14, WD_ALIGN_PARAGRAPH.CENTER)
        _table(document, table)


def _table(document: Any, content: Mapping[str, Any]) -> None:
    rows = [content["head"], *content["rows"]]
    table = document.add_table(rows=len(rows), cols=len(content["head"]), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    _set_widths(table, rows)
    for number, (row, values) in enumerate(zip(table.rows, rows, strict=True)):
        _keep_whole(row, head=number == 0)
        for cell, value in zip(row.cells, values, strict=True):
            _fill(cell, value, HEADING if number == 0 else BODY)


def _set_widths(table: Any, rows: list[list[str]]) -> None:
    """As wide as each column needs; what is left of the page goes to the longest texts."""
    table.autofit = False
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(Cm(PADDING_CM).twips))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.append(margins)
    for column, width in zip(table.columns, widths(rows), strict=True):
        column.width = Cm(width)
        for cell in column.cells:
            cell.width = Cm(width)


def widths(rows: list[list[str]]) -> list[float]:
    """Widths in cm of the columns of a table that fills the page; its first row is the head."""
    columns = list(zip(*rows, strict=True))
    least = [_least(texts) for texts in columns]
    wanted = [float(max(map(_size, texts))) for texts in columns]
    spare = TEXT_CM - sum(size * LETTER_CM + 2 * PADDING_CM for size in least)
    missing = [max(0.0, want - have) for want, have in zip(wanted, least, strict=True)]
    if not any(missing):
        missing = [1.0] * len(columns)
    return [
        have * LETTER_CM + 2 * PADDING_CM + spare * lack / sum(missing)
        for have, lack in zip(least, missing, strict=True)
    ]


def _least(texts: Iterable[str]) -> float:
    pieces = [piece for text in texts for piece in _UNBROKEN.findall(text)]
    return max([SHORTEST + 1.0, *(len(piece) * _LATIN + 1 for piece in pieces)])


def _size(text: str) -> int:
    """In half-width characters; a Chinese one counts two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text)


def _keep_whole(row: Any, *, head: bool) -> None:
    """No row breaks over two pages; the head stands on each of them."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if head:
        properties.append(OxmlElement("w:tblHeader"))


def _fill(cell: Any, text: str, font: str) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _lay_out(paragraph, 16)
    _set_font(paragraph.add_run(text), font, TABLE_PT)


def _signatures(document: Any, sides: list[list[str]]) -> None:
    """Not on a page by themselves: the last words stand above them."""
    _paragraph(document, "")
    for paragraph in document.paragraphs[-2:]:
        paragraph.paragraph_format.keep_with_next = True
    table = document.add_table(rows=len(sides[0]), cols=len(sides))
    for row, texts in zip(table.rows, zip(*sides, strict=True), strict=True):
        _keep_whole(row, head=False)
        for cell, text in zip(row.cells, texts, strict=True):
            _lay_out(cell.paragraphs[0], LINE_PT * 1.5)
            cell.paragraphs[0].paragraph_format.keep_with_next = True
            _set_font(cell.paragraphs[0].add_run(text), BODY, 14)


def _number_pages(section: Any) -> None:
    """— 1 — in the foot of every page."""
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run("— ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)
    paragraph.add_run(" —")
