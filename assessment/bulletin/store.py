"""A bulletin as one text and back, value for value; whatever sheets and columns it has. Pure.

The text is JSON with every value under its kind, so that 1, 1.00 and 1/3 come back as they were.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import fields
from datetime import date
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from typing import Any

from assessment.bulletin.data import (
    Bulletin,
    Column,
    Figure,
    Kind,
    Passage,
    Row,
    RowKind,
    Table,
    Value,
)
from projects.periods import Month

FORMAT = 1


def to_text(bulletin: Bulletin) -> str:
    """The whole bulletin; equal bulletins give equal texts."""
    content = {
        "format": FORMAT,
        "month": str(bulletin.month),
        "day": bulletin.day.isoformat(),
        "title": bulletin.title,
        "standing": bulletin.standing,
        "figures": [_plain(figure) for figure in bulletin.figures],
        "passages": [[passage.heading, list(passage.lines)] for passage in bulletin.passages],
        "tables": [_table(table) for table in bulletin.tables],
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def from_text(text: str) -> Bulletin:
    """The bulletin that `to_text` was given; ValueError for any other text."""
    content = json.loads(text)
    if content["format"] != FORMAT:
        raise ValueError(content["format"])
    return Bulletin(
        Month.parse(content["month"]),
        date.fromisoformat(content["day"]),
        content["title"],
        tuple(Figure(**figure) for figure in content["figures"]),
        tuple(Passage(heading, tuple(lines)) for heading, lines in content["passages"]),
        tuple(_table_of(table) for table in content["tables"]),
        content["standing"],
    )


def checksum(text: str, identity: Sequence[object]) -> str:
    """SHA-256 in hexadecimal of the text and of what names the issue."""
    head = json.dumps([str(part) for part in identity], ensure_ascii=False)
    return sha256(f"{head}\n{text}".encode()).hexdigest()


def _plain(row: Any) -> dict[str, Any]:
    """A frozen row whose fields are plain already."""
    return {field.name: getattr(row, field.name) for field in fields(row)}


def _table(table: Table) -> dict[str, Any]:
    return _plain(table) | {
        "columns": [_plain(column) | {"kind": column.kind.name} for column in table.columns],
        "rows": [
            [row.kind.name, row.page_break, [_tagged(value) for value in row.values]]
            for row in table.rows
        ],
        "notes": list(table.notes),
    }


def _table_of(content: dict[str, Any]) -> Table:
    columns = tuple(
        Column(**(column | {"kind": Kind[column["kind"]]})) for column in content["columns"]
    )
    rows = tuple(
        Row(tuple(map(_value, values)), RowKind[kind], page_break)
        for kind, page_break, values in content["rows"]
    )
    return Table(**(content | {"columns": columns, "rows": rows, "notes": tuple(content["notes"])}))


def _tagged(value: Value) -> Any:
    """Text, whole numbers and blanks stand for themselves."""
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, Fraction):
        return {"fraction": str(value)}
    return {"date": value.isoformat()}


_READERS: dict[str, Callable[[str], Value]] = {
    "decimal": Decimal,
    "fraction": Fraction,
    "date": date.fromisoformat,
}


def _value(stored: Any) -> Value:
    if not isinstance(stored, dict):
        return stored
    ((kind, text),) = stored.items()
    return _READERS[kind](text)
