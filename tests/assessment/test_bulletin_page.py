"""/bulletin/<month>/: who may read it, what it shows, the file."""

import re
from datetime import date
from io import BytesIO
from urllib.parse import quote

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from assessment.bulletin.build import SHEETS, build, build_sheet, sheets_of_month
from assessment.cards.engine import assess
from assessment.models.runs import RunKind
from projects.choices import Role
from projects.periods import Month
from tests.factories import make_plan, make_project, make_unit, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.once]
APRIL = Month(2023, 4)
READERS = [
    Role.DRC,
    Role.LEADER,
    Role.AUDITOR,
    Role.COMMERCE,
    Role.FINANCE,
    Role.INDUSTRY,
    Role.STATISTICS,
    Role.ORGANISATION,
    Role.GOV_OFFICE,
]


@pytest.fixture
def assessed():
    project = make_project(
        "P1", name="<b>示例厂</b>", unit=make_unit("甲镇", number=1), start_due=date(2023, 1, 5)
    )
    make_plan(project, 2023, 100)
    assess(date(2023, 4, 30), kind=RunKind.COMMAND)


def page(client, name="bulletin", month=APRIL, role=Role.LEADER):
    client.force_login(make_user(role, name="张三"))
    return client.get(reverse(name, args=[month]))


@pytest.mark.parametrize("name", ["bulletin", "bulletin-file"])
@pytest.mark.parametrize(
    ("role", "status"),
    [
        *(pytest.param(role, 200, id=role) for role in READERS),
        pytest.param(Role.UNIT, 403, id="unit"),
        pytest.param(Role.SYSADMIN, 403, id="sysadmin"),
    ],
)
def test_only_those_who_read_the_county_may(assessed, client, name, role, status):
    assert page(client, name, role=role).status_code == status


@pytest.mark.parametrize("name", ["bulletin", "bulletin-file"])
def test_a_stranger_signs_in_first(client, name):
    response = client.get(reverse(name, args=[APRIL]))
    assert response.status_code == 302
    assert response.url.startswith(reverse("login"))


def sheet(client, number) -> str:
    client.force_login(make_user(Role.LEADER, name="示例领导"))
    address = reverse("bulletin", args=[APRIL])
    return client.get(address, {"table": number}).content.decode()


def test_every_table_is_a_click_away(assessed, client):
    html = page(client).content.decode()
    for number, table in enumerate(build(APRIL).tables, 1):
        assert f'href="?table={number}">{table.name}</a>' in html
        assert table.title in sheet(client, number)


def test_the_sheets_one_by_one_are_the_whole_bulletin(assessed):
    whole = build(APRIL)
    one_by_one = [build_sheet(APRIL, key) for key in sheets_of_month(APRIL)]
    assert one_by_one[0].figures == whole.figures
    tables = tuple(table for sheet in one_by_one for table in sheet.tables)
    # 附表9 stands in the whole once the month's scores are published.
    assert tuple(table for table in tables if table.number != "附表9") == whole.tables
    told = {passage for sheet in one_by_one for passage in sheet.passages}
    assert {p.heading for p in set(whole.passages) - told} == {"七、附件数据核对"}


def test_the_explanation_is_two_pages_and_the_annexes_their_own(assessed, client):
    first, second = sheet(client, ""), sheet(client, "gaps")
    assert "一、总体情况" in first
    assert 'class="tiles"' in first
    assert "四、未报送单位和项目" not in first
    assert "四、未报送单位和项目" in second
    assert f'href="{reverse("annexes", args=[2023])}">看2023年附件核对' in second


def test_a_table_shows_its_headers_rows_and_subtotals(assessed, client):
    first, cards = sheet(client, 1), sheet(client, 4)
    assert 'colspan="4">年度任务</th>' in first
    assert 'rowspan="2">责任单位</th>' in first
    assert 'class="subtotal"' in first
    assert "&lt;b&gt;示例厂&lt;/b&gt;" in cards
    assert "<b>示例厂" not in cards
    assert "■ 红牌" in cards


@pytest.fixture
def many(assessed):
    """70 projects that wait for their enrolment, 70 that are enrolled."""
    unit = make_unit("乙镇", number=2)
    for number in range(140):
        enrolled = date(2023, 3, 1) if number >= 70 else None
        make_project(f"N{number:03d}", unit=unit, started_on=date(2023, 1, 5), enrolled_on=enrolled)


