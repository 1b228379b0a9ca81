"""附表7 督办约谈: every column of each kind of row, and the state at the end of the sheet's day."""

from datetime import date, timedelta

import pytest

from assessment.actions import notices, proposals
from assessment.bulletin.build import build
from assessment.cards.engine import assess
from assessment.choices import Rule
from assessment.models import Card
from assessment.models.runs import RunKind
from projects.choices import Role
from projects.periods import Month
from tests.assessment.cases import DAY, circulated, clerk_of, held, issued, proposed
from tests.factories import make_average, make_project, make_type, make_unit, make_user

pytestmark = pytest.mark.django_db
MARCH, APRIL, MAY = Month(2023, 3), Month(2023, 4), Month(2023, 5)
COLUMNS = (
    "序号", "类别", "文号", "责任单位", "项目编号", "项目名称", "牌种", "持续红牌月份", "红牌月数",
    "情况", "依据", "时限", "状态",
)  # fmt: skip


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    make_average("2023-01", 0, make_type("其他"))  # the cards begin in this year


@pytest.fixture
def project():
    """Red for not having started from March on."""
    return make_project(
        "L1", name="甲厂", unit=make_unit("甲镇", number=1), start_due=date(2023, 1, 15)
    )


@pytest.fixture
def drc():
    return make_user(Role.DRC)


def told(month: Month, day: date) -> list[dict]:
    """The sheet's rows by column, judged up to `day`."""
    assess(day, kind=RunKind.COMMAND)
    table = next(each for each in build(month).tables if each.number == "附表7")
    assert tuple(column.title for column in table.columns) == COLUMNS
    return [dict(zip(COLUMNS, row.values, strict=True)) for row in table.rows]


def of_kind(kind: str, month: Month = APRIL, day: date = APRIL.last) -> list[dict]:
    return [row for row in told(month, day) if row["类别"] == kind]


def on_card(project, drc, **more):
    """A notice on the project's red card of March, issued on DAY."""
    assess(MARCH.last, kind=RunKind.COMMAND)
    card = Card.objects.select_related("project__unit").get(
        project=project, rule=Rule.START, month=3
    )
    values = {"subject": "推进项目", "matter": "另有两次缺席调度会", "demands": "立即开工",
              "attached": "", "due_on": DAY + timedelta(days=10)}  # fmt: skip
    row = notices.draw_up(unit=project.unit, values=values | more, cards=[card], on=DAY, by=drc)
    return notices.issue(notice=row, version=row.version, on=DAY, by=drc)


def test_a_proposal(project, drc):
    assert told(APRIL, APRIL.last) == [
        {
            "序号": 1,
            "类别": "约谈建议",
            "文号": "",
            "责任单位": "甲镇",
            "项目编号": "L1",
            "项目名称": "甲厂",
            "牌种": "开工牌",
            "持续红牌月份": "2023年3月至2023年4月",
            "红牌月数": 2,
            "情况": "计划开工 2023年1月15日，至 2023年4月30日仍未开工，逾期满3个月（共105天）",
            "依据": "二（三）3",
            "时限": None,
            "状态": "建议约谈，待发改局确认",
        }
    ]


def test_an_interview(project, drc):
    held(project, drc)
    [row] = of_kind("约谈")
    assert {name: row[name] for name in COLUMNS[1:]} == {
        "类别": "约谈",
        "文号": "宁发改约〔2023〕1号",
        "责任单位": "甲镇",
        "项目编号": "L1",
        "项目名称": "甲厂",
        "牌种": "开工牌",
        "持续红牌月份": "2023年2月至2023年3月",
        "红牌月数": None,
        "情况": "四月底开工",
        "依据": "三（五）",
        "时限": date(2023, 4, 30),
        "状态": "已约谈待核查",
    }


def test_a_notice_with_its_cards_and_its_words(project, drc):
    on_card(project, drc)
    [row] = of_kind("督办通知书")
    figures, matter = row["情况"].split("\n")
    assert figures.startswith("甲厂（L1）：2023年3月开工牌为红牌，")
    assert figures.endswith("依据二（三）3。")
    assert matter == "另有两次缺席调度会"
    assert {name: row[name] for name in COLUMNS[1:] if name != "情况"} == {
        "类别": "督办通知书",
        "文号": "宁发改督〔2023〕1号",
        "责任单位": "甲镇",
        "项目编号": "L1",
        "项目名称": "甲厂",
        "牌种": "开工牌",
        "持续红牌月份": "2023年3月",
        "红牌月数": None,
        "依据": "三（五）",
        "时限": date(2023, 4, 13),
        "状态": "待签收",
    }


