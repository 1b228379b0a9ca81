"""Permits from the template and one by one: who writes, what is refused, what the trail keeps."""

from datetime import date

import pytest

from projects.actions.permits import add_permit, apply_templates, save_permit
from projects.actions.reporting import StaleError
from projects.actions.versions import RefusedError
from projects.choices import Role
from projects.choices.permits import PermitState
from projects.lifecycles import MoveError
from projects.models import Permit, PermitTemplate
from tests.factories import make_project, make_type, make_unit, make_user

pytestmark = pytest.mark.django_db
DAY = date(2023, 3, 1)
VALUES = {"planned_on": DAY, "done_on": None, "missing": "", "promised_on": None, "remark": ""}


@pytest.fixture
def project():
    kind = make_type("产业")
    for number, (name, lead) in enumerate([("施工许可", 10), ("立项备案", None)], start=1):
        PermitTemplate.objects.create(project_type=kind, name=name, order=number, lead_days=lead)
    PermitTemplate.objects.create(project_type=make_type("民生"), name="可研批复")
    return make_project("A-1", unit=make_unit("甲镇"), start_due=date(2023, 3, 11))


@pytest.fixture
def clerk(project):
    return make_user(Role.UNIT, project.unit)


@pytest.fixture
def permit(project):
    return Permit.objects.create(project=project, name="施工许可", planned_on=DAY)


def save(permit, by, version=1, move="", **given):
    return save_permit(permit=permit, version=version, values=VALUES | given, move=move, by=by)


def test_the_template_of_the_type_makes_the_list(project, clerk):
    assert apply_templates(projects=[project], by=clerk) == 2
    assert list(project.permits.values_list("name", "planned_on", "state")) == [
        ("施工许可", DAY, PermitState.TODO),
        ("立项备案", None, PermitState.TODO),
    ]
    assert {row.history_user for row in Permit.history.all()} == {clerk}


def test_applied_again_it_adds_what_is_missing_and_keeps_the_rest(project, clerk, permit):
    save(permit, clerk, done_on=DAY, move="finish")
    assert apply_templates(projects=[project], by=clerk) == 1
    assert apply_templates(projects=[project], by=clerk) == 0
    assert project.permits.get(name="施工许可").state == PermitState.DONE


@pytest.mark.parametrize("count", [1, 20])
def test_lists_are_made_in_a_fixed_number_of_queries(
    project, clerk, count, django_assert_max_num_queries
):
    projects = [make_project(unit=project.unit) for _ in range(count)]
    with django_assert_max_num_queries(8):
        apply_templates(projects=projects, by=clerk)


@pytest.mark.parametrize("role", [Role.UNIT, Role.LEADER, Role.COMMERCE, Role.AUDITOR])
def test_nobody_else_writes(project, permit, role):
    stranger = make_user(role)
    with pytest.raises(RefusedError):
        apply_templates(projects=[project], by=stranger)
    with pytest.raises(RefusedError):
        add_permit(project=project, values={"name": "取水许可"}, by=stranger)
    with pytest.raises(RefusedError):
        save(permit, stranger, remark="x")
    assert Permit.history.count() == 1


@pytest.mark.parametrize("move", ["", "begin"])
def test_a_stale_version_writes_nothing(permit, clerk, move):
    save(permit, clerk, remark="先写的")
    with pytest.raises(StaleError) as error:
        save(Permit.objects.get(), clerk, remark="后写的", move=move)
    assert error.value.current.remark == "先写的"
    assert Permit.objects.get().remark == "先写的"


def test_a_life_with_papers_missing(permit, clerk):
    permit = save(permit, clerk, move="begin")
    permit = save(permit, clerk, 2, move="lack", missing="红线图", promised_on=DAY)
    permit = save(permit, clerk, 3, move="finish", missing="红线图", promised_on=DAY, done_on=DAY)
    assert list(permit.history.order_by("pk").values_list("state", flat=True)) == [
        "todo", "handling", "lacking", "done",
    ]  # fmt: skip
    assert permit.history.first().history_user == clerk


def test_a_reopened_permit_loses_its_date(permit):
    drc = make_user(Role.DRC)
    permit = save(permit, drc, move="finish", done_on=DAY)
    permit = save(permit, drc, 2, move="reopen", done_on=DAY)
    assert (permit.state, permit.done_on) == (PermitState.HANDLING, None)


@pytest.mark.parametrize(
    ("given", "text"),
    [
        pytest.param({"move": "finish"}, "实际办结日期", id="finished-without-a-date"),
        pytest.param({"move": "lack"}, "所缺材料", id="lacking-without-papers"),
        pytest.param({"done_on": DAY}, "未办结", id="date-without-the-move"),
        pytest.param({"planned_on": date(2023, 9, 1)}, "由发改局更改", id="put-off"),
    ],
)
def test_what_a_clerk_is_refused(permit, clerk, given, text):
    with pytest.raises(RefusedError, match=text):
        save(permit, clerk, **given)
    assert Permit.objects.get().version == 1


def test_a_move_that_is_not_the_clerk_s(permit, clerk):
    with pytest.raises(MoveError):
        save(permit, clerk, move="reopen")


def test_the_bureau_puts_a_date_off(permit):
    later = date(2023, 9, 1)
    assert save(permit, make_user(Role.DRC), planned_on=later).planned_on == later


def test_a_permit_beside_the_template(project, permit, clerk):
    added = add_permit(project=project, values={"name": "取水许可", "planned_on": DAY}, by=clerk)
    assert (added.order, added.history.get().history_user) == (1, clerk)
    with pytest.raises(RefusedError, match="同名"):
        add_permit(project=project, values={"name": "施工许可"}, by=clerk)
