"""The entry page: its rows with what was typed and what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from assessment.reporting.entry import LABELS, read, written
from assessment.reporting.rows import Row
from assessment.reporting.saving import Cell, Conflict, ConflictError
from projects.actions.reporting import FIELDS
from projects.parsing import ParseError

Typed = Mapping[str, str]
DIGITS = 9  # of a key or a version; the databases' integers hold more


class Box(NamedTuple):
    """One input as shown; `name` is its id as well."""

    name: str
    column: str
    text: str
    error: str
    shown: bool


@dataclass(frozen=True)
class Line:
    """A row as shown: the text of every cell, and the errors of those that cannot be read."""

    row: Row
    texts: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def pk(self) -> int:
        return self.row.project.pk

    @property
    def amounts(self) -> list[Box]:
        return self._boxes("plan", "done")

    @property
    def words(self) -> list[Box]:
        return self._boxes("visible_progress", "problems")

    @property
    def notes(self) -> list[Box]:
        shown = {"zero_reason": self.wants_zero_reason, "remark": self.wants_remark}
        return self._boxes(*shown, shown=shown)

    def _boxes(self, *columns: str, shown: Mapping[str, bool] | None = None) -> list[Box]:
        return [
            Box(
                name_of(self.pk, column),
                column,
                self.texts[column],
                self.errors.get(column, ""),
                (shown or {}).get(column, True),
            )
            for column in columns
        ]

    @property
    def wants_zero_reason(self) -> bool:
        return self.row.is_zero or bool(self.texts["zero_reason"])

    @property
    def wants_remark(self) -> bool:
        return bool(self.row.doubts or self.texts["remark"])


@dataclass(frozen=True)
class Wrong:
    """One line of the errors at the top, which leads to its cell."""

    cell: str
    name: str
    column: str
    message: str


def name_of(project_id: int, column: str) -> str:
    """The name and the id of a cell's input."""
    return f"f-{project_id}-{column}"


def stored_lines(rows: Sequence[Row]) -> list[Line]:
    return [Line(row, {name: written(row.values[name]) for name in FIELDS}) for row in rows]


def typed_lines(rows: Sequence[Row], typed: Typed) -> list[Line]:
    """The rows with what was typed; a cell that did not come keeps its stored value."""
    return [_typed_line(line, typed) for line in stored_lines(rows)]


def _typed_line(line: Line, typed: Typed) -> Line:
    texts = {
        column: typed.get(name_of(line.pk, column), text) for column, text in line.texts.items()
    }
    return Line(line.row, texts, _errors(texts))


def _errors(texts: Mapping[str, str]) -> dict[str, str]:
    errors = {}
    for column, text in texts.items():
        try:
            read(column, text)
        except ParseError as error:
            errors[column] = str(error)
    return errors


def wrong_cells(lines: Sequence[Line]) -> list[Wrong]:
    """Every cell that cannot be read, in the order of the page."""
    return [
        Wrong(name_of(line.pk, column), line.row.project.name, LABELS[column], message)
        for line in lines
        for column, message in line.errors.items()
    ]


def values_of(lines: Sequence[Line]) -> dict[Cell, object]:
    """The values to write; the lines hold no errors."""
    return {
        (line.pk, column): read(column, text)
        for line in lines
        for column, text in line.texts.items()
    }


def versions_in(posted: Typed) -> dict[int, tuple[int, int]]:
    """Project id → versions of plan and report, from the hidden fields; ValueError if spoilt."""
    versions = {}
    for key, text in posted.items():
        if key.startswith("v-"):
            plan, report = text.split(".")
            versions[_whole(key.removeprefix("v-"))] = (_whole(plan), _whole(report))
    return versions


def _whole(text: str) -> int:
    """A number that the database can hold."""
    if not (text.isascii() and text.isdigit() and len(text) <= DIGITS):
        raise ValueError(text)
    return int(text)


@dataclass(frozen=True)
class Choice:
    """A cell with two truths, as the page of conflicts offers them."""

    conflict: Conflict

    @property
    def name(self) -> str:
        return name_of(self.conflict.project.pk, self.conflict.field)

    @property
    def column(self) -> str:
        return LABELS[self.conflict.field]


def kept_cells(error: ConflictError) -> list[tuple[str, str]]:
    """What the page of conflicts carries along, hidden: every cell that is settled."""
    return [(name_of(*cell), written(value)) for cell, value in error.merged.items()]
