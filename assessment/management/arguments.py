"""How every command reads a day, a month or a year: as the workbook does."""

from argparse import ArgumentTypeError
from datetime import date

from projects import clock
from projects.parsing import ParseError, parse_date, parse_month, parse_year
from projects.periods import Month


def past_day(text: str) -> date:
    """A day such as 2023-04-30 that is not in the future."""
    try:
        day = parse_date(text)
    except ParseError as error:
        raise ArgumentTypeError(str(error)) from error
    if day > clock.real_today():
        raise ArgumentTypeError(f"{day} 还没有到，请填今天或以前的日期")
    return day


def past_month(text: str) -> Month:
    """A calendar month such as 2023-04 that has begun."""
    try:
        month = parse_month(text)
    except ParseError as error:
        raise ArgumentTypeError(str(error)) from error
    if month.first > clock.real_today():
        raise ArgumentTypeError(f"{month.label}还没有到，请填本月或以前的月份")
    return month


def year(text: str) -> int:
    """A calendar year such as 2023."""
    try:
        return parse_year(text)
    except ParseError as error:
        raise ArgumentTypeError(str(error)) from error
