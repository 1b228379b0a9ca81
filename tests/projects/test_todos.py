"""What waits on the chain's stages, for whom, and where it leads."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from projects.choices import Role, SuspensionKind
from projects.choices.hard_cases import CaseState, QuestionState
from projects.choices.permits import PermitState
from projects.choices.planning import PlanningStep
from projects.choices.starts import PledgeState, StartState
from projects.models import (
    Attachment,
    HardCase,
    HardQuestion,
    Permit,
    PlanningRecord,
    Pledge,
    SiteMeeting,
    StartConfirmation,
    StartDueRequest,
    Suspension,
    TalkQuestion,
)
from projects.todos import todos
from tests.factories import make_project, make_unit, make_user

pytestmark = pytest.mark.django_db
DAY = date(2023, 4, 20)  # a Thursday
BEFORE = DAY - timedelta(days=1)


@pytest.fixture
def project():
    return make_project("P-1", unit=make_unit("甲镇"), start_due=DAY)


@pytest.fixture
def clerk(project):
    return make_user(Role.UNIT, project.unit)


@pytest.fixture
def drc():
    return make_user(Role.DRC)


def start(project, state):
    told = {"started_on": BEFORE, "note": "打桩", "asked_on": BEFORE}
    StartConfirmation.objects.create(project=project, state=state, **told)


def pledge(project, **values):
    row = {"unit": project.unit, "year": 2023, "state": PledgeState.ISSUED, "issued_on": BEFORE}
    Pledge.objects.create(**row | values, content={"title": "责任状"})


def scanned(project):
    stored = {"name": "a.pdf", "kind": "pdf", "size": 1, "sha256": "0", "file": "a.pdf"}
    scan = Attachment.objects.create(unit=project.unit, area="starts", **stored)
    pledge(project, scan=scan)


def permit(project, **values):
    Permit.objects.create(project=project, name="施工许可", **values)


def lacking(project):
    promise = {"missing": "红线图", "promised_on": BEFORE}
    permit(project, state=PermitState.LACKING, **promise)


def case(project, state=CaseState.LISTED, entered_on=date(2023, 4, 10)):
    HardCase.objects.create(project=project, state=state, entered_on=entered_on)


def met(project):
    """In the library, with a meeting in the last whole week."""
    case(project)
    held_on = date(2023, 4, 16)
    SiteMeeting.objects.create(project=project, held_on=held_on, minutes="纪要")


def question(project, state, due_on=DAY):
    met(project)
    told = {"number": 1, "text": "用地", "owner": "张三", "result": "已办"}
    HardQuestion.objects.create(project=project, state=state, due_on=due_on, **told)


def talk(project):
    told = {"number": 1, "content": "用地", "owner": "张三"}
    days = {"raised_on": BEFORE - timedelta(days=5), "limit_on": BEFORE}
    TalkQuestion.objects.create(project=project, **told, **days)


def ask(project):
    dates = {"old": DAY, "new": DAY + timedelta(days=30)}
    StartDueRequest.objects.create(project=project, reason="土地", asked_on=BEFORE, **dates)


def reviewed(project):
    PlanningRecord.objects.create(project=project, step=PlanningStep.REVIEW, on=BEFORE)


# What there is, what its unit and what 发改局 is told; the page it leads to.
CASES = [
    pytest.param(reviewed, None, "待记录通过", "planning-project", id="reviewed"),
    pytest.param(talk, "洽谈问题过了期限", "洽谈问题过了期限", "signing", id="late-talk"),
    pytest.param(pledge, "责任状待签字盖章", None, "pledges", id="letter-to-sign"),
    pytest.param(scanned, None, "待确认签订", "pledges", id="letter-signed"),
    pytest.param(
        lambda p: start(p, StartState.CLAIMED), "待上传佐证", None, "start", id="claimed-start"
    ),
    pytest.param(
        lambda p: start(p, StartState.SUBMITTED), None, "个开工待确认", "start", id="start"
    ),
    pytest.param(lambda p: start(p, StartState.CONFIRMED), None, None, "", id="confirmed-start"),
    pytest.param(ask, None, "时限调整待批准", "start", id="date-asked-for"),
    pytest.param(lacking, "过了承诺补齐日期", "过了承诺补齐日期", "permits-project", id="promise"),
    pytest.param(
        lambda p: permit(p, planned_on=BEFORE),
        "过了计划办结日期",
        None,
        "permits-project",
        id="late-permit",
    ),
    pytest.param(lambda p: permit(p, planned_on=DAY), None, None, "", id="permit-due-today"),
    pytest.param(
        lambda p: case(p, CaseState.SUGGESTED, None), None, "提请列入", "hard-case", id="proposed"
    ),
    pytest.param(case, "没有开现场会", "没有开现场会", "hard-case", id="missed-week"),
    pytest.param(
        lambda p: case(p, entered_on=date(2023, 4, 11)), None, None, "", id="entered-on-a-tuesday"
    ),
    pytest.param(met, None, None, "", id="met"),
    pytest.param(
        lambda p: question(p, QuestionState.OPEN, BEFORE),
        "过了解决时限",
        None,
        "hard-case",
        id="late-question",
    ),
    pytest.param(
        lambda p: question(p, QuestionState.SOLVED), None, "提请销号", "hard-case", id="solved"
    ),
]


@pytest.mark.parametrize(("make", "owed", "decided", "page"), CASES)
def test_who_is_told_what(project, clerk, drc, make, owed, decided, page):
    make(project)
    address = reverse(page, args=[] if page == "pledges" else ["P-1"]) if page else ""
    for user, said in ((clerk, owed), (drc, decided)):
        found = todos(user, DAY)
        assert [(row.number, row.url) for row in found] == [(1, address)] * bool(said)
        assert all(said in row.says for row in found)


def test_several_rows_lead_to_their_list(project, drc):
    for row in (project, make_project("P-2", unit=project.unit)):
        start(row, StartState.SUBMITTED)
    assert [(row.number, row.url) for row in todos(drc, DAY)] == [(2, reverse("starts-pending"))]


def test_another_unit_and_who_decides_nothing_are_told_nothing(project):
    for make in (talk, lacking, case):
        make(project)
    other = make_user(Role.UNIT, make_unit("乙镇"))
    for user in (other, make_user(Role.LEADER), make_user(Role.AUDITOR), make_user(Role.SYSADMIN)):
        assert todos(user, DAY) == []


def test_the_keeper_of_a_subject_is_told_of_it_alone(project):
    for make in (talk, lacking, case):
        make(project)
    (row,) = todos(make_user(Role.COMMERCE), DAY)
    assert "洽谈问题" in row.says


def test_who_stands_still_owes_no_meeting(project, clerk):
    case(project)
    kind, since = SuspensionKind.SUSPENDED, BEFORE
    Suspension.objects.create(project=project, kind=kind, from_on=since, reason="缺资金")
    assert todos(clerk, DAY) == []


@pytest.mark.parametrize("role", [Role.DRC, Role.UNIT])
def test_one_query_however_many_rows(project, clerk, drc, role, django_assert_num_queries):
    for make in (talk, lacking, case, ask):
        make(project)
    with django_assert_num_queries(1):
        assert todos(drc if role == Role.DRC else clerk, DAY)
