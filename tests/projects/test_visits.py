"""Who is behind: by the ledger's names and by the four guarantees, for each reader its own."""

from datetime import date

import pytest

from projects.choices import Role, SuspensionKind
from projects.choices.guarantees import GuaranteeKind, Guarantor
from projects.models import Guarantee, Suspension, Visit
from projects.visits import boards
from tests.factories import make_project, make_unit, make_user

pytestmark = pytest.mark.django_db
DAY = date(2023, 4, 20)


@pytest.fixture
def project():
    unit = make_unit("甲镇")
    return make_project("A-1", unit=unit, county_leader="张县长", cadre="李干部")


@pytest.fixture
def drc():
    return make_user(Role.DRC)


def visit(project, on, person="张县长", kind=Guarantor.LEADER):
    return Visit.objects.create(project=project, visited_on=on, kind=kind, person=person)


def leaders(user, day=DAY):
    return boards(user, day)[0]


def test_a_missed_half_month_and_one_under_way(project, drc):
    (one,) = leaders(drc).people
    assert (one.person, one.visited, one.waiting, one.missed) == ("张县长", 0, 1, 1)
    visit(project, date(2023, 4, 15))
    (one,) = leaders(drc).people
    assert (one.visited, one.waiting, one.missed) == (0, 1, 0)
    visit(project, date(2023, 4, 16))
    (one,) = leaders(drc).people
    assert (one.visited, one.waiting, one.missed) == (1, 0, 0)
    assert one.charges[0].last == date(2023, 4, 16)


def test_another_person_s_visit_is_not_one_s_own(project, drc):
    visit(project, date(2023, 4, 18), person="王县长")
    visit(project, date(2023, 4, 18), person="张县长", kind=Guarantor.CADRE)
    (one,) = leaders(drc).people
    assert one.visited == 0


def test_a_guarantee_names_people_too_and_once(project, drc):
    for kind in (GuaranteeKind.LANDING, GuaranteeKind.PROGRESS):
        Guarantee.objects.create(project=project, kind=kind, person="王县长")
    Guarantee.objects.create(project=project, kind=GuaranteeKind.PROBLEMS, person="张县长")
    found = {one.person: len(one.charges) for one in leaders(drc).people}
    assert found == {"王县长": 1, "张县长": 1}


@pytest.mark.parametrize(
    ("completed", "listed"),
    [
        pytest.param(date(2023, 4, 20), 0, id="completed-that-day"),
        pytest.param(date(2023, 4, 21), 1, id="completed-the-day-after"),
    ],
)
def test_completed_projects_need_no_visit(project, drc, completed, listed):
    project.started_on, project.completed_on = date(2023, 1, 1), completed
    project.save()
    assert len(leaders(drc).people) == listed


@pytest.mark.parametrize(
    ("until", "listed"),
    [
        pytest.param(None, 0, id="stopped"),
        pytest.param(DAY, 1, id="taken-up-again-that-day"),
        pytest.param(date(2023, 4, 21), 0, id="taken-up-the-day-after"),
    ],
)
def test_stopped_projects_need_no_visit(project, drc, until, listed):
    Suspension.objects.create(
        project=project,
        kind=SuspensionKind.SUSPENDED,
        from_on=date(2023, 2, 1),
        until_on=until,
        reason="缺资金",
    )
    assert len(leaders(drc).people) == listed


def test_a_clerk_sees_its_own_projects_only(project):
    make_project("B-1", unit=make_unit("乙镇"), county_leader="王县长")
    clerk = make_user(Role.UNIT, unit=project.unit)
    assert [one.person for one in leaders(clerk).people] == ["张县长"]


def test_those_furthest_behind_stand_first(project, drc):
    for number in range(2):
        make_project(f"C-{number}", unit=project.unit, county_leader="王县长")
    assert [one.person for one in leaders(drc).people] == ["王县长", "张县长"]


def test_the_boards_take_three_queries(project, drc, django_assert_num_queries):
    with django_assert_num_queries(3):
        boards(drc, DAY)
    for number in range(5):
        row = make_project(f"C-{number}", unit=project.unit, county_leader=f"县长{number}")
        visit(row, DAY, person=f"县长{number}")
    with django_assert_num_queries(3):
        boards(drc, DAY)
