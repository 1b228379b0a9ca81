"""The workbook from hand-made values: no database."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from assessment.bulletin.data import Bulletin, Column, Kind, Passage, Row, RowKind, Table
from assessment.bulletin.render import render
from assessment.bulletin.render.heights import MAX_HEIGHT, height_of, lines_in
from assessment.bulletin.text import clean, shown
from projects.periods import Month

COLUMNS = (
    Column("序号", Kind.COUNT, 5),
    Column("责任单位", Kind.NAME, 20),
    Column("合计", Kind.COUNT, 8, "年度任务"),
    Column("产业项目", Kind.COUNT, 8, "年度任务"),
    Column("完成率%", Kind.RATE, 8),
    Column("超欠序时", Kind.LEAD, 8),
    Column("计划", Kind.MONEY, 12),
    Column("日期", Kind.DATE, 11),
    Column("本月牌", Kind.CARD, 8),
    Column("备注", Kind.TEXT, 20),
)
ITEM = (
    1,
    "文庙街道",
    13,
    None,
    Fraction(100, 3),
    Fraction(-1, 3),
    Decimal("1234.50"),
    date(2023, 4, 30),
    "■ 红牌",
    "两翼",
)


def bulletin_of(*rows, columns=COLUMNS, notes=("说明一", "说明二"), empty="本月没有") -> Bulletin:
    table = Table(
        "附表1", "开工任务", "宁阳县2023年4月开工", "单位：个", columns, rows, notes, empty
    )
    passages = (Passage("一、总体情况", ("第一段。", "=SUM(A1)")),)
    return Bulletin(
        Month(2023, 4), date(2023, 4, 30), "宁阳县2023年4月通报", (), passages, (table,)
    )


def sheets_of(bulletin: Bulletin):
    return load_workbook(BytesIO(render(bulletin)))


def sheet_of(*rows, **options):
    return sheets_of(bulletin_of(*rows, **options))["附表1开工任务"]


def test_sheets_are_named_and_begin_with_number_title_day_and_unit():
    book = sheets_of(bulletin_of(Row(ITEM)))
    assert book.sheetnames == ["说明", "附表1开工任务"]
    sheet = book["附表1开工任务"]
    assert sheet["A1"].value == "附表1"
    assert sheet["A2"].value == "宁阳县2023年4月开工"
    assert sheet["A3"].value == "数据截至：2023年4月30日"
    assert sheet["F3"].value == "单位：个"


def test_grouped_headers_take_two_rows_and_are_merged():
    sheet = sheet_of(Row(ITEM))
    merged = {str(span) for span in sheet.merged_cells.ranges}
    assert sheet["C4"].value == "年度任务"
    assert (sheet["C5"].value, sheet["D5"].value) == ("合计", "产业项目")
    assert {"A1:J1", "A2:J2", "A4:A5", "B4:B5", "C4:D4", "E4:E5", "J4:J5"} <= merged
    assert sheet.print_title_rows == "$4:$5"


def test_headers_without_groups_take_one_row():
    columns = tuple(column for column in COLUMNS if not column.group)[:2]
    sheet = sheet_of(Row((1, "文庙街道")), columns=columns)
    assert sheet.print_title_rows == "$4:$4"
    assert sheet["A5"].value == 1


def test_a_band_breaks_before_its_last_word():
    columns = (Column("500万元以上", Kind.COUNT, 10), Column("合计", Kind.COUNT, 10))
    sheet = sheet_of(Row((1, 2)), columns=columns)
    assert sheet["A4"].value == "500万元\n以上"


def test_numbers_are_numbers_with_formats():
    cells = sheet_of(Row(ITEM))[6]
    assert [cell.data_type for cell in cells] == ["n", "s", "n", "s", "n", "n", "n", "d", "s", "s"]
    assert cells[3].value == "—"
    assert cells[4].value == pytest.approx(100 / 3, abs=1e-12)
    assert cells[4].number_format == "0.00"
    assert cells[5].number_format == "+0.00;-0.00;0.00"
    assert (cells[6].value, cells[6].number_format) == (1234.5, "#,##0.00")
    assert cells[7].number_format == "yyyy-mm-dd"


def test_a_red_card_is_tinted_and_named():
    cell = sheet_of(Row(ITEM))["I6"]
    assert cell.value == "■ 红牌"
    assert cell.fill.fgColor.rgb == "FFF8CBAD"


INJECTIONS = ["=1+1", "==1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "#N/A", "{=1}"]


@pytest.mark.parametrize("text", INJECTIONS)
def test_text_is_never_a_formula(text):
    bulletin = bulletin_of(Row((*ITEM[:-1], text)))
    cell = sheets_of(bulletin)["附表1开工任务"]["J6"]
    assert (cell.value, cell.data_type) == (text, "s")
    assert bool(cell.quotePrefix) == text.startswith(("=", "+", "-", "@"))
    with ZipFile(BytesIO(render(bulletin))) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        assert sheets
        assert not any(b"<f>" in archive.read(name) for name in sheets)


def test_the_explanation_holds_text_only():
    sheet = sheets_of(bulletin_of(Row(ITEM)))["说明"]
    texts = [row[0].value for row in sheet.iter_rows()]
    assert texts == [
        "宁阳县2023年4月通报",
        "数据截至：2023年4月30日",
        "一、总体情况",
        "第一段。",
        "=SUM(A1)",
    ]
    assert sheet["A5"].data_type == "s"


def test_control_characters_are_stripped():
    sheet = sheet_of(Row((*ITEM[:-1], "甲\x00乙\x1b\n丙\ud800\ufffe")))
    assert sheet["J6"].value == "甲乙 丙"


def test_paper_is_a4_landscape_one_page_wide_with_numbered_pages():
    for sheet in sheets_of(bulletin_of(Row(ITEM))):
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.page_margins.bottom >= 0.75
        assert sheet.oddFooter.center.text == "第 &P 页，共 &N 页"


def test_the_page_breaks_where_the_row_says():
    sheet = sheet_of(Row(ITEM), Row(ITEM, RowKind.SUBTOTAL, page_break=True), Row(ITEM))
    assert [each.id for each in sheet.row_breaks.brk] == [7]


def test_sums_are_bold_and_shaded():
    sheet = sheet_of(Row(ITEM), Row(ITEM, RowKind.TOTAL))
    assert (sheet["C6"].font.bold, sheet["C7"].font.bold) == (False, True)
    assert sheet["C7"].fill.fgColor.rgb == "FFF2F2F2"


def test_an_empty_table_says_so_across_the_sheet():
    sheet = sheet_of()
    assert sheet["A6"].value == "本月没有"
    assert "A6:J6" in {str(span) for span in sheet.merged_cells.ranges}


def test_notes_stand_numbered_under_the_table():
    sheet = sheet_of(Row(ITEM))
    assert [sheet["A7"].value, sheet["A8"].value] == ["注：1．说明一", "2．说明二"]


def test_same_values_give_the_same_cells():
    first, second = (sheets_of(bulletin_of(Row(ITEM))) for _ in range(2))
    for one, other in zip(first, second, strict=True):
        assert list(one.iter_rows(values_only=True)) == list(other.iter_rows(values_only=True))


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        pytest.param("", 10, 1, id="empty"),
        pytest.param("文庙街道项", 10, 1, id="just-full"),
        pytest.param("文庙街道项目", 10, 2, id="one-over"),
        pytest.param("文庙街道项。", 10, 2, id="punctuation-takes-its-character-along"),
        pytest.param("a" * 30, 10, 4, id="long-word-is-cut"),
        pytest.param("共 1,234,567.89 元", 12, 3, id="a-number-is-kept-whole"),
    ],
)
def test_wrapped_lines(text, width, lines):
    assert lines_in(text, width) == lines


def test_a_row_is_never_higher_than_excel_allows():
    assert height_of([("很长" * 2000, 10)], line=13, least=17) == MAX_HEIGHT
    assert height_of([("短", 10)], line=13, least=17) == 17


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        pytest.param(None, Kind.COUNT, "—", id="blank"),
        pytest.param(0, Kind.COUNT, "0", id="zero-is-not-blank"),
        pytest.param(Fraction(200, 3), Kind.RATE, "66.67", id="rate"),
        pytest.param(Decimal("0.005"), Kind.RATE, "0.01", id="half-up"),
        pytest.param(Fraction(1, 2), Kind.LEAD, "+0.50", id="ahead"),
        pytest.param(Fraction(-1, 2), Kind.LEAD, "-0.50", id="behind"),
        pytest.param(0, Kind.LEAD, "0.00", id="level"),
        pytest.param(Decimal("1234567.5"), Kind.MONEY, "1,234,567.50", id="money"),
        pytest.param(date(2023, 4, 5), Kind.DATE, "2023-04-05", id="date"),
    ],
)
def test_values_as_text(value, kind, text):
    assert shown(value, kind) == text


def test_clean_keeps_one_line():
    assert clean(" 甲\r\n\t乙\x0b ") == "甲 乙"
