"""Limits of supervision, 三（五）: the day before, the day, the day after."""

from datetime import date, timedelta

import pytest

from assessment.models.notices import RUNNING
from assessment.notices.rules import (
    Limit,
    days_left,
    is_overdue,
    limit_of,
    may_ask_extension,
    overlaps,
)

pytestmark = pytest.mark.once
DUE = date(2023, 4, 10)


@pytest.mark.parametrize(
    ("days", "limit"),
    [
        pytest.param(-1, Limit.RUNNING, id="the-day-before"),
        pytest.param(0, Limit.TODAY, id="on-the-day"),
        pytest.param(1, Limit.OVERDUE, id="the-day-after"),
    ],
)
def test_a_limit_is_over_at_the_end_of_its_day(days, limit):
    today = DUE + timedelta(days=days)
    assert limit_of(DUE, today, running=True) is limit
    assert limit_of(DUE, today, running=False) is Limit.STOPPED
    assert days_left(DUE, today) == -days


def test_no_limit_never_runs_out():
    assert limit_of(None, DUE, running=True) is Limit.STOPPED


@pytest.mark.parametrize(
    ("state", "overdue"),
    [("issued", True), ("received", True), ("returned", True), ("replied", False),
     ("closed", False), ("withdrawn", False), ("draft", False)],
)  # fmt: skip
def test_overdue_only_while_the_unit_has_the_next_step(state, overdue):
    assert is_overdue(state, DUE, DUE + timedelta(days=1), RUNNING) is overdue
    assert is_overdue(state, DUE, DUE, RUNNING) is False


@pytest.mark.parametrize(
    ("days", "may"),
    [
        pytest.param(-1, True, id="the-day-before"),
        pytest.param(0, True, id="on-the-limit-s-own-day"),
        pytest.param(1, False, id="the-day-after"),
    ],
)
def test_an_extension_is_asked_for_in_time(days, may):
    assert may_ask_extension("received", DUE, DUE + timedelta(days=days), RUNNING) is may
    assert may_ask_extension("replied", DUE, DUE + timedelta(days=days), RUNNING) is False


@pytest.mark.parametrize(
    ("other", "same"),
    [
        pytest.param((5, 6), True, id="the-same"),
        pytest.param((6, 9), True, id="shares-its-last-month"),
        pytest.param((1, 5), True, id="shares-its-first-month"),
        pytest.param((7, 8), False, id="begins-a-month-later"),
        pytest.param((1, 4), False, id="ended-a-month-before"),
    ],
)
def test_runs_that_share_a_month_are_one(other, same):
    assert overlaps(5, 6, *other) is same
