from datetime import date

import pytest

from projects.choices.permits import PermitState
from projects.rules.permits import due_on, problems, put_off

S = PermitState
DAY, LATER = date(2023, 3, 1), date(2023, 4, 1)
BLANK = {"state": S.TODO, "planned_on": None, "done_on": None, "missing": "", "promised_on": None}


@pytest.mark.parametrize(
    ("start_due", "lead", "due"),
    [
        pytest.param(date(2023, 3, 1), 10, date(2023, 2, 19), id="ten-days-before"),
        pytest.param(date(2023, 3, 1), 0, date(2023, 3, 1), id="on-the-day"),
        pytest.param(None, 10, None, id="no-committed-start"),
        pytest.param(date(2023, 3, 1), None, None, id="no-lead"),
    ],
)
def test_when_a_permit_is_due(start_due, lead, due):
    assert due_on(start_due, lead) == due


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        pytest.param({}, [], id="blank"),
        pytest.param({"state": S.DONE}, ["done_on"], id="done-without-a-date"),
        pytest.param({"state": S.DONE, "done_on": DAY}, [], id="done"),
        pytest.param({"done_on": DAY}, ["done_on"], id="a-date-but-not-done"),
        pytest.param({"state": S.LACKING}, ["missing", "promised_on"], id="lacking-what-by-when"),
        pytest.param({"state": S.LACKING, "missing": "图"}, ["promised_on"], id="no-promise"),
        pytest.param({"state": S.LACKING, "promised_on": DAY}, ["missing"], id="no-papers-named"),
        pytest.param({"state": S.LACKING, "missing": "图", "promised_on": DAY}, [], id="lacking"),
    ],
)
def test_values_beside_each_other(given, wrong):
    assert [name for name, _ in problems(BLANK | given)] == wrong


@pytest.mark.parametrize("name", ["planned_on", "promised_on"])
@pytest.mark.parametrize(
    ("old", "new", "refused"),
    [
        pytest.param(None, DAY, False, id="first-set"),
        pytest.param(DAY, DAY, False, id="kept"),
        pytest.param(DAY, LATER, True, id="put-off"),
        pytest.param(LATER, DAY, True, id="brought-forward"),
        pytest.param(DAY, None, True, id="emptied"),
    ],
)
def test_a_committed_date_is_set_once(name, old, new, refused):
    found = [attribute for attribute, _ in put_off(BLANK | {name: old}, BLANK | {name: new})]
    assert found == ([name] if refused else [])
