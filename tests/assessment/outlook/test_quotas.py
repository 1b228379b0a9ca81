"""Open quotas against the ledger's pipeline, and against what completion comes to in the end."""

from datetime import date

import pytest

from assessment.choices import Annex, QuotaBand
from assessment.completion import completion
from assessment.models import Policy, Quota
from assessment.outlook.quotas import quota_lines
from projects.choices import Role
from projects.models import Project, Suspension
from tests.factories import make_project, make_unit, make_user

pytestmark = pytest.mark.django_db
DAY = date(2023, 9, 28)
TOTAL, HIGH, LOW = QuotaBand.TOTAL, QuotaBand.OVER_100M, QuotaBand.OVER_5M
BIG, SMALL, TINY = 10_000, 9_999, 499


@pytest.fixture
def unit():
    return make_unit("甲镇")


@pytest.fixture
def reader():
    return make_user(Role.DRC)


def quota(unit, number, band=TOTAL, annex=Annex.START):
    return Quota.objects.create(unit=unit, year=2023, annex=annex, band=band, printed=number)


def line(reader, band=TOTAL, annex=Annex.START, day=DAY):
    lines = quota_lines(2023, day, reader)
    return next(one for one in lines if (one.band, one.annex) == (band, annex))


@pytest.mark.parametrize(
    ("fields", "dated", "undated"),
    [
        pytest.param({"start_due": date(2023, 9, 28)}, 1, 0, id="due-today"),
        pytest.param({"start_due": date(2023, 12, 31)}, 1, 0, id="due-on-the-last-day"),
        pytest.param({"start_due": date(2024, 1, 1)}, 0, 0, id="due-next-year"),
        pytest.param({"start_due": date(2022, 5, 1)}, 1, 0, id="overdue-since-last-year"),
        pytest.param({}, 0, 1, id="no-date"),
        pytest.param({"started_on": date(2023, 9, 28)}, 0, 0, id="started-today"),
        pytest.param({"started_on": date(2023, 9, 29)}, 1, 0, id="a-start-entered-ahead"),
        pytest.param({"start_due": date(2023, 10, 1), "total_investment": TINY}, 0, 0, id="below"),
    ],
)
def test_what_may_still_start(unit, reader, fields, dated, undated):
    quota(unit, 3)
    make_project(unit=unit, **fields)
    outlook = line(reader).outlook
    assert (outlook.dated, outlook.given.undated) == (dated, undated)


@pytest.mark.parametrize(
    ("kind", "until", "month"),
    [
        pytest.param("suspended", None, None, id="suspended"),
        pytest.param("ended", None, None, id="ended"),
        pytest.param("suspended", date(2023, 12, 31), 12, id="goes-on-on-the-last-day"),
        pytest.param("suspended", date(2024, 1, 1), None, id="goes-on-next-year"),
        pytest.param("suspended", date(2023, 9, 29), 10, id="goes-on-tomorrow"),
    ],
)
def test_who_stands_still_until_the_end_of_the_year_does_not_come(unit, reader, kind, until, month):
    quota(unit, 1)
    project = make_project(unit=unit, start_due=date(2023, 10, 5))
    Suspension.objects.create(
        project=project, kind=kind, from_on=date(2023, 9, 1), until_on=until, reason="-"
    )
    found = line(reader)
    assert found.outlook.dated == (month is not None)
    assert found.state == ("dated" if month else "lost")
    if month:
        assert found.outlook.given.by_month[month - 1] == 1


def test_an_overdue_start_stands_in_this_month(unit, reader):
    quota(unit, 2)
    make_project(unit=unit, start_due=date(2023, 3, 1))
    make_project(unit=unit, start_due=date(2023, 11, 1))
    found = line(reader)
    assert [str(month) for month in found.months] == ["2023-09", "2023-10", "2023-11", "2023-12"]
    assert found.left == [1, 1, 0, 0]


@pytest.mark.parametrize(
    ("fields", "dated", "undated"),
    [
        pytest.param({"planned_on": date(2023, 9, 28)}, 0, 0, id="passed-today"),
        pytest.param({"planned_on": date(2023, 9, 29)}, 1, 0, id="a-review-tomorrow"),
        pytest.param({"planned_on": date(2024, 1, 1)}, 0, 0, id="a-review-next-year"),
        pytest.param({}, 0, 1, id="still-in-planning"),
        pytest.param({"started_on": date(2023, 2, 1)}, 0, 0, id="started-without-a-review"),
    ],
)
def test_what_may_still_pass_its_review(unit, reader, fields, dated, undated):
    quota(unit, 3, annex=Annex.PLANNING)
    make_project(unit=unit, **fields)
    outlook = line(reader, annex=Annex.PLANNING).outlook
    assert (outlook.dated, outlook.given.undated) == (dated, undated)


@pytest.mark.parametrize("carry", [False, True], ids=["not-carried", "carried-down"])
def test_what_stays_open_is_what_completion_comes_to(unit, reader, carry):
    """All that is foreseen starts; then the year's completion lacks exactly the shortfall."""
    Policy.objects.create(year=2023, carry_surplus_down=carry)
    for band, number in ((TOTAL, 8), (HIGH, 1), (LOW, 6)):
        quota(unit, number, band)
    for investment, fields in (
        (BIG, {"started_on": date(2023, 2, 1)}),
        (BIG, {"start_due": date(2023, 10, 1)}),
        (BIG, {}),
        (SMALL, {"started_on": date(2023, 3, 1)}),
        (SMALL, {"start_due": date(2023, 11, 1)}),
        (SMALL, {}),
    ):
        make_project(unit=unit, total_investment=investment, **fields)
    foreseen = {one.band: one.outlook.shortfall for one in quota_lines(2023, DAY, reader)}
    Project.objects.filter(started_on=None).update(started_on=date(2023, 12, 31))
    [row] = completion(2023, date(2023, 12, 31)).rows
    lacking = {
        band: max(0, cell.effective - cell.counted)
        for (annex, band), cell in row.cells.items()
        if annex is Annex.START and cell.effective is not None
    }
    assert foreseen == lacking
    assert lacking[LOW] == (1 if carry else 3)


def test_who_cannot_make_it_comes_first(unit, reader):
    second, third = make_unit("乙镇"), make_unit("丙镇")
    for place, number in ((unit, 0), (second, 2), (third, 1)):
        quota(place, number)
    make_project(unit=third)
    states = [(one.unit.name, one.state) for one in quota_lines(2023, DAY, reader)]
    assert states == [("乙镇", "lost"), ("丙镇", "undated"), ("甲镇", "met")]


def test_a_clerk_sees_own_quotas_only(unit):
    quota(unit, 1)
    other = make_unit("乙镇")
    quota(other, 1)
    make_project(unit=unit)
    clerk = make_user(Role.UNIT, other)
    assert [(one.unit, one.state) for one in quota_lines(2023, DAY, clerk)] == [(other, "lost")]


def test_the_number_of_queries_is_fixed(unit, reader, django_assert_num_queries):
    quota(unit, 90)
    for size in (1, 20):
        for _ in range(size):
            make_project(unit=unit, start_due=date(2023, 10, 1))
        with django_assert_num_queries(8):
            quota_lines(2023, DAY, reader)
