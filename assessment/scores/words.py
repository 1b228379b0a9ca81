"""How a score is written: rounded for the eye only, and the formula with its numbers."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from assessment.choices.scores import LineKind
from assessment.scores.facts import Standing
from assessment.scores.measures import MEASURES
from assessment.scores.rules import LineScore

FULL = Fraction(100)
MONEY = "万元"


def two(value: Fraction) -> Decimal:
    """Two places, half away from zero."""
    cents = (abs(value.numerator) * 200 + value.denominator) // (value.denominator * 2)
    return Decimal(cents if value >= 0 else -cents).scaleb(-2)


def points(value: Fraction | None) -> str:
    """Points as a page shows them; — for None."""
    return "—" if value is None else str(two(value)).replace("-", "−")


def number(value: Fraction) -> str:
    """A number without empty decimals: 12, 0.5, 1,234.56."""
    text = f"{two(value):,}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(value: Fraction) -> str:
    return f"{two(value)}%"


def formula(scored: LineScore, lines: Sequence[LineScore], elapsed: Fraction) -> str:
    """How the points of one line came about, with the numbers put in."""
    if scored.line.kind is LineKind.DEDUCTION:
        return _deduction(scored)
    line, reading = scored.line, scored.reading
    if reading.standing is Standing.NOT_APPLICABLE:
        return f"不计此项：{reading.note}；其权重{number(line.points)}按比例分到其余各项"
    if scored.rate is None or scored.counted is None:
        return f"{reading.note}，不知道的不得分：{_weight(scored, lines)} × 0% = 0 分"
    parts = [
        f"{_rate(scored, elapsed)} = {percent(scored.rate)}{_limits(scored)}",
        f"{_weight(scored, lines)} × {percent(scored.counted)} = {two(scored.points)} 分",
    ]
    return "；".join(parts)


def _rate(scored: LineScore, elapsed: Fraction) -> str:
    reading, measure = scored.reading, MEASURES[scored.line.measure]
    money = f" {MONEY}" if measure.unit == MONEY else ""
    part = f"{measure.part} {number(reading.part)}{money}"
    whole = f"{measure.whole} {number(reading.whole or Fraction(0))}{money}"
    if scored.line.elapsed:
        whole = f"（{whole} × 序时 {percent(elapsed * 100)}）"
    return f"{part} ÷ {whole}"


def _limits(scored: LineScore) -> str:
    line, rate = scored.line, scored.rate
    if rate is None or rate == scored.counted:
        return ""
    if line.floor is not None and rate < line.floor:
        return f"，低于起分线{percent(line.floor)}不得分"
    return f"，最多计{percent(line.cap or FULL)}"


def _weight(scored: LineScore, lines: Sequence[LineScore]) -> str:
    """The weight, and how it came about where others' weights were spread over it."""
    own = scored.line.points
    if scored.weight == own:
        return number(own)
    items = [one for one in lines if one.line.kind is LineKind.ITEM]
    whole = sum((one.line.points for one in items), Fraction(0))
    left = sum((one.line.points for one in items if one.weight), Fraction(0))
    return f"权重（{number(own)} × {number(whole)} ÷ {number(left)} = {two(scored.weight)}）"


def _deduction(scored: LineScore) -> str:
    line, measure = scored.line, MEASURES[scored.line.measure]
    taken = scored.reading.part * line.points
    text = f"{number(scored.reading.part)} {measure.unit} × {number(line.points)} 分"
    if line.cap is not None and taken > line.cap:
        return f"{text} = {number(taken)} 分，最多扣 {number(line.cap)} 分"
    return f"{text} = {number(taken)} 分"
