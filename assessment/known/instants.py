"""The end of a day in Beijing, as an instant. Pure."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")


def end_of(day: date) -> datetime:
    """The last microsecond of `day`, Beijing time."""
    next_midnight = datetime.combine(day + timedelta(days=1), time(), BEIJING)
    return next_midnight - timedelta(microseconds=1)
