"""Headers, titles, totals and tails: what a sheet's shape may be."""

import pytest
from openpyxl import Workbook, load_workbook

from projects.models import Project
from tests.factories import make_type, make_unit
from tests.projects.workbooks import LEDGER, MONTH, check, counts, errors, ledger, load, save

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def reference():
    make_type()
    return make_unit("甲镇")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "台账.xlsx"


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
