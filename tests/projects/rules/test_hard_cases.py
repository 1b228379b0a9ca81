from datetime import date
from decimal import Decimal

import pytest

from projects.choices.hard_cases import CaseState, Suggestion
from projects.hard_cases import suggested, why
from projects.models import HardCase, Project
from projects.rules.hard_cases import missed_weeks, owed_weeks, suggestion_of
from projects.weeks import Week
from tests.factories import make_project

# 2023-01-02 is the Monday of week 1.
MONDAY = date(2023, 1, 2)
SUGGESTED = [
    pytest.param("99999.99", False, False, None, None, id="just-below-10-yi"),
    pytest.param("100000", False, False, None, Suggestion.LARGE, id="exactly-10-yi"),
    pytest.param("100000", False, True, None, None, id="large-but-completed"),
    pytest.param("600", True, False, None, Suggestion.MARKED, id="marked-in-the-ledger"),
    pytest.param("600", False, False, CaseState.SUGGESTED, Suggestion.ASKED, id="asked-for"),
    pytest.param("100000", True, False, CaseState.LISTED, None, id="in-the-library"),
    pytest.param("100000", False, False, CaseState.DECLINED, None, id="declined"),
    pytest.param("100000", False, False, CaseState.CLOSED, None, id="closed"),
]


@pytest.mark.parametrize(("amount", "marked", "completed", "state", "expected"), SUGGESTED)
def test_who_is_suggested(db, amount, marked, completed, state, expected):
    found = suggestion_of(Decimal(amount), marked=marked, completed=completed, state=state)
    assert found == expected
    project = make_project(
        total_investment=Decimal(amount),
        is_hard_case=marked,
        completed_on=date(2023, 1, 1) if completed else None,
        started_on=date(2022, 1, 1) if completed else None,
    )
    if state:
        entered = MONDAY if state in {CaseState.LISTED, CaseState.CLOSED} else None
        closed = MONDAY if state == CaseState.CLOSED else None
        HardCase.objects.create(project=project, state=state, entered_on=entered, closed_on=closed)
    assert suggested(Project.objects.all()).exists() is (expected is not None)
    assert why(Project.objects.select_related("hard_case").get()) == expected


@pytest.mark.parametrize(
    ("entered", "closed", "day", "weeks"),
    [
        pytest.param(MONDAY, None, date(2023, 1, 8), [], id="sunday-has-still-time"),
        pytest.param(MONDAY, None, date(2023, 1, 9), [1], id="the-monday-after"),
        pytest.param(date(2023, 1, 3), None, date(2023, 1, 9), [], id="entered-on-tuesday"),
        pytest.param(date(2023, 1, 3), None, date(2023, 1, 16), [2], id="from-the-next-week"),
        pytest.param(MONDAY, date(2023, 1, 14), date(2023, 2, 1), [1], id="closed-on-saturday"),
        pytest.param(MONDAY, date(2023, 1, 15), date(2023, 2, 1), [1, 2], id="closed-on-sunday"),
        pytest.param(MONDAY, MONDAY, date(2023, 2, 1), [], id="closed-at-once"),
    ],
)
def test_weeks_that_owe_a_meeting(entered, closed, day, weeks):
    assert owed_weeks(entered, closed, day) == [Week(2023, number) for number in weeks]


@pytest.mark.parametrize(
    ("held", "missed"),
    [
        pytest.param([], [1, 2], id="none"),
        pytest.param([date(2023, 1, 2)], [2], id="on-the-monday"),
        pytest.param([date(2023, 1, 8)], [2], id="on-the-sunday"),
        pytest.param([date(2023, 1, 9)], [1], id="a-day-late-is-the-next-week"),
        pytest.param([date(2023, 1, 3), date(2023, 1, 4)], [2], id="two-make-one"),
        pytest.param([date(2023, 1, 8), date(2023, 1, 9)], [], id="all"),
    ],
)
def test_missed_weeks(held, missed):
    found = missed_weeks(MONDAY, None, held, date(2023, 1, 16))
    assert found == [Week(2023, number) for number in missed]


@pytest.mark.parametrize(
    ("span", "weeks"),
    [
        pytest.param((date(2023, 1, 1), MONDAY), [1, 2, 3], id="resumed-on-the-monday"),
        pytest.param((date(2023, 1, 1), date(2023, 1, 3)), [2, 3], id="resumed-on-the-tuesday"),
        pytest.param((date(2023, 1, 8), date(2023, 1, 9)), [2, 3], id="on-the-sunday"),
        pytest.param((date(2023, 1, 9), None), [1], id="from-the-next-monday"),
    ],
)
def test_a_week_in_which_it_stood_still_owes_none(span, weeks):
    found = owed_weeks(MONDAY, None, date(2023, 1, 23), [span])
    assert found == [Week(2023, number) for number in weeks]


def test_weeks_run_over_the_turn_of_the_year():
    found = owed_weeks(date(2022, 12, 26), None, date(2023, 1, 9))
    assert found == [Week(2022, 52), Week(2023, 1)]
