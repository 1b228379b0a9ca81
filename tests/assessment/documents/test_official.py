"""The layout of official papers, GB/T 9704: A4, margins, 22 lines of 28 characters, fonts."""

import io

import pytest
from docx import Document
from docx.oxml.ns import qn

from assessment.choices.notices import PaperKind
from assessment.documents.official import default_template
from assessment.documents.page import BODY_PT, CHARACTERS, LINES

pytestmark = pytest.mark.once
TWIP_MM, NARROWER_PT = 25.4 / 1440, 0.3


@pytest.fixture(params=PaperKind, ids=lambda kind: kind.value)
def document(request):
    return Document(io.BytesIO(default_template(request.param)))


def test_the_page_is_that_of_the_standard(document):
    section = document.sections[0]
    sides = [section.page_width, section.page_height, section.top_margin, section.bottom_margin,
             section.left_margin, section.right_margin]  # fmt: skip
    assert [round(side.mm) for side in sides] == [210, 297, 37, 35, 28, 26]


def test_22_lines_and_28_characters_fill_the_type_area(document):
    grid = document.sections[0]._sectPr.find(qn("w:docGrid"))
    assert grid.get(qn("w:type")) == "linesAndChars"
    pitch = int(grid.get(qn("w:linePitch"))) * TWIP_MM
    assert LINES * pitch <= 225 < (LINES + 1) * pitch
    width = (BODY_PT + int(grid.get(qn("w:charSpace"))) / 4096) * 25.4 / 72
    assert CHARACTERS * width <= 156 < (CHARACTERS + 1) * width
    narrow = (BODY_PT - NARROWER_PT) * 25.4 / 72
    assert CHARACTERS * narrow <= 156 < (CHARACTERS + 1) * narrow


def test_fonts_and_sizes(document):
    fonts = {
        (run._element.rPr.rFonts.get(qn("w:eastAsia")), run.font.size.pt)
        for paragraph in document.paragraphs
        for run in paragraph.runs
    }
    assert {("方正小标宋简体", 22), ("仿宋_GB2312", 16), ("黑体", 16)} <= fonts


def test_numbers_stand_on_either_side(document):
    section = document.sections[0]
    for footer in (section.footer, section.even_page_footer):
        assert footer.paragraphs[0].text.split() == ["—", "—"]
        assert footer._element.find(f".//{qn('w:fldSimple')}").get(qn("w:instr")) == "PAGE"
