"""When a month and a week are to be reported, 三（一）, and how that is said. Pure."""

from datetime import date, timedelta
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from projects.periods import Month, due_on, opens_on
from projects.weeks import Week

if TYPE_CHECKING:
    from assessment.models import Policy

DAYS_BEFORE = 3


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
        return f"{day_label(window.opens)}开放填报，还有{(window.opens - today).days}天"
    left = (window.due - today).days
    if left > 0:
        return f"{day_label(window.due)}截止，还剩{left}天"
    if left == 0:
        return f"{day_label(window.due)}截止，就是今天"
    return f"{day_label(window.due)}已截止，逾期{-left}天"


class Timeliness(Enum):
    """How a unit stands to one window; `late` is for ever, `missing` until it reports.

    `recorded`: it handed in nothing itself, but 发改局 has entered all that there is to report.
    """

    NOT_DUE = "无需填报"
    PENDING = "尚未报送"
    ON_TIME = "按时报送"
    LATE = "逾期报送"
    RECORDED = "数据已录入"
    MISSING = "逾期未报"


def timeliness(
    window: Window, today: date, *, expected: bool, reported: bool, late: bool, recorded: bool
) -> Timeliness:
    """`expected`: the unit has projects to report. A late report is late, whoever expected it."""
    if reported:
        return Timeliness.LATE if late else Timeliness.ON_TIME
    if not expected:
        return Timeliness.NOT_DUE
    if recorded:
        return Timeliness.RECORDED
    return Timeliness.MISSING if today > window.due else Timeliness.PENDING


class Stage(Enum):
    """When a unit that has not reported is reminded."""

    SOON = "soon"
    TODAY = "today"
    MISSING = "missing"


def stage(window: Window, today: date) -> Stage | None:
    """Three days before the due day, on it, and from the day after."""
    if today > window.due:
        return Stage.MISSING
    if today == window.due:
        return Stage.TODAY
    soon = window.due - timedelta(days=DAYS_BEFORE)
    return Stage.SOON if today >= max(soon, window.opens) else None


def day_label(day: date) -> str:
    return f"{day.month}月{day.day}日"
