"""How figures are written on every page: money in 万元, rates in percent."""

from decimal import Decimal
from fractions import Fraction

from django import template

register = template.Library()

NOTHING = "—"


@register.filter
def money(value: Decimal | None) -> str:
    """An amount in 万元 with thousands separators, without empty decimals; — for None."""
    if value is None:
        return NOTHING
    text = f"{value:,.2f}"
    return text.removesuffix(".00")


@register.filter
def percent(value: Decimal | Fraction | float | None) -> str:
    """A rate in percent to one place; — for None."""
    return NOTHING if value is None else f"{float(value):.1f}%"


@register.filter
def points(value: Decimal | Fraction | float | None) -> str:
    """A lead (+) or lag (−) in percentage points to one place; — for None."""
    if value is None:
        return NOTHING
    rounded = round(float(value), 1)
    return f"{'−' if rounded < 0 else '+'}{abs(rounded):.1f}"


@register.filter
def dash(value) -> object:
    """The value, or — where there is none (blank is not zero)."""
    return NOTHING if value is None or value == "" else value
