"""A bulletin table as ready strings for the page: headers with their spans, cells as text.

On the page a long table has pages; in the workbook it stands whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.core.paginator import Page, Paginator

from assessment.bulletin.data import Column, Kind, Row, RowKind, Table
from assessment.bulletin.text import shown

_CLASSES = {
    Kind.COUNT: "num",
    Kind.MONEY: "num",
    Kind.RATE: "num",
    Kind.LEAD: "num",
    Kind.DATE: "date",
    Kind.NAME: "",
    Kind.CARD: "nowrap",
    Kind.TEXT: "text-cell",
}


PAGE_ROWS = 60


@dataclass(frozen=True)
class Header:
    text: str
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True)
class Line:
    """Cells as (class, text); a section's one text stands in `section`. An item has no kind."""

    kind: str
    cells: tuple[tuple[str, str], ...] = ()
    section: str = ""


@dataclass(frozen=True)
class Preview:
    table: Table
    headers: tuple[tuple[Header, ...], ...]
    lines: tuple[Line, ...]
    page: Page

    @property
    def width(self) -> int:
        return len(self.table.columns)


def preview(table: Table, page: str = "") -> Preview:
    """The table's `page`, the nearest one where there is no such page."""
    found = Paginator(table.rows, PAGE_ROWS).get_page(page)
    rows = (*_section_of(table, found.start_index()), *found.object_list)
    lines = tuple(_line(row, table.columns) for row in rows)
    return Preview(table, _headers(table.columns), lines, found)


def _section_of(table: Table, first: int) -> Sequence[Row]:
    """The heading of the section that runs on at row `first`, counted from 1."""
    before = table.rows[: first - 1] if first > 1 else ()
    if not before or table.rows[first - 1].kind is RowKind.SECTION:
        return ()
    return [row for row in before if row.kind is RowKind.SECTION][-1:]


def _headers(columns: tuple[Column, ...]) -> tuple[tuple[Header, ...], ...]:
    if not any(column.group for column in columns):
        return (tuple(Header(column.title) for column in columns),)
    top: list[Header] = []
    for group, members in groupby(columns, key=lambda column: column.group):
        titles = [column.title for column in members]
        if group:
            top.append(Header(group, columns=len(titles)))
        else:
            top += [Header(title, rows=2) for title in titles]
    return tuple(top), tuple(Header(column.title) for column in columns if column.group)


def _line(row: Row, columns: tuple[Column, ...]) -> Line:
    kind = "" if row.kind is RowKind.ITEM else row.kind.name.lower()
    if row.kind is RowKind.SECTION:
        return Line(kind, section=shown(row.values[0], Kind.TEXT))
    return Line(
        kind,
        tuple(
            (_CLASSES[column.kind], shown(value, column.kind))
            for column, value in zip(columns, row.values, strict=True)
        ),
    )
