"""The store's text and back; the comparison of two bulletins. No database."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from assessment.bulletin.compare import ABSENT, NO_COLUMN, NO_SHEET, CellChange, compare
from assessment.bulletin.data import (
    Bulletin,
    Column,
    Figure,
    Kind,
    Passage,
    Row,
    RowKind,
    Table,
)
from assessment.bulletin.store import checksum, from_text, to_text
from projects.periods import Month

VALUES = ("甲镇", 3, 0, Decimal("1.50"), Fraction(1, 3), date(2023, 4, 30), None, "")
TABLE = Table(
    "附表9",
    "新表",
    "将来的一张表",
    "单位：个",
    (
        Column("序号", Kind.COUNT, 5),
        Column("责任单位", Kind.NAME, 22),
        Column("合计", Kind.COUNT, 8, "年度任务"),
        Column("完成率%", Kind.RATE, 8),
    ),
    (
        Row(("一、镇街园区",), RowKind.SECTION),
        Row((1, "甲镇", 3, Fraction(1, 3))),
        Row((2, "乙镇", None, None), page_break=True),
        Row(("", "合计", 3, Decimal("0.10")), RowKind.TOTAL),
    ),
    ("注",),
    "没有",
)
BULLETIN = Bulletin(
    Month(2023, 4),
    date(2023, 4, 30),
    "通报",
    (Figure("累计", "3", "任务"),),
    (Passage("一、总体", ("甲。", "乙。")), Passage("八、数据来源", ("昨日",))),
    (TABLE,),
    "草稿",
)


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_every_value_comes_back_as_it_was(value):
    table = replace(TABLE, columns=TABLE.columns[:1], rows=(Row((value,)),))
    (back,) = from_text(to_text(replace(BULLETIN, tables=(table,)))).tables[0].rows[0].values
    assert back == value
    assert type(back) is type(value)


def test_a_whole_bulletin_comes_back():
    text = to_text(BULLETIN)
    assert from_text(text) == BULLETIN
    assert to_text(from_text(text)) == text


def test_another_format_is_refused():
    with pytest.raises(ValueError, match="2"):
        from_text(to_text(BULLETIN).replace('"format":1', '"format":2'))


def test_the_stored_text_is_that_of_the_first_release():
    """What was stored once must be read for ever: this text never changes."""
    stored = (
        '{"format":1,"month":"2023-04","day":"2023-04-30","title":"通报","standing":"第1期",'
        '"figures":[{"label":"累计","value":"3","note":"任务"}],"passages":[["一、总体",["甲。"]]],'
        '"tables":[{"number":"附表1","short":"表","title":"表","unit":"个","columns":'
        '[{"title":"合计","kind":"LEAD","width":8,"group":"年度"}],"rows":[["ITEM",false,'
        '[{"fraction":"-1/3"}]],["TOTAL",true,[{"decimal":"1.50"}]],["ITEM",false,'
        '[{"date":"2023-04-30"}]],["SECTION",false,["甲"]],["ITEM",false,[null]]],'
        '"notes":["注"],"empty":"无"}]}'
    )
    found = from_text(stored)
    assert [row.values[0] for row in found.tables[0].rows] == [
        Fraction(-1, 3), Decimal("1.50"), date(2023, 4, 30), "甲", None,
    ]  # fmt: skip
    assert to_text(found) == stored


@pytest.mark.parametrize("identity", [(2023, 4, 1), (2023, 5), (), ("2023", "41")])
def test_the_checksum_holds_the_identity_too(identity):
    assert checksum("x", identity) != checksum("x", (2023, 4))
    assert checksum("y", (2023, 4)) != checksum("x", (2023, 4))


def changed(**values) -> Bulletin:
    return replace(BULLETIN, tables=(replace(TABLE, **values),))


def rows(*values) -> Bulletin:
    return changed(rows=values)


def test_the_same_has_no_differences():
    origin = replace(BULLETIN.passages[1], lines=("今日",))
    now = replace(BULLETIN, standing="第1期", passages=(BULLETIN.passages[0], origin))
    assert compare(BULLETIN, now) == []


def test_equal_numbers_of_another_kind_are_no_difference():
    _, first, *others = TABLE.rows
    now = rows(
        TABLE.rows[0], replace(first, values=(1, "甲镇", Decimal("3.00"), Fraction(1, 3))), *others
    )
    assert compare(BULLETIN, now) == []


def test_one_cell():
    _, first, *others = TABLE.rows
    now = rows(TABLE.rows[0], replace(first, values=(1, "甲镇", 4, Fraction(1, 3))), *others)
    assert compare(BULLETIN, now) == [CellChange("附表9新表", "甲镇", "年度任务·合计", "3", "4")]


def test_figures_that_read_alike_are_told_with_more_digits():
    _, first, *others = TABLE.rows
    now = rows(
        TABLE.rows[0], replace(first, values=(1, "甲镇", 3, Fraction(33333, 100000))), *others
    )
    (change,) = compare(BULLETIN, now)
    assert (change.then, change.now) == ("0.33333333", "0.33333000")


def test_a_unit_s_new_name_is_one_cell_of_its_row():
    _, first, *others = TABLE.rows
    now = rows(TABLE.rows[0], replace(first, values=(1, "新镇", 3, Fraction(1, 3))), *others)
    assert compare(BULLETIN, now) == [CellChange("附表9新表", "甲镇", "责任单位", "甲镇", "新镇")]


def test_rows_columns_and_sheets_that_came_or_went():
    section, first, _second, total = TABLE.rows
    gone = compare(BULLETIN, rows(section, first, total))
    assert gone == [CellChange("附表9新表", "乙镇", "整行", "有此行", ABSENT)]
    columns = (*TABLE.columns[:3], Column("比率", Kind.RATE, 8))
    moved = compare(BULLETIN, changed(columns=columns))
    assert {(c.column, c.then == NO_COLUMN) for c in moved} == {
        ("完成率%", False), ("比率", True),
    }  # fmt: skip
    assert compare(BULLETIN, replace(BULLETIN, tables=())) == [
        CellChange("附表9新表", "", "", "有此表", NO_SHEET)
    ]


def test_words_that_changed():
    passage = Passage("一、总体", ("甲。",))
    now = replace(changed(title="另一张表", notes=()), passages=(passage, BULLETIN.passages[1]))
    assert compare(BULLETIN, now) == [
        CellChange("说明", "一、总体", "第2段", "乙。", ABSENT),
        CellChange("附表9新表", "标题", "", "将来的一张表", "另一张表"),
        CellChange("附表9新表", "附注", "第1条", "注", ABSENT),
    ]


def test_a_project_that_stands_twice_is_told_apart():
    columns = (
        Column("序号", Kind.COUNT, 5),
        Column("项目编号", Kind.NAME, 9),
        Column("牌种", Kind.NAME, 9),
    )
    then = Table(
        "附表4", "牌", "牌", "", columns, (Row((1, "P1", "开工牌")), Row((2, "P1", "进度牌")))
    )
    now = replace(
        then,
        rows=(
            Row((1, "P0", "开工牌")),
            *(Row((row.values[0] + 1, *row.values[1:])) for row in then.rows),
        ),
    )
    found = compare(replace(BULLETIN, tables=(then,)), replace(BULLETIN, tables=(now,)))
    assert [(c.row, c.column, c.now) for c in found] == [
        ("P0 开工牌", "整行", "有此行"),
    ]  # fmt: skip
