"""Telling a workbook's right rows from its wrong ones, so that the right ones can go ahead."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from openpyxl.utils import get_column_letter

from projects.excel.findings import Finding
from projects.excel.table import BAD, Table
from projects.parsing import quoted

PROJECT = "code"


def rows_of(findings: Iterable[Finding]) -> dict[str, set[int]]:
    """Sheet to the rows that are wrong; of two rows with one key nobody knows the right one."""
    rows: dict[str, set[int]] = {}
    for found in findings:
        rows.setdefault(found.sheet, set()).update({found.row, found.twin or found.row})
    return rows


def rows_left_out(*findings: Iterable[Finding]) -> int:
    """How many rows these findings keep from being imported."""
    return sum(map(len, rows_of(chain(*findings)).values()))


def twins(findings: Iterable[Finding]) -> list[Finding]:
    """A finding for the first of two rows with one key; the check names the second only."""
    return [
        replace(
            found,
            place=f"{found.sheet}!{get_column_letter(found.column + 1)}{found.twin}",
            text=f"第{found.twin}行与第{found.row}行重复，两行都没有导入，请只留一行",
            row=found.twin,
            twin=found.row,
        )
        for found in findings
        if found.twin
    ]


def leave_out(tables: Sequence[Table], wrong: Mapping[str, set[int]]) -> list[Finding]:
    """Take the wrong rows, and what was found in them, out of the tables.

    Rows that belong to a project which is left out go with it; they are named.
    """
    projects: set[str] = set()
    held_back: list[Finding] = []
    for table in tables if wrong else ():
        gone = set(wrong.get(table.name, ()))
        if table.key == (PROJECT,):
            projects |= {row.values[0] for row in table.rows if row.number in gone} - {BAD}
        elif PROJECT in table.key:
            belonging = [row for row in table.rows if row.values[0] in projects]
            held_back += [
                table.at(row.number, PROJECT, f"项目{quoted(row.values[0])}有错误，这一行随它留下")
                for row in belonging
                if row.number not in gone
            ]
            gone |= {row.number for row in belonging}
        table.rows = [row for row in table.rows if row.number not in gone]
        for found in (table.findings.errors, table.findings.remarks):
            found[:] = [one for one in found if one.sheet != table.name or one.row not in gone]
    return held_back
