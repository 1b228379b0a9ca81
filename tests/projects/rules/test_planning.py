from datetime import date

import pytest

from projects.choices.planning import PlanningStep, ThreeOne
from projects.rules.planning import EVERY, Standing, next_due, step_of, turns, wrong_day

S, T = PlanningStep, ThreeOne
DAY = date(2023, 3, 10)


@pytest.mark.parametrize(
    ("planned_on", "latest", "step"),
    [
        pytest.param(None, None, S.IDEA, id="nothing-yet"),
        pytest.param(None, "draft", S.DRAFT, id="at-the-latest-step"),
        pytest.param(None, "review", S.REVIEW, id="reviewed-is-not-passed"),
        pytest.param(DAY, "review", S.PASS, id="dated"),
        pytest.param(DAY, None, S.PASS, id="dated-by-the-ledger-alone"),
        pytest.param(None, "pass", S.REVIEW, id="passed-but-the-date-was-emptied"),
    ],
)
def test_step_of(planned_on, latest, step):
    assert step_of(planned_on, latest) is step


@pytest.mark.parametrize(
    ("on", "before", "after", "said"),
    [
        pytest.param("2023-03-10", None, None, "", id="today"),
        pytest.param("2023-03-11", None, None, "还没有到", id="tomorrow"),
        pytest.param("2023-03-05", "2023-03-05", None, "", id="same-day-as-before"),
        pytest.param("2023-03-04", "2023-03-05", None, "不能早于", id="a-day-before"),
        pytest.param("2023-03-05", None, "2023-03-05", "", id="same-day-as-after"),
        pytest.param("2023-03-06", None, "2023-03-05", "不能晚于", id="a-day-after"),
    ],
)
def test_wrong_day(on, before, after, said):
    days = [text and date.fromisoformat(text) for text in (on, before, after)]
    found = wrong_day(*days, DAY)
    assert (said in found) if said else found == ""


def test_a_year_holds_twelve_six_and_four():
    assert {kind: len(turns(kind, 2023, [], DAY)) for kind in EVERY} == {
        T.INDUSTRY: 12,
        T.TALK: 6,
        T.FACTORY: 4,
    }


@pytest.mark.parametrize(
    ("kind", "held", "today", "number", "standing"),
    [
        pytest.param(T.INDUSTRY, [], "2023-01-31", 0, Standing.DUE, id="last-day-is-due"),
        pytest.param(T.INDUSTRY, [], "2023-02-01", 0, Standing.MISSED, id="next-day-is-missed"),
        pytest.param(T.INDUSTRY, [], "2023-01-31", 1, Standing.AHEAD, id="ahead"),
        pytest.param(T.INDUSTRY, ["2023-01-31"], "2023-02-01", 0, Standing.HELD, id="on-the-last"),
        pytest.param(T.INDUSTRY, ["2023-01-01"], "2023-01-01", 0, Standing.HELD, id="on-the-first"),
        pytest.param(T.INDUSTRY, ["2023-02-01"], "2023-02-01", 0, Standing.MISSED, id="too-late"),
        pytest.param(T.INDUSTRY, ["2022-12-31"], "2023-01-31", 0, Standing.DUE, id="too-early"),
        pytest.param(T.INDUSTRY, ["2023-01-20"], "2023-01-19", 0, Standing.DUE, id="announced"),
        pytest.param(T.TALK, ["2023-03-01"], "2023-04-30", 1, Standing.HELD, id="talk-first-day"),
        pytest.param(T.TALK, [], "2023-02-28", 0, Standing.DUE, id="talk-last-day"),
        pytest.param(T.TALK, [], "2023-03-01", 0, Standing.MISSED, id="talk-missed"),
        pytest.param(T.FACTORY, [], "2024-03-31", 0, Standing.MISSED, id="last-year-is-missed"),
        pytest.param(T.FACTORY, ["2023-06-30"], "2023-06-30", 1, Standing.HELD, id="factory"),
        pytest.param(T.FACTORY, [], "2023-12-31", 3, Standing.DUE, id="factory-last-turn"),
    ],
)
def test_standing_of_a_turn(kind, held, today, number, standing):
    days = [date.fromisoformat(text) for text in held]
    assert turns(kind, 2023, days, date.fromisoformat(today))[number].standing is standing


def test_the_first_event_of_a_turn_counts():
    days = [date(2023, 2, 20), date(2023, 1, 5)]
    assert turns(T.TALK, 2023, days, DAY)[0].held_on == date(2023, 1, 5)


@pytest.mark.parametrize(
    ("held", "today", "label"),
    [
        pytest.param([], "2022-12-31", "1-2月", id="nothing-yet"),
        pytest.param([], "2023-03-01", "3-4月", id="a-missed-turn-is-not-next"),
        pytest.param(["2023-03-01"], "2023-03-01", "5-6月", id="held-goes-to-the-next"),
        pytest.param(["2023-12-31"], "2023-12-31", None, id="the-year-is-done"),
    ],
)
def test_next_due(held, today, label):
    days = [date.fromisoformat(text) for text in held]
    found = next_due(turns(T.TALK, 2023, days, date.fromisoformat(today)))
    assert (found and found.label) == label
