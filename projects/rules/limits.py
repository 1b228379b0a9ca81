"""A limit, what is left of it, and what may be asked for, 三（五）. Pure.

A limit is kept on its own day; the first day after it is one day overdue.
"""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

SOON_DAYS = 3


class Pressure(StrEnum):
    """How near a limit is."""

    OVER = "over"
    OVERDUE = "overdue"
    SOON = "soon"
    OPEN = "open"


class Countdown(NamedTuple):
    """`days` is what is left, or days overdue; for a case that is over, days late or 0."""

    pressure: Pressure
    days: int

    @property
    def label(self) -> str:
        """In words, as a list shows it."""
        if self.pressure is Pressure.OVER:
            return f"逾期{self.days}天报送" if self.days else "按期报送"
        if self.pressure is Pressure.OVERDUE:
            return f"逾期{self.days}天"
        return f"剩{self.days}天" if self.days else "今日到期"


def countdown(limit: date, day: date, finished: date | None = None) -> Countdown:
    """How a limit stands at the end of `day`; `finished` is the day on which it was met."""
    if finished is not None:
        return Countdown(Pressure.OVER, max(0, (finished - limit).days))
    left = (limit - day).days
    if left < 0:
        return Countdown(Pressure.OVERDUE, -left)
    return Countdown(Pressure.SOON if left <= SOON_DAYS else Pressure.OPEN, left)


def extension_fault(limit: date, wanted: date | None, day: date) -> str:
    """What is wrong with asking on `day` for a later limit; empty if nothing is."""
    if day > limit:
        return f"时限{limit}已过，不能再申请延期"
    if wanted is None:
        return "请填写申请延期到哪一天"
    if wanted <= limit:
        return f"申请延期的日期须晚于现在的时限{limit}"
    return ""
