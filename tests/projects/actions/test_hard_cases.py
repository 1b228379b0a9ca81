"""The library's actions: who decides, which version wins, what the ledger follows, 二（三）4."""

from datetime import date

import pytest

from projects.actions.hard_cases import (
    add_question,
    decide_case,
    propose_case,
    save_meeting,
    save_question,
)
from projects.actions.reporting import StaleError
from projects.actions.versions import RefusedError
from projects.choices import Role
from projects.choices.hard_cases import CaseState, QuestionState
from projects.lifecycles import MoveError
from projects.models import HardCase, HardQuestion, Project, SiteMeeting
from tests.factories import make_project, make_unit, make_user

pytestmark = pytest.mark.django_db
DAY, LATER = date(2023, 4, 20), date(2023, 5, 20)
CASE = {"leader": "李县长", "task_force": "专班", "reason": "手续多"}
MEETING = {"held_on": DAY, "chair": "李县长", "minutes": "议定迁改"}
QUESTION = {"text": "迁改", "owner": "张三", "due_on": LATER}


@pytest.fixture
def project():
    return make_project("P-1", unit=make_unit("甲镇"))


@pytest.fixture
def clerk(project):
    return make_user(Role.UNIT, project.unit)


@pytest.fixture
def drc():
    return make_user(Role.DRC)


@pytest.fixture
def listed(project, drc):
    return decide(project, drc, "enter")


OTHERS = [
    pytest.param(Role.UNIT, id="another-unit"),
    pytest.param(Role.LEADER, id="leader"),
    pytest.param(Role.GOV_OFFICE, id="reads-the-subject"),
    pytest.param(Role.AUDITOR, id="auditor"),
    pytest.param(Role.SYSADMIN, id="sysadmin"),
]


def decide(project, by, move="", version=0, **values):
    given = CASE | values
    return decide_case(project=project, version=version, values=given, move=move, on=DAY, by=by)


def meet(project, by, meeting=None, version=0, **values):
    given = MEETING | values
    return save_meeting(
        project=project, meeting=meeting, version=version, values=given, today=DAY, by=by
    )


def question(row, by, move="", version=None, **values):
    given = {"due_on": row.due_on, "result": "已办"} | values
    version = row.version if version is None else version
    return save_question(question=row, version=version, values=given, move=move, by=by)


def marked() -> bool:
    return Project.objects.get().is_hard_case


def test_the_ledger_follows_the_decision_with_its_author(project, drc):
    case = decide(project, drc, "enter")
    assert (case.state, case.entered_on, case.leader, marked()) == ("listed", DAY, "李县长", True)
    assert Project.objects.get().history.first().history_user == drc
    case = decide(project, drc, "close", case.version)
    assert (case.state, case.closed_on, marked()) == ("closed", DAY, False)
    case = decide(project, drc, "enter", case.version)
    assert (case.state, case.closed_on, marked()) == ("listed", None, True)
    assert {row.history_user for row in case.history.all()} == {drc}


def test_changing_the_task_force_moves_nothing(project, drc, listed):
    case = decide(project, drc, version=listed.version, leader="王县长")
    assert (case.leader, case.state, case.entered_on) == ("王县长", "listed", DAY)


def test_a_case_is_first_decided_then_changed(project, drc):
    with pytest.raises(RefusedError, match="还没有入库"):
        decide(project, drc)
    assert not HardCase.objects.exists()


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_decides_or_writes(project, listed, role):
    other = make_user(role)
    row = HardQuestion.objects.create(project=project, number=1, **QUESTION)
    writes = (
        lambda: decide(project, other, "close", listed.version),
        lambda: propose_case(project=project, reason="手续多", by=other),
        lambda: meet(project, other),
        lambda: add_question(project=project, values=QUESTION, by=other),
        lambda: question(row, other, "solve"),
    )
    for write in writes:
        with pytest.raises(RefusedError):
            write()
    assert (HardCase.objects.get().state, SiteMeeting.objects.exists()) == ("listed", False)


