"""How a row with a time limit stands on a day. Pure.

A limit is kept on its own day; the days before it, from `SOON_DAYS` on, give notice.
"""

from datetime import date, timedelta

from projects.choices.alarms import Alarm

SOON_DAYS = 15


def alarm_of(deadline: date | None, day: date, *, over: bool, promise: bool = False) -> Alarm:
    """The alarm at `day`: none once it is `over`; `promise` says that papers were promised."""
    if over:
        return Alarm.NONE
    if deadline is None:
        return Alarm.UNDATED
    if deadline < day:
        return Alarm.PROMISE_OVERDUE if promise else Alarm.OVERDUE
    return Alarm.SOON if deadline <= day + timedelta(days=SOON_DAYS) else Alarm.NONE
