"""A letter's words as a Word document in the form of official papers: A4, 小标宋, 黑体, 仿宋."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement

from assessment.documents.page import (
    BODY,
    BODY_PT,
    HEADING,
    LINE_PT,
    TABLE_PT,
    TITLE,
    TITLE_PT,
    add_paragraph,
    lay_out,
    number_pages,
    set_font,
    set_page,
)
from assessment.documents.widths import set_widths


def write_letter(content: Mapping[str, Any]) -> bytes:
    """The docx of a letter as `assessment.pledges.letter` describes it; nothing else goes in."""
    document = Document()
    set_page(document.sections[0])
    set_font(document.styles["Normal"], BODY, BODY_PT)
    add_paragraph(document, content["title"], TITLE, TITLE_PT, WD_ALIGN_PARAGRAPH.CENTER)
    add_paragraph(document, "")
    for number, text in enumerate(content["lead"]):
        add_paragraph(document, text, indent=number > 0)
    for section in content["sections"]:
        _section(document, section)
    _signatures(document, content["signatures"])
    number_pages(document.sections[0])
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def _section(document: Any, section: Mapping[str, Any]) -> None:
    add_paragraph(document, section["heading"], HEADING, indent=True)
    for text in section["paragraphs"]:
        add_paragraph(document, text, indent=True)
    for table in section["tables"]:
        add_paragraph(document, table["caption"], BODY, 14, WD_ALIGN_PARAGRAPH.CENTER)
        _table(document, table)


def _table(document: Any, content: Mapping[str, Any]) -> None:
    rows = [content["head"], *content["rows"]]
    table = document.add_table(rows=len(rows), cols=len(content["head"]), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    set_widths(table, rows)
    for number, (row, values) in enumerate(zip(table.rows, rows, strict=True)):
        _keep_whole(row, head=number == 0)
        for cell, value in zip(row.cells, values, strict=True):
            _fill(cell, value, HEADING if number == 0 else BODY)


def _keep_whole(row: Any, *, head: bool) -> None:
    """No row breaks over two pages; the head stands on each of them."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if head:
        properties.append(OxmlElement("w:tblHeader"))


def _fill(cell: Any, text: str, font: str) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    lay_out(paragraph, 16)
    set_font(paragraph.add_run(text), font, TABLE_PT)


def _signatures(document: Any, sides: list[list[str]]) -> None:
    """Not on a page by themselves: the last words stand above them."""
    add_paragraph(document, "")
    for paragraph in document.paragraphs[-2:]:
        paragraph.paragraph_format.keep_with_next = True
    table = document.add_table(rows=len(sides[0]), cols=len(sides))
    for row, texts in zip(table.rows, zip(*sides, strict=True), strict=True):
        _keep_whole(row, head=False)
        for cell, text in zip(row.cells, texts, strict=True):
            lay_out(cell.paragraphs[0], LINE_PT * 1.5)
            cell.paragraphs[0].paragraph_format.keep_with_next = True
            set_font(cell.paragraphs[0].add_run(text), BODY, 14)