def test_a_unit_proposes_once_and_with_a_reason(project, clerk):
    with pytest.raises(RefusedError, match="理由"):
        propose_case(project=project, reason="", by=clerk)
    assert propose_case(project=project, reason="手续多", by=clerk).state == CaseState.SUGGESTED
    with pytest.raises(RefusedError):
        propose_case(project=project, reason="手续多", by=clerk)
    with pytest.raises(RefusedError, match="由发改局决定"):
        decide(project, clerk, "enter")
    assert not marked()


def test_who_decides_on_an_older_version_loses(project, drc, listed):
    decide(project, drc, version=listed.version, leader="王县长")
    with pytest.raises(StaleError) as caught:
        decide(project, drc, "close", listed.version)
    assert caught.value.current.leader == "王县长"
    assert marked()


@pytest.mark.parametrize(
    ("state", "move"),
    [
        pytest.param("listed", "decline", id="declined-in-the-library"),
        pytest.param("closed", "close", id="closed-twice"),
        pytest.param("declined", "close", id="closed-outside"),
    ],
)
def test_a_move_that_the_state_does_not_allow(project, drc, listed, state, move):
    dates = {"entered_on": DAY, "closed_on": DAY if state == "closed" else None}
    HardCase.objects.update(state=state, **dates)
    with pytest.raises(MoveError):
        decide(project, drc, move, listed.version)


def test_open_questions_keep_the_case_open(project, clerk, drc, listed):
    row = add_question(project=project, values=QUESTION, by=clerk)
    row = question(row, clerk, "solve")
    with pytest.raises(RefusedError, match="还有 1 个问题没有销号"):
        decide(project, drc, "close", listed.version)
    question(row, drc, "close")
    assert decide(project, drc, "close", listed.version).state == CaseState.CLOSED


def test_a_question_is_numbered_solved_sent_back_and_closed(project, clerk, drc, listed):
    first, second = (add_question(project=project, values=QUESTION, by=clerk) for _ in range(2))
    assert (first.number, second.number) == (1, 2)
    row = question(first, clerk, "solve")
    with pytest.raises(MoveError):
        question(row, clerk, "close")
    row = question(row, drc, "send_back")
    assert row.state == QuestionState.OPEN
    row = question(row, drc, "close")
    assert [each.history_user for each in row.history.order_by("history_id")] == [
        clerk,
        clerk,
        drc,
        drc,
    ]


def test_only_the_bureau_puts_a_limit_off(project, clerk, drc, listed):
    row = add_question(project=project, values=QUESTION, by=clerk)
    with pytest.raises(RefusedError, match="原为2023-05-20"):
        question(row, clerk, due_on=date(2023, 6, 1))
    assert question(row, drc, due_on=date(2023, 6, 1)).due_on == date(2023, 6, 1)


def test_an_older_question_loses(project, clerk, listed):
    row = add_question(project=project, values=QUESTION, by=clerk)
    question(row, clerk, result="一半")
    with pytest.raises(StaleError):
        question(row, clerk, "solve", version=row.version)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        pytest.param({"held_on": date(2023, 4, 21)}, "不能晚于今天", id="tomorrow"),
        pytest.param({}, "", id="today"),
    ],
)
def test_the_day_of_a_meeting(project, clerk, listed, values, said):
    if said:
        with pytest.raises(RefusedError, match=said):
            meet(project, clerk, **values)
    else:
        assert meet(project, clerk, **values).history.get().history_user == clerk


def test_a_meeting_is_corrected_and_loses_to_a_newer_one(project, clerk, listed):
    row = meet(project, clerk)
    assert meet(project, clerk, row, row.version, minutes="改").minutes == "改"
    with pytest.raises(StaleError):
        meet(project, clerk, row, row.version, minutes="旧")


def test_outside_the_library_nothing_is_written(project, clerk):
    with pytest.raises(RefusedError, match="不在攻坚项目库中"):
        meet(project, clerk)
    with pytest.raises(RefusedError, match="不在攻坚项目库中"):
        add_question(project=project, values=QUESTION, by=clerk)
