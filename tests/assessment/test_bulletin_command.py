"""manage.py bulletin: what it writes, and one clear line where it cannot."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from assessment.cards.engine import assess
from assessment.models.runs import RunKind
from tests.factories import make_plan, make_project

pytestmark = pytest.mark.django_db


@pytest.fixture
def assessed():
    project = make_project("P1", name="=示例厂", start_due=date(2023, 1, 5))
    make_plan(project, 2023, 100)
    assess(date(2023, 4, 20), kind=RunKind.COMMAND)


def bulletin(month, output) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("bulletin", month, "-o", str(output), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_one_line_and_nine_sheets(assessed, tmp_path):
    out, err = bulletin("2023-03", tmp_path / "三月.xlsx")
    assert out == (
        "宁阳县2023年3月重点项目建设通报（数据截至：2023年3月31日，9张表）"
        f"已写入 {tmp_path / '三月.xlsx'}\n"
    )
    assert err == ""
    book = load_workbook(tmp_path / "三月.xlsx")
    assert book.sheetnames == [
        "说明",
        "附表1开工任务",
        "附表2策划任务",
        "附表3投资进度",
        "附表4黄红牌项目",
        "附表5竣工投产",
        "附表6纳统",
        "附表7督办约谈",
        "附表8项目增减",
    ]
    assert book["附表4黄红牌项目"]["C5"].value == "=示例厂"
    assert not [
        cell.coordinate
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]


def test_a_running_month_is_pointed_out(assessed, tmp_path):
    _, err = bulletin("2023-04", tmp_path / "x.xlsx")
    assert err.strip() == "提示：评定只到2023年4月20日，各表为截至该日的数据"


def test_the_same_data_give_the_same_cells(assessed, tmp_path):
    cells = []
    for name in ("a.xlsx", "b.xlsx"):
        bulletin("2023-03", tmp_path / name)
        book = load_workbook(tmp_path / name)
        cells.append([list(sheet.iter_rows(values_only=True)) for sheet in book])
    assert cells[0] == cells[1]


def test_an_old_file_is_replaced_and_nothing_is_left_beside_it(assessed, tmp_path):
    target = tmp_path / "x.xlsx"
    target.write_bytes(b"old")
    bulletin("2023-03", target)
    assert target.read_bytes()[:2] == b"PK"
    assert [path.name for path in tmp_path.iterdir()] == ["x.xlsx"]


def test_a_month_to_come(assessed, tmp_path, settings):
    settings.FIXED_TODAY = date(2023, 4, 20)
    with pytest.raises(CommandError, match=r"^2023年5月尚未到来"):
        bulletin("2023-05", tmp_path / "x.xlsx")


@pytest.mark.parametrize("month", ["2022-12", "2023-05"])
def test_a_month_never_assessed_leaves_no_file(assessed, tmp_path, month):
    with pytest.raises(CommandError, match=r"尚未评定，没有可通报的数据，请先运行 assess$"):
        bulletin(month, tmp_path / "x.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder(assessed, tmp_path):
    with pytest.raises(CommandError, match=r"不存在，请先建立$"):
        bulletin("2023-03", tmp_path / "nope" / "x.xlsx")


def test_a_folder_in_place_of_a_file(assessed, tmp_path):
    folder = tmp_path / "x.xlsx"
    folder.mkdir()
    with pytest.raises(CommandError, match="是文件夹，请写文件名"):
        bulletin("2023-03", folder)


def test_another_kind_of_file(assessed, tmp_path):
    with pytest.raises(CommandError, match=r"须以 \.xlsx 结尾$"):
        bulletin("2023-03", tmp_path / "x.pdf")


def test_a_name_that_cannot_be_written(assessed, tmp_path):
    with pytest.raises(CommandError, match=r"^不能写入.*：文件名太长，请换一个位置$"):
        bulletin("2023-03", tmp_path / f"{'长' * 100}.xlsx")
    assert list(tmp_path.iterdir()) == []
