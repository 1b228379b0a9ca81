"""Judgements on a project of a month's list of starts due, 二（三）2. Pure."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from projects.periods import Month


class Standing(StrEnum):
    """How a project of the list stands at the end of a day."""

    ON_TIME = "如期开工"
    LATE = "逾期开工"
    WAITING = "未到期"
    OVERDUE = "逾期未开工"
    HALTED = "停建、终止"


def standing(
    start_due: date, started_on: date | None, day: date, *, halted: bool = False
) -> Standing:
    """Started by `day` or not, against `start_due`; the day itself is in time (二（三）3).

    Who is suspended or ended on the day, `halted`, is not called overdue.
    """
    if started_on is not None and started_on <= day:
        return Standing.ON_TIME if started_on <= start_due else Standing.LATE
    if halted:
        return Standing.HALTED
    return Standing.WAITING if day <= start_due else Standing.OVERDUE


def is_listed(start_due: date | None, started_on: date | None, month: Month) -> bool:
    """Due by the end of `month` and not started before its 1st."""
    return (
        start_due is not None
        and start_due <= month.last
        and (started_on is None or started_on >= month.first)
    )


def is_rolled_over(start_due: date, month: Month) -> bool:
    """Due before `month` already: it stood on an earlier list and was not started."""
    return start_due < month.first


def due_then(now: date | None, amendments: Iterable[tuple[date, date]], first: date) -> date | None:
    """The committed start date as it stood at the beginning of `first`.

    `amendments` are (day of approval, date before), the oldest first.
    """
    return next((old for on, old in amendments if on >= first), now)
