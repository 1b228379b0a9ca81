"""Files that are no workbook, or a hostile one: one clear line each, and nothing unpacked."""

import random
import zipfile

import pytest
from openpyxl import Workbook

from projects.excel import guard, reader
from projects.excel.guard import WorkbookError
from projects.excel.importing import read_workbook
from projects.excel.reader import Odd
from tests.projects.workbooks import LEDGER, month_rows, raw_book, save, text


def refused(path, match):
    with pytest.raises(WorkbookError, match=match) as caught:
        read_workbook(path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "match"),
    [
        pytest.param(b"", "空的", id="empty"),
        pytest.param("项目编号,项目名称\n".encode(), "不是 xlsx", id="csv"),
        pytest.param(guard.OLE_MAGIC + b"\0" * 600, "加密", id="xls-or-encrypted"),
        pytest.param(b"PK\x03\x04" + b"\0" * 300, "损坏", id="zip-head-only"),
        pytest.param(b"PK\x03\x04" + b"\0" * guard.MAX_BYTES, "10 MB", id="too-big"),
        pytest.param(b"<html></html>", "不是 xlsx", id="html"),
    ],
)
def test_not_a_package(tmp_path, content, match):
    path = tmp_path / "坏.xlsx"
    path.write_bytes(content)
    refused(path, match)


def test_missing_and_folder(tmp_path):
    refused(tmp_path / "没有.xlsx", "不存在")
    refused(tmp_path, "文件夹")


def test_truncated(tmp_path):
    path = save(tmp_path / "a.xlsx", [LEDGER])
    path.write_bytes(path.read_bytes()[:-200])
    refused(path, "损坏")


def test_a_zip_that_is_no_workbook(tmp_path):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "x")
    refused(path, "不是 xlsx")


@pytest.mark.parametrize(
    ("extra", "match"),
    [
        pytest.param({"xl/vbaProject.bin": b"x"}, "宏", id="macro"),
        pytest.param({"xl/macrosheets/sheet1.xml": b"x"}, "宏", id="macro-sheet"),
        pytest.param({"xl/externalLinks/externalLink1.xml": b"x"}, "外部链接", id="external-link"),
        pytest.param({f"xl/x{n}.xml": b"" for n in range(200)}, "200 个", id="too-many-parts"),
        pytest.param({"xl/zeros.xml": b"\0" * guard.MAX_UNPACKED}, "64 MB", id="zip-bomb"),
    ],
)
def test_refused_before_unpacking(tmp_path, monkeypatch, extra, match):
    path = raw_book(tmp_path / "a.xlsx", "<sheetData/>", extra=extra)
    monkeypatch.setattr(reader, "_run", lambda *_: pytest.fail("unpacked"))
    refused(path, match)


def test_encrypted_entry(tmp_path):
    path = raw_book(tmp_path / "a.xlsx", "<sheetData/>")
    content = bytearray(path.read_bytes())
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    path.write_bytes(content)
    refused(path, "加密")


def test_entities_are_refused(tmp_path):
    bomb = '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    path = raw_book(tmp_path / "a.xlsx", month_rows(text("C2", "&b;")), prolog=bomb)
    refused(path, "文档类型")


def test_without_any_known_sheet(tmp_path):
    book = Workbook()
    book.active.append(["项目编号"])
    book.save(tmp_path / "a.xlsx")
    refused(tmp_path / "a.xlsx", "“项目台账”")


def test_broken_inside(tmp_path):
    refused(raw_book(tmp_path / "a.xlsx", "<sheetData><row>"), "损坏")


def test_a_far_cell_costs_nothing(tmp_path):
    far = f'<row r="1048576">{text("XFD1048576", "x")}</row></sheetData>'
    cells = month_rows("").replace("</sheetData>", far)
    sheet = read_workbook(raw_book(tmp_path / "a.xlsx", cells)).sheets["月度进度"]
    assert [number for number, _ in sheet.rows] == [1, 2]
    assert sheet.far == [[1048576, 16383]]


def test_too_many_rows_are_refused_not_cut_off(tmp_path):
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 200_003))
    refused(raw_book(tmp_path / "a.xlsx", f"<sheetData>{rows}</sheetData>"), "200000行")


def test_formatted_blank_tail_is_nothing(tmp_path):
    blank = "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(3, 50_000))
    cells = month_rows("").replace("</sheetData>", f"{blank}</sheetData>")
    assert len(read_workbook(raw_book(tmp_path / "a.xlsx", cells)).sheets["月度进度"].rows) == 2


