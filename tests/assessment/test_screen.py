from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from assessment import screen
from assessment.cards.engine import assess
from assessment.choices import Annex
from assessment.completion import completion
from assessment.models import Quota
from assessment.models.runs import RunKind
from assessment.overview import Investment
from projects.choices import Layer, Role
from projects.models import Unit
from projects.periods import Month
from tests.factories import make_average, make_month, make_plan, make_project, make_unit, make_user

pytestmark = pytest.mark.django_db
DAY = date(2023, 4, 30)
APRIL = Month(2023, 4)


def make_quota(unit, number: int) -> None:
    Quota.objects.create(year=2023, annex="start", band="total", unit=unit, printed=number)


@pytest.fixture
def units():
    """Three towns with four to start each: in March 甲 led, in April 丙 did."""
    units = [make_unit(name) for name in ("甲镇", "乙镇", "丙镇")]
    for unit in units:
        make_quota(unit, 4)
    first, second, third = units
    make_project(unit=first, started_on=date(2023, 3, 1))
    for _ in range(2):
        make_project(unit=third, started_on=date(2023, 4, 2))
    make_project("LATE", unit=second, start_due=date(2023, 1, 31))
    return units


def last(cards=None, missing=0):
    projects = {
        unit.pk: {"overdue": int(unit.name == "乙镇"), "missing": missing}
        for unit in Unit.objects.all()
    }
    return screen.last_units(completion(2023, DAY), APRIL, cards or {}, projects)[Layer.TOWN_PARK]


def test_the_last_units_say_why_and_how_they_moved(units):
    assert [(item.unit.row.label, item.unit.rank, item.movement) for item in last()] == [
        ("乙镇", 3, "▼ 降1位"),
        ("甲镇", 2, "▼ 降1位"),
        ("丙镇", 1, "▲ 升1位"),
    ]
    assert [item.reason for item in last(missing=2)] == [
        "开工 0/4 个，应开未开 1 个，缺报 2 个",
        "开工 1/4 个，缺报 2 个",
        "开工 2/4 个，缺报 2 个",
    ]


def test_in_january_nobody_has_moved(units):
    table = completion(2023, date(2023, 1, 31))
    found = screen.last_units(table, Month(2023, 1), {}, {})[Layer.TOWN_PARK]
    assert {item.movement for item in found} == {"上月无位次"}


@pytest.mark.parametrize(
    ("done", "mark"),
    [
        pytest.param("49.99", "▼", id="just-behind"),
        pytest.param("50", "", id="equal"),
        pytest.param("50.01", "", id="ahead"),
    ],
)
def test_money_is_held_against_the_elapsed_share(done, mark):
    found = screen.money_number(Investment(Decimal(100), Decimal(done), Decimal(0)), APRIL, 0.5)
    assert found.mark == mark
    assert found.note.endswith("序时 50.0%")


def test_no_plan_is_no_lag():
    found = screen.money_number(Investment(Decimal(0), Decimal(5), Decimal(0)), APRIL, 0.5)
    assert (found.mark, found.note) == ("", "没有任务，不计完成率")


def test_quota_numbers(units):
    number = screen.quota_number(completion(2023, DAY), Annex.START)
    assert (number.value, number.unit, number.mark) == ("3", "/ 12 个", "▼")
    assert number.note == "完成 25.0%，序时 32.9%"
    planned = screen.quota_number(completion(2023, DAY), Annex.PLANNING)
    assert (planned.value, planned.unit, planned.mark) == ("0", "个", "")


@pytest.mark.parametrize(
    ("now", "before", "note"),
    [
        pytest.param({(1, 3): 2, (2, 3): 1, (1, 2): 4}, {(1, 3): 1}, "比上月多2张，另有黄牌4张"),
        pytest.param({(1, 3): 1}, {(2, 3): 1}, "比上月持平，另有黄牌0张"),
        pytest.param({}, {(2, 3): 1}, "比上月少1张，另有黄牌0张"),
    ],
)
def test_red_cards_beside_last_month(now, before, note):
    found = screen.red_number(APRIL, now, before)
    assert found.note == note
    assert found.mark == ("■" if int(found.value) else "")


def test_the_screen_in_service(client, units, settings):
    settings.FIXED_TODAY = date(2023, 5, 8)
    project = make_project(unit=units[0], started_on=date(2023, 3, 1))
    make_plan(project, 2023, 10_000)
    make_month(project, "2023-03", done=2_000)
    make_average("2023-03", 10)
    assess(DAY, kind=RunKind.COMMAND)
    client.force_login(make_user(Role.LEADER))
    page = client.get(reverse("screen")).content.decode()
    assert "数据截至 <strong>2023年4月30日</strong>" in page
    assert (
        "2023年4月月报</strong>未报 <strong>2</strong> 个单位（5月5日已截止，逾期3天）：甲镇、丙镇"
        in page
    )
    assert "0.2<small> / 1.0 亿元</small>" in page


def test_an_empty_county_has_a_screen(client, settings):
    settings.FIXED_TODAY = DAY
    client.force_login(make_user(Role.LEADER))
    page = client.get(reverse("screen")).content.decode()
    assert "尚未评定" in page
    assert "本层面还没有年度任务" in page


@pytest.mark.parametrize(
    ("day", "month"),
    [
        pytest.param(date(2023, 4, 30), Month(2023, 4), id="ended"),
        pytest.param(date(2023, 5, 1), Month(2023, 4), id="just-begun"),
        pytest.param(date(2023, 5, 30), Month(2023, 4), id="a-day-short"),
        pytest.param(date(2023, 1, 3), Month(2023, 1), id="january"),
    ],
)
def test_reports_and_cards_are_those_of_the_month_that_ended(day, month):
    assert screen.judged_month(day) == month


def test_a_running_month_tells_the_last_ones_cards(client, units, settings):
    settings.FIXED_TODAY = date(2023, 5, 8)
    assess(date(2023, 5, 8), kind=RunKind.COMMAND)
    client.force_login(make_user(Role.LEADER))
    page = client.get(reverse("screen")).content.decode()
    assert "数据截至 <strong>2023年5月8日</strong>" in page
    assert "4月红牌" in page
    assert "1-4月投资" in page
    assert "红牌、缺报和投资为2023年4月的" in page
