"""Limits of supervision, 三（五）: when a notice is overdue and when an extension may be asked for.

A limit is a day, and its whole day is in time. Pure: states, days and `today` come in.
"""

from collections.abc import Collection
from datetime import date
from enum import Enum


class Limit(Enum):
    """How a limit stands today."""

    RUNNING = "在限期内"
    TODAY = "今日到期"
    OVERDUE = "逾期"
    STOPPED = "不计限期"


def limit_of(due: date | None, today: date, *, running: bool) -> Limit:
    """The limit `due` on `today`; it does not run while the unit has nothing to do."""
    if due is None or not running:
        return Limit.STOPPED
    if today > due:
        return Limit.OVERDUE
    return Limit.TODAY if today == due else Limit.RUNNING


def is_overdue(state: str, due: date | None, today: date, running: Collection[str]) -> bool:
    """Overdue from the day after the limit, in the states in which it runs."""
    return limit_of(due, today, running=state in running) is Limit.OVERDUE


def days_left(due: date, today: date) -> int:
    """Days to the limit: 0 on its day, negative afterwards."""
    return (due - today).days


def may_ask_extension(state: str, due: date, today: date, running: Collection[str]) -> bool:
    """Up to the end of the limit's own day; afterwards the notice is overdue."""
    return state in running and today <= due


def overlaps(first: int, last: int, other_first: int, other_last: int) -> bool:
    """Whether two red runs, bounded by month ordinals, share a month: then they are one case."""
    return first <= other_last and other_first <= last
