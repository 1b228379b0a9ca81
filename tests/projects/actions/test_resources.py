"""Needs of a project: who writes, which version wins, whose the green channel is, 三（四）."""

from datetime import date

import pytest

from projects.actions.reporting import StaleError
from projects.actions.resources import raise_need, save_need
from projects.actions.versions import RefusedError
from projects.choices import Role
from projects.choices.resources import NeedState
from projects.lifecycles import MoveError
from projects.models import ResourceNeed
from tests.factories import make_project, make_unit, make_user

pytestmark = pytest.mark.django_db
NEED = {"kind": "land", "content": "工业用地", "amount": "30亩", "need_by": date(2023, 6, 1)}


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
def need(project, clerk):
    return raise_need(project=project, values=NEED, by=clerk)


def save(need, by, move="", version=None, **values):
    given = {name: getattr(need, name) for name in (*NEED, "matched_with", "result")}
    given |= {"green_channel": need.green_channel} | values
    version = need.version if version is None else version
    return save_need(need=need, version=version, values=given, move=move, by=by)


def test_a_need_is_raised_with_its_author(need, clerk):
    assert (need.state, need.version, need.history.get().history_user) == (
        NeedState.RAISED,
        1,
        clerk,
    )


@pytest.mark.parametrize(
    "role", [Role.UNIT, Role.LEADER, Role.FINANCE, Role.AUDITOR, Role.SYSADMIN]
)
def test_nobody_else_writes(project, need, role):
    other = make_user(role)
    for write in (
        lambda: raise_need(project=project, values=NEED | {"content": "供电"}, by=other),
        lambda: save(need, other, content="供电"),
    ):
        with pytest.raises(RefusedError, match="无权填写"):
            write()
    assert ResourceNeed.objects.get().content == "工业用地"


def test_the_same_need_stands_once(project, need, clerk):
    with pytest.raises(RefusedError):
        raise_need(project=project, values=NEED, by=clerk)


def test_who_wrote_on_an_older_version_loses(need, clerk, drc):
    save(need, drc, content="工业用地40亩")
    with pytest.raises(StaleError):
        save(need, clerk, content="供电", version=1)
    assert ResourceNeed.objects.get().content == "工业用地40亩"


def test_the_green_channel_is_the_bureau_s(need, clerk, drc):
    assert not save(need, clerk, green_channel=True).green_channel
    need.refresh_from_db()
    opened = save(need, drc, green_channel=True)
    assert opened.green_channel
    assert save(opened, clerk, green_channel=False).green_channel
    assert opened.history.first().history_user == clerk


@pytest.mark.parametrize(
    ("move", "values", "said"),
    [
        pytest.param("match", {"matched_with": ""}, "须写明对接部门", id="matched-with-nobody"),
        pytest.param("settle", {"result": ""}, "须写明落实情况", id="settled-without-result"),
    ],
)
def test_a_move_needs_its_words(need, drc, move, values, said):
    with pytest.raises(RefusedError, match=said):
        save(need, drc, move, **values)


def test_moves_by_who_and_state(need, clerk, drc):
    with pytest.raises(MoveError):
        save(need, clerk, "match", matched_with="自然资源局")
    row = save(need, drc, "match", matched_with="自然资源局")
    row = save(row, clerk, "settle", result="已供地")
    assert row.state == NeedState.SETTLED
    for move in ("settle", "match", "withdraw"):
        with pytest.raises(MoveError):
            save(row, drc, move)
    with pytest.raises(MoveError):
        save(row, clerk, "reopen")
    assert save(row, drc, "reopen").state == NeedState.RAISED
