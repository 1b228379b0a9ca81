"""Ledger workbooks for tests: whole ones from rows, and broken ones from their parts."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from projects.excel.importing import make_plan, read_workbook, write_workbook
from projects.excel.plan import Kind, Plan

LEDGER = {
    "项目编号": "A1",
    "项目名称": "示例一",
    "责任单位": "甲镇",
    "项目类型": "产业",
    "产业项目": "是",
    "总投资(万元)": 12_000,
}
MONTH = {"项目编号": "A1", "月份": "2023-04"}
AVERAGE = {"月份": "2023-04", "项目类型": "产业", "平均进度(%)": 30}
Rows = Sequence[Mapping[str, Any]]


def save(path: Path, ledger: Rows = (), months: Rows = (), averages: Rows = ()) -> Path:
    """A workbook of the sheets that have rows; every column that any row of a sheet names."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in {"项目台账": ledger, "月度进度": months, "全市均值": averages}.items():
        if rows:
            page = book.create_sheet(name)
            headers = list(dict.fromkeys(header for row in rows for header in row))
            page.append(headers)
            for row in rows:
                page.append([row.get(header) for header in headers])
    book.save(path)
    return path


def ledger(**given: Any) -> dict[str, Any]:
    return LEDGER | given


def check(path: Path, user=None) -> Plan:
    return make_plan(read_workbook(path), user)


def load(path: Path, user=None, reason: str = "测试") -> Plan:
    return write_workbook(
        book=read_workbook(path), by=user, name=path.name, amendment_reason=reason
    )


def errors(plan: Plan) -> list[str]:
    return [str(error) for error in plan.findings.errors]


def counts(plan: Plan) -> tuple[int, int, int]:
    """New, changed, unchanged."""
    new, changed, unchanged = (plan.count(kind) for kind in Kind)
    return new, changed, unchanged


CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def raw_book(
    path: Path,
    cells: str,
    *,
    sheet: str = "月度进度",
    styles: str = "",
    book: str = "",
    extra: Mapping[str, bytes | str] | None = None,
    prolog: str = "",
) -> Path:
    """A package written by hand around the rows of one sheet."""
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{book}<sheets>'
        f'<sheet name="{sheet}" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">'
        f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{OFFICE}/styles" Target="/xl/styles.xml"/>'
        "</Relationships>",
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>',
        "xl/worksheets/sheet1.xml": f'{prolog}<worksheet xmlns="{MAIN}">{cells}</worksheet>',
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (parts | dict(extra or {})).items():
            archive.writestr(name, content)
    path.write_bytes(buffer.getvalue())
    return path


def text(reference: str, value: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{value}</t></is></c>'


def month_rows(third: str, header: str = "计划投资(万元)") -> str:
    """A month sheet with one data row whose third cell is given as XML."""
    head = text("A1", "项目编号") + text("B1", "月份") + text("C1", header)
    row = text("A2", "A1") + text("B2", "2023-04") + third
    return f'<sheetData><row r="1">{head}</row><row r="2">{row}</row></sheetData>'
