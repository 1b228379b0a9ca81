"""A hundred scores and more, reckoned by hand, against the rules; ranks with their ties."""

from fractions import Fraction

import pytest

from assessment.rules import rank
from assessment.scores.facts import Standing, UnitFacts
from assessment.scores.measures import MEASURES, score_of
from assessment.scores.rules import spread
from tests.data.score_cases import (
    BASE,
    CASES,
    ELAPSED,
    MONEY_YEAR,
    PLAN15,
    START30,
    Case,
    money,
    month_of,
    off,
    one,
    plans,
    starts,
    tasks,
)

F = Fraction


def facts_of(case: Case) -> UnitFacts:
    month = month_of(case)
    return UnitFacts(
        month, month.last, ELAPSED[case.month], tuple(case.projects), case.quotas, case.carries,
        tuple(case.periods),
    )  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_reckoned_by_hand(case):
    assert score_of(case.lines, facts_of(case)).total == case.total


def test_there_are_a_hundred_of_them_and_each_measure_is_among_them():
    names = [case.name for case in CASES]
    assert len(names) == len(set(names)) >= 100
    used = {line.measure for case in CASES for line in case.lines}
    bands = {code for code in MEASURES if "_over_" in code}
    assert set(MEASURES) - bands <= used
    assert used & bands


@pytest.mark.parametrize(
    ("totals", "ranks"),
    [
        pytest.param([F(90), F(80), F(70)], [1, 2, 3], id="in-order"),
        pytest.param([F(80), F(80), F(70)], [1, 1, 3], id="tie-at-the-top"),
        pytest.param([F(90), F(70), F(70)], [1, 2, 2], id="tie-at-the-end"),
        pytest.param([F(50)] * 4, [1, 1, 1, 1], id="all-the-same"),
        pytest.param([F(1, 3), F(333333, 1000000)], [1, 2], id="less-than-a-cent-apart"),
        pytest.param([30 * F(1, 3), F(10)], [1, 1], id="the-same-by-another-way"),
        pytest.param([F(0), None, F(5)], [2, None, 1], id="no-score-no-rank"),
    ],
)
def test_ranks(totals, ranks):
    found = rank(dict(enumerate(totals)))
    assert [found.get(key) for key in range(len(totals))] == ranks


def scored(lines, projects, quotas=None):
    case = Case("", None, lines, projects, quotas or {})
    return {one.line.measure: one for one in score_of(lines, facts_of(case)).lines}


def test_the_weights_still_add_up_after_spreading():
    found = scored([START30, PLAN15, MONEY_YEAR], [*starts(1), money("1", "9")], tasks(4))
    assert [found[name].weight for name in ("start_total", "planning_total", "investment")] == [
        30 * F(70, 55),
        0,
        25 * F(70, 55),
    ]
    assert sum(one.weight for one in found.values()) == 70


def test_no_quota_says_so_and_shows_what_was_done_all_the_same():
    found = scored([START30, PLAN15], [*starts(2), *plans(1)], tasks(4))["planning_total"]
    assert found.reading.standing is Standing.NOT_APPLICABLE
    assert found.reading.note == "本单位没有这项任务"
    assert [witness.words for witness in found.reading.witnesses] == ["策划通过 2023-02-10"]


def test_what_is_not_known_keeps_its_weight_and_earns_nothing():
    found = scored([MONEY_YEAR, PLAN15], [money("80", None), *plans(2)], tasks(planning=4))
    assert found["investment"].reading.standing is Standing.UNKNOWN
    assert (found["investment"].weight, found["investment"].points) == (25, 0)
    assert found["planning_total"].weight == 15


def test_carried_surplus_is_named():
    case = next(case for case in CASES if case.name == "carry-fills-lower-band")
    (line,) = score_of(case.lines, facts_of(case)).lines
    assert line.reading.note == "含高档次超额3个"


def test_the_counted_are_as_many_as_the_number_says():
    found = scored(
        [BASE, off("start_red", "1"), MONEY_YEAR],
        [*plans(3), money("5", "9"), money("7", None), one()],
        tasks(planning=4),
    )
    for measure, expected in (("planning_total", 3), ("investment", 1), ("start_red", 0)):
        witnesses = found[measure].reading.witnesses
        assert sum(witness.counts for witness in witnesses) == expected


def test_spread_gives_nothing_away_where_nothing_is_left():
    readings = {
        "start_total": MEASURES["start_total"].read(facts_of(CASES[0]._replace(quotas={})), 0)
    }
    assert spread([START30], readings) == {"start_total": 0}
