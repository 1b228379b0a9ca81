"""The writes of signing: who may, what is refused, what loses to a newer version."""

from datetime import date

import pytest

from projects.actions import signing
from projects.actions.reporting import StaleError
from projects.actions.versions import RefusedError
from projects.choices import Role
from projects.choices.signing import QuestionState, Readiness
from projects.models import (
    Project,
    ReadinessItem,
    Signing,
    SigningEvent,
    SigningTeam,
    Talk,
    TalkQuestion,
)
from tests.factories import make_project, make_unit, make_user

pytestmark = pytest.mark.django_db
TODAY = date(2023, 4, 20)
RAISED, LIMIT = date(2023, 4, 3), date(2023, 4, 10)


@pytest.fixture
def project() -> Project:
    return make_project("A1", unit=make_unit("甲镇"))


@pytest.fixture
def clerk(project):
    return make_user(Role.UNIT, project.unit)


def talk(project, by, **given) -> Talk:
    values = {"held_on": RAISED, "way": "visited", "people": "王", "content": "选址"} | given
    return signing.add_talk(project=project, today=TODAY, by=by, **values)


def question(project, by, **given) -> TalkQuestion:
    values = {"content": "用地指标", "owner": "李", "raised_on": RAISED, "limit_on": LIMIT} | given
    return signing.raise_question(project=project, today=TODAY, by=by, **values)


def team(project, by, version=0) -> SigningTeam:
    return signing.save_team(project=project, head="赵书记", members="钱", version=version, by=by)


def ready(project, by, done_on=RAISED, version=0) -> ReadinessItem:
    return signing.save_readiness(
        project=project, item=Readiness.LAND, done_on=done_on, version=version, today=TODAY, by=by
    )


def sign(project, by, version="0:", **given):
    values = {"signed_on": TODAY, "partner": "示例集团", "event": None} | given
    return signing.record_signing(project=project, version=version, today=TODAY, by=by, **values)


WRITES = [team, talk, question, ready, sign]
TABLES = (SigningTeam, Talk, TalkQuestion, ReadinessItem, Signing)


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.UNIT, True),
        (Role.DRC, True),
        (Role.COMMERCE, True),
        (Role.INDUSTRY, False),
        (Role.LEADER, False),
        (Role.AUDITOR, False),
        (Role.SYSADMIN, False),
    ],
)
def test_who_may_write(project, write, role, may):
    by = make_user(role, project.unit if role is Role.UNIT else None)
    if not may:
        with pytest.raises(RefusedError, match="无权"):
            write(project, by)
    else:
        write(project, by)
    assert sum(table.objects.count() for table in TABLES) == may
    authors = {user for table in TABLES for user in table.history.values_list("history_user")}
    assert authors == ({(by.pk,)} if may else set())


@pytest.mark.parametrize("write", WRITES)
def test_another_unit_may_not(project, write):
    with pytest.raises(RefusedError, match="无权"):
        write(project, make_user(Role.UNIT))


def test_numbers_count_within_the_project(project, clerk):
    assert [talk(project, clerk).number for _ in range(2)] == [1, 2]
    other = make_project("A2", unit=project.unit)
    assert talk(other, clerk).number == 1


def test_a_team_is_named_once_and_changed_by_version(project, clerk):
    first = team(project, clerk)
    assert team(project, clerk, version=1).version == 1, "nothing changed, nothing written"
    changed = signing.save_team(project=project, head="新", members="", version=1, by=clerk)
    assert (changed.pk, changed.version) == (first.pk, 2)
    for stale in (0, 1):
        with pytest.raises(StaleError) as lost:
            signing.save_team(project=project, head="旧", members="", version=stale, by=clerk)
        assert lost.value.current.head == "新"


def test_a_talk_changes_by_version(project, clerk):
    row = talk(project, clerk)
    values = {"held_on": RAISED, "way": "meeting", "people": "王", "content": "价格"}
    assert signing.change_talk(talk=row, version=1, today=TODAY, by=clerk, **values).version == 2
    with pytest.raises(StaleError):
        signing.change_talk(talk=row, version=1, today=TODAY, by=clerk, **values)


