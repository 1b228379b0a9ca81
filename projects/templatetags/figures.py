"""How figures are written on every page: money in 万元, rates in percent."""

from decimal import Decimal
from fractions import Fraction

from django.template import Library

register = Library()

NOTHING = "—"


@register.filter
def money(value: Decimal | None) -> str:
    """An amount in 万元 with thousands separators, without empty decimals; — for None."""
    if value is None:
        return NOTHING
    text = f"{value:,.2f}"
    return text.removesuffix(".00")


@register.filter
def exact(value: Decimal | None) -> str:
    """A number with the decimals that it has, without empty ones; — for None."""
    if value is None:
        return NOTHING
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


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


@register.inclusion_tag("includes/bar.html")
def bar(
    value: Decimal | Fraction | float | None, mark: float | None = None
) -> dict[str, float | None]:
    """A bar of 0 to 100 %, `mark` a tick on it; decoration beside the figure itself."""
    width = min(max(float(value or 0), 0.0), 100.0)
    return {"width": round(width, 1), "mark": None if mark is None else round(float(mark), 1)}


@register.filter
def hundred_millions(value: Decimal) -> str:
    """万元 as 亿元 with two places."""
    return f"{value / 10_000:,.2f}"


@register.filter
def change(value: int) -> str:
    """A difference to the month before, with its sign."""
    return "持平" if value == 0 else f"+{value}" if value > 0 else f"−{-value}"
