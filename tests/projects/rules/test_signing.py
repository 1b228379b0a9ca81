"""Limits of questions and their words, on both sides of every boundary."""

from datetime import date

import pytest

from projects.models import TalkQuestion
from projects.rules.signing import days_over, is_overdue, question_faults
from tests.factories import make_project

LIMIT = date(2023, 4, 10)

CASES = [
    pytest.param(date(2023, 4, 9), None, False, 0, id="day-before-limit"),
    pytest.param(LIMIT, None, False, 0, id="on-the-limit"),
    pytest.param(date(2023, 4, 11), None, True, 1, id="day-after-limit"),
    pytest.param(date(2023, 4, 20), LIMIT, False, 0, id="closed-on-the-limit"),
    pytest.param(date(2023, 4, 20), date(2023, 4, 20), False, 10, id="closed-late-that-day"),
    pytest.param(date(2023, 4, 20), date(2023, 4, 21), True, 10, id="closed-the-day-after"),
]


@pytest.mark.parametrize(("day", "closed", "overdue", "over"), CASES)
def test_overdue(day, closed, overdue, over):
    assert is_overdue(limit_on=LIMIT, closed_on=closed, day=day) is overdue
    assert days_over(limit_on=LIMIT, closed_on=closed, day=day) == over


@pytest.mark.django_db
@pytest.mark.parametrize(("day", "closed", "overdue", "over"), CASES)
def test_the_query_agrees(day, closed, overdue, over):
    TalkQuestion.objects.create(
        project=make_project(),
        number=1,
        content="用地",
        owner="王",
        raised_on=date(2023, 4, 1),
        limit_on=LIMIT,
        closed_on=closed,
        result="已解决" if closed else "",
    )
    assert TalkQuestion.objects.overdue_on(day).exists() is overdue


RAISED = date(2023, 4, 1)


@pytest.mark.parametrize(
    ("limit", "closed", "result", "fields"),
    [
        pytest.param(RAISED, None, "", [], id="limit-on-the-day-itself"),
        pytest.param(date(2023, 3, 31), None, "", ["limit_on"], id="limit-before"),
        pytest.param(LIMIT, RAISED, "好", [], id="closed-on-the-day-itself"),
        pytest.param(LIMIT, date(2023, 3, 31), "好", ["closed_on"], id="closed-before"),
        pytest.param(LIMIT, RAISED, "", ["result"], id="closed-without-result"),
    ],
)
def test_faults(limit, closed, result, fields):
    found = question_faults(raised_on=RAISED, limit_on=limit, closed_on=closed, result=result)
    assert [field for field, _ in found] == fields
