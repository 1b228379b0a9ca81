"""One value into one cell: numbers as numbers, text as text and never as a formula."""

from datetime import date
from fractions import Fraction

from openpyxl.cell import Cell

from assessment.bulletin.data import Kind, RowKind, Value
from assessment.bulletin.render import styles
from assessment.bulletin.text import BLANK, clean

# What a spreadsheet program would take for the beginning of a formula.
_FORMULA_STARTS = ("=", "+", "-", "@")


def put_text(cell: Cell, text: str) -> None:
    """Write `text` as a string whatever it looks like."""
    cell.value = clean(text)
    cell.data_type = "s"
    cell.quotePrefix = cell.value.startswith(_FORMULA_STARTS)


def put(cell: Cell, value: Value, kind: Kind, row_kind: RowKind = RowKind.ITEM) -> None:
    """Write a value of a column of this kind, with lines, font and number format."""
    cell.font, cell.border = styles.ROW_FONTS[row_kind], styles.GRID
    cell.alignment = styles.ALIGNMENTS[kind]
    if row_kind in styles.SHADED:
        cell.fill = styles.SHADE
    if value is None:
        put_text(cell, BLANK)
        cell.alignment = styles.CENTRE
    elif isinstance(value, str):
        put_text(cell, value)
        if kind is Kind.CARD and value in styles.CARD_FILLS:
            cell.fill = styles.CARD_FILLS[value]
    else:
        cell.value = float(value) if isinstance(value, Fraction) else value
        cell.number_format = styles.NUMBER_FORMATS[Kind.DATE if isinstance(value, date) else kind]
