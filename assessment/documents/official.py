"""The default template of each official paper, written by code so that no binary is kept.

GB/T 9704: organ's mark in red, number, title, addressee, body, room for the seal, date, the
colophon at the foot of the last page. What stands in double braces is filled in on issuing.
"""

from functools import cache
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from assessment.choices.notices import PaperKind
from assessment.documents.page import (
    BODY,
    BODY_PT,
    GRID_LINE_PT,
    HEADING,
    TITLE,
    TITLE_PT,
    fit_characters,
    lay_out,
    number_pages_by_side,
    set_font,
    set_grid,
    set_page,
)

ORGAN_PT, COLOPHON_PT = 36, 14
WIDTH_PT = 156 * 72 / 25.4
RED = RGBColor(0xE6, 0x00, 0x12)
_CENTRE, _RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
# What stands between addressee and signature; “*” repeats a list's entries.
BODIES: dict[PaperKind, tuple[str, ...]] = {
    PaperKind.NOTICE: (
        "{{ 缘由 }}",
        "#一、督办事项",
        "*事项",
        "#二、整改要求",
        "*要求",
        "#三、办理时限",
        "请于{{ 办理时限 }}前完成整改，并将整改情况和佐证材料书面回复我局。确有困难需要延期的，"
        "请在时限届满前说明理由提出申请。逾期未落实的，将予以通报，并按规定约谈主要负责人。",
        "?附件",
    ),
    PaperKind.INTERVIEW: (
        "{{ 缘由 }}",
        "#一、约谈安排",
        "时间：{{ 约谈时间 }}",
        "地点：{{ 约谈地点 }}",
        "约谈人：{{ 约谈人 }}",
        "被约谈人：{{ 被约谈人 }}",
        "#二、约谈事项",
        "*事项",
        "#三、有关要求",
        "*要求",
    ),
    PaperKind.CIRCULAR: (
        "{{ 缘由 }}",
        "#一、通报事项",
        "*事项",
        "#二、有关要求",
        "*要求",
    ),
}


@cache
def default_template(kind: PaperKind) -> bytes:
    """The docx template of `kind` that the system brings along."""
    document = Document()
    section = document.sections[0]
    set_page(section)
    set_grid(section)
    set_font(document.styles["Normal"], BODY, BODY_PT)
    fit_characters(document.styles["Normal"])
    document.core_properties.author, document.core_properties.title = "", kind.label
    document.core_properties.comments = ""
    _head(document)
    _body(document, BODIES[kind])
    _signature(document)
    _colophon(document)
    number_pages_by_side(document)
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def _line(document: Any, text: str, font: str = BODY, size: float = BODY_PT) -> Any:
    """One line of the grid."""
    paragraph = document.add_paragraph()
    lay_out(paragraph, GRID_LINE_PT)
    set_font(paragraph.add_run(text), font, size)
    return paragraph


def _head(document: Any) -> None:
    organ = _line(document, "{{ 发文机关 }}", TITLE, ORGAN_PT)
    organ.alignment = _CENTRE
    lay_out(organ, 2 * GRID_LINE_PT)
    organ.runs[0].font.color.rgb = RED
    _line(document, "")
    number = _line(document, "{{ 发文字号 }}")
    number.alignment = _CENTRE
    _border(number, {"bottom": ("E60012", 18)})
    _line(document, "")
    title = _line(document, "{{ 标题 }}", TITLE, TITLE_PT)
    title.alignment = _CENTRE
    lay_out(title, 1.2 * GRID_LINE_PT)
    _line(document, "")
    _line(document, "{{ 主送 }}：")


def _body(document: Any, parts: tuple[str, ...]) -> None:
    for part in parts:
        mark, name = part[0], part[1:]
        if mark == "*":
            _line(document, f"{{%p for 项 in {name} %}}")
            _indented(document, "{{ 项 }}")
            _line(document, "{%p endfor %}")
        elif mark == "?":
            _line(document, f"{{%p if {name} %}}")
            _line(document, "")
            _indented(document, f"附件：{{{{ {name} }}}}")
            _line(document, "{%p endif %}")
        elif mark == "#":
            _indented(document, name, HEADING).keep_with_next = True
        else:
            _indented(document, part)


def _indented(document: Any, text: str, font: str = BODY) -> Any:
    layout = _line(document, text, font).paragraph_format
    layout.first_line_indent = Pt(2 * BODY_PT)
    return layout


def _signature(document: Any) -> None:
    """Three lines for the seal, the organ and the day, kept together on one page."""
    for text, right in (("", 0), ("", 0), ("", 0), ("{{ 发文机关 }}", 2), ("{{ 成文日期 }}", 4)):
        paragraph = _line(document, text)
        paragraph.alignment = _RIGHT
        paragraph.paragraph_format.right_indent = Pt(right * BODY_PT)
        paragraph.paragraph_format.keep_with_next = True


def _colophon(document: Any) -> None:
    """版记: two lines in a table that stands at the foot of the page on which the paper ends."""
    table = document.add_table(rows=2, cols=1)
    texts = ("抄送：{{ 抄送 }}", "{{ 印发机关 }}\t{{ 印发日期 }}印发")
    for row, text in zip(table.rows, texts, strict=True):
        paragraph = row.cells[0].paragraphs[0]
        lay_out(paragraph, GRID_LINE_PT)
        set_font(paragraph.add_run(text), BODY, COLOPHON_PT)
        layout = paragraph.paragraph_format
        layout.left_indent = layout.right_indent = Pt(COLOPHON_PT)
        layout.tab_stops.add_tab_stop(Pt(WIDTH_PT - COLOPHON_PT), WD_TAB_ALIGNMENT.RIGHT)
    _float(table)
    lay_out(document.add_paragraph(), 1)  # what the table stands at


def _float(table: Any) -> None:
    properties = table._tbl.tblPr
    place = OxmlElement("w:tblpPr")
    values = {
        "leftFromText": 0, "rightFromText": 0, "vertAnchor": "margin", "horzAnchor": "margin",
        "tblpXSpec": "center", "tblpYSpec": "bottom",
    }  # fmt: skip
    for name, value in values.items():
        place.set(qn(f"w:{name}"), str(value))
    properties.insert_element_before(
        place, "w:tblOverlap", "w:bidiVisual", "w:tblStyleRowBandSize", "w:tblStyleColBandSize",
        "w:tblW", "w:jc", "w:tblCellSpacing", "w:tblInd", "w:tblBorders", "w:shd", "w:tblLayout",
        "w:tblCellMar", "w:tblLook",
    )  # fmt: skip
    borders = _lines(
        "w:tblBorders", {"top": ("000000", 8), "bottom": ("000000", 8), "insideH": ("000000", 6)}
    )
    properties.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")


def _border(paragraph: Any, sides: dict[str, tuple[str, int]]) -> None:
    paragraph._p.get_or_add_pPr().insert_element_before(
        _lines("w:pBdr", sides), "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:kinsoku",
        "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:rPr",
    )  # fmt: skip


def _lines(name: str, sides: dict[str, tuple[str, int]]) -> Any:
    """Borders on these sides, each of a colour and a width in eighths of a point."""
    borders = OxmlElement(name)
    for side, (colour, width) in sides.items():
        line = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", width), ("space", 0), ("color", colour)):
            line.set(qn(f"w:{key}"), str(value))
        borders.append(line)
    return borders
