"""A problem of a visit: handed to a unit, solved, confirmed by the enterprise's contact."""

from datetime import date

import pytest

from projects.actions.guarantees import Seen, record_visit, remove_visit
from projects.actions.versions import RefusedError
from projects.actions.visit_problems import assign_problem, confirm_problem, solve_problem
from projects.choices import Role
from projects.choices.guarantees import Guarantor, ProblemState
from projects.lifecycles import MoveError
from projects.models import Visit, VisitProblem
from tests.factories import make_project, make_unit, make_user

pytestmark = pytest.mark.django_db
DAY, LIMIT = date(2023, 4, 10), date(2023, 4, 20)
SAID = {"contact": "李经理", "phone": "13800000000", "opinion": "满意", "today": DAY}


@pytest.fixture
def project():
    return make_project("A-1", unit=make_unit("甲镇"), county_leader="张县长")


@pytest.fixture
def keeper():
    return make_user(Role.ORGANISATION)


@pytest.fixture
def power():
    """A unit that is not the project's, but can solve the problem."""
    return make_user(Role.UNIT, make_unit("供电公司"))


@pytest.fixture
def problem(project):
    seen = Seen(DAY, Guarantor.LEADER, "", "没有电", problem=True)
    leader = make_user(Role.LEADER, name="张县长")
    record_visit(project=project, seen=seen, photo=None, today=DAY, by=leader)
    return VisitProblem.objects.get()


@pytest.fixture
def assigned(problem, keeper, power):
    return assign_problem(
        problem=problem, version=1, unit=power.unit, limit_on=LIMIT, today=DAY, by=keeper
    )


def solved(problem, by):
    return solve_problem(
        problem=problem, version=problem.version, solution="接通", today=DAY, by=by
    )


def said(problem, move, by, **given):
    return confirm_problem(
        problem=problem, version=problem.version, move=move, by=by, **(SAID | given)
    )


def test_a_visit_without_the_tick_is_no_problem(project):
    seen = Seen(DAY, Guarantor.LEADER, "张县长", "正常")
    record_visit(project=project, seen=seen, photo=None, today=DAY, by=make_user(Role.DRC))
    assert not VisitProblem.objects.exists()


def test_found_by_a_leader_with_the_visit_s_words(problem):
    assert (problem.text, problem.state, problem.visit.person) == (
        "没有电", ProblemState.FOUND, "张县长"
    )  # fmt: skip


def test_a_visit_that_found_a_problem_stays(problem):
    with pytest.raises(RefusedError, match="不能删除"):
        remove_visit(row=problem.visit, version=1, by=make_user(Role.DRC))
    assert Visit.objects.exists()


@pytest.mark.parametrize("role", [Role.UNIT, Role.LEADER, Role.GOV_OFFICE])
def test_only_the_keepers_assign_and_confirm(problem, project, role):
    person = make_user(role, project.unit if role == Role.UNIT else None)
    with pytest.raises(RefusedError):
        assign_problem(
            problem=problem, version=1, unit=project.unit, limit_on=LIMIT, today=DAY, by=person
        )
    with pytest.raises(RefusedError):
        said(problem, "confirm", person)


def test_only_the_unit_that_it_was_handed_to_solves(assigned, project, power):
    with pytest.raises(RefusedError):
        solved(assigned, make_user(Role.UNIT, project.unit))
    assert solved(assigned, power).solved_on == DAY


def test_both_units_see_it_and_no_other(assigned, project, power):
    seen = {
        unit.name: VisitProblem.objects.visible_to(make_user(Role.UNIT, unit)).count()
        for unit in (project.unit, power.unit, make_unit("乙镇"))
    }
    assert seen == {"甲镇": 1, "供电公司": 1, "乙镇": 0}


@pytest.mark.parametrize("lacking", ["contact", "phone"])
def test_the_enterprise_s_word_has_a_name_and_a_phone(assigned, power, keeper, lacking):
    with pytest.raises(RefusedError, match="企业联系人"):
        said(solved(assigned, power), "confirm", keeper, **{lacking: ""})


def test_confirmed_with_who_wrote_it_down_and_when(assigned, power, keeper):
    with pytest.raises(MoveError):
        said(assigned, "confirm", keeper)
    row = said(solved(assigned, power), "confirm", keeper)
    assert (row.state, row.contact, row.phone, row.confirmed_by, row.confirmed_on) == (
        ProblemState.CONFIRMED, "李经理", "13800000000", keeper, DAY
    )  # fmt: skip


def test_not_accepted_it_goes_back_with_the_reason(assigned, power, keeper):
    row = solved(assigned, power)
    with pytest.raises(RefusedError, match="不认可"):
        said(row, "send_back", keeper, opinion="")
    back = said(row, "send_back", keeper, opinion="仍跳闸")
    assert (back.state, back.confirmed_on, back.finished) == (ProblemState.ASSIGNED, None, None)


@pytest.mark.parametrize(
    ("day", "late"), [(LIMIT, 0), (date(2023, 4, 21), 1)], ids=["on-the-limit", "the-day-after"]
)
def test_overdue(assigned, day, late):
    assert VisitProblem.objects.overdue(day).count() == late
