"""The columns of a table in an official paper, as wide as their texts need."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm

from assessment.documents.page import MARGINS, TABLE_PT

TEXT_CM = 21 - MARGINS[2] - MARGINS[3]
# A half-width character of a table in cm, and what a cell keeps free beside its text.
LETTER_CM, PADDING_CM = TABLE_PT / 2 * 2.54 / 72, 0.1
SHORTEST = 5.0
# A date or number is not broken, a code after its hyphen only; between Chinese characters a line
# may end. Where the font is missing, its stand-in sets Latin letters and digits wider.
_UNBROKEN = re.compile(r"\d{4}-\d\d-\d\d|[!-,.-~]+-?")
_LATIN = 1.15


def set_widths(table: Any, rows: list[list[str]]) -> None:
    """As wide as each column needs; what is left of the page goes to the longest texts."""
    table.autofit = False
    table._tbl.tblPr.append(_cell_margins())
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


def _cell_margins() -> Any:
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(Cm(PADDING_CM).twips))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    return margins


def _least(texts: Iterable[str]) -> float:
    pieces = [piece for text in texts for piece in _UNBROKEN.findall(text)]
    return max([SHORTEST, *(len(piece) * _LATIN + 1 for piece in pieces)])


def _size(text: str) -> int:
    """In half-width characters; a Chinese one counts two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text)
