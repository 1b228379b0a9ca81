"""Annex workbooks for tests: as the site writes them, then changed cell by cell."""

from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from assessment.year.workbook import write_year

START = [
    "序号",
    "责任单位",
    "项目指标",
    "投资 1 亿元以上项目",
    "投资 500 万元以上项目",
    "产业项目",
    "备注",
]
PLANNING = [
    "序号", "责任单位", "项目指标", "投资100亿元以上项目", "投资50亿元以上项目",
    "投资10亿元以上项目", "投资1亿元以上项目", "投资500万元以上项目", "备注",
]  # fmt: skip
ROWS = {
    "附件1": [START, [1, "甲镇", 3, 1, 2, 2, "两翼"], [2, "乙镇", 5, 2, 3, None, None],
            [None, "合计", 8, 3, 5, 2, None]],
    "附件2": [PLANNING, [1, "甲镇", 4, None, None, 1, 1, 2, "两翼"],
            [2, "乙镇", 2, None, None, None, 1, 1, None],
            [None, "合计", 6, None, None, 1, 2, 3, None]],
}  # fmt: skip


def book(changes: dict[str, Any] | None = None, names: dict[str, str] | None = None) -> Workbook:
    """Two units' annexes; `changes` by 附件1!C2, `names` gives a sheet another name."""
    made = Workbook()
    made.remove(made.active)
    for name, rows in ROWS.items():
        page = made.create_sheet(name)
        for row in rows:
            page.append(row)
    return changed(made, changes or {}, names or {})


def changed(made: Workbook, changes: dict[str, Any], names: dict[str, str]) -> Workbook:
    for place, value in changes.items():
        sheet, _, cell = place.partition("!")
        made[sheet][cell] = value
    for name, other in names.items():
        made[name].title = other
    return made


def stored(year: int, changes: dict[str, Any] | None = None) -> Workbook:
    """The workbook that the site gives out for a year."""
    target = BytesIO()
    write_year(target, year)
    return changed(load_workbook(target), changes or {}, {})


def saved(made: Workbook, folder: Path) -> Path:
    path = folder / "annexes.xlsx"
    made.save(path)
    return path


def upload(made: Workbook) -> SimpleUploadedFile:
    target = BytesIO()
    made.save(target)
    return SimpleUploadedFile("附件.xlsx", target.getvalue())
