"""The page of an official paper as GB/T 9704 sets it: A4, 22 lines of 28 characters in 仿宋."""

from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

TITLE, HEADING, BODY = "方正小标宋简体", "黑体", "仿宋_GB2312"
TITLE_PT, BODY_PT, TABLE_PT = 22, 16, 9
LINE_PT = 28
# Top, bottom, left, right in cm.
MARGINS = (3.7, 3.5, 2.8, 2.6)


def set_page(section: Any) -> None:
    """A4 with the margins of official papers."""
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    sides = ("top_margin", "bottom_margin", "left_margin", "right_margin")
    for side, width in zip(sides, MARGINS, strict=True):
        setattr(section, side, Cm(width))


def set_font(styled: Any, name: str, size: float) -> None:
    """`name` for Chinese and Latin alike; Word keeps the two apart."""
    styled.font.name, styled.font.size = name, Pt(size)
    styled.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)


def add_paragraph(
    place: Any,
    text: str,
    font: str = BODY,
    size: float = BODY_PT,
    align: Any = None,
    *,
    indent: bool = False,
) -> Any:
    """One paragraph of one font; `indent` sets it in by two characters."""
    paragraph = place.add_paragraph()
    lay_out(paragraph, LINE_PT if size <= BODY_PT else LINE_PT * 1.25)
    paragraph.alignment = align
    if indent:
        paragraph.paragraph_format.first_line_indent = Pt(2 * size)
    set_font(paragraph.add_run(text), font, size)
    return paragraph


def lay_out(paragraph: Any, line: float) -> None:
    """Lines of exactly `line` pt, nothing between paragraphs."""
    layout = paragraph.paragraph_format
    layout.space_before = layout.space_after = Pt(0)
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(line)


def number_pages(section: Any) -> None:
    """— 1 — in the foot of every page."""
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run("— ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)
    paragraph.add_run(" —")
