"""Whose turn a case is, and whether its limit runs: on the board and on the first page alike."""

from datetime import date

import pytest

from assessment.choices.notices import InterviewState
from assessment.models import Interview
from assessment.notices.board import INTERVIEWS, OVERDUE, Item, board, listed
from assessment.notices.counts import unit_news
from projects.choices import Role
from tests.assessment.cases import DAY, clerk_of, held
from tests.factories import make_project, make_unit, make_user

pytestmark = pytest.mark.django_db
DUE, AFTER = date(2023, 4, 30), date(2023, 5, 1)
SAID = {"promise": "四月底开工", "promise_due": DUE}
REPORTED = SAID | {"report": "已开工", "reported_on": DAY}


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.parametrize(
    ("state", "values", "turn", "overdue"),
    [
        pytest.param("held", {}, "责任单位填写整改承诺", False, id="no-promise"),
        pytest.param("held", SAID, "责任单位整改并报送情况", True, id="promised"),
        pytest.param("held", REPORTED, "发改局、政府办核查", False, id="reported"),
        pytest.param("follow_up", SAID, "责任单位整改并报送情况", True, id="followed-up"),
        pytest.param("follow_up", REPORTED, "发改局、政府办核查", False, id="reported-anew"),
        pytest.param("checked", REPORTED, "发改局、政府办办结", False, id="kept"),
    ],
)
def test_the_limit_runs_while_it_is_the_unit_s_turn(state, values, turn, overdue):
    project = make_project("P-1", unit=make_unit("甲镇"))
    drc, clerk = make_user(Role.DRC), clerk_of(project.unit)
    row = held(project, drc, promise="")
    checked = (
        {} if state == "held" else {"check_result": "看过", "checked_on": DAY, "checked_by": drc}
    )
    Interview.objects.filter(pk=row.pk).update(state=InterviewState(state), **values, **checked)
    item = Item(Interview.objects.get(pk=row.pk), INTERVIEWS, AFTER)
    (news,) = unit_news(clerk, AFTER)[1]
    for each in (item, news):
        assert (str(each.turn), each.is_overdue) == (turn, overdue)
    assert listed(INTERVIEWS, drc, AFTER, OVERDUE).count() == overdue
    assert sum(column.overdue for column in board(INTERVIEWS, drc, AFTER)) == overdue
