"""Months, calendar months late, shares of a year: just before, on, just after."""

from datetime import date

import pytest

from projects.periods import Month, add_months, elapsed_share, months_through, whole_months
from tests.factories import day


@pytest.mark.parametrize(
    ("text", "month"),
    [
        pytest.param("2023-04", Month(2023, 4), id="plain"),
        pytest.param("2000-01", Month(2000, 1), id="first-allowed"),
        pytest.param("2999-12", Month(2999, 12), id="last-allowed"),
    ],
)
def test_a_month_is_read(text, month):
    assert Month.parse(text) == month
    assert str(month) == text


@pytest.mark.parametrize(
    "text",
    ["", "2023", "2023-4", "2023-00", "2023-13", "1999-12", "3000-01", "23-04", "2023/04",
     "2023-04-01", "２０２３-04", "2023-0x", " 2023-04", "-023-04", "2023-+4"],
)  # fmt: skip
def test_anything_else_is_no_month(text):
    with pytest.raises(ValueError, match=r".*"):
        Month.parse(text)


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        pytest.param("2023-01-15", 1, Month(2023, 2), id="next"),
        pytest.param("2023-12-15", 1, Month(2024, 1), id="over-new-year"),
        pytest.param("2023-01-15", -1, Month(2022, 12), id="back-over-new-year"),
        pytest.param("2023-05-15", 0, Month(2023, 5), id="same"),
    ],
)
def test_months_are_counted_across_years(start, months, expected):
    assert Month.of(day(start)).plus(months) == expected


def test_a_month_knows_its_ends_and_its_name():
    assert (Month(2023, 2).first, Month(2023, 2).last) == (date(2023, 2, 1), date(2023, 2, 28))
    assert Month(2024, 2).last == date(2024, 2, 29)
    assert Month(2023, 4).label == "2023年4月"


def test_months_order_by_time():
    assert Month(2022, 12) < Month(2023, 1) < Month(2023, 11)


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        pytest.param("2023-01-31", 1, "2023-02-28", id="missing-day-is-month-end"),
        pytest.param("2024-01-31", 1, "2024-02-29", id="leap-year"),
        pytest.param("2023-03-31", 1, "2023-04-30", id="30-day-month"),
        pytest.param("2023-02-28", 1, "2023-03-28", id="month-end-does-not-stick"),
        pytest.param("2023-11-30", 3, "2024-02-29", id="over-new-year"),
    ],
)
def test_the_same_day_months_later(start, months, expected):
    assert add_months(day(start), months) == day(expected)


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        pytest.param("2023-03-01", "2023-03-01", 0, id="same-day"),
        pytest.param("2023-03-01", "2023-03-31", 0, id="day-before-one-month"),
        pytest.param("2023-03-01", "2023-04-01", 1, id="exactly-one-month"),
        pytest.param("2023-03-01", "2023-04-02", 1, id="day-after-one-month"),
        pytest.param("2023-03-01", "2023-04-30", 1, id="day-before-two-months"),
        pytest.param("2023-03-01", "2023-05-01", 2, id="exactly-two-months"),
        pytest.param("2023-01-31", "2023-02-27", 0, id="day-before-short-month-end"),
        pytest.param("2023-01-31", "2023-02-28", 1, id="short-month-end"),
        pytest.param("2024-01-31", "2024-02-28", 0, id="leap-year-28th"),
        pytest.param("2024-01-31", "2024-02-29", 1, id="leap-year-29th"),
        pytest.param("2022-12-31", "2023-02-28", 2, id="two-months-over-new-year"),
        pytest.param("2023-02-28", "2023-03-28", 1, id="from-month-end"),
        pytest.param("2023-03-02", "2023-03-01", -1, id="a-day-early"),
    ],
)
def test_whole_months_late(start, end, months):
    assert whole_months(day(start), day(end)) == months


@pytest.mark.parametrize(
    ("text", "share"),
    [
        pytest.param("2023-01-01", 1 / 365, id="first-day"),
        pytest.param("2023-06-30", 181 / 365, id="half-year"),
        pytest.param("2023-12-31", 1.0, id="last-day"),
        pytest.param("2024-12-31", 1.0, id="last-day-of-leap-year"),
        pytest.param("2024-02-29", 60 / 366, id="leap-day"),
    ],
)
def test_the_elapsed_share_counts_the_day_itself(text, share):
    assert elapsed_share(day(text)) == share


def test_months_through_holds_both_ends():
    assert months_through(Month(2022, 12), Month(2023, 2)) == [
        Month(2022, 12),
        Month(2023, 1),
        Month(2023, 2),
    ]
    assert months_through(Month(2023, 2), Month(2023, 1)) == []
