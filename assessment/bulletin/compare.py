"""Two bulletins cell by cell: sheet, row, column, then and now. Pure."""

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from assessment.bulletin.data import Bulletin, Column, Kind, Row, RowKind, Table, Value
from assessment.bulletin.text import clean, shown

ABSENT = "（无此行）"
NO_SHEET, NO_COLUMN = "（无此表）", "（无此列）"
# When and by which run the figures were reckoned is always another.
_ORIGIN = "数据来源"
_CODE, _SERIAL = "项目编号", "序号"


class CellChange(NamedTuple):
    """One cell that differs, as words; `column` is the header read from top to bottom."""

    sheet: str
    row: str
    column: str
    then: str
    now: str


def compare(then: Bulletin, now: Bulletin) -> list[CellChange]:
    """All that differs, in the order of the sheets; numbers are compared exactly."""
    return [*_passages(then, now), *_tables(then, now)]


def _passages(then: Bulletin, now: Bulletin) -> Iterator[CellChange]:
    before, after = ({p.heading: p.lines for p in one.passages} for one in (then, now))
    for heading in dict.fromkeys((*before, *after)):
        if heading.endswith(_ORIGIN):
            continue
        old, new = before.get(heading, ()), after.get(heading, ())
        for number in range(max(len(old), len(new))):
            pair = [lines[number] if number < len(lines) else ABSENT for lines in (old, new)]
            if pair[0] != pair[1]:
                yield CellChange("说明", heading, f"第{number + 1}段", *pair)


def _tables(then: Bulletin, now: Bulletin) -> Iterator[CellChange]:
    before, after = ({table.number: table for table in one.tables} for one in (then, now))
    for number in dict.fromkeys((*before, *after)):
        old, new = before.get(number), after.get(number)
        if old and new:
            yield from _cells(old, new)
        else:
            present = [NO_SHEET if table is None else "有此表" for table in (old, new)]
            name = (old or new).name  # type: ignore[union-attr]
            yield CellChange(name, "", "", *present)


def _cells(then: Table, now: Table) -> Iterator[CellChange]:
    yield from _words(then, now)
    columns = [_columns(table) for table in (then, now)]
    rows = [_rows(table) for table in (then, now)]
    for key in dict.fromkeys((*rows[0], *rows[1])):
        old, new = (of.get(key) for of in rows)
        label = _label(old or new, then if old else now)  # type: ignore[arg-type]
        if old is None or new is None:
            pair = [ABSENT if row is None else _whole(row) for row in (old, new)]
            yield CellChange(then.name, label, "整行", *pair)
            continue
        for column in dict.fromkeys((*columns[0], *columns[1])):
            if column == _SERIAL and _CODE in columns[0]:  # it only counts the projects through
                continue
            sides = [
                _cell(row, of.get(column)) for row, of in zip((old, new), columns, strict=True)
            ]
            if sides[0][0] != sides[1][0]:
                yield CellChange(then.name, label, column, *_told(*sides))


def _words(then: Table, now: Table) -> Iterator[CellChange]:
    """Title and notes."""
    if then.title != now.title:
        yield CellChange(then.name, "标题", "", then.title, now.title)
    for number in range(max(len(then.notes), len(now.notes))):
        notes = [
            table.notes[number] if number < len(table.notes) else ABSENT for table in (then, now)
        ]
        if notes[0] != notes[1]:
            yield CellChange(then.name, "附注", f"第{number + 1}条", *notes)


def _columns(table: Table) -> dict[str, tuple[int, Column]]:
    """By name; one that stands twice is told apart by its place among its likes."""
    seen: Counter[str] = Counter()
    found = {}
    for place, column in enumerate(table.columns):
        seen[column.name] += 1
        name = column.name if seen[column.name] == 1 else f"{column.name}（{seen[column.name]}）"
        found[name] = (place, column)
    return found


def _rows(table: Table) -> dict[Hashable, Row]:
    """By what a row is about: the project's code, a unit's number in the annexes, or its label."""
    titles = [column.title for column in table.columns]
    seen: Counter[Hashable] = Counter()
    found: dict[Hashable, Row] = {}
    for row in table.rows:
        key = _key(row, titles)
        seen[key] += 1
        found[key, seen[key]] = row
    return found


def _key(row: Row, titles: Sequence[str]) -> Hashable:
    if row.kind is RowKind.SECTION:
        return "section", str(row.values[0])
    if row.kind is RowKind.ITEM:
        for title in (_CODE, _SERIAL):
            if title in titles and row.values[titles.index(title)] not in (None, ""):
                return title, row.values[titles.index(title)]
    return row.kind.name, *(value for value in row.values[:2] if isinstance(value, str))


def _cell(row: Row, at: tuple[int, Column] | None) -> tuple[Value, str]:
    """The value to compare, and as it is read; a section's one value stands in the first column."""
    if at is None:
        return NO_COLUMN, NO_COLUMN
    place, column = at
    if row.kind is RowKind.SECTION:
        value = row.values[0] if place == 0 else ""
    else:
        value = row.values[place]
    if isinstance(value, str):
        value = clean(value)
    return value, shown(value, column.kind)


def _told(then: tuple[Value, str], now: tuple[Value, str]) -> tuple[str, str]:
    """As they are read; with as many digits as it takes where they read alike."""
    if then[1] != now[1]:
        return then[1], now[1]
    return tuple(  # type: ignore[return-value]
        words if isinstance(value, str | date | None) else f"{float(value):.8f}"
        for value, words in (then, now)
    )


def _label(row: Row, table: Table) -> str:
    """The row's number, unit, project: its first cells that are words."""
    if row.kind is RowKind.SECTION:
        return shown(row.values[0], Kind.TEXT)
    named = [
        shown(value, column.kind)
        for value, column in zip(row.values, table.columns, strict=True)
        if column.title in {_CODE, "项目名称", "责任单位", "牌种"} and value not in (None, "")
    ]
    return " ".join(named) or shown(row.values[0], table.columns[0].kind)


def _whole(row: Row) -> str:
    return "有此行" if row.kind is not RowKind.SECTION else shown(row.values[0], Kind.TEXT)
