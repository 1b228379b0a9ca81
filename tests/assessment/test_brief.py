from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document

from assessment.bulletin.brief import Period, brief, quarter_of
from assessment.bulletin.build import build
from assessment.cards.engine import assess
from assessment.documents.brief import write_brief
from assessment.models import Mention, Quota
from assessment.models.runs import RunKind
from projects.choices import Role
from projects.models import Project
from projects.periods import Month
from tests.factories import make_average, make_month, make_plan, make_project, make_unit, make_user

pytestmark = pytest.mark.django_db
MARCH = Month(2023, 3)
ONE = Period(MARCH, MARCH)


@pytest.fixture
def county(settings):
    """甲 started two, one of them in March; 乙 owes two since January and reports nothing."""
    settings.FIXED_TODAY = date(2023, 4, 8)
    first, second = make_unit("甲镇"), make_unit("乙镇")
    for unit in (first, second):
        Quota.objects.create(year=2023, annex="start", band="total", unit=unit, printed=2)
    for started in (date(2023, 2, 1), date(2023, 3, 2)):
        project = make_project(unit=first, started_on=started, total_investment=20_000)
        make_plan(project, 2023, 10_000)
    make_month(project, "2023-03", done="12345.67")
    for _ in range(2):
        make_project(unit=second, start_due=date(2022, 12, 31))
    make_average("2023-03", 10)
    assess(date(2023, 3, 31), kind=RunKind.COMMAND)
    return first, second


def lines(period: Period = ONE) -> dict[str, tuple[str, ...]]:
    return {passage.heading[2:]: passage.lines for passage in brief(period).passages}


def test_it_says_what_the_tables_say(county):
    told = lines()
    assert told["总体情况"][0] == (
        "截至2023年3月31日，序时进度24.66%。全县累计新开工项目2个，完成年度任务4个的50.00%，"
        "超序时25.34个百分点。全县累计策划项目0个。重点项目累计完成投资1.23亿元，"
        "占年度计划2.00亿元的61.73%，超序时37.07个百分点。"
    )
    assert told["开工情况"][0].startswith("本月新开工项目1个。")
    assert told["投资进度"][0] == "本月完成投资1.23亿元。"
    figures = {figure.label: figure.value for figure in build(MARCH).figures}
    assert figures["累计完成投资(万元)"] == "12,345.67"


def test_problems_name_units_with_numbers(county):
    assert lines()["存在问题"] == (
        "（一）应开未开项目2个，涉及1个单位：乙镇2个。",
        "（二）持续红牌项目2个，涉及1个单位：乙镇2个。",
        "（三）未报送月度进度的在建项目1个，涉及1个单位：甲镇1个。",
    )


def test_without_problems_it_says_so(county):
    Project.objects.filter(unit=county[1]).delete()
    make_month(Project.objects.first(), "2023-03", done=1)
    assess(date(2023, 3, 31), kind=RunKind.COMMAND)
    assert lines()["存在问题"] == ("没有应开未开、持续红牌和未报送的项目。",)


def test_only_decided_names_are_demanded(county):
    assert not any("预警提醒" in line for line in lines()["下步要求"])
    decided = {"decided_by": make_user(Role.DRC), "decided_on": date(2023, 4, 6), "evidence": []}
    row = {"year": 2023, "month": 3, "kind": "warning"} | decided
    Mention.objects.create(unit=county[1], state="listed", **row)
    Mention.objects.create(unit=county[0], state="left_out", reason="已整改", **row)
    assert lines()["下步要求"][-1] == "4．严肃预警提醒。对乙镇予以预警提醒。"


def test_a_quarter_adds_its_months_up(county):
    quarter = quarter_of(MARCH)
    assert quarter is not None
    told = lines(quarter)
    assert brief(quarter).title == "宁阳县2023年第一季度重点项目推进情况专报"
    assert told["开工情况"][0].startswith("本季度新开工项目2个。")
    assert told["投资进度"][0] == "本季度完成投资1.23亿元。"
    assert quarter_of(Month(2023, 4)) is None


def test_the_paper_is_an_official_one(county):
    document = Document(BytesIO(write_brief(brief(ONE, ["附表1开工任务"]))))
    section = document.sections[0]
    assert [round(each.cm, 1) for each in (section.page_width, section.top_margin)] == [21, 3.7]
    told = [paragraph.text for paragraph in document.paragraphs if paragraph.text]
    assert told[0] == "宁阳县2023年3月重点项目推进情况通报"
    assert "代拟稿" in told[1]
    assert told[-3:] == ["附件：1．附表1开工任务", "宁阳县发展和改革局", "2023年　　月　　日"]


def test_the_page_and_its_file(client, county):
    client.force_login(make_user(Role.LEADER))
    page = client.get(reverse("brief", args=[MARCH])).content.decode()
    assert "本月新开工项目1个" in page
    assert "第一季度专报" in page
    answer = client.get(reverse("brief-file", args=[MARCH]) + "?period=quarter")
    assert Document(BytesIO(b"".join(answer.streaming_content))).paragraphs[0].text.endswith("专报")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/bulletin/2023-02/brief/?period=quarter", 404),
        ("/bulletin/2023-05/brief/", 200),
        ("/bulletin/2023-05/brief/file/", 404),
    ],
)
def test_what_is_not_there(client, county, address, status):
    client.force_login(make_user(Role.LEADER))
    answer = client.get(address)
    assert answer.status_code == status
    assert "代拟" not in answer.content.decode()
