"""签约, 二（二）: judgement on given values. Pure: no ORM, no clock, no settings."""

from datetime import date


def is_overdue(*, limit_on: date, closed_on: date | None, day: date) -> bool:
    """Whether a question is open at the end of `day` and its limit has passed (二（二）1).

    On the limit itself it is still in time.
    """
    return limit_on < day and (closed_on is None or closed_on > day)


def days_over(*, limit_on: date, closed_on: date | None, day: date) -> int:
    """By how many days the limit was passed when it was closed, or by `day`; 0 in time."""
    ended = day if closed_on is None else min(closed_on, day)
    return max((ended - limit_on).days, 0)


def question_faults(
    *, raised_on: date, limit_on: date, closed_on: date | None, result: str
) -> list[tuple[str, str]]:
    """(field, what is wrong), in the words of the table's own constraints."""
    faults = []
    if limit_on < raised_on:
        faults.append(("limit_on", "办结期限不能早于提出日期"))
    if closed_on is not None and closed_on < raised_on:
        faults.append(("closed_on", "办结日期不能早于提出日期"))
    if closed_on is not None and not result:
        faults.append(("result", "办结的问题须填办理结果"))
    return faults
