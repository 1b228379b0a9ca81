"""The one path of a workbook: what is read, what is refused and where, what is written."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from projects import clock
from projects.choices import ReportState
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
    save,
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


def test_the_day_is_the_real_one_not_the_demos(path, settings, monkeypatch):
    monkeypatch.setattr(importing, "real_today", clock.real_today)
    settings.FIXED_TODAY = date(2023, 11, 30)
    row = ledger(实际开工日期="2023-12-15")
    assert errors(check(save(path, [row]))) == []
