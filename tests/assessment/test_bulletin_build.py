"""The bulletin's values against the screen's, and what each sheet takes in."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessment.bulletin.build import NoBulletinError, NotAssessedError, build
from assessment.bulletin.data import Row, RowKind, Table
from assessment.cards.engine import assess
from assessment.choices import ANNEX_BANDS, Annex, Colour, QuotaBand, Rule
from assessment.completion import completion
from assessment.investment import investment
from assessment.models import Card, Policy, Quota
from assessment.models.runs import RunKind
from projects.choices import Layer, ReportState, SuspensionKind
from projects.models import (
    EnrolmentStep,
    Project,
    ReportingMonth,
    StartDueAmendment,
    Suspension,
    Unit,
)
from projects.periods import Month
from tests.factories import (
    make_average,
    make_month,
    make_plan,
    make_project,
    make_type,
    make_unit,
    make_user,
)

pytestmark = pytest.mark.django_db
APRIL = Month(2023, 4)
NAMES = [
    "附表1开工任务",
    "附表2策划任务",
    "附表3投资进度",
    "附表4黄红牌项目",
    "附表5竣工投产",
    "附表6纳统",
    "附表7督办约谈",
    "附表8项目增减",
]


def run(day=date(2023, 4, 30)):
    return assess(day, kind=RunKind.COMMAND)


@pytest.fixture(autouse=True)
def first_year():
    """The ledger knows something of 2023, so that the cards begin there."""
    make_average("2023-01", 0, make_type("其他"))


def give(unit, annex=Annex.START, **bands):
    for band, number in bands.items():
        Quota.objects.create(year=2023, annex=annex, unit=unit, band=band, printed=number)


def sheet(name: str, month: Month = APRIL) -> Table:
    return next(table for table in build(month).tables if table.name == name)


def named(table: Table, row: Row) -> dict:
    return dict(zip((column.name for column in table.columns), row.values, strict=True))


def lines(table: Table) -> dict[str, dict]:
    """Rows by 责任单位, or by 项目编号 where projects are listed."""
    key = "项目编号" if any(c.title == "项目编号" for c in table.columns) else "责任单位"
    rows = [named(table, row) for row in table.rows if row.kind is not RowKind.SECTION]
    return {str(row[key]): row for row in rows}


def passage(heading: str, month: Month = APRIL) -> str:
    return "\n".join(next(p.lines for p in build(month).passages if heading in p.heading))


@pytest.fixture
def county():
    """Two towns and a bureau with quotas and 30 projects of every kind."""
    towns = [make_unit("甲镇", number=1), make_unit("乙镇", number=2)]
    units = [*towns, make_unit("县丙局", number=17, layer=Layer.DEPARTMENT)]
    for unit in units:
        give(unit, total=10, over_100m=4, over_5m=6)
        give(unit, Annex.PLANNING, total=12, over_1b=1, over_100m=5, over_5m=6)
    make_average("2023-03", 20)
    make_average("2023-04", 30)
    fill(units, 30)
    run()
    return units


def fill(units, number):
    """Projects spread over the units: on time, late, below average, unreported, stopped, small."""
    for index in range(number):
        started = date(2023, 1 + index % 4, 10) if index % 5 else None
        project = make_project(
            f"C{index:03d}",
            unit=units[index % len(units)],
            total_investment=Decimal((300, 800, 12_000, 130_000)[index % 4]),
            is_industrial=index % 2 == 0,
            planned_on=date(2023, 1, 5),
            start_due=date(2023, 1, 1 + index % 28),
            started_on=started,
            completion_due=date(2023, 4, 1 + index % 28),
            completed_on=date(2023, 4, 20) if started and index % 7 == 1 else None,
            enrolled_on=date(2023, 4, 25) if started and index % 6 == 1 else None,
        )
        make_plan(project, 2023, 1000 + index)
        make_month(project, "2023-03", 100 * (index % 4), plan=150)
        if index % 3:
            make_month(project, "2023-04", Decimal("33.33") * (index % 5), plan=50, problems="缺地")
        if index % 11 == 10:
            Suspension.objects.create(
                project=project,
                kind=SuspensionKind.SUSPENDED,
                from_on=date(2023, 2, 1),
                reason="停",
            )


def test_seven_annexes_in_order(county):
    bulletin = build(APRIL)
    assert [table.name for table in bulletin.tables] == NAMES
    assert bulletin.title == "宁阳县2023年4月重点项目建设通报"
    assert bulletin.as_of == "数据截至：2023年4月30日"


def test_columns_are_the_agreed_ones(county):
    quota = ["年度任务·合计", "年度任务·1亿元以上", "年度任务·500万元以上", "年度任务·产业项目"]
    done = [name.replace("年度任务", "累计开工") for name in quota]
    head = ["序号", "责任单位", "类别"]
    starts, planning, progress, cards = build(APRIL).tables[:4]
    assert [column.name for column in starts.columns] == [
        *head,
        *quota,
        "本月新开工",
        *done,
        *("完成率%", "位次", "应开未开", "开工牌·绿", "开工牌·黄", "开工牌·红", "备注"),
    ]
    assert [column.title for column in planning.columns[3:9]] == [
        *("合计", "100亿元以上", "50亿元以上", "10亿元以上", "1亿元以上", "500万元以上")
    ]
    assert [column.name for column in progress.columns] == [
        *head,
        *("项目数", "年度计划", "本月计划", "本月完成", "累计完成", "完成率%", "超欠序时", "位次"),
        *("进度牌·绿", "进度牌·黄", "进度牌·红", "进度牌·未亮"),
    ]
    assert [column.name for column in cards.columns] == [
        *("序号", "项目编号", "项目名称", "责任单位", "牌种", "项目类型", "总投资", "年度计划"),
        *("累计完成", "完成率%", "全市均值%", "差", "上月牌", "本月牌", "连续月数", "依据"),
        *("存在问题", "包保县领导"),
    ]


def test_units_by_layer_with_sums_and_a_break_after_the_first(county):
    rows = sheet("附表1开工任务").rows
    assert [row.values[1] for row in rows] == [
        *("甲镇", "乙镇", "镇街园区小计", "县丙局", "部门企业小计", "合计")
    ]
    assert [row.page_break for row in rows] == [False, False, True, False, False, False]


@pytest.mark.parametrize("annex", list(Annex))
def test_completion_on_paper_is_completion_on_screen(county, annex):
    table = sheet("附表1开工任务" if annex is Annex.START else "附表2策划任务")
    verb = "累计开工" if annex is Annex.START else "累计策划"
    shown = lines(table)
    screen = completion(2023, date(2023, 4, 30))
    for row in (*screen.rows, *screen.subtotals.values(), screen.total):
        paper = shown[row.label]
        for band in ANNEX_BANDS[annex]:
            title = "合计" if band is QuotaBand.TOTAL else band.label
            assert paper[f"年度任务·{title}"] == row.cells[annex, band].effective
            assert paper[f"{verb}·{title}"] == row.cells[annex, band].done
        assert paper["完成率%"] == row.cells[annex, QuotaBand.TOTAL].rate
        assert paper["位次"] == row.rank.get(annex)
    assert shown["合计"][f"{verb}·合计"] > 0


def test_investment_on_paper_is_investment_on_screen(county):
    shown, screen = lines(sheet("附表3投资进度")), investment(APRIL)
    for row in (*screen.rows, *screen.subtotals.values(), screen.total):
        paper = shown[row.label]
        assert paper["项目数"] == row.projects
        assert paper["年度计划"] == row.annual_plan
        assert (paper["本月计划"], paper["本月完成"]) == (row.month_plan, row.month_done)
        assert (paper["累计完成"], paper["完成率%"]) == (row.done, row.rate)
        assert (paper["超欠序时"], paper["位次"]) == (row.lead, row.rank)
    assert shown["合计"]["累计完成"] > 0


def test_cards_on_paper_are_the_months_cards(county):
    cards = Card.objects.of_month(APRIL).values_list("rule", "colour")
    counts = Counter(cards)
    start = lines(sheet("附表1开工任务"))["合计"]
    progress = lines(sheet("附表3投资进度"))["合计"]
    for colour, title in zip(Colour, "绿黄红", strict=True):
        assert start[f"开工牌·{title}"] == counts[Rule.START, colour]
        assert progress[f"进度牌·{title}"] == counts[Rule.PROGRESS, colour]
    assert progress["进度牌·未亮"] == counts[Rule.PROGRESS, None]
    listed = sheet("附表4黄红牌项目").rows
    below = [pair for pair in counts.elements() if pair[1] in {Colour.YELLOW, Colour.RED}]
    assert len(listed) == len(below) > 0


def test_started_this_month_counts_what_the_quota_counts(county):
    row = lines(sheet("附表1开工任务"))["合计"]
    screen = [completion(2023, day).total for day in (date(2023, 3, 31), date(2023, 4, 30))]
    before, now = (total.cells[Annex.START, QuotaBand.TOTAL].done for total in screen)
    assert row["本月新开工"] == now - before > 0


@pytest.mark.parametrize(
    ("fields", "due"),
    [
        pytest.param({"start_due": date(2023, 4, 30)}, 1, id="due-on-the-day"),
        pytest.param({"start_due": date(2023, 5, 1)}, 0, id="due-the-day-after"),
        pytest.param({"start_due": date(2022, 12, 1)}, 1, id="due-last-year"),
        pytest.param({}, 0, id="no-date"),
        pytest.param(
            {"start_due": date(2023, 3, 1), "started_on": date(2023, 4, 30)}, 0, id="just-started"
        ),
        pytest.param(
            {"start_due": date(2023, 3, 1), "started_on": date(2023, 5, 1)}, 1, id="starts-later"
        ),
    ],
)
def test_due_but_not_started(fields, due):
    make_project(unit=make_unit("甲镇", number=1), **fields)
    run(date(2023, 5, 31))
    assert lines(sheet("附表1开工任务"))["甲镇"]["应开未开"] == due


@pytest.mark.parametrize(
    ("until", "due"),
    [
        pytest.param(None, 0, id="suspended"),
        pytest.param(date(2023, 5, 1), 0, id="resumed-the-day-after"),
        pytest.param(date(2023, 4, 30), 1, id="resumed-on-the-day"),
    ],
)
def test_a_suspended_project_is_not_due(until, due):
    project = make_project(unit=make_unit("甲镇", number=1), start_due=date(2023, 3, 1))
    Suspension.objects.create(
        project=project, kind="suspended", from_on=date(2023, 4, 1), until_on=until, reason="停"
    )
    run()
    assert lines(sheet("附表1开工任务"))["甲镇"]["应开未开"] == due


def test_a_blank_quota_has_no_rate_and_no_rank():
    blank, given = make_unit("甲镇", number=1), make_unit("乙镇", number=2)
    give(blank, total=None, over_5m=None)
    give(given, total=4, over_5m=4)
    make_project(unit=blank, started_on=date(2023, 4, 3))
    run()
    row = lines(sheet("附表1开工任务"))["甲镇"]
    assert (row["年度任务·合计"], row["完成率%"], row["位次"]) == (None, None, None)
    assert row["累计开工·合计"] == 1


def test_ties_share_a_rank_and_keep_the_annex_order():
    units = [make_unit(name, number=n) for n, name in enumerate(("甲镇", "乙镇", "丙镇"), 1)]
    for unit, number in zip(units, (1, 2, 2), strict=True):
        give(unit, total=4)
        for _ in range(number):
            make_project(unit=unit, started_on=date(2023, 4, 3))
    run()
    shown = lines(sheet("附表1开工任务"))
    assert [(n, shown[n]["位次"]) for n in shown if "镇" in n and "街" not in n] == [
        *(("甲镇", 3), ("乙镇", 1), ("丙镇", 1))
    ]


def test_a_correction_holds_and_is_remarked():
    unit = make_unit("甲镇", number=1, group="两翼")
    give(unit, total=3, over_5m=5)
    Quota.objects.filter(band="over_5m").update(
        correction=2,
        correction_reason="两档相加应为三",
        corrected_by=make_user(name="张三"),
        corrected_at=timezone.now(),
    )
    run()
    row = lines(sheet("附表1开工任务"))["甲镇"]
    assert row["年度任务·500万元以上"] == 2
    assert row["备注"] == "两翼；任务更正：500万元以上5→2"
    said = passage("任务更正")
    assert "甲镇 500万元以上5→2（张三，" in said
    assert "两档相加应为三" in said


def test_a_unit_without_quota_still_shows_its_cards():
    make_project("X1", unit=make_unit("新单位", number=41), start_due=date(2023, 1, 1))
    give(make_unit("甲镇", number=1), total=3)
    run()
    shown = lines(sheet("附表1开工任务"))
    assert shown["新单位"]["开工牌·红"] == 1
    assert shown["新单位"]["年度任务·合计"] is None
    assert shown["合计"]["开工牌·红"] == 1
    assert lines(sheet("附表3投资进度"))["新单位"]["进度牌·未亮"] == 1


def test_a_late_start_is_listed_with_its_run():
    project = make_project("L1", start_due=date(2023, 1, 15), county_leader="李四")
    run()
    row = lines(sheet("附表4黄红牌项目"))["L1"]
    assert (row["牌种"], row["上月牌"], row["本月牌"]) == ("开工牌", "■ 红牌", "■ 红牌")
    assert row["连续月数"] == 3
    assert row["依据"].startswith("二（三）3：计划开工 2023年1月15日，至 2023年4月30日仍未开工")
    assert (row["完成率%"], row["年度计划"], row["包保县领导"]) == (None, None, "李四")
    assert row["总投资"] == project.total_investment


def below_average():
    project = make_project("S1", started_on=date(2022, 6, 1))
    make_plan(project, 2023, 1000)
    for month, rate in (("2023-02", 1), ("2023-03", 20), ("2023-04", "30.5")):
        make_average(month, rate)
    make_month(project, "2023-02", 100)
    return project


def test_progress_below_the_average_is_listed_with_figures_and_problems():
    make_month(below_average(), "2023-04", "50.25", problems="资金未到位")
    run()
    row = lines(sheet("附表4黄红牌项目"))["S1"]
    assert (row["牌种"], row["上月牌"], row["本月牌"]) == ("进度牌", "▲ 黄牌", "■ 红牌")
    assert (row["年度计划"], row["累计完成"]) == (1000, Decimal("150.25"))
    assert (row["完成率%"], row["全市均值%"]) == (Decimal("15.025"), Decimal("30.5"))
    assert row["差"] == Decimal("-15.475")
    assert row["连续月数"] == 2
    assert row["存在问题"] == "资金未到位"


def test_a_missing_report_is_said_and_a_returned_ones_problems_are_not():
    make_month(below_average(), "2023-04", 900, problems="不算", state=ReportState.RETURNED)
    run()
    row = lines(sheet("附表4黄红牌项目"))["S1"]
    assert row["依据"].endswith("连续2个月；本月缺报，按累计不变计算")
    assert row["存在问题"] == ""


def test_a_very_long_problem_is_cut_on_paper():
    make_month(below_average(), "2023-04", 1, problems="难" * 1000)
    run()
    assert lines(sheet("附表4黄红牌项目"))["S1"]["存在问题"] == "难" * 200 + "……"


def test_an_amended_start_says_what_the_first_date_would_give():
    project = make_project("A1", start_due=date(2023, 3, 20))
    StartDueAmendment.objects.create(
        project=project, old=date(2023, 1, 10), new=date(2023, 3, 20), reason="征地"
    )
    run()
    row = lines(sheet("附表4黄红牌项目"))["A1"]
    assert row["本月牌"] == "▲ 黄牌"
    assert row["依据"].endswith("；时限经批准调整，按原定2023年1月10日为红牌")


def test_amendments_of_the_month_are_told():
    project = make_project("A1", name="示例厂", start_due=date(2023, 6, 20))
    amendment = StartDueAmendment.objects.create(
        project=project, old=date(2023, 3, 10), new=None, reason="征地", by=make_user(name="王五")
    )
    night = timezone.make_aware(timezone.datetime(2023, 4, 1, 0, 30))
    StartDueAmendment.objects.filter(pk=amendment.pk).update(at=night)
    run()
    assert "A1 示例厂" in passage("任务更正")
    assert "由2023年3月10日调整为未定（王五，2023年4月1日批准，征地）" in passage("任务更正")
    assert "A1" not in passage("任务更正", Month(2023, 3))


@pytest.mark.parametrize(
    ("month", "remark", "total"),
    [
        pytest.param(Month(2023, 3), "", "本月0次，本年累计0次", id="before"),
        pytest.param(Month(2023, 4), "开工时限调整2次", "本月2次，本年累计2次", id="in-the-month"),
        pytest.param(Month(2023, 5), "开工时限调整2次", "本月0次，本年累计2次", id="after"),
    ],
)
def test_amendments_are_counted_by_unit_and_in_all(month, remark, total):
    unit = make_unit("甲镇")
    project = make_project(
        "A1", unit=unit, start_due=date(2023, 6, 20), started_on=date(2023, 1, 2)
    )
    for _ in range(2):
        StartDueAmendment.objects.create(project=project, old=date(2023, 3, 10), reason="征地")
    StartDueAmendment.objects.update(at=timezone.make_aware(timezone.datetime(2023, 4, 9)))
    other = make_project("B1", unit=make_unit("乙镇"), started_on=date(2023, 1, 3))
    run(month.last)
    rows = lines(sheet("附表1开工任务", month))
    assert (rows["甲镇"]["备注"], rows[other.unit.name]["备注"]) == (remark, "")
    assert total in passage("任务更正", month)


COMPLETION_CASES = [
    pytest.param({"completed_on": date(2023, 4, 30)}, "已竣工；缺竣工凭证", id="on-the-day"),
    pytest.param({"completed_on": date(2023, 5, 1)}, None, id="the-day-after"),
    pytest.param({"completed_on": date(2022, 12, 31)}, None, id="last-year"),
    pytest.param(
        {"completed_on": date(2022, 12, 31), "in_production_on": date(2023, 1, 1)},
        "已投产；缺竣工、投产凭证",
        id="in-production-this-year",
    ),
    pytest.param({"completion_due": date(2023, 4, 30)}, None, id="due-on-the-day"),
    pytest.param({"completion_due": date(2023, 4, 29)}, "逾期1天未竣工", id="overdue"),
    pytest.param(
        {"completion_due": date(2023, 3, 28), "completed_on": date(2023, 4, 29)},
        "已竣工，逾期32天（满1个月）；缺竣工凭证",
        id="completed-late",
    ),
]


@pytest.mark.parametrize(("fields", "state"), COMPLETION_CASES)
def test_completed_in_production_or_overdue(fields, state):
    make_project("K1", started_on=date(2022, 3, 1), **fields)
    run(date(2023, 5, 31))
    shown = lines(sheet("附表5竣工投产"))
    assert (shown["K1"]["情况"] if "K1" in shown else None) == state


@pytest.mark.parametrize(
    ("started", "months", "reminder"),
    [
        pytest.param(date(2023, 4, 1), 0, "", id="under-a-month"),
        pytest.param(date(2023, 3, 30), 1, "满1个月，提醒", id="exactly-one-month"),
        pytest.param(date(2023, 3, 1), 1, "满1个月，提醒", id="a-day-short-of-two"),
        pytest.param(date(2023, 2, 28), 2, "满2个月，催办", id="two-months"),
    ],
)
def test_enrolment_reminders(started, months, reminder):
    make_project("N1", started_on=started)
    run()
    row = lines(sheet("附表6纳统"))["N1"]
    assert (row["开工满月数"], row["提醒"], row["纳统日期"]) == (months, reminder, None)


def test_enrolled_and_stopped_projects_are_not_reminded():
    make_project("N1", started_on=date(2023, 1, 3), enrolled_on=date(2023, 3, 3))
    make_project("N2", started_on=date(2023, 1, 3), enrolled_on=date(2023, 5, 3))
    stopped = make_project("N3", started_on=date(2023, 1, 3), total_investment=499)
    make_project("N4", started_on=date(2022, 1, 3), enrolled_on=date(2022, 3, 3))
    Suspension.objects.create(
        project=stopped, kind="ended", from_on=date(2023, 4, 30), reason="终止"
    )
    run(date(2023, 5, 31))
    shown = lines(sheet("附表6纳统"))
    assert (shown["N1"]["纳统日期"], shown["N1"]["提醒"]) == (date(2023, 3, 3), "")
    assert (shown["N2"]["纳统日期"], shown["N2"]["提醒"]) == (None, "满2个月，催办")
    assert (shown["N3"]["提醒"], shown["N3"]["备注"]) == ("", "终止、不足500万元")
    assert "N4" not in shown


def test_a_lasting_red_card_is_proposed_for_an_interview():
    make_project("L1", unit=make_unit("甲镇", number=1), start_due=date(2023, 1, 15))
    run()
    row = lines(sheet("附表7督办约谈"))["L1"]
    assert row["责任单位"] == "甲镇"
    assert (row["持续红牌月份"], row["红牌月数"]) == ("2023年3月至2023年4月", 2)
    assert (row["依据"], row["状态"]) == ("二（三）3", "建议约谈，待发改局确认")
    assert sheet("附表7督办约谈", Month(2023, 3)).rows == ()


def test_the_unreported_are_named():
    unit = make_unit("甲镇", number=1)
    for number in range(10):
        make_project(f"U{number}", name=f"示例{number}", unit=unit, started_on=date(2023, 2, 1))
    make_month(make_project("R1", unit=unit, started_on=date(2023, 2, 1)), "2023-04", 0)
    run()
    said = passage("未报送")
    assert "1个单位10个在建项目未报送2023年4月进度" in said
    assert "甲镇（10个）：U0 示例0；" in said
    assert "甲镇（续）：U8 示例8；U9 示例9。" in said
    assert "R1" not in said


def test_the_explanation_names_the_years_own_limits():
    Policy.objects.create(year=2023, yellow_after_months=2, red_after_months=5, version=3)
    run()
    said = passage("亮牌规则")
    assert "逾期满2个月、不足5个月亮黄牌；满5个月亮红牌" in said
    assert "规则版本：2023.1；2023年年度政策第3版" in said


def test_the_explanation_compares_with_last_month(county):
    def words(month):
        counts = Counter(
            Card.objects.of_month(month).filter(rule=1).values_list("colour", flat=True)
        )
        figures = [counts[colour] for colour in (*Colour, None)]
        return "绿牌{}个，黄牌{}个，红牌{}个，未亮牌{}个".format(*figures)

    assert f"开工牌：{words(APRIL)}。上月：{words(Month(2023, 3))}。" in passage("总体情况")


def test_contradictions_of_the_annexes_are_told():
    call_command("load_annexes", verbosity=0)
    run()
    said = passage("附件数据核对")
    assert "243" in said
    assert "县文旅局" in said
    table = lines(sheet("附表1开工任务"))
    assert (table["合计"]["年度任务·合计"], table["合计"]["年度任务·500万元以上"]) == (315, 249)
    assert (table["镇街园区小计"]["序号"], len(table)) == ("", 43)


def test_a_locked_month_is_final():
    run()
    assert "暂定结果" in passage("数据来源")
    ReportingMonth.objects.create(year=2023, month=4)
    assert "最终结果" in passage("数据来源")


def test_an_empty_ledger_has_a_bulletin():
    run()
    bulletin = build(APRIL)
    assert [row.values[1] for row in bulletin.tables[0].rows] == [
        *("镇街园区小计", "部门企业小计", "合计")
    ]
    assert (bulletin.tables[3].rows, bulletin.tables[3].empty) == ((), "本月没有亮黄牌、红牌的项目")
    assert Unit.objects.count() == 0


def test_a_running_month_is_told_up_to_the_day_of_the_assessment():
    make_project("D1", unit=make_unit("甲镇", number=1), started_on=date(2023, 4, 20))
    run(date(2023, 4, 19))
    assert build(APRIL).day == date(2023, 4, 19)
    assert lines(sheet("附表1开工任务"))["甲镇"]["累计开工·合计"] == 0


def test_a_month_never_assessed_has_none(settings):
    settings.FIXED_TODAY = date(2023, 5, 3)
    with pytest.raises(NotAssessedError, match="2023年4月尚未评定"):
        build(APRIL)
    run(date(2023, 3, 31))
    with pytest.raises(NotAssessedError):
        build(APRIL)
    with pytest.raises(NoBulletinError, match="2023年6月尚未到来"):
        build(Month(2023, 6))


def test_projects_that_came_after_the_assessment_ask_for_a_new_one():
    run()
    make_project("N1")
    with pytest.raises(NotAssessedError):
        build(APRIL)


def test_the_number_of_queries_does_not_grow(county):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            build(APRIL)
        return len(captured)

    few = queries()
    units = list(Unit.objects.all())
    for index in range(30):
        make_project(f"M{index}", unit=units[index % 3], start_due=date(2023, 1, 1))
    run()
    assert queries() == few


def test_what_keeps_a_project_out_of_the_register_is_named():
    project = make_project("N1", started_on=date(2023, 1, 3))
    EnrolmentStep.objects.create(project=project, step="works", done_on=date(2023, 2, 1))
    EnrolmentStep.objects.create(project=project, step="papers", lacking="施工许可证")
    run()
    shown = lines(sheet("附表6纳统"))["N1"]["备注"]
    assert shown == "待备齐材料；施工许可证"


def test_what_came_went_and_changed_is_told():
    before, inside = (
        timezone.make_aware(timezone.datetime(2023, 3, 31, 23, 59)),
        timezone.make_aware(timezone.datetime(2023, 4, 1)),
    )
    old, new = make_project("M1", total_investment=9_999), make_project("M2")
    Project.history.filter(id=old.pk).update(history_date=before)
    Project.history.filter(id=new.pk).update(history_date=inside)
    old.total_investment = 10_000
    old.level = "city"
    old._history_date = inside
    old.save()
    Suspension.objects.create(project=old, kind="suspended", from_on=date(2023, 4, 30), reason="缺")
    Suspension.objects.create(project=new, kind="ended", from_on=date(2023, 5, 1), reason="晚")
    run()
    rows = [row.values for row in sheet("附表8项目增减").rows]
    assert [(row[1], *row[5:]) for row in rows if len(row) > 1] == [
        ("M2", "", "1亿元以上"),
        ("M1", "", "停建：缺"),
        ("M1", "500万元以上", "1亿元以上"),
        ("M1", "未列重点", "市重点"),
    ]
    assert [row[0] for row in rows if len(row) == 1] == [
        "一、新进入（1项）", "二、退出（1项）", "三、升级（2项）",
    ]  # fmt: skip
