"""A bulletin value as the words a person reads; the page's cells, the paper's notes."""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from assessment.bulletin.data import Kind, Value

BLANK = "—"
_CENT = Decimal("0.01")
# What XML 1.0 cannot hold, and the C1 controls; tab and line break become a blank.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """Without control characters, on one line."""
    return " ".join(_UNPRINTABLE.sub("", text).split())


def rounded(value: int | Decimal | Fraction) -> Decimal:
    """Two decimals, half up, for display only."""
    exact = Fraction(value)
    cents = Decimal(exact.numerator * 100) / Decimal(exact.denominator)
    return (cents.quantize(Decimal(1), ROUND_HALF_UP) * _CENT).quantize(_CENT)


def shown(value: Value, kind: Kind) -> str:
    """The value as text: money 1,234.50, rate 33.33, lead +1.20, date 2023-04-30."""
    if value is None:
        return BLANK
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, date):
        return value.isoformat()
    if kind is Kind.MONEY:
        return f"{rounded(value):,}"
    if kind is Kind.LEAD and value:
        return f"{rounded(value):+}"
    return str(value) if kind is Kind.COUNT else str(rounded(value))
