"""Checks of figures that only point: each just before, on and just after its limit."""

from decimal import Decimal

import pytest

from projects.choices.enrolment import Doubt
from projects.rules.honesty import Figures, findings


def figures(plan=None, done=None, statistics=None) -> Figures:
    return Figures(
        *({at: Decimal(str(value)) for at, value in (part or {}).items()}
          for part in (plan, done, statistics))
    )  # fmt: skip


def doubts(given: Figures, month: int) -> set[Doubt]:
    return {finding.doubt for finding in findings(given, month)}


SAME = {1: 10, 2: 20, 3: 30}


@pytest.mark.parametrize(
    ("plan", "done", "month", "found"),
    [
        pytest.param(SAME, {1: 10, 2: 20}, 2, False, id="two-months"),
        pytest.param(SAME, SAME, 3, True, id="three-months"),
        pytest.param(SAME, SAME, 2, False, id="three-months-seen-at-the-second"),
        pytest.param(SAME, {1: 10, 2: 20, 3: "30.01"}, 3, False, id="a-cent-off"),
        pytest.param({1: 1, 2: 1, 4: 1}, {1: 1, 2: 1, 4: 1}, 4, False, id="a-gap-breaks-the-run"),
        pytest.param({1: 0, 2: 0, 3: 0}, {1: 0, 2: 0, 3: 0}, 3, False, id="zeros-say-nothing"),
        pytest.param(SAME | {4: 5}, SAME | {4: 9}, 4, True, id="an-earlier-run-still-points"),
    ],
)
def test_done_equal_to_plan(plan, done, month, found):
    assert (Doubt.EQUAL_TO_PLAN in doubts(figures(plan, done), month)) is found


def test_the_words_name_the_longest_run():
    same = {at: at for at in range(2, 7)}
    (finding,) = findings(figures(same, same), 8)
    assert finding.words == "2月至6月连续5个月完成数与计划数完全相等"


@pytest.mark.parametrize(
    ("done", "month", "found"),
    [
        pytest.param({1: 20, 2: 20, 3: 20, 12: 40}, 12, False, id="exactly-forty-percent"),
        pytest.param({1: 20, 2: 20, 3: 20, 12: "40.01"}, 12, True, id="just-over"),
        pytest.param({1: 20, 2: 20, 3: 20, 12: 90}, 11, False, id="not-before-december"),
        pytest.param({1: 1, 2: 1, 12: 90}, 12, False, id="two-months-before-are-too-few"),
        pytest.param({1: 0, 2: 0, 3: 0, 12: 0}, 12, False, id="nothing-done"),
    ],
)
def test_december_jump(done, month, found):
    assert (Doubt.DECEMBER_JUMP in doubts(figures(done=done), month)) is found


@pytest.mark.parametrize(
    ("statistics", "month", "found"),
    [
        pytest.param({3: 100, 4: 100}, 4, False, id="the-same"),
        pytest.param({3: 100, 4: "99.99"}, 4, True, id="a-cent-less"),
        pytest.param({2: 100, 4: 90}, 4, True, id="over-a-month-not-reported"),
        pytest.param({3: 100, 4: 90}, 3, False, id="later-than-asked-for"),
    ],
)
def test_falling_cumulative(statistics, month, found):
    assert (Doubt.FALLING in doubts(figures(statistics=statistics), month)) is found


@pytest.mark.parametrize(
    ("done", "statistics", "found"),
    [
        pytest.param({1: 100}, {4: 120}, False, id="exactly-a-fifth-more"),
        pytest.param({1: 100}, {4: "120.01"}, True, id="just-over-a-fifth"),
        pytest.param({1: 100}, {4: 80}, False, id="exactly-a-fifth-less"),
        pytest.param({1: 100}, {4: "79.99"}, True, id="just-under"),
        pytest.param({}, {4: 1}, True, id="nothing-in-the-ledger"),
        pytest.param({}, {4: 0}, False, id="nothing-in-either"),
        pytest.param({1: 100}, {3: 1}, False, id="not-reported-this-month"),
    ],
)
def test_far_from_statistics(done, statistics, found):
    assert (Doubt.FAR in doubts(figures(done=done, statistics=statistics), 4)) is found
