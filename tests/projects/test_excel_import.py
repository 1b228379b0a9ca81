"""The one path of a workbook: what is read, what is refused and where, what is written."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.core.management import call_command
from openpyxl import Workbook, load_workbook

from projects import clock
from projects.choices import ReportState, Role
from projects.excel import importing
from projects.models import (
    AnnualPlan,
    IndustryChain,
    MonthlyPlan,
    MonthlyReport,
    Project,
    ReportingMonth,
    StartDueAmendment,
    UnitAlias,
)
from tests.factories import make_month, make_plan, make_project, make_type, make_unit, make_user
from tests.projects.workbooks import (
    LEDGER,
    MONTH,
    check,
    counts,
    errors,
    ledger,
    load,
    month_rows,
    raw_book,
    save,
    text,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def reference(monkeypatch):
    monkeypatch.setattr(importing, "real_today", lambda: date(2023, 12, 1))
    make_type("产业")
    make_type("民生")
    IndustryChain.objects.create(name="新材料", tier="leading")
    return make_unit("甲镇")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "台账.xlsx"


def test_every_column_reaches_its_place(path, reference):
    row = ledger(
        建设单位="业主",
        产业链="新材料",
        重点级别="市重点",
        年度=2023,
        **{"年度计划投资(万元)": "1,200.5"},
        策划通过日期="2023-01-05",
        签约日期="2023/1/6",
        计划开工日期="2023.3.1",
        实际开工日期="2023年3月2日",
        计划竣工日期=date(2024, 1, 1),
        实际竣工日期=datetime(2023, 10, 1),
        投产日期="2023-11-01",
        纳统日期="2023-11-02",
        建设地点="地点",
        建设内容="内容",
        包保县领导="领导",
        挂职干部="干部",
        攻坚项目="是",
        备注="备注",
    )
    months = MONTH | {
        "计划投资(万元)": 10,
        "完成投资(万元)": 0,
        "形象进度": "主体",
        "存在问题": "无",
    }
    plan = load(save(path, [row], [months]))
    assert errors(plan) == []
    assert counts(plan) == (2, 0, 0)
    project = Project.objects.get()
    kept = {field.name: getattr(project, field.name) for field in Project._meta.concrete_fields}
    del kept["id"], kept["project_type"], kept["chain"]
    assert project.chain.name == "新材料"
    assert kept == {
        "code": "A1",
        "name": "示例一",
        "unit": reference,
        "owner": "业主",
        "is_industrial": True,
        "level": "city",
        "total_investment": Decimal(12_000),
        "band": "over_100m",
        "planned_on": date(2023, 1, 5),
        "signed_on": date(2023, 1, 6),
        "start_due": date(2023, 3, 1),
        "started_on": date(2023, 3, 2),
        "completion_due": date(2024, 1, 1),
        "completed_on": date(2023, 10, 1),
        "in_production_on": date(2023, 11, 1),
        "enrolled_on": date(2023, 11, 2),
        "location": "地点",
        "content": "内容",
        "county_leader": "领导",
        "cadre": "干部",
        "is_hard_case": True,
        "remarks": "备注",
    }
    assert AnnualPlan.objects.values_list("year", "amount").get() == (2023, Decimal("1200.5"))
    assert MonthlyPlan.objects.values_list("year", "month", "amount").get() == (2023, 4, 10)
    report = MonthlyReport.objects.get()
    assert (report.amount, report.visible_progress, report.problems) == (0, "主体", "无")
    assert report.state == ReportState.SUBMITTED


def test_history_says_who_why_and_what(path):
    user = make_user()
    row = ledger(年度=2023, **{"年度计划投资(万元)": 5})
    months = MONTH | {"计划投资(万元)": 1, "完成投资(万元)": 2}
    load(save(path, [row], [months]), user)
    load(save(path, [row | {"项目名称": "新名"}], [months | {"计划投资(万元)": "清空"}]), user)
    written = {
        model: [
            (row.history_type, row.history_user, row.history_change_reason)
            for row in model.history.order_by("history_id")
        ]
        for model in (Project, AnnualPlan, MonthlyPlan, MonthlyReport)
    }
    reason = f"工作簿导入 {path.name}"
    new, changed, gone = ((kind, user, reason) for kind in "+~-")
    assert written == {
        Project: [new, changed],
        AnnualPlan: [new],
        MonthlyPlan: [new, gone],
        MonthlyReport: [new],
    }
    first, second = Project.history.order_by("history_id")
    assert [change.field for change in second.diff_against(first).changes] == ["name"]


def test_again_changes_nothing_and_writes_no_history(path):
    row = ledger(备注="甲\n乙", 年度=2023, **{"年度计划投资(万元)": 0.1 + 0.2})
    save(path, [row], [MONTH | {"完成投资(万元)": "３．１０"}])
    assert counts(load(path)) == (2, 0, 0)
    before = Project.history.count(), MonthlyReport.history.count()
    again = load(path)
    assert counts(again) == (0, 0, 2)
    assert (Project.history.count(), MonthlyReport.history.count()) == before


def test_blank_leaves_alone_and_the_word_empties(path):
    full = ledger(备注="旧", 签约日期="2023-01-01", 产业链="新材料", 重点级别="省重点")
    months = MONTH | {"计划投资(万元)": 1, "完成投资(万元)": 2, "形象进度": "主体"}
    load(save(path, [full], [months]))
    load(save(path, [full | {"备注": None, "签约日期": ""}], [months | {"完成投资(万元)": None}]))
    project = Project.objects.get()
    assert (project.remarks, project.signed_on) == ("旧", date(2023, 1, 1))
    assert MonthlyReport.objects.get().amount == 2
    emptied = dict.fromkeys(["备注", "签约日期", "产业链", "重点级别"], "清空")
    words = dict.fromkeys(["计划投资(万元)", "完成投资(万元)", "形象进度"], " 清空 ")
    assert counts(load(save(path, [full | emptied], [MONTH | words]))) == (0, 2, 0)
    project = Project.objects.get()
    assert (project.remarks, project.signed_on, project.chain, project.level) == (
        "",
        None,
        None,
        "",
    )
    assert not MonthlyPlan.objects.exists()
    assert MonthlyReport.objects.values_list("amount", "visible_progress").get() == (None, "")


def test_blank_amount_is_not_reported_and_zero_is_zero(path):
    rows = [MONTH | {"完成投资(万元)": None, "形象进度": "停工"}, MONTH | {"月份": "2023-05"}]
    zero = MONTH | {"月份": "2023-06", "完成投资(万元)": 0}
    load(save(path, [LEDGER], [*rows, zero]))
    amounts = dict(MonthlyReport.objects.values_list("month", "amount"))
    assert amounts == {4: None, 6: 0}


def test_a_changed_report_counts_again(path):
    project = make_project("A1")
    make_month(project, "2023-04", 5, state=ReportState.RETURNED)
    assert counts(load(save(path, [], [MONTH | {"完成投资(万元)": 5}]))) == (0, 0, 1)
    assert MonthlyReport.objects.get().state == ReportState.RETURNED
    assert counts(load(save(path, [], [MONTH | {"完成投资(万元)": 6}]))) == (0, 1, 0)
    assert MonthlyReport.objects.get().state == ReportState.SUBMITTED


BAD_LEDGER = [
    pytest.param({"项目编号": None}, "A2", "必填", id="starred-blank"),
    pytest.param({"项目名称": "  "}, "B2", "必填", id="starred-spaces"),
    pytest.param({"项目名称": "清空"}, "B2", "不能清空", id="starred-emptied"),
    pytest.param({"产业项目": "清空"}, "E2", "不能清空", id="boolean-emptied"),
    pytest.param({"项目编号": 370921202300000001}, "A2", "文本格式", id="18-digit-code"),
    pytest.param({"项目编号": 1.5}, "A2", "文本格式", id="float-code"),
    pytest.param({"项目编号": "A 1"}, "A2", "不是编号", id="code-with-blank"),
    pytest.param({"责任单位": "乙镇"}, "C2", "可填：甲镇", id="unknown-unit"),
    pytest.param({"项目类型": "工业"}, "D2", "产业、民生", id="unknown-type"),
    pytest.param({"产业项目": "Y"}, "E2", "是 或 否", id="neither-yes-nor-no"),
    pytest.param({"产业项目": 1}, "E2", "是 或 否", id="yes-as-number"),
    pytest.param({"总投资(万元)": "一百万"}, "F2", "请填如 100", id="words"),
    pytest.param({"总投资(万元)": "NaN"}, "F2", "不是数字", id="nan"),
    pytest.param({"总投资(万元)": "Infinity"}, "F2", "不是数字", id="infinity"),
    pytest.param({"总投资(万元)": -1}, "F2", "负数", id="negative"),
    pytest.param({"总投资(万元)": 100_000_000}, "F2", "太大", id="too-big"),
    pytest.param({"总投资(万元)": True}, "F2", "不是数字", id="truth-as-money"),
    pytest.param({"总投资(万元)": "=1+1"}, "F2", "公式没有保存计算结果", id="formula"),
    pytest.param({"总投资(万元)": "#N/A"}, "F2", "错误值", id="error-cell"),
    pytest.param({"产业链": "不存在"}, "G2", "可填：新材料", id="unknown-chain"),
    pytest.param({"重点级别": "国重点"}, "G2", "省重点、市重点、县重点", id="unknown-level"),
    pytest.param({"年度": "二三"}, "G2", "请填如 2023", id="year"),
    pytest.param({"年度计划投资(万元)": 5}, "G2", "须填年度", id="plan-without-year"),
    pytest.param({"签约日期": "3/1/2023"}, "G2", "不是日期", id="us-date"),
    pytest.param({"签约日期": 44986}, "G2", "不是日期", id="serial-number"),
    pytest.param({"签约日期": "2023-02-30"}, "G2", "不是存在的日期", id="no-such-day"),
    pytest.param({"签约日期": datetime(2023, 3, 1, 8)}, "G2", "带有时刻", id="time"),
    pytest.param({"实际开工日期": "2023-12-02"}, "G2", "晚于今天", id="start-tomorrow"),
    pytest.param({"投产日期": "2023-11-01"}, "G2", "须有实际开工日期", id="production-before"),
    pytest.param({"项目名称": "长" * 201}, "B2", "200字以内", id="too-long"),
    pytest.param({"攻坚项目": "也许"}, "G2", "是 或 否", id="hard-case"),
]


@pytest.mark.parametrize(("given", "cell", "said"), BAD_LEDGER)
def test_bad_ledger_cells(path, given, cell, said):
    (error,) = errors(load(save(path, [ledger(**given)])))
    assert error.startswith(f"项目台账!{cell}: 第2行 {cell[0]}列「{next(iter(given))}」：")
    assert said in error
    assert not Project.objects.exists()


BAD_MONTHS = [
    pytest.param({"月份": 2023.4}, "B2", "不是月份", id="float-month"),
    pytest.param({"月份": "2023-13"}, "B2", "不是存在的月份", id="month-13"),
    pytest.param({"月份": datetime(2023, 4, 2)}, "B2", "请填如 2023-04", id="a-day"),
    pytest.param({"项目编号": "没有"}, "A2", "不在台账中", id="unknown-project"),
    pytest.param({"完成投资(万元)": "一百万"}, "C2", "“一百万”不是数字，请填如 100", id="words"),
    pytest.param({"完成投资(万元)": -0.01}, "C2", "负数", id="negative"),
    pytest.param({"完成投资(万元)": "45%"}, "C2", "百分号", id="percent"),
    pytest.param({"形象进度": "长" * 1001}, "C2", "1000字以内", id="too-long"),
]


@pytest.mark.parametrize(("given", "cell", "said"), BAD_MONTHS)
def test_bad_month_cells(path, given, cell, said):
    make_project("A1")
    (error,) = errors(load(save(path, [], [MONTH | given])))
    assert error.startswith(f"月度进度!{cell}: 第2行 {cell[0]}列「{next(iter(given))}」：")
    assert said in error
    assert not MonthlyReport.objects.exists()


def test_the_error_reads_as_agreed(path):
    make_project("A1")
    rows = [MONTH | {"计划投资(万元)": 1, "形象进度": "", "完成投资(万元)": "一百万"}]
    (error,) = errors(check(save(path, [], rows)))
    assert error == "月度进度!E2: 第2行 E列「完成投资(万元)」：“一百万”不是数字，请填如 100"


def test_all_errors_at_once_and_nothing_written(path):
    rows = [ledger(), ledger(项目编号="A2", 产业项目="?", **{"总投资(万元)": "x"})]
    months = [MONTH, MONTH | {"月份": "四月"}, MONTH | {"项目编号": "A2"}]
    found = errors(load(save(path, rows, months)))
    assert [error.partition(":")[0] for error in found] == [
        "项目台账!E3",
        "项目台账!F3",
        "月度进度!B3",
    ]
    assert not Project.objects.exists()


def test_control_characters(path):
    cells = month_rows(text("C2", "a_x0008_b"), header="形象进度")
    make_project("A1")
    (error,) = errors(check(raw_book(path, cells)))
    assert "控制字符" in error


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        pytest.param([LEDGER, LEDGER], "项目编号与第2行重复", id="project"),
        pytest.param([LEDGER, ledger(项目编号=" Ａ1 ")], "项目编号与第2行重复", id="full-width"),
    ],
)
def test_a_key_twice(path, rows, said):
    (error,) = errors(check(save(path, rows)))
    assert error.startswith("项目台账!A3: 第3行")
    assert said in error


def test_a_month_twice_however_written(path):
    make_project("A1")
    rows = [MONTH, MONTH | {"月份": 202304}]
    (error,) = errors(check(save(path, [], rows)))
    assert "项目编号与月份与第2行重复" in error


def _headers(path, *headers, values=("A1", "示例一", "甲镇", "产业", "是", 12_000)):
    book = Workbook()
    page = book.active
    page.title = "项目台账"
    page.append(headers)
    page.append(values)
    book.save(path)
    return path


PLAIN = ("项目编号", "项目名称", "责任单位", "项目类型", "产业项目", "总投资(万元)")


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param([f"{name}*" for name in PLAIN], id="starred"),
        pytest.param([f" {name} ＊" for name in PLAIN], id="full-width-star"),
        pytest.param([name.replace("(", "（").replace(")", "）") for name in PLAIN], id="brackets"),
        pytest.param(["项目\n编号", "项目 名称", *PLAIN[2:]], id="blanks"),
    ],
)
def test_headers_as_people_write_them(path, headers):
    assert errors(check(_headers(path, *headers))) == []


@pytest.mark.parametrize(
    ("headers", "place", "said"),
    [
        pytest.param([*PLAIN, "项目经理"], "G1", "「项目经理」：没有这一列", id="unknown"),
        pytest.param([*PLAIN, "项目名称*"], "G1", "出现了两次", id="twice"),
        pytest.param(["项目编号", *PLAIN[2:]], "A1", "缺少必填的列「项目名称*」", id="missing"),
    ],
)
def test_bad_headers(path, headers, place, said):
    values = dict(zip(PLAIN, ("A1", "示例一", "甲镇", "产业", "是", 12_000), strict=True))
    row = [values.get(header) for header in headers]
    (error,) = errors(check(_headers(path, *headers, values=row)))
    assert error.startswith(f"项目台账!{place}: ")
    assert said in error


def test_content_without_header(path):
    (error,) = errors(check(_headers(path, *PLAIN, values=(*LEDGER.values(), None, "多余"))))
    assert error.startswith("项目台账!H2: 第2行 H列")
    assert "没有表头" in error


def test_title_above_order_free_totals_and_blank_tail(path):
    book = Workbook()
    page = book.active
    page.title = "项目台账"
    page.append(["宁阳县项目台账"])
    page.append([])
    page.append(list(reversed(PLAIN)))
    page.append(list(reversed(LEDGER.values())))
    page.append([None, " "])
    page.append([12_000, None, None, None, "合 计", None])
    page.append([12_000, None, None, None, None, "总计："])
    book.create_sheet("别的").append(["不看"])
    book.save(path)
    assert counts(load(path)) == (1, 0, 0)
    assert Project.objects.get().name == "示例一"


def test_an_empty_sheet_lacks_its_columns(path):
    book = Workbook()
    book.active.title = "月度进度"
    book.save(path)
    assert [error[:9] for error in errors(check(path))] == ["月度进度!A1: "] * 2


def test_merged_cells_in_the_data_are_refused(path):
    save(path, [LEDGER, ledger(项目编号="A2")])
    book = load_workbook(path)
    book["项目台账"].merge_cells("C2:C3")
    book.save(path)
    found = errors(check(path))
    assert any(error.startswith("项目台账!C2: ") and "合并单元格" in error for error in found)


def test_a_hidden_sheet_is_read_and_remarked(path):
    save(path, [LEDGER], [MONTH])
    book = load_workbook(path)
    book["月度进度"].sheet_state = "hidden"
    book.save(path)
    plan = check(path)
    assert [str(remark) for remark in plan.findings.remarks] == [
        "月度进度!A1: 工作表是隐藏的，其中内容也会导入"
    ]


def test_every_sheet_is_read_not_the_active_one(path):
    save(path, [LEDGER], [MONTH | {"完成投资(万元)": 1}])
    book = load_workbook(path)
    book.active = 1
    book.save(path)
    assert counts(check(path)) == (2, 0, 0)


def test_real_decimals_are_rounded_aloud_and_float_noise_silently(path):
    rows = [
        ledger(**{"总投资(万元)": 12.345}),
        ledger(项目编号="A2", **{"总投资(万元)": 0.1 + 0.2}),
    ]
    plan = load(save(path, rows))
    assert [str(remark) for remark in plan.findings.remarks] == [
        "项目台账!F2: 第2行 F列「总投资(万元)」：“12.345”小数位数过多，按 12.35 导入"
    ]
    amounts = dict(Project.objects.values_list("code", "total_investment"))
    assert amounts == {"A1": Decimal("12.35"), "A2": Decimal("0.30")}


def test_alias_of_a_unit(path, reference):
    UnitAlias.objects.create(unit=reference, name="甲街道")
    load(save(path, [ledger(责任单位=" 甲街道 ")]))
    assert Project.objects.get().unit == reference


def test_a_year_more_leaves_the_other_years_plan(path):
    make_plan(make_project("A1"), 2022, 7)
    row = ledger(年度="2023年", **{"年度计划投资(万元)": 9})
    load(save(path, [row]))
    assert dict(AnnualPlan.objects.values_list("year", "amount")) == {2022: 7, 2023: 9}
    load(save(path, [ledger(年度=2022, **{"年度计划投资(万元)": "清空"})]))
    assert dict(AnnualPlan.objects.values_list("year", "amount")) == {2023: 9}


@pytest.mark.parametrize(
    ("given", "cell"),
    [
        pytest.param({"实际竣工日期": "2023-04-30"}, "G2", id="later-too-early"),
        pytest.param({"实际开工日期": "2023-06-02"}, "G2", id="earlier-too-late"),
        pytest.param({"实际开工日期": "清空"}, "G2", id="earlier-emptied"),
    ],
)
def test_date_order_on_new_over_stored(path, given, cell):
    make_project("A1", started_on=date(2023, 5, 1), completed_on=date(2023, 6, 1))
    (error,) = errors(check(save(path, [ledger(**given)])))
    assert error.startswith(f"项目台账!{cell}: ")
    assert "实际竣工日期须有实际开工日期，且不能早于它" in error


def test_date_order_on_the_day_itself(path):
    row = ledger(实际开工日期="2023-05-01", 实际竣工日期="2023-05-01")
    assert errors(check(save(path, [row]))) == []


def test_a_locked_month_is_closed_to_change_only(path):
    project = make_project("A1")
    make_month(project, "2023-04", 5)
    ReportingMonth.objects.create(year=2023, month=4)
    assert counts(load(save(path, [], [MONTH | {"完成投资(万元)": 5}]))) == (0, 0, 1)
    (error,) = errors(load(save(path, [], [MONTH | {"完成投资(万元)": 6}])))
    assert error.startswith("月度进度!C2: ")
    assert "2023年4月已锁定" in error
    assert MonthlyReport.objects.get().amount == 5


def test_a_changed_start_date_is_an_amendment_with_a_reason(path):
    user = make_user()
    make_project("A1", start_due=date(2023, 3, 1))
    save(path, [ledger(计划开工日期="2023-06-01")])
    assert not load(path, user, reason="").written
    assert load(path, user, reason="会议同意").written
    amendment = StartDueAmendment.objects.get()
    assert (amendment.old, amendment.new) == (date(2023, 3, 1), date(2023, 6, 1))
    assert (amendment.reason, amendment.by) == ("会议同意", user)


def test_a_first_start_date_is_no_amendment(path):
    make_project("A1")
    assert load(save(path, [ledger(计划开工日期="2023-06-01")]), reason="").written
    assert not StartDueAmendment.objects.exists()


def test_nothing_is_written_if_the_last_step_fails(path, monkeypatch):
    def fail(**_):
        raise RuntimeError("half-way")

    row = ledger(年度=2023, **{"年度计划投资(万元)": 5})
    save(path, [row], [MONTH | {"完成投资(万元)": 1}])
    monkeypatch.setattr("projects.actions.ledger.amend_start_dues", fail)
    with pytest.raises(RuntimeError, match="half-way"):
        load(path)
    for model in (Project, AnnualPlan, MonthlyReport):
        assert not model.objects.exists()
        assert not model.history.exists()


class TestUnit:
    """A unit's clerk fills its own rows and nothing else."""

    @pytest.fixture
    def clerk(self, reference):
        return make_user(Role.UNIT, reference)

    def test_own_project(self, path, clerk):
        assert load(save(path, [LEDGER], [MONTH | {"完成投资(万元)": 1}]), clerk).written

    def test_another_units_project_is_untouched_and_untold(self, path, clerk):
        make_project("A1", name="机密名称", unit=make_unit("乙镇"))
        found = errors(load(save(path, [LEDGER], [MONTH | {"完成投资(万元)": 1}]), clerk))
        assert [error.partition(":")[0] for error in found] == ["项目台账!A2", "月度进度!A2"]
        assert "已被占用或无权修改" in found[0]
        assert not any("机密" in error or "乙镇" in error for error in found)
        assert Project.objects.get().name == "机密名称"

    def test_another_units_month_reads_like_an_unknown_code(self, path, clerk):
        make_project("B1", unit=make_unit("乙镇"))
        rows = [MONTH | {"项目编号": "B1"}, MONTH | {"项目编号": "C1"}]
        first, second = errors(check(save(path, [], rows), clerk))
        assert first.replace("B1", "C1").partition("：")[2] == second.partition("：")[2]

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            pytest.param({"责任单位": "乙镇"}, "只能填报本单位", id="unit"),
            pytest.param({"策划通过日期": "2023-01-01"}, "由发改局填写", id="planned"),
            pytest.param({"攻坚项目": "是"}, "由发改局填写", id="hard-case"),
            pytest.param({"计划开工日期": "2023-06-01"}, "须报发改局批准", id="start-due"),
        ],
    )
    def test_closed_cells(self, path, clerk, reference, given, said):
        make_unit("乙镇")
        make_project("A1", unit=reference, start_due=date(2023, 3, 1))
        (error,) = errors(load(save(path, [ledger(**given)]), clerk))
        assert said in error

    def test_closed_cells_as_they_stand_are_no_change(self, path, clerk, reference):
        kept = {"start_due": date(2023, 3, 1), "planned_on": date(2023, 1, 1)}
        make_project("A1", unit=reference, is_hard_case=True, **kept)
        row = ledger(计划开工日期="2023-03-01", 策划通过日期="2023-01-01", 攻坚项目="是")
        assert errors(load(save(path, [row]), clerk)) == []


