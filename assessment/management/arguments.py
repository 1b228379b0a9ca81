"""Arguments that several commands read in the same way."""

from datetime import date

from django.core.management.base import CommandError

from projects import clock
from projects.parsing import ParseError, parse_date, parse_month
from projects.periods import Month


def past_day(text: str | None) -> date:
    """A day that is not in the future; today (or the demonstration's day) if none is given."""
    if text is None:
        return clock.today()
    try:
        day = parse_date(text)
    except ParseError as error:
        raise CommandError(f"--day：{error}") from error
    if day > clock.real_today():
        raise CommandError(f"--day：{text} 还没有到，请填今天或以前的日期")
    return day


def month(text: str) -> Month:
    """A calendar month such as 2023-04."""
    try:
        return parse_month(text)
    except ParseError as error:
        raise CommandError(f"月份：{error}") from error
