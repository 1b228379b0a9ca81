"""全市均值 in the ledger workbook."""

from decimal import Decimal

import pytest

from assessment.models import CityAverage
from projects.choices import Role
from projects.models import ReportingMonth
from tests.factories import make_average, make_type, make_unit, make_user
from tests.projects.workbooks import (
    AVERAGE,
    check,
    counts,
    errors,
    load,
    month_rows,
    raw_book,
    save,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def reference():
    make_unit("甲镇")
    return make_type("产业")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "均值.xlsx"


def test_new_changed_unchanged_with_history(path):
    user = make_user()
    rows = [
        AVERAGE | {"来源": "市发改委"},
        AVERAGE | {"月份": 202305, "平均进度(%)": "３０.123456"},
    ]
    assert counts(load(save(path, averages=rows), user)) == (2, 0, 0)
    assert counts(load(path, user)) == (0, 0, 2)
    assert dict(CityAverage.objects.values_list("month", "rate")) == {
        4: Decimal(30),
        5: Decimal("30.123456"),
    }
    changed = [AVERAGE | {"平均进度(%)": 31, "来源": "清空"}]
    assert counts(load(save(path, averages=changed), user)) == (0, 1, 0)
    average = CityAverage.objects.get(month=4)
    assert (average.rate, average.source) == (31, "")
    assert [(row.history_type, row.history_user) for row in average.history.all()] == [
        ("~", user),
        ("+", user),
    ]


def test_blank_source_leaves_it_alone(path):
    load(save(path, averages=[AVERAGE | {"来源": "市发改委"}]))
    load(save(path, averages=[AVERAGE | {"平均进度(%)": 32, "来源": None}]))
    assert CityAverage.objects.values_list("rate", "source").get() == (32, "市发改委")


@pytest.mark.parametrize(
    ("given", "cell", "said"),
    [
        pytest.param({"平均进度(%)": "45%"}, "C2", "百分号", id="percent-text"),
        pytest.param({"平均进度(%)": 500.000001}, "C2", "最大为 500", id="over-500"),
        pytest.param({"平均进度(%)": -1}, "C2", "负数", id="negative"),
        pytest.param({"平均进度(%)": None}, "C2", "必填", id="blank"),
        pytest.param({"平均进度(%)": "清空"}, "C2", "不能清空", id="emptied"),
        pytest.param({"项目类型": "不存在"}, "B2", "可填：产业", id="unknown-type"),
        pytest.param({"月份": 2023.4}, "A2", "不是月份", id="month"),
    ],
)
def test_bad_cells(path, given, cell, said):
    (error,) = errors(load(save(path, averages=[AVERAGE | given])))
    assert error.startswith(f"全市均值!{cell}: 第2行")
    assert said in error
    assert not CityAverage.objects.exists()


@pytest.mark.parametrize("rate", [0, 500])
def test_ends_of_the_range(path, rate):
    load(save(path, averages=[AVERAGE | {"平均进度(%)": rate}]))
    assert CityAverage.objects.get().rate == rate


def test_a_percentage_format_is_an_error(path):
    cells = month_rows('<c r="C2" s="1"><v>0.45</v></c>', header="平均进度(%)")
    cells = cells.replace("项目编号", "项目类型").replace(">A1<", ">产业<")
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="9"/></cellXfs>'
    (error,) = errors(check(raw_book(path, cells, sheet="全市均值", styles=styles)))
    assert "“45%”是百分比格式" in error
    assert "填如 45" in error


@pytest.mark.parametrize("rate", ["1.234567890123", "33.33333334", "499.999999999999"])
def test_twelve_decimals_are_kept(path, rate):
    plan = load(save(path, averages=[AVERAGE | {"平均进度(%)": rate}]))
    assert CityAverage.objects.get().rate == Decimal(rate)
    assert plan.findings.remarks == []


def test_more_decimals_are_rounded_aloud(path):
    plan = load(save(path, averages=[AVERAGE | {"平均进度(%)": "1.2345678901235"}]))
    assert CityAverage.objects.get().rate == Decimal("1.234567890124")
    assert "按 1.234567890124 导入" in str(plan.findings.remarks[0])


def test_a_remark_writes_small_figures_out(path):
    plan = load(save(path, averages=[AVERAGE | {"平均进度(%)": "0.0000000000015"}]))
    assert "按 0.000000000002 导入" in str(plan.findings.remarks[0])


def test_a_key_twice(path):
    (error,) = errors(check(save(path, averages=[AVERAGE, AVERAGE | {"月份": "2023年4月"}])))
    assert "月份与项目类型与第2行重复" in error


def test_a_locked_month_is_closed_to_change_only(path):
    make_average("2023-04", 30)
    ReportingMonth.objects.create(year=2023, month=4)
    assert counts(load(save(path, averages=[AVERAGE]))) == (0, 0, 1)
    (error,) = errors(load(save(path, averages=[AVERAGE | {"平均进度(%)": 31}])))
    assert error.startswith("全市均值!C2: ")
    assert "已锁定" in error


def test_a_unit_may_not_fill_it(path):
    (error,) = errors(load(save(path, averages=[AVERAGE]), make_user(Role.UNIT)))
    assert error.startswith("全市均值!A2: ")
    assert "由发改局填写" in error
    assert not CityAverage.objects.exists()
