"""When a month and a week are to be reported, 三（一）, and how that is said. Pure."""

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from projects.periods import Month, due_on, opens_on
from projects.weeks import Week

if TYPE_CHECKING:
    from assessment.models import Policy


class Window(NamedTuple):
    """The first day on which a period may be reported, and the last on which that is in time."""

    opens: date
    due: date


def window(month: Month, policy: "Policy") -> Window:
    """The window of a month's return, by the policy of the month's year."""
    return Window(opens_on(month, policy.monthly_open_day), due_on(month, policy.monthly_due_day))


def week_window(week: Week, policy: "Policy") -> Window:
    """The window of a week's dispatch: from Monday to the policy's weekday."""
    return Window(week.first, week.day(policy.weekly_due_weekday))


def countdown(window: Window, today: date) -> str:
    """How far the opening or the due day is, e.g. 5月5日截止，还剩3天."""
    if today < window.opens:
        return f"{_day(window.opens)}开放填报，还有{(window.opens - today).days}天"
    left = (window.due - today).days
    if left > 0:
        return f"{_day(window.due)}截止，还剩{left}天"
    if left == 0:
        return f"{_day(window.due)}截止，就是今天"
    return f"{_day(window.due)}已截止，逾期{-left}天"


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"
