"""The annex's own columns read from Excel, every mistake at its cell."""

import pytest
from openpyxl import Workbook

from assessment.choices import Annex, QuotaBand
from assessment.year.sheets import parse_count, read_year
from projects.excel.guard import WorkbookError
from projects.parsing import ParseError
from tests.assessment.year.books import book, saved


def read(tmp_path, changes=None, names=None):
    return read_year(saved(book(changes, names), tmp_path))


def errors(read) -> list[str]:
    return [str(error) for error in read.findings.errors]


def test_rows_figures_and_totals_as_printed(tmp_path):
    result = read(tmp_path)
    start, planning = result.annexes[Annex.START], result.annexes[Annex.PLANNING]
    assert errors(result) == []
    assert result.findings.remarks == []
    first, second = start.rows
    assert (first.line, first.number, first.name, first.remark) == (2, 1, "甲镇", "两翼")
    assert list(first.figures.values()) == [3, 1, 2, 2]
    assert second.figures[QuotaBand.INDUSTRIAL] is None
    assert list(start.totals.values()) == [8, 3, 5, 2]
    assert list(planning.totals.values()) == [6, None, None, 1, 2, 3]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("附件1", "2024年开工任务", id="start"),
        pytest.param("附件1", "附件 １", id="full-width"),
        pytest.param("附件2", "附件二", id="chinese-number"),
        pytest.param("附件2", "附件2 策划任务分解表", id="number-and-word"),
    ],
)
def test_sheets_are_known_by_number_or_word(tmp_path, old, new):
    assert errors(read(tmp_path, names={old: new})) == []


@pytest.mark.parametrize(
    ("names", "message"),
    [
        pytest.param({"附件1": "表一"}, "没有名为“附件1”的工作表", id="missing"),
        pytest.param({"附件1": "开工和策划", "附件2": "表二"}, "分不清工作表", id="one-for-both"),
        pytest.param({"附件2": "附件1（策划）"}, "都像“附件1”，请只留一个", id="two-alike"),
    ],
)
def test_sheets_that_cannot_be_told_are_refused(tmp_path, names, message):
    with pytest.raises(WorkbookError, match=message):
        read(tmp_path, names=names)


@pytest.mark.parametrize(
    "header",
    [
        "投资1亿元以上项目",
        "1亿元以上",
        "投资 1 亿元以上",
        "１亿元以上项目",
        "投资1亿元以上项目（个）",
    ],
)
def test_a_header_may_have_blanks_and_a_short_form(tmp_path, header):
    assert errors(read(tmp_path, {"附件1!D1": header})) == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        pytest.param({"附件1!D1": "投资"}, "附件1!D1: 第1行 D列「投资」：没有这一列", id="unknown"),
        pytest.param({"附件1!D1": None}, "附件1!A1: 第1行：缺少列「投资1亿元以上项目」", id="gap"),
        pytest.param({"附件1!G1": "产业项目"}, "附件1!G1: 第1行 G列「产业项目」：这一列出现了两次", id="twice"),
        pytest.param({"附件1!H3": 7}, "附件1!H3: 第3行 H列「」：这一列没有表头", id="stray"),
        pytest.param({"附件1!C2": "很多"}, "附件1!C2: 第2行 C列「项目指标」：“很多”不是数字，请填如 3", id="word"),
        pytest.param({"附件1!C2": 2.5}, "“2.5”不是整数，请填如 3", id="fraction"),
        pytest.param({"附件1!C2": -1}, "“-1”是负数", id="negative"),
        pytest.param({"附件1!C2": 10000}, "“10000”太大，最大为 9999", id="too-large"),
        pytest.param({"附件1!C2": "=1+1"}, "公式没有保存计算结果", id="formula"),
        pytest.param({"附件1!A2": None}, "附件1!A2: 第2行 A列「序号」：必填，请填 1 至 999 的整数", id="no-number"),
        pytest.param({"附件1!A3": 1}, "附件1!A3: 第3行 A列「序号」：序号与第2行重复", id="number-twice"),
        pytest.param({"附件1!B2": None}, "附件1!B2: 第2行 B列「责任单位」：必填，请填单位名称", id="no-name"),
        pytest.param({"附件1!B2": "镇" * 51}, "超过50字", id="name-too-long"),
        pytest.param({"附件1!G2": "注" * 21}, "超过20字", id="remark-too-long"),
        pytest.param({"附件1!B3": "合 计"}, "合计行出现了两次，请只留一行", id="total-twice"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_at_its_cell(tmp_path, changes, message):
    assert any(message in error for error in errors(read(tmp_path, changes)))


def test_all_mistakes_come_at_once(tmp_path):
    found = errors(read(tmp_path, {"附件1!C2": "很多", "附件2!D3": "无", "附件2!A2": 0}))
    assert [error.partition(":")[0] for error in found] == ["附件1!C2", "附件2!A2", "附件2!D3"]


def test_a_title_above_and_notes_below_are_passed_over(tmp_path):
    made = book({"附件1!A6": "注：以上含续建项目"})
    made["附件1"].insert_rows(1, 2)
    made["附件1"]["A1"] = "2024年新开工任务分解表"
    made["附件1"].merge_cells("A1:G1")
    result = read_year(saved(made, tmp_path))
    assert errors(result) == []
    assert [row.line for row in result.annexes[Annex.START].rows] == [4, 5]


def test_figures_in_merged_cells_are_refused(tmp_path):
    made = book()
    made["附件1"].merge_cells("C2:C3")
    assert "C2:C3 是合并单元格" in errors(read_year(saved(made, tmp_path)))[0]


def test_a_merged_total_is_no_harm(tmp_path):
    made = book({"附件1!A4": "合计", "附件1!B4": None})
    made["附件1"].merge_cells("A4:B4")
    result = read_year(saved(made, tmp_path))
    assert errors(result) == []
    assert result.annexes[Annex.START].totals[QuotaBand.TOTAL] == 8


def test_without_a_total_row_there_is_a_remark(tmp_path):
    made = book()
    made["附件1"].delete_rows(4)
    result = read_year(saved(made, tmp_path))
    assert [str(remark) for remark in result.findings.remarks] == [
        "附件1!A1: 没有合计行，不能与各行相加核对"
    ]


@pytest.mark.parametrize("rows", [0, 1], ids=["empty-sheet", "header-only"])
def test_a_sheet_without_units_is_refused(tmp_path, rows):
    made = book()
    made["附件2"].delete_rows(1 + rows, 9)
    with pytest.raises(WorkbookError, match="工作表“附件2”"):
        read_year(saved(made, tmp_path))


def test_a_file_that_is_no_workbook_is_refused(tmp_path):
    path = tmp_path / "x.xlsx"
    path.write_text("序号,责任单位")
    with pytest.raises(WorkbookError, match="不是 xlsx 文件"):
        read_year(path)


def test_a_workbook_of_something_else_is_refused(tmp_path):
    with pytest.raises(WorkbookError, match="没有名为“附件1”"):
        read_year(saved(Workbook(), tmp_path))


@pytest.mark.parametrize("value", [None, "", "  ", "—", "-", "－", "——"])
def test_blank_is_no_quota(value):
    assert parse_count(value) is None


@pytest.mark.parametrize(("value", "count"), [(0, 0), ("１２", 12), (3.0, 3), ("1,000", 1000)])
def test_a_count_is_read_in_its_usual_forms(value, count):
    assert parse_count(value) == count


@pytest.mark.parametrize("value", [True, "三", "NaN", "1.5", -1])
def test_anything_else_is_no_count(value):
    with pytest.raises(ParseError):
        parse_count(value)