@pytest.mark.parametrize(
    ("write", "given"),
    [
        pytest.param(talk, {"held_on": date(2023, 4, 21)}, id="talk-tomorrow"),
        pytest.param(
            question, {"raised_on": date(2023, 4, 21), "limit_on": date(2023, 5, 1)}, id="question"
        ),
        pytest.param(question, {"limit_on": date(2023, 4, 2)}, id="limit-before-raised"),
        pytest.param(ready, {"done_on": date(2023, 4, 21)}, id="ready-tomorrow"),
        pytest.param(sign, {"signed_on": date(2023, 4, 21)}, id="signed-tomorrow"),
    ],
)
def test_days_that_cannot_be(project, clerk, write, given):
    with pytest.raises(RefusedError, match="不能"):
        write(project, clerk, **given)
    assert sum(table.objects.count() for table in TABLES) == 0


def test_a_question_from_open_to_closed_and_back(project, clerk):
    row = question(project, clerk)
    closing = {"closed_on": LIMIT, "result": "已批", "today": TODAY, "by": clerk}
    row = signing.close_question(question=row, version=1, **closing)
    assert row.state is QuestionState.CLOSED
    with pytest.raises(RefusedError, match="已办结"):
        signing.close_question(question=row, version=2, **closing)
    with pytest.raises(RefusedError, match="重新打开"):
        signing.change_question(
            question=row, version=2, today=TODAY, by=clerk, raised_on=RAISED, limit_on=LIMIT
        )
    row = signing.reopen_question(question=row, version=2, by=clerk)
    assert (row.state, row.result, row.version) == (QuestionState.OPEN, "", 3)
    with pytest.raises(RefusedError, match="未办结"):
        signing.reopen_question(question=row, version=3, by=clerk)
    assert list(row.history.order_by("history_id").values_list("result", flat=True)) == [
        "",
        "已批",
        "",
    ]


def test_a_question_is_not_closed_without_a_result_or_before_it_was_raised(project, clerk):
    row = question(project, clerk)
    for closed_on, result in ((LIMIT, ""), (date(2023, 4, 2), "好"), (date(2023, 4, 21), "好")):
        with pytest.raises(RefusedError):
            signing.close_question(
                question=row,
                closed_on=closed_on,
                result=result,
                version=1,
                today=TODAY,
                by=clerk,
            )
    row.refresh_from_db()
    assert row.state is QuestionState.OPEN


def test_readiness_is_marked_and_taken_back(project, clerk):
    assert ready(project, clerk).done_on == RAISED
    assert ready(project, clerk, done_on=None, version=1).done_on is None
    with pytest.raises(StaleError):
        ready(project, clerk, version=1)
    assert ReadinessItem.objects.count() == 1


def test_the_signing_stands_in_the_ledger_with_its_author(project, clerk):
    drc = make_user()
    event = signing.save_event(
        event=SigningEvent(), name="签约会", held_on=TODAY, kind="season", version=0, by=drc
    )
    stands = sign(project, clerk, event=event)
    project.refresh_from_db()
    assert project.signed_on == TODAY
    assert project.history.latest().history_user == clerk
    assert (stands.event, stands.partner) == (event, "示例集团")
    corrected = sign(project, clerk, version=stands.version, signed_on=RAISED)
    assert corrected.signed_on == RAISED
    assert Signing.objects.get().version == 2


def test_a_signing_loses_to_another_and_to_an_import(project, clerk):
    stands = sign(project, clerk)
    with pytest.raises(StaleError) as lost:
        sign(project, clerk, signed_on=RAISED)
    assert lost.value.current == stands
    Project.objects.filter(pk=project.pk).update(signed_on=RAISED)
    with pytest.raises(StaleError) as lost:
        sign(project, clerk, version=stands.version)
    assert lost.value.current.signed_on == RAISED


@pytest.mark.parametrize(
    ("role", "may"),
    [(Role.COMMERCE, True), (Role.DRC, True), (Role.UNIT, False), (Role.LEADER, False)],
)
def test_who_keeps_the_events(role, may):
    values = {"name": "进博会", "held_on": TODAY, "kind": "major"}
    by = make_user(role)
    if may:
        event = signing.save_event(event=SigningEvent(), version=0, by=by, **values)
        with pytest.raises(RefusedError, match="同名同日"):
            signing.save_event(event=SigningEvent(), version=0, by=by, **values)
        with pytest.raises(StaleError):
            signing.save_event(event=event, version=9, by=by, **values)
    else:
        with pytest.raises(RefusedError, match="商务局"):
            signing.save_event(event=SigningEvent(), version=0, by=by, **values)