def enrolment(client, number: str) -> tuple[list[str], str]:
    """The projects of one page of 附表6, and the page."""
    client.force_login(make_user(Role.LEADER))
    answer = client.get(reverse("bulletin", args=[APRIL]), {"table": "6", "page": number})
    html = answer.content.decode()
    return re.findall(r">(N\d{3})<", html), html


def test_a_long_table_has_pages_that_make_up_the_whole(many, client):
    first, second, third = (enrolment(client, number) for number in "123")
    codes = [code for page in (first, second, third) for code in page[0]]
    assert codes == [f"N{number:03d}" for number in range(140)]
    assert max(len(page[0]) for page in (first, second, third)) <= 60
    assert "第 2 / 3 页" in second[1]
    assert 'href="?table=6&amp;page=3#table-title">下一页' in second[1]
    (table,) = build_sheet(APRIL, "6").tables
    assert len(table.rows) == 142


def test_a_page_begins_under_the_heading_of_its_section(many, client):
    assert enrolment(client, "1")[1].count("一、已开工未纳统（70个）") == 1
    second = enrolment(client, "2")[1]
    assert "一、已开工未纳统（70个）" in second
    assert "二、本年纳统（70个）" in second
    third = enrolment(client, "3")[1]
    assert "一、已开工未纳统（70个）" not in third
    assert "二、本年纳统（70个）" in third


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        pytest.param("", "1", id="none"),
        pytest.param("x", "1", id="word"),
        pytest.param("0", "3", id="zero"),
        pytest.param("99", "3", id="beyond"),
    ],
)
def test_no_such_page_is_the_nearest(many, client, number, shown):
    assert enrolment(client, number)[0] == enrolment(client, shown)[0]


def test_scores_that_are_not_published_are_no_sheet(assessed, client):
    assert "附表9计分考核" not in page(client).content.decode()


@pytest.mark.parametrize("number", ["0", "9", "99", "x"])
def test_no_such_table_is_the_explanation(assessed, client, number):
    assert 'id="passages-title"' in sheet(client, number)


@pytest.mark.parametrize("number", SHEETS)
def test_no_english_word_on_the_page(assessed, client, number):
    html = sheet(client, number)
    text = re.sub(r"<(style|script).*?</\1>|<[^>]*>", " ", html, flags=re.S)
    words = set(re.findall(r"[A-Za-z]{2,}", text)) - {"gt", "lt"}
    assert words == set()


def test_the_months_of_the_year_are_a_click_away(assessed, client):
    html = page(client).content.decode()
    assert f'href="{reverse("bulletin", args=[Month(2023, 1)])}"' in html
    assert f'href="{reverse("bulletin", args=[Month(2022, 12)])}"' not in html
    assert f'href="{reverse("bulletin", args=[Month(2023, 5)])}"' not in html


def test_the_file_has_a_chinese_name_and_the_pages_values(assessed, client):
    response = page(client, "bulletin-file")
    name = quote("宁阳县2023年4月重点项目建设通报（草稿）.xlsx")
    assert response["Content-Disposition"] == f"attachment; filename*=utf-8''{name}"
    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    book = load_workbook(BytesIO(b"".join(response.streaming_content)))
    built = build(APRIL).tables[0].rows[-1].values
    row = next(r for r in book["附表1开工任务"].iter_rows(values_only=True) if r[1] == "合计")
    assert row[7] == built[7]


@pytest.mark.parametrize(
    ("role", "advice"),
    [
        pytest.param(Role.DRC, "去评定", id="drc"),
        pytest.param(Role.LEADER, "请由发改局评定", id="leader"),
    ],
)
def test_a_month_never_assessed_says_what_to_do(assessed, client, role, advice):
    response = page(client, month=Month(2023, 5), role=role)
    assert response.status_code == 200
    html = response.content.decode()
    assert "2023年5月尚未评定" in html
    assert advice in html
    assert page(client, "bulletin-file", Month(2023, 5)).status_code == 404


@pytest.mark.parametrize("month", ["2023-13", "2023-00", "1999-01"])
def test_no_such_month(client, month):
    client.force_login(make_user())
    assert client.get(f"/bulletin/{month}/").status_code == 404
