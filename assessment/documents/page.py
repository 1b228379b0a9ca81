"""The page of an official paper as GB/T 9704 sets it: A4, 22 lines of 28 characters in 仿宋."""

from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

TITLE, HEADING, BODY = "方正小标宋简体", "黑体", "仿宋_GB2312"
NUMBER = "宋体"
TITLE_PT, BODY_PT, NUMBER_PT, TABLE_PT = 22, 16, 14, 9
LINE_PT = 28
# Top, bottom, left, right in cm.
MARGINS = (3.7, 3.5, 2.8, 2.6)
LINES, CHARACTERS = 22, 28
# The type area is 225 mm by 156 mm: a line's pitch in twips, rounded down so that all of them fit,
# and what each character of the body is moved closer, in 1/4096 pt.
LINE_TWIPS = 225 * 1440 * 10 // 254 // LINES
CHAR_SPACE = -int((BODY_PT - 156 * 72 / 25.4 / CHARACTERS) * 4096) - 1
GRID_LINE_PT = LINE_TWIPS / 20


def set_page(section: Any) -> None:
    """A4 with the margins of official papers."""
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    sides = ("top_margin", "bottom_margin", "left_margin", "right_margin")
    for side, width in zip(sides, MARGINS, strict=True):
        setattr(section, side, Cm(width))


def set_grid(section: Any) -> None:
    """22 lines of 28 characters a page; the body's lines are `GRID_LINE_PT` high."""
    properties = section._sectPr
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    grid = OxmlElement("w:docGrid")
    values = {"type": "linesAndChars", "linePitch": LINE_TWIPS, "charSpace": CHAR_SPACE}
    for name, value in values.items():
        grid.set(qn(f"w:{name}"), str(value))
    properties.append(grid)


def fit_characters(style: Any) -> None:
    """28 characters a line in every program: each 0.3 pt closer, not left to the grid,
    which some of them cannot squeeze."""
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), "-6")
    style.element.get_or_add_rPr().insert_element_before(
        spacing, "w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:u", "w:lang"
    )
    free = OxmlElement("w:snapToGrid")
    free.set(qn("w:val"), "0")
    style.element.get_or_add_pPr().insert_element_before(free, "w:spacing", "w:ind", "w:jc")


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
    _number(section.footer.paragraphs[0], WD_ALIGN_PARAGRAPH.CENTER)


def number_pages_by_side(document: Any) -> None:
    """— 1 — in the foot, on the right of odd pages and the left of even ones, one character in."""
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    sides = ((section.footer, WD_ALIGN_PARAGRAPH.RIGHT), (section.even_page_footer, None))
    for footer, side in sides:
        paragraph = footer.paragraphs[0]
        layout = paragraph.paragraph_format
        layout.left_indent = layout.right_indent = Pt(NUMBER_PT)
        _number(paragraph, side)
        for run in paragraph.runs:
            set_font(run, NUMBER, NUMBER_PT)


def _number(paragraph: Any, side: Any) -> None:
    paragraph.alignment = side
    paragraph.add_run("— ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)
    paragraph.add_run(" —")
