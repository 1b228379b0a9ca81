"""A month's list of starts due: who stands on it, and how it stands on a day, 二（三）2."""

from datetime import date

import pytest

from projects.periods import Month
from projects.rules.starts import Standing, due_then, is_listed, is_rolled_over, standing
from tests.factories import day

APRIL = Month(2023, 4)


@pytest.mark.parametrize(
    ("started_on", "on", "expected"),
    [
        pytest.param(None, "2023-04-15", Standing.WAITING, id="due-today"),
        pytest.param(None, "2023-04-16", Standing.OVERDUE, id="a-day-over"),
        pytest.param("2023-04-14", "2023-04-20", Standing.ON_TIME, id="a-day-early"),
        pytest.param("2023-04-15", "2023-04-20", Standing.ON_TIME, id="on-the-day"),
        pytest.param("2023-04-16", "2023-04-20", Standing.LATE, id="a-day-late"),
        pytest.param("2023-04-20", "2023-04-20", Standing.LATE, id="started-today"),
        pytest.param("2023-04-21", "2023-04-20", Standing.OVERDUE, id="starts-tomorrow"),
    ],
)
def test_standing(started_on, on, expected):
    started = day(started_on) if started_on else None
    assert standing(date(2023, 4, 15), started, day(on)) is expected


@pytest.mark.parametrize(
    ("started_on", "expected"),
    [
        pytest.param(None, Standing.HALTED, id="never-started"),
        pytest.param("2023-04-14", Standing.ON_TIME, id="started-before"),
    ],
)
def test_who_stands_still_is_not_overdue(started_on, expected):
    started = day(started_on) if started_on else None
    assert standing(date(2023, 4, 15), started, date(2023, 5, 1), halted=True) is expected


@pytest.mark.parametrize(
    ("due", "started_on", "expected"),
    [
        pytest.param("2023-04-30", None, True, id="due-on-the-last-day"),
        pytest.param("2023-05-01", None, False, id="due-next-month"),
        pytest.param("2022-12-31", None, True, id="long-overdue"),
        pytest.param(None, None, False, id="no-date"),
        pytest.param("2023-04-10", "2023-03-31", False, id="started-the-day-before"),
        pytest.param("2023-04-10", "2023-04-01", True, id="started-on-the-first"),
    ],
)
def test_who_is_listed(due, started_on, expected):
    values = [day(text) if text else None for text in (due, started_on)]
    assert is_listed(*values, APRIL) is expected


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        pytest.param("2023-03-31", True, id="last-month"),
        pytest.param("2023-04-01", False, id="the-first"),
    ],
)
def test_what_is_rolled_over(due, expected):
    assert is_rolled_over(day(due), APRIL) is expected


AMENDED = [(date(2023, 3, 31), date(2023, 1, 1)), (date(2023, 4, 1), date(2023, 4, 20))]


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        pytest.param("2023-03-01", "2023-01-01", id="before-both"),
        pytest.param("2023-04-01", "2023-04-20", id="amended-on-the-first-counts-afterwards"),
        pytest.param("2023-04-02", "2023-06-01", id="after-both"),
    ],
)
def test_the_date_as_it_stood(first, expected):
    assert due_then(date(2023, 6, 1), AMENDED, day(first)) == day(expected)
