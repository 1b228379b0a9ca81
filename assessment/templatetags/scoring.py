"""How scores are written on the pages: two places for the eye, places won and lost."""

from fractions import Fraction

from django.template import Library

from assessment.models import ScoreLine
from assessment.scores.measures import MEASURES
from assessment.scores.words import number, points
from projects.templatetags.figures import NOTHING

register = Library()
VETO_SAYS = "经有权机关决定后，取消当年评优评先资格，不影响得分。"


@register.filter
def points_two(value: Fraction | None) -> str:
    """Points to two places; — for None."""
    return points(value)


@register.filter
def points_short(value: Fraction) -> str:
    """A number of the scheme without empty decimals."""
    return number(value)


@register.filter
def places(value: int | None) -> str:
    """Places won or lost; — where there is nothing to hold against."""
    if value is None:
        return NOTHING
    return "持平" if not value else f"↑{value}" if value > 0 else f"↓{-value}"


@register.filter
def measure_says(line: ScoreLine) -> str:
    """What the line measures, in words."""
    measure = MEASURES.get(line.measure)
    if measure is None:
        return VETO_SAYS
    basis = "按序时进度折算。" if line.elapsed else ""
    extra = f"{measure.parameter}：{line.parameter}个月。" if measure.parameter else ""
    return f"{measure.says}{basis}{extra}"
