"""Windows and the words of the countdown."""

from datetime import date

import pytest

from assessment.deadlines import Window, countdown, week_window, window
from assessment.models import Policy
from projects.periods import Month
from projects.weeks import Week

POLICY = Policy(year=2023)


def test_month_is_due_on_the_5th_of_the_next():
    assert window(Month(2023, 4), POLICY) == Window(date(2023, 4, 25), date(2023, 5, 5))
    assert window(Month(2023, 12), POLICY) == Window(date(2023, 12, 25), date(2024, 1, 5))


def test_days_are_settings():
    policy = Policy(year=2023, monthly_open_day=1, monthly_due_day=10, weekly_due_weekday=7)
    assert window(Month(2023, 4), policy) == Window(date(2023, 4, 1), date(2023, 5, 10))
    assert week_window(Week(2023, 17), policy).due == date(2023, 4, 30)


def test_week_is_due_on_friday():
    expected = Window(date(2023, 4, 24), date(2023, 4, 28))
    assert week_window(Week(2023, 17), POLICY) == expected


@pytest.mark.parametrize(
    ("today", "words"),
    [
        pytest.param("2023-04-24", "4月25日开放填报，还有1天", id="day-before-opening"),
        pytest.param("2023-04-25", "5月5日截止，还剩10天", id="opening"),
        pytest.param("2023-05-04", "5月5日截止，还剩1天", id="day-before-due"),
        pytest.param("2023-05-05", "5月5日截止，就是今天", id="due"),
        pytest.param("2023-05-06", "5月5日已截止，逾期1天", id="day-after"),
    ],
)
def test_countdown(today, words):
    month = window(Month(2023, 4), POLICY)
    assert countdown(month, date.fromisoformat(today)) == words
