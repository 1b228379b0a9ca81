"""What an import would do: per row new, changed or unchanged, with old and new values."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from projects.actions.bulk import Stamp
from projects.actions.ledger import LedgerChanges
from projects.excel.columns import Column
from projects.excel.findings import Finding, Findings
from projects.excel.table import Row
from projects.models import User
from projects.permissions import leads

Progress = Callable[[int, int], None]
PROGRESS_STEP = 100


class Kind(StrEnum):
    NEW = "新增"
    CHANGED = "更新"
    UNCHANGED = "无变化"


class PlannedRow(NamedTuple):
    """`old` and `new` follow the sheet's columns; `old` is None for a new row."""

    number: int
    kind: Kind
    old: tuple[Any, ...] | None
    new: tuple[Any, ...]


class Shown(NamedTuple):
    """One value of a row as the preview shows it."""

    header: str
    old: str
    new: str


@dataclass
class SheetPlan:
    """A sheet's rows in the workbook's order, and the write that they come to."""

    name: str
    columns: Sequence[Column]
    key: tuple[str, ...]
    rows: list[PlannedRow] = field(default_factory=list)
    write: Callable[[Stamp], None] | None = None

    def count(self, kind: Kind) -> int:
        return sum(row.kind is kind for row in self.rows)

    def shown(self, row: PlannedRow) -> list[Shown]:
        """The values that are filled (new) or differ (changed), in words."""
        old = row.old or (None,) * len(row.new)
        texts = (
            Shown(column.column_name, _text(column, before), _text(column, after))
            for column, before, after in zip(self.columns, old, row.new, strict=True)
            if column.attribute not in self.key
        )
        return [text for text in texts if text.old != text.new]

    def title(self, row: PlannedRow) -> str:
        """The row's key in words: the values of its starred key columns."""
        return "　".join(
            _text(column, value)
            for column, value in zip(self.columns, row.new, strict=True)
            if column.attribute in self.key
        )


def _text(column: Column, value: Any) -> str:
    rendered = "" if value is None else column.widget.render(value)
    return "" if rendered is None else str(rendered)


@dataclass
class Plan:
    """The whole workbook's plan; nothing may be written while there are errors."""

    sheets: list[SheetPlan]
    findings: Findings
    changes: LedgerChanges
    written: bool = False
    # Of a plan of the right rows only: what is wrong with the others, and what stays with them.
    left_out: list[Finding] = field(default_factory=list)
    held_back: list[Finding] = field(default_factory=list)

    @property
    def partible(self) -> bool:
        """There are errors, and all of them are errors of single rows."""
        errors = self.findings.errors
        return bool(errors) and not any(error.whole for error in errors)

    def count(self, kind: Kind) -> int:
        return sum(sheet.count(kind) for sheet in self.sheets)

    @property
    def fingerprint(self) -> str:
        """SHA-256 over every row that is new or changed, with its old and new values."""
        digest = hashlib.sha256()
        for line in self._lines():
            digest.update(line.encode())
        return digest.hexdigest()

    def _lines(self) -> Iterator[str]:
        for sheet in self.sheets:
            for row in sheet.rows:
                if row.kind is not Kind.UNCHANGED:
                    yield f"{sheet.name}\x1f{row.kind}\x1f{row.old!r}\x1f{row.new!r}\x1e"


@dataclass
class Context:
    """For whom and against which day a workbook is checked; sheets leave word for later ones."""

    user: User | None
    today: date
    findings: Findings = field(default_factory=Findings)
    locking: bool = False
    changes: LedgerChanges = field(default_factory=LedgerChanges)
    codes_in_book: set[str] = field(default_factory=set)
    locked_months: frozenset[tuple[int, int]] = frozenset()
    progress: Progress | None = None
    total: int = 0
    done: int = 0

    @property
    def unit_id(self) -> int | None:
        """The only unit that may be written; None is every project's, see `fills_sheet`."""
        return None if self.user is None or leads(self.user) else self.user.unit_id

    @property
    def user_id(self) -> int | None:
        return None if self.user is None else self.user.pk

    def counted(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The rows, while `progress` hears from time to time how many of `total` are through."""
        for row in rows:
            if self.progress and self.done % PROGRESS_STEP == 0:
                self.progress(self.done, self.total)
            self.done += 1
            yield row