class TestCommand:
    def run(self, capsys, path, *options):
        try:
            call_command("import_workbook", str(path), *options)
            code = 0
        except SystemExit as error:
            code = error.code
        return code, *capsys.readouterr()

    def test_counts(self, path, capsys):
        save(path, [LEDGER], [MONTH | {"完成投资(万元)": 1}])
        code, out, err = self.run(capsys, path)
        assert (code, err) == (0, "")
        assert out.splitlines() == [
            "新增 2，更新 0，无变化 0",
            "项目台账：新增 1，更新 0，无变化 0",
            "月度进度：新增 1，更新 0，无变化 0",
        ]
        assert Project.objects.exists()

    def test_check_writes_nothing(self, path, capsys):
        code, out, _ = self.run(capsys, save(path, [LEDGER]), "--check")
        assert (code, out.splitlines()[0]) == (0, "新增 1，更新 0，无变化 0")
        assert not Project.objects.exists()

    def test_errors(self, path, capsys):
        save(path, [ledger(产业项目="?", 责任单位="?")])
        code, out, err = self.run(capsys, path)
        assert (code, out) == (1, "")
        assert [line.partition(": ")[0] for line in err.splitlines()] == [
            "项目台账!C2",
            "项目台账!E2",
        ]

    def test_default_reason_names_the_file(self, path, capsys):
        make_project("A1", start_due=date(2023, 3, 1))
        self.run(capsys, save(path, [ledger(计划开工日期="2023-06-01")]))
        assert StartDueAmendment.objects.get().reason == f"工作簿导入：{path.name}"

    @pytest.mark.parametrize("role", [Role.LEADER, Role.AUDITOR, Role.SYSADMIN])
    def test_as_somebody_who_may_not(self, path, role):
        user = make_user(role)
        with pytest.raises(Exception, match="无权导入"):
            call_command("import_workbook", str(save(path, [LEDGER])), f"--as={user.username}")

    def test_as_nobody(self, path):
        with pytest.raises(Exception, match="没有账号"):
            call_command("import_workbook", str(path), "--as=nobody")

    def test_as_a_clerk(self, path, capsys):
        clerk = make_user(Role.UNIT)
        code, _, err = self.run(capsys, save(path, [LEDGER]), f"--as={clerk.username}")
        assert code == 1
        assert "只能填报本单位" in err

    def test_bad_file(self, tmp_path):
        with pytest.raises(Exception, match=r"没有\.xlsx: 文件不存在"):
            call_command("import_workbook", str(tmp_path / "没有.xlsx"))


def test_the_day_is_the_real_one_not_the_demos(path, settings, monkeypatch):
    monkeypatch.setattr(importing, "real_today", clock.real_today)
    settings.FIXED_TODAY = date(2023, 11, 30)
    row = ledger(实际开工日期="2023-12-15")
    assert errors(check(save(path, [row]))) == []
