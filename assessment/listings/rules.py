"""When a project is proposed for the list, and which months it owes, 三（五）. Pure.

The document speaks of lagging projects and draws no line. The line here is this project's own
proposal: red cards at two month-ends running under one rule, or a completion of the year's plan
that is `BEHIND_POINTS` percentage points or more behind the elapsed year.
"""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from fractions import Fraction

from projects.periods import Month

BEHIND_POINTS = 30
# Before this month a plan that begins late would stand behind for its shape alone.
BEHIND_FROM_MONTH = 4
CRITERION = (
    f"同一项目在同一规则下连续两个月末红牌（期数按年度设置的“持续红牌月数”），"
    f"或 {BEHIND_FROM_MONTH} 月起年度投资完成率比序时进度落后 {BEHIND_POINTS} 个百分点及以上。"
)


def least_rate(month: Month) -> Fraction | None:
    """The completion of the year's plan, in percent, above which a project is not far behind.

    Held against the share of the year that is over at the month's end; None before
    `BEHIND_FROM_MONTH`.
    """
    if month.month < BEHIND_FROM_MONTH:
        return None
    days = date(month.year, 12, 31).timetuple().tm_yday
    elapsed = Fraction(month.last.timetuple().tm_yday * 100, days)
    return max(Fraction(0), elapsed - BEHIND_POINTS)


def far_behind(rate: Decimal | Fraction | None, month: Month) -> bool:
    """Whether a completion of the year's plan, in percent, is far behind the elapsed year."""
    least = least_rate(month)
    return rate is not None and least is not None and Fraction(rate) <= least


def owed_months(
    listed_on: date, ended_on: date | None, noted: Collection[Month], day: date
) -> list[Month]:
    """Whole months on the list, up to the last one that is over on `day`, that lack a note."""
    last = Month.of(ended_on) if ended_on else Month.of(day)
    months = range(Month.of(listed_on).ordinal, last.ordinal)
    return [month for month in map(Month.from_ordinal, months) if month not in noted]
