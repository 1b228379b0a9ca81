"""The drafted bulletin as a Word document for 发改局 to finish."""

from io import BytesIO

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from assessment.bulletin.brief import Brief
from assessment.documents.page import (
    BODY,
    BODY_PT,
    HEADING,
    TITLE,
    TITLE_PT,
    add_paragraph,
    number_pages,
    set_font,
    set_page,
)

BUREAU = "宁阳县发展和改革局"
DRAFT = "（代拟稿，由县发展和改革局审定）"


def write_brief(drafted: Brief) -> bytes:
    """The docx of a drafted bulletin: title, passages, list of attachments, signature."""
    document = Document()
    set_page(document.sections[0])
    set_font(document.styles["Normal"], BODY, BODY_PT)
    add_paragraph(document, drafted.title, TITLE, TITLE_PT, WD_ALIGN_PARAGRAPH.CENTER)
    add_paragraph(document, DRAFT, align=WD_ALIGN_PARAGRAPH.CENTER)
    add_paragraph(document, "")
    for passage in drafted.passages:
        add_paragraph(document, passage.heading, HEADING, indent=True)
        for line in passage.lines:
            add_paragraph(document, line, indent=True)
    _attachments(document, drafted.attachments)
    _signature(document, drafted)
    number_pages(document.sections[0])
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def _attachments(document, names: tuple[str, ...]) -> None:
    if not names:
        return
    add_paragraph(document, "")
    for number, name in enumerate(names, 1):
        head = "附件：" if number == 1 else "　　　"
        add_paragraph(document, f"{head}{number}．{name}", indent=True)


def _signature(document, drafted: Brief) -> None:
    """The bureau and an open date; 发改局 dates what it signs."""
    add_paragraph(document, "")
    for text in (BUREAU, f"{drafted.day.year}年　　月　　日"):
        paragraph = add_paragraph(document, text, align=WD_ALIGN_PARAGRAPH.RIGHT)
        paragraph.paragraph_format.right_indent = Pt(4 * BODY_PT)
