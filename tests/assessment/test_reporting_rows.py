"""The rows of the entry page: who stands on it, what it adds up to, which card it would give."""

from decimal import Decimal

import pytest

from assessment.choices import Colour
from assessment.reporting.rows import rows_of
from projects.choices import SuspensionKind
from projects.models import Suspension
from projects.periods import Month
from tests.factories import day, make_average, make_month, make_plan, make_project, make_unit

pytestmark = pytest.mark.django_db
APRIL = Month(2023, 4)


@pytest.fixture
def unit():
    return make_unit("甲镇")


def row(unit, **fields):
    fields.setdefault("started_on", day("2023-01-10"))
    project = make_project("J1", unit=unit, **fields)
    return project, lambda: rows_of(unit, APRIL)[0]


@pytest.mark.parametrize(
    ("fields", "listed"),
    [
        pytest.param({"started_on": "2023-04-30"}, True, id="started-on-the-last-day"),
        pytest.param({"started_on": "2023-05-01"}, False, id="started-a-day-later"),
        pytest.param({}, False, id="not-started"),
        pytest.param(
            {"started_on": "2023-01-01", "completed_on": "2023-04-01"}, True, id="completed-in-it"
        ),
        pytest.param(
            {"started_on": "2023-01-01", "completed_on": "2023-03-31"}, False, id="completed-before"
        ),
    ],
)
def test_who_stands_on_the_page(unit, fields, listed):
    make_project("J1", unit=unit, **{name: day(value) for name, value in fields.items()})
    assert bool(rows_of(unit, APRIL)) is listed


def test_a_suspended_project_stands_there_only_with_a_plan_or_a_report(unit):
    project, _ = row(unit)
    Suspension.objects.create(
        project=project, kind=SuspensionKind.SUSPENDED, from_on=day("2023-04-01"), reason="缺资金"
    )
    assert rows_of(unit, APRIL) == []
    make_month(project, "2023-04", None, 10)
    (found,) = rows_of(unit, APRIL)
    assert not found.is_missing
    assert found.reason == "停建"


def test_another_unit_s_projects_do_not(unit):
    make_project("Y1", unit=make_unit("乙镇"), started_on=day("2023-01-10"))
    assert rows_of(unit, APRIL) == []


def test_only_what_counts_is_in_the_cumulative_amount(unit):
    project, found = row(unit)
    make_plan(project, 2023, 1000)
    make_month(project, "2022-12", 500)
    make_month(project, "2023-01", 100)
    make_month(project, "2023-02", 50, state="returned")
    make_month(project, "2023-03", 30, state="draft")
    make_month(project, "2023-04", 20, state="draft")
    assert found().before == 100
    assert found().cumulative == 120
    assert found().rate == 12


def test_a_blank_is_no_zero(unit):
    project, found = row(unit)
    assert found().done is None
    assert found().is_missing
    assert not found().lacks_zero_reason
    report = make_month(project, "2023-04", 0)
    assert found().lacks_zero_reason
    report.zero_reason = "停工检修"
    report.save()
    assert not found().lacks_zero_reason


@pytest.mark.parametrize(
    ("done", "colour"),
    [("100", Colour.GREEN), ("99.99", Colour.YELLOW), (None, Colour.YELLOW)],
)
def test_the_card_that_it_would_give(unit, done, colour):
    project, found = row(unit)
    make_plan(project, 2023, 1000)
    make_average("2023-04", 10)
    make_month(project, "2023-04", done, state="draft")
    assert found().colour == colour


@pytest.mark.parametrize(
    ("done", "need", "words"),
    [
        pytest.param(None, 100, "变绿还需 100 万元", id="nothing-entered"),
        pytest.param("99.99", Decimal("0.01"), "变绿还需 0.01 万元", id="a-cent-short"),
        pytest.param("100", 0, "已够绿牌", id="exactly"),
        pytest.param("100.01", 0, "已够绿牌", id="more"),
    ],
)
def test_what_green_still_takes(unit, done, need, words):
    project, found = row(unit)
    make_plan(project, 2023, 1000)
    make_average("2023-04", 10)
    make_month(project, "2023-04", done, state="draft")
    assert (found().need, found().ahead) == (need, words)
    assert (found().colour is Colour.GREEN) == (need == 0)


def test_the_last_average_stands_in_and_is_named(unit):
    project, found = row(unit)
    make_plan(project, 2023, 1000)
    assert (found().need, found().ahead) == (None, "")
    make_average("2023-02", 10)
    assert found().ahead == "变绿还需 100 万元（本月均值未公布，按2月测算）"


@pytest.mark.parametrize("amount", [None, 0])
def test_without_a_plan_nothing_is_asked_for(unit, amount):
    project, found = row(unit)
    make_average("2023-04", 10)
    if amount is not None:
        make_plan(project, 2023, amount)
    assert (found().need, found().ahead) == (None, "")


def test_below_average_a_second_month_is_red(unit):
    project, found = row(unit)
    make_plan(project, 2023, 1000)
    make_average("2023-03", 10)
    make_average("2023-04", 10)
    assert found().colour == Colour.RED


def test_without_the_city_s_average_there_is_no_card(unit):
    project, found = row(unit)
    make_plan(project, 2023, 1000)
    assert (found().colour, found().reason) == (None, "缺全市均值")


def test_last_month_may_lie_in_the_year_before(unit):
    project, _ = row(unit, started_on=day("2022-06-01"))
    make_month(project, "2022-12", 70, visible_progress="封顶")
    make_month(project, "2023-01", 80, visible_progress="封顶")
    (found,) = rows_of(unit, Month(2023, 1))
    assert found.before == 0
    assert found.difference == Decimal(10)
    assert [doubt.name for doubt in found.doubts] == ["SAME_WORDS"]