def test_a_circular_names_its_notices(project, drc):
    circulated(issued(project.unit, drc), drc, date(2023, 4, 20))
    [row] = of_kind("通报")
    assert {name: row[name] for name in COLUMNS[1:]} == {
        "类别": "通报",
        "文号": "宁发改通〔2023〕1号",
        "责任单位": "甲镇",
        "项目编号": "",
        "项目名称": "宁发改督〔2023〕1号",
        "牌种": "",
        "持续红牌月份": "",
        "红牌月数": None,
        "情况": "督办通知书逾期未回复",
        "依据": "三（五）",
        "时限": None,
        "状态": "已印发",
    }
    assert of_kind("通报", MAY, MAY.last) == [], "a circular stands in the month of its issue"


def test_the_rows_are_counted_through_in_the_order_of_the_kinds(project, drc):
    held(project, drc)
    circulated(issued(project.unit, drc), drc, date(2023, 4, 20))
    rows = told(APRIL, APRIL.last)
    assert [row["序号"] for row in rows] == [1, 2, 3, 4]
    assert [row["类别"] for row in rows] == ["约谈建议", "约谈", "督办通知书", "通报"]


STATES = [
    pytest.param(date(2023, 4, 30), "待核查", id="the-day-of-the-reply"),
    pytest.param(date(2023, 4, 29), "整改中", id="the-day-before"),
]


@pytest.mark.parametrize(("day", "state"), STATES)
def test_the_state_is_that_of_the_sheet_s_day(project, drc, day, state):
    clerk, row = clerk_of(project.unit), on_card(project, drc)
    row = notices.receive(notice=row, version=row.version, on=date(2023, 4, 4), by=clerk)
    notices.reply(
        notice=row,
        version=row.version,
        text="已进场",
        no_papers="口头说明",
        on=date(2023, 4, 30),
        by=clerk,
    )
    assert [each["状态"] for each in of_kind("督办通知书", day=day)] == [state]


@pytest.mark.parametrize(
    ("closed_on", "in_may"),
    [
        pytest.param(date(2023, 4, 30), [], id="closed-before-the-month"),
        pytest.param(date(2023, 5, 1), ["已销号"], id="closed-in-the-month"),
        pytest.param(None, ["待核查"], id="still-open"),
    ],
)
def test_a_notice_stands_until_the_month_of_its_end(project, drc, closed_on, in_may):
    clerk, row = clerk_of(project.unit), on_card(project, drc)
    row = notices.receive(notice=row, version=row.version, on=date(2023, 4, 4), by=clerk)
    row = notices.reply(
        notice=row,
        version=row.version,
        text="已进场",
        no_papers="口头说明",
        on=date(2023, 4, 9),
        by=clerk,
    )
    if closed_on:
        notices.close(notice=row, version=row.version, text="属实", on=closed_on, by=drc)
    assert [each["状态"] for each in of_kind("督办通知书", MAY, MAY.last)] == in_may


def test_what_was_issued_after_the_month_is_not_there(project, drc):
    issued(project.unit, drc, on=date(2023, 5, 2))
    assert of_kind("督办通知书", day=date(2023, 5, 31)) == []


@pytest.mark.parametrize(
    ("decided_on", "state"),
    [
        pytest.param(date(2023, 4, 30), "不予约谈", id="decided-by-the-day"),
        pytest.param(date(2023, 5, 1), "建议约谈，待发改局确认", id="decided-the-day-after"),
    ],
)
def test_a_proposal_says_what_was_decided_by_the_day(project, drc, decided_on, state):
    row = proposed(project, first=MARCH.ordinal, last=APRIL.ordinal)
    proposals.dismiss_proposals(
        proposals=[row], versions={row.pk: row.version}, reason="已开工", on=decided_on, by=drc
    )
    assert [each["状态"] for each in of_kind("约谈建议")] == [state]
