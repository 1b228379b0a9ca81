from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from assessment.investment import investment
from projects.choices import Layer, ReportState, Role
from projects.periods import Month
from tests.factories import make_month, make_plan, make_project, make_unit, make_user

pytestmark = pytest.mark.django_db
APRIL = Month(2023, 4)


@pytest.fixture
def unit():
    return make_unit("甲镇", number=1)


def test_amounts_of_a_month(unit):
    project = make_project(unit=unit)
    make_plan(project, 2023, 1000)
    make_plan(project, 2022, 77)
    make_month(project, "2022-12", done=500)
    make_month(project, "2023-01", done="100.10", plan=90)
    make_month(project, "2023-04", done="50.25", plan=80)
    make_month(project, "2023-05", done=999, plan=999)
    row = investment(APRIL).rows[0]
    assert (row.projects, row.annual_plan, row.month_plan) == (1, Decimal(1000), Decimal(80))
    assert (row.month_done, row.done) == (Decimal("50.25"), Decimal("150.35"))
    assert row.rate == Fraction(15035, 1000)
    assert row.lead == Fraction(15035, 1000) - Fraction(120, 365) * 100


@pytest.mark.parametrize(
    ("state", "amount", "done", "projects"),
    [
        pytest.param(ReportState.SUBMITTED, 5, 5, 1, id="submitted"),
        pytest.param(ReportState.ACCEPTED, 5, 5, 1, id="accepted"),
        pytest.param(ReportState.DRAFT, 5, 0, 0, id="draft"),
        pytest.param(ReportState.RETURNED, 5, 0, 0, id="returned"),
        pytest.param(ReportState.SUBMITTED, 0, 0, 1, id="zero-is-reported"),
        pytest.param(ReportState.SUBMITTED, None, 0, 0, id="blank-is-not"),
    ],
)
def test_only_reports_that_count_are_added(unit, state, amount, done, projects):
    make_plan(make_project(unit=unit), 2023, 0)
    make_month(make_project(unit=unit), "2023-04", done=amount, state=state)
    row = investment(APRIL).rows[0]
    assert (row.done, row.projects) == (done, 1 + projects)


def test_sums_are_exact(unit):
    for _ in range(30):
        project = make_project(unit=unit)
        make_plan(project, 2023, "99999999.99")
        make_month(project, "2023-04", done="0.29")
    row = investment(APRIL).rows[0]
    assert str(row.annual_plan) == "2999999999.70"
    assert str(row.done) == "8.70"


def test_a_unit_without_a_plan_has_no_rate_and_no_rank(unit):
    make_month(make_project(unit=unit), "2023-04", done=5)
    row = investment(APRIL).rows[0]
    assert (row.rate, row.lead, row.rank) == (None, None, None)


def test_ranks_ties_subtotals_and_total():
    for number, layer, done in (
        (1, Layer.TOWN_PARK, 10),
        (2, Layer.TOWN_PARK, 10),
        (3, Layer.TOWN_PARK, 5),
        (17, Layer.DEPARTMENT, 1),
    ):
        project = make_project(unit=make_unit(f"单位{number}", number=number, layer=layer))
        make_plan(project, 2023, 100)
        make_month(project, "2023-04", done=done)
    table = investment(APRIL)
    assert [row.rank for row in table.rows] == [1, 1, 3, 1]
    assert [(row.label, row.done, row.rate) for row in table.subtotals.values()] == [
        ("镇街园区小计", 25, Fraction(25, 3)),
        ("部门企业小计", 1, 1),
    ]
    assert (table.total.label, table.total.projects, table.total.done) == ("合计", 4, 26)
    assert table.total.rank is None


def test_an_empty_ledger_gives_empty_sums():
    table = investment(APRIL)
    assert (table.rows, table.total.done, table.total.rate) == ([], 0, None)


def test_a_unit_sees_its_own_row_and_its_place_among_all(unit):
    for owner, done in ((unit, 1), (make_unit("乙镇", number=2), 2)):
        project = make_project(unit=owner)
        make_plan(project, 2023, 100)
        make_month(project, "2023-04", done=done)
    table = investment(APRIL, make_user(Role.UNIT, unit))
    assert [(row.label, row.rank) for row in table.rows] == [("甲镇", 2)]
    assert table.layer_sizes[Layer.TOWN_PARK] == 2
    assert table.total.done == 1
    assert investment(APRIL, make_user(Role.SYSADMIN)).rows == []


@pytest.mark.parametrize("projects", [3, 60])
def test_the_number_of_queries_is_fixed(unit, projects, django_assert_num_queries):
    for _ in range(projects):
        project = make_project(unit=unit, started_on=date(2023, 1, 1))
        make_plan(project, 2023, 100)
        make_month(project, "2023-04", done=1)
    with django_assert_num_queries(3):
        investment(APRIL)
