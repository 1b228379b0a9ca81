"""A list as an Excel file: cells as the list shows them, and no text that comes alive."""

from datetime import date
from io import BytesIO

from openpyxl import load_workbook

from projects.excel.list_book import NARROW, WIDE, list_book


def test_a_list_reads_back_with_its_types():
    rows = [["=1+1", date(2023, 4, 1), 3, None, ""]]
    sheet = load_workbook(
        BytesIO(list_book("清单", ["事项…", "日", "数", "空", "无"], rows))
    ).active
    header, row = sheet.iter_rows()
    assert [cell.value for cell in header] == ["事项", "日", "数", "空", "无"]
    assert [cell.value for cell in row] == ["=1+1", sheet["B2"].value, 3, None, None]
    assert sheet["B2"].value.date() == date(2023, 4, 1)
    assert row[0].data_type == "s"
    assert (sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width) == (
        WIDE,
        NARROW,
    )
    assert (sheet.title, sheet.page_setup.orientation, sheet.page_setup.paperSize) == (
        "清单", "landscape", 9
    )  # fmt: skip
