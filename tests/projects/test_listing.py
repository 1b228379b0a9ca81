from datetime import date
from decimal import Decimal

import pytest

from projects import listing
from projects.choices import ReportState
from projects.models import Project
from tests.factories import make_month, make_plan, make_project, make_unit

pytestmark = pytest.mark.django_db
DAY = date(2023, 11, 30)


@pytest.fixture(autouse=True)
def two_a_page(monkeypatch):
    monkeypatch.setattr(listing, "PAGE_SIZE", 2)


@pytest.fixture
def five():
    unit = make_unit()
    for code in "ABCDE":
        make_project(code, unit=unit)


def codes(page: listing.Page) -> list[str]:
    return [line.project.code for line in page.lines]


@pytest.mark.parametrize(
    ("place", "expected", "previous", "following"),
    [
        pytest.param({}, ["A", "B"], "", "B", id="first"),
        pytest.param({"after": "B"}, ["C", "D"], "C", "D", id="middle"),
        pytest.param({"after": "D"}, ["E"], "E", "", id="last"),
        pytest.param({"before": "E"}, ["C", "D"], "C", "D", id="back"),
        pytest.param({"before": "C"}, ["A", "B"], "", "B", id="back-to-first"),
        pytest.param({"after": "E"}, [], "", "", id="beyond"),
    ],
)
def test_pages_by_code(five, place, expected, previous, following):
    page = listing.page_of(Project.objects.all(), DAY, **place)
    assert (codes(page), page.previous, page.next) == (expected, previous, following)


def test_a_page_takes_three_queries(five, django_assert_num_queries):
    with django_assert_num_queries(3):
        listing.page_of(Project.objects.all(), DAY)


def test_the_year_s_money_up_to_the_day():
    project = make_project("A", start_due=date(2023, 10, 1))
    make_plan(project, 2023, 200)
    make_plan(project, 2022, 900)
    make_month(project, "2022-12", done=5)
    make_month(project, "2023-01", done="50.5")
    make_month(project, "2023-02", done=10, state=ReportState.RETURNED)
    make_month(project, "2023-12", done=7)
    [line] = listing.page_of(Project.objects.all(), DAY).lines
    assert (line.plan, line.done, line.rate) == (200, Decimal("50.5"), Decimal("25.25"))
    assert (line.stage, line.overdue) == ("未策划", True)


def test_without_plan_or_report_there_is_no_rate():
    make_project("A", started_on=date(2023, 11, 2), start_due=date(2023, 1, 1))
    [line] = listing.page_of(Project.objects.all(), DAY).lines
    assert (line.plan, line.done, line.rate, line.stage, line.overdue) == (
        None, None, None, "开工", False,
    )  # fmt: skip


def test_totals(five):
    assert listing.totals(Project.objects.all()) == listing.Totals(5, Decimal(60_000))
    assert listing.totals(Project.objects.none()) == listing.Totals(0, Decimal(0))
