"""Every kind of bad cell, refused where it stands, with nothing written."""

from datetime import date, datetime

import pytest

from projects.excel import importing
from projects.models import IndustryChain, MonthlyReport, Project
from tests.factories import make_project, make_type, make_unit
from tests.projects.workbooks import (
    MONTH,
    check,
    errors,
    ledger,
    load,
    month_rows,
    raw_book,
    save,
    text,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]


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
    unknown = MONTH | {"项目编号": "没有", "月份": "四月"}
    months = [MONTH, MONTH | {"月份": "四月"}, MONTH | {"项目编号": "A2"}, unknown]
    found = errors(load(save(path, rows, months)))
    assert [error.partition(":")[0] for error in found] == [
        "项目台账!E3",
        "项目台账!F3",
        "月度进度!B3",
        "月度进度!A5",
        "月度进度!B5",
    ]
    assert not Project.objects.exists()


def test_control_characters(path):
    cells = month_rows(text("C2", "a_x0008_b"), header="形象进度")
    make_project("A1")
    (error,) = errors(check(raw_book(path, cells)))
    assert "控制字符" in error


def test_a_row_without_a_code_is_checked_all_the_same(path):
    row = ledger(项目编号=None, 实际开工日期="2023-12-02", 实际竣工日期="2023-11-01")
    found = errors(load(save(path, [row])))
    assert [error.partition(":")[0] for error in found] == [
        "项目台账!A2",
        "项目台账!G2",
        "项目台账!H2",
    ]
