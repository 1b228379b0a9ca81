"""Row heights, so that wrapped text is whole in every program and on a phone.

No program fits the height of a merged cell by itself, and some fit none.
"""

import re
import unicodedata
from collections.abc import Iterable

MAX_HEIGHT = 409.0  # Excel's own limit, in points
# What a line is not broken inside of: a number or Latin word; a character and the closing
# punctuation that may not begin a line.
_PIECE = re.compile(r"[!-~]+|\s|.[，。；：、！？）》”％]*")


# Where the Chinese font is missing, its stand-in sets Latin letters and digits wider.
_LATIN = 1.15


def display_width(text: str) -> float:
    """In half-width characters; a Chinese one counts two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else _LATIN for letter in text)


def lines_in(text: str, width: float) -> int:
    """How many lines `text` takes in a column `width` half-width characters wide."""
    lines, used = 1, 0.0
    for piece in _PIECE.findall(text):
        size = display_width(piece)
        if used and used + size > width:
            lines, used = lines + 1, 0.0
        overflow = int((size - 0.01) // width)
        lines, used = lines + overflow, used + size - overflow * width
    return lines


def height_of(cells: Iterable[tuple[str, float]], *, line: float, least: float) -> float:
    """The height in points of a row whose cells are given as text and column width."""
    most = max((lines_in(text, width) for text, width in cells), default=1)
    return min(MAX_HEIGHT, max(least, most * line + 4))
