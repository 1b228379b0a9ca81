"""Weeks: writing, days, and the one month that each belongs to."""

from datetime import date

import pytest

from projects.periods import Month
from projects.weeks import Week, weeks_of


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        pytest.param("2023-W17", date(2023, 4, 24), date(2023, 4, 30), id="in-april"),
        pytest.param("2023-W01", date(2023, 1, 2), date(2023, 1, 8), id="first-of-2023"),
        pytest.param("2026-W53", date(2026, 12, 28), date(2027, 1, 3), id="53rd"),
    ],
)
def test_parse(text, first, last):
    week = Week.parse(text)
    assert (week.first, week.last) == (first, last)
    assert str(week) == text
    assert Week.of(first) == Week.of(last) == week


@pytest.mark.parametrize(
    "text",
    ["", "2023-17", "2023-W7", "2023-W00", "2023-W53", "2023-W54", "1999-W01", "2023-W１7", "x"],
)
def test_parse_refuses(text):
    with pytest.raises(ValueError):  # noqa: PT011 - the caller turns any into a 404 or a message
        Week.parse(text)


def test_label():
    assert Week(2023, 17).label == "2023年第17周（4月24日—4月30日）"
    assert Week(2023, 17).short_label == "2023年第17周"


@pytest.mark.parametrize(
    ("week", "month"),
    [
        pytest.param(Week(2023, 17), Month(2023, 4), id="inside"),
        pytest.param(Week(2023, 13), Month(2023, 3), id="friday-is-the-31st"),
        pytest.param(Week(2023, 22), Month(2023, 6), id="monday-in-may-friday-in-june"),
        pytest.param(Week(2022, 52), Month(2022, 12), id="sunday-in-the-next-year"),
        pytest.param(Week(2026, 53), Month(2027, 1), id="friday-in-the-next-year"),
    ],
)
def test_month_is_that_of_friday(week, month):
    assert week.month == month


def test_plus_crosses_the_year():
    assert Week(2022, 52).plus(1) == Week(2023, 1)
    assert Week(2023, 1).plus(-1) == Week(2022, 52)


def test_every_week_belongs_to_one_month():
    months = [Month(2023, 1).plus(number) for number in range(60)]
    weeks = [week for month in months for week in weeks_of(month)]
    assert weeks == [Week(2023, 1).plus(number) for number in range(len(weeks))]
    assert len(weeks) == 261
    assert {len(weeks_of(month)) for month in months} == {4, 5}
