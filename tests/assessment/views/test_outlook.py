"""/outlook/: who sees what, the filters, the words, the workbook."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from assessment.choices import Annex, QuotaBand
from assessment.models import Quota
from projects.choices import Role
from tests.factories import (
    make_average,
    make_month,
    make_plan,
    make_project,
    make_unit,
    make_user,
)

pytestmark = pytest.mark.django_db
URL, PROJECTS, FILE = "/outlook/", "/outlook/projects/", "/outlook/file/"


@pytest.fixture
def units(settings):
    """甲镇 cannot meet its quota; it has a start ahead, one overdue, one undated, and a site."""
    settings.FIXED_TODAY = date(2023, 4, 26)
    own, other = make_unit("甲镇", number=1), make_unit("乙镇", number=2)
    for unit, number in ((own, 9), (other, 1)):
        Quota.objects.create(
            unit=unit, year=2023, annex=Annex.START, band=QuotaBand.TOTAL, printed=number
        )
    make_project("A1", name="甲镇水泥厂", unit=own, start_due=date(2023, 5, 1))
    make_project("A2", name="甲镇纸厂", unit=own, start_due=date(2023, 3, 1))
    make_project("A3", name="甲镇砖厂", unit=own)
    site = make_project("A4", name="甲镇=糖厂", unit=own, started_on=date(2023, 1, 5))
    make_plan(site, 2023, 1000)
    make_month(site, "2023-03", 100)
    make_month(site, "2023-04", plan=100, state="draft")
    for month, rate in (("2023-02", 5), ("2023-03", 10)):
        make_average(month, rate)
    make_project("B1", name="乙镇玻璃厂", unit=other, start_due=date(2023, 6, 1))
    return own, other


def page(client, user, url=URL) -> str:
    client.force_login(user)
    return client.get(url).content.decode()


def names(client, user, query="") -> list[tuple[str, str]]:
    client.force_login(user)
    lines = client.get(PROJECTS + query).context["page"]
    return [(line.project.code, line.rule.code) for line in lines]


def test_the_county_sees_the_unit_that_cannot_make_it_first(client, units):
    html = page(client, make_user(Role.DRC))
    assert "1 个单位有任务已无法完成" in html
    assert html.index('<th scope="row" class="nowrap">甲镇') < html.index(
        '<th scope="row" class="nowrap">乙镇'
    )
    assert "已无法完成，缺 5 个" in html
    assert "按排期可以完成" in html


def test_a_unit_sees_its_own_and_what_to_do_next(client, units):
    html = page(client, make_user(Role.UNIT, units[1]))
    assert "乙镇玻璃厂" in html
    assert "最迟 2023-06-01 开工，还有 36 天" in html
    assert "甲镇" not in html


def test_in_order_of_date_gaps_last(client, units):
    assert names(client, make_user(Role.DRC)) == [
        ("A4", "progress"), ("A2", "start"), ("A1", "start"), ("B1", "start"), ("A3", "start"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "found"),
    [
        pytest.param("?rule=progress", ["A4"], id="rule"),
        pytest.param("?turn=red", ["A2"], id="turns-red"),
        pytest.param("?turn=yellow&within=7", ["A4"], id="soon"),
        pytest.param("?turn=gap", ["A3"], id="gap"),
        pytest.param("?within=30&rule=start", ["A2"], id="within-thirty-days"),
        pytest.param("?turn=blue", ["A4", "A2", "A1", "B1", "A3"], id="no-such-choice"),
    ],
)
def test_the_filters(client, units, query, found):
    assert [code for code, _ in names(client, make_user(Role.DRC), query)] == found


def test_a_unit_filter_is_the_county_s_alone(client, units):
    own, other = units
    query = f"?unit={other.pk}"
    assert names(client, make_user(Role.DRC), query) == [("B1", "start")]
    assert ("A1", "start") in names(client, make_user(Role.UNIT, own), query)


@pytest.mark.parametrize(
    ("day", "by"),
    [
        pytest.param(date(2023, 4, 30), date(2023, 4, 30), id="until-the-month-ends"),
        pytest.param(date(2023, 5, 1), date(2023, 5, 5), id="then-until-the-report-is-due"),
    ],
)
def test_the_last_day_of_a_report(client, units, settings, day, by):
    settings.FIXED_TODAY = day
    client.force_login(make_user(Role.DRC))
    [line] = client.get(f"{PROJECTS}?rule=progress").context["page"]
    assert line.act_by == by


def test_an_assumed_average_is_named(client, units):
    html = page(client, make_user(Role.DRC), PROJECTS)
    assert "4月至少完成 50.00 万元" in html
    assert "4月均值未公布，按走势测算为 15%" in html
    make_average("2023-04", 12)
    html = page(client, make_user(Role.DRC), PROJECTS)
    assert "4月至少完成 20.00 万元" in html
    assert "4月全市均值 12%（已公布）" in html


def test_an_empty_ledger_says_what_comes_here(client, settings):
    settings.FIXED_TODAY = date(2023, 4, 26)
    drc = make_user(Role.DRC)
    assert "本年度没有任务指标" in page(client, drc)
    assert "没有可以预测的项目" in page(client, drc, PROJECTS)


def test_the_workbook_holds_both_lists_as_values(client, units):
    client.force_login(make_user(Role.DRC))
    book = load_workbook(BytesIO(b"".join(client.get(FILE).streaming_content)))
    quotas, lines = (list(book[name].values) for name in ("任务缺口", "怎样亮绿牌"))
    assert quotas[1][1:] == (
        "甲镇", "附件1 开工任务", "项目指标", 9, 1, 8, 2, 1, 6, 5, "已无法完成，缺 5 个",
    )  # fmt: skip
    assert [row[1] for row in lines[1:]] == ["A4", "A2", "A1", "B1", "A3"]
    assert lines[1][7] == 50
    assert book["怎样亮绿牌"]["C2"].data_type == "s"


def test_a_clerk_s_workbook_holds_its_own(client, units):
    client.force_login(make_user(Role.UNIT, units[1]))
    book = load_workbook(BytesIO(b"".join(client.get(FILE).streaming_content)))
    assert [row[1] for row in list(book["怎样亮绿牌"].values)[1:]] == ["B1"]


def test_the_sheet_says_what_is_ahead(client, units):
    html = page(client, make_user(Role.DRC), "/projects/A4/")
    assert "进度牌前瞻：" in html
    assert "4月至少完成 50.00 万元；不办则 2023-04-30 变黄牌、 2023-05-31 变红牌" in html
    assert "按月度计划完成则亮绿牌" in html
    html = page(client, make_user(Role.DRC), "/projects/A1/")
    assert "最迟 2023-05-01 开工，还有 5 天" in html


def test_the_sheet_and_the_list_say_the_same(client, units):
    client.force_login(make_user(Role.DRC))
    for listed in client.get(PROJECTS).context["page"]:
        [own] = client.get(f"/projects/{listed.project.code}/").context["ahead"]
        assert (own.action, own.yellow_on, own.red_on, own.amount) == (
            listed.action, listed.yellow_on, listed.red_on, listed.amount,
        )  # fmt: skip


def test_the_first_pages_lead_on(client, units):
    html = page(client, make_user(Role.DRC), "/")
    assert "30天内开工牌将变牌" in html
    assert "变黄牌 0 个，变红牌 1 个" in html
    html = page(client, make_user(Role.UNIT, units[0]), "/")
    assert "最迟 2023-05-01 开工，还有 5 天，2023-06-01 变黄牌，2023-07-01 变红牌" in html
