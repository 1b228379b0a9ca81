"""When a visit is due, 三（二）: a leader's every half month, a cadre's day every week. Pure."""

from collections.abc import Collection
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from projects.choices.guarantees import Guarantor
from projects.periods import Month
from projects.weeks import Week

FIRST_HALF_ENDS = 15


class Span(NamedTuple):
    """Days, both ends included, in which one visit is due."""

    first: date
    last: date

    @property
    def label(self) -> str:
        return f"{self.first.month}月{self.first.day}日—{self.last.month}月{self.last.day}日"


class Standing(StrEnum):
    """`MISSED` is a breach and said of leaders alone; a cadre is reminded."""

    DONE = "已走访"
    OPEN = "待走访"
    MISSED = "未走访"


def span_of(kind: Guarantor, day: date) -> Span:
    """The days around `day` in which one visit is due: half a month, or a week."""
    if kind is Guarantor.CADRE:
        week = Week.of(day)
        return Span(week.first, week.last)
    month = Month.of(day)
    middle = day.replace(day=FIRST_HALF_ENDS)
    return (
        Span(month.first, middle) if day <= middle else Span(middle + timedelta(days=1), month.last)
    )


def span_before(kind: Guarantor, day: date) -> Span:
    """The whole span before the one around `day`."""
    return span_of(kind, span_of(kind, day).first - timedelta(days=1))


def standing(visits: Collection[date], span: Span, day: date) -> Standing:
    """How a span stands at the end of `day`, with the days on which somebody was there."""
    if any(span.first <= visit <= min(span.last, day) for visit in visits):
        return Standing.DONE
    return Standing.OPEN if day <= span.last else Standing.MISSED
