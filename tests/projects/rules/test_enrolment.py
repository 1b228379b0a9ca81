"""How far a project is on its way to the register, and which reminder it is due, 二（五）2."""

from datetime import date

import pytest

from projects.choices.enrolment import Step
from projects.rules.enrolment import reminder_after, standing, wrong_date

START = date(2023, 1, 31)


@pytest.mark.parametrize(
    ("day", "months", "reminder"),
    [
        pytest.param(date(2023, 2, 27), 0, "", id="day-before-one-month"),
        pytest.param(date(2023, 2, 28), 1, "满1个月，提醒", id="month-end-is-one-month"),
        pytest.param(date(2023, 3, 30), 1, "满1个月，提醒", id="day-before-two-months"),
        pytest.param(date(2023, 3, 31), 2, "满2个月，催办", id="exactly-two-months"),
        pytest.param(date(2023, 8, 1), 6, "满2个月，催办", id="long-after"),
    ],
)
def test_a_reminder_follows_the_whole_months_since_the_start(day, months, reminder):
    found = standing({Step.STARTED: START}, day)
    assert (found.months, found.reminder) == (months, reminder)


def test_who_stands_still_is_not_reminded():
    assert standing({Step.STARTED: START}, date(2023, 8, 1), stopped=True).reminder == ""


@pytest.mark.parametrize(
    ("day", "reminder"),
    [
        pytest.param(date(2023, 4, 9), "满2个月，催办", id="day-before"),
        pytest.param(date(2023, 4, 10), "", id="on-the-day"),
    ],
)
def test_an_enrolled_project_is_reminded_no_more(day, reminder):
    dates = {Step.STARTED: START, Step.ENROLLED: date(2023, 4, 10)}
    assert standing(dates, day).reminder == reminder


def test_months_stand_still_at_enrolment():
    dates = {Step.STARTED: START, Step.ENROLLED: date(2023, 4, 10)}
    assert standing(dates, date(2023, 12, 31)).months == 2


def test_what_is_missing_is_named_in_the_order_of_the_steps():
    dates = {Step.STARTED: START, Step.PAPERS: date(2023, 3, 1), Step.WORKS: None}
    found = standing(dates, date(2023, 3, 1))
    assert found.reached == Step.PAPERS
    assert found.lacks == "形成实物工作量、已申报、已入库"


def test_a_project_that_has_not_started_is_due_nothing():
    found = standing({Step.STARTED: date(2023, 5, 1)}, date(2023, 4, 30))
    assert (found.reached, found.months, found.reminder) == (None, 0, "")


DATES = {
    Step.STARTED: date(2023, 2, 1),
    Step.PAPERS: date(2023, 4, 1),
    Step.SUBMITTED: date(2023, 5, 1),
}
TODAY = date(2023, 6, 1)


@pytest.mark.parametrize(
    ("step", "on", "wrong"),
    [
        pytest.param(Step.WORKS, date(2023, 1, 31), "早于实际开工", id="before-start"),
        pytest.param(Step.WORKS, date(2023, 2, 1), "", id="on-the-start"),
        pytest.param(Step.WORKS, date(2023, 4, 1), "", id="on-the-next-step"),
        pytest.param(Step.WORKS, date(2023, 4, 2), "晚于材料齐全", id="after-the-next-step"),
        pytest.param(Step.ENROLLED, date(2023, 4, 30), "早于已申报", id="before-the-step-before"),
        pytest.param(Step.ENROLLED, date(2023, 6, 1), "", id="today"),
        pytest.param(Step.ENROLLED, date(2023, 6, 2), "晚于今天", id="tomorrow"),
        pytest.param(Step.COMPLETED, date(2023, 2, 1), "", id="completion-minds-no-steps"),
    ],
)
def test_a_date_keeps_the_order(step, on, wrong):
    found = wrong_date(step, on, DATES, TODAY)
    assert (wrong in found) if wrong else found == ""


def test_no_step_before_a_start():
    assert "请先登记开工" in wrong_date(Step.WORKS, TODAY, {}, TODAY)


@pytest.mark.parametrize(("months", "words"), [(0, ""), (1, "满1个月，提醒"), (2, "满2个月，催办")])
def test_reminder_after(months, words):
    assert reminder_after(months) == words