def test_memory_limit_ends_the_child_not_us(tmp_path, monkeypatch):
    child = tmp_path / "child.py"
    child.write_text(reader.CHILD.read_text().replace("1024**3", "60 * 1024**2"))
    monkeypatch.setattr(reader, "CHILD", child)
    rows = "".join(f'<row r="{n}">{text(f"A{n}", f"x{n}" * 40)}</row>' for n in range(1, 100_000))
    refused(raw_book(tmp_path / "a.xlsx", f"<sheetData>{rows}</sheetData>"), "损坏或内容异常")


def test_time_limit(tmp_path, monkeypatch):
    monkeypatch.setattr(reader, "TIMEOUT_SECONDS", 0)
    refused(save(tmp_path / "a.xlsx", [LEDGER]), "限定时间")


def test_mutated_files_are_refused_or_read(tmp_path):
    """Bytes changed at random (seed 1): never anything but a workbook or a clear refusal."""
    content = save(tmp_path / "a.xlsx", [LEDGER]).read_bytes()
    chance, refusals = random.Random(1), 0
    for number in range(40):
        mutated = bytearray(content)
        for _ in range(chance.randrange(1, 40)):
            mutated[chance.randrange(4, len(mutated))] = chance.randrange(256)
        path = tmp_path / f"{number}.xlsx"
        path.write_bytes(mutated)
        try:
            assert read_workbook(path).sheets
        except WorkbookError:
            refusals += 1
    assert refusals > 0


STYLES = (
    '<numFmts><numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/>'
    '<numFmt numFmtId="171" formatCode="#,##0.00_);[Red]\\(#,##0.00\\)"/>'
    '<numFmt numFmtId="172" formatCode="0.0%"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="31"/><xf numFmtId="170"/>'
    '<xf numFmtId="171"/><xf numFmtId="9"/><xf numFmtId="172"/></cellXfs>'
)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        pytest.param('<c r="C2" s="1"><v>44986</v></c>', "2023-03-01T00:00:00", id="date"),
        pytest.param('<c r="C2" s="2"><v>44986</v></c>', "2023-03-01T00:00:00", id="chinese-date"),
        pytest.param('<c r="C2" s="3"><v>44986</v></c>', "2023-03-01T00:00:00", id="own-format"),
        pytest.param('<c r="C2" s="1"><v>44986.5</v></c>', "2023-03-01T12:00:00", id="time"),
        pytest.param('<c r="C2" t="d"><v>2023-03-01</v></c>', "2023-03-01T00:00:00", id="iso"),
        pytest.param('<c r="C2" s="4"><v>1200.5</v></c>', "1200.5", id="money-format"),
        pytest.param('<c r="C2"><v>1.2E3</v></c>', "1200", id="whole-float"),
        pytest.param('<c r="C2" t="b"><v>1</v></c>', "True", id="boolean"),
        pytest.param('<c r="C2" s="5"><v>0.45</v></c>', "45%", id="percent"),
        pytest.param('<c r="C2" s="6"><v>0.455</v></c>', "45.5%", id="percent-own-format"),
        pytest.param('<c r="C2" t="e"><v>#N/A</v></c>', "#N/A", id="error"),
        pytest.param('<c r="C2"><f>1+1</f><v>2</v></c>', "2", id="formula-with-value"),
        pytest.param('<c r="C2" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c>', "ab"),
        pytest.param(text("C2", "a_x000D_b"), "a\rb", id="escaped-character"),
    ],
)
def test_cells(tmp_path, cell, value):
    path = raw_book(tmp_path / "a.xlsx", month_rows(cell), styles=STYLES)
    read = read_workbook(path).sheets["月度进度"].rows[1][1][2]
    assert (read.isoformat() if hasattr(read, "isoformat") else str(read)) == value


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="C2"><f>1+1</f></c>',
        '<c r="C2"><f>1+1</f><v></v></c>',
        '<c r="C2" t="str"><f>A1</f></c>',
        '<c r="C2"><f t="shared" si="0"/></c>',
    ],
)
def test_formula_without_value(tmp_path, cell):
    path = raw_book(tmp_path / "a.xlsx", month_rows(cell))
    assert read_workbook(path).sheets["月度进度"].rows[1][1][2] == Odd("formula", None)


def test_epoch_of_1904(tmp_path):
    path = raw_book(
        tmp_path / "a.xlsx",
        month_rows('<c r="C2" s="1"><v>43524</v></c>'),
        styles=STYLES,
        book='<workbookPr date1904="1"/>',
    )
    assert read_workbook(path).sheets["月度进度"].rows[1][1][2].isoformat().startswith("2023-03-01")
