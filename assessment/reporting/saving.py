"""Saving cells: a change beside one's own is merged, a change of the same cell is a conflict."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from assessment.reporting.entry import written
from assessment.reporting.rows import WORDS_FIELDS, Row, rows_of, value_in
from projects.actions.reporting import (
    FIELDS,
    Saved,
    StaleError,
    require_writable,
    save_value,
)
from projects.models import Project, Unit, User
from projects.periods import Month

Cell = tuple[int, str]  # project id, field


@dataclass(frozen=True)
class Conflict:
    """Two truths of one cell, as the cell writes them; `version` is the stored one's."""

    project: Project
    field: str
    yours: str
    theirs: str
    version: int
    who: str
    when: datetime | None


class ConflictError(Exception):
    """Nothing was written: these cells were changed by somebody else as well.

    `merged` is what the other cells of a whole page would come to, `versions` what the rows
    (by project: plan and report) have by now.
    """

    def __init__(
        self,
        conflicts: list[Conflict],
        merged: Mapping[Cell, Any] | None = None,
        versions: Mapping[int, str] | None = None,
    ) -> None:
        super().__init__("有数据已被他人修改")
        self.conflicts = conflicts
        self.merged = merged or {}
        self.versions = versions or {}


def save_cell(
    *, project: Project, month: Month, field: str, value: Any, version: int, by: User
) -> Saved:
    """Write one cell; `version` is the row's as the cell was read.

    ConflictError if the cell itself was changed since, ReportingError if the month is closed.
    """
    given = {"project": project, "month": month, "field": field, "value": value, "by": by}
    try:
        return save_value(**given, version=version)
    except StaleError as stale:
        current = stale.current
    now = current.version if current else 0  # type: ignore[attr-defined]
    theirs = value_in(current, field)  # type: ignore[arg-type]
    if theirs == value:
        return Saved(now)
    conflict = _conflict(project, month, field, value, theirs, now)
    if not _unchanged_since(project, month, field, theirs, version):
        raise ConflictError([conflict])
    try:
        return save_value(**given, version=now)
    except StaleError:
        raise ConflictError([conflict]) from None


@transaction.atomic
def save_cells(
    *,
    unit: Unit,
    month: Month,
    values: Mapping[Cell, Any],
    versions: Mapping[int, tuple[int, int]],
    by: User,
) -> int:
    """Write every cell that was changed, or none; how many were written.

    `versions` are those of plan and report as the page was read. ConflictError names all cells
    that somebody else changed as well.
    """
    require_writable(month, unit.pk)
    rows = rows_of(unit, month, list(versions))
    merged: dict[Cell, Any] = {}
    conflicts = []
    for row in rows:
        for field in FIELDS:
            cell = (row.project.pk, field)
            outcome = _merge(row, field, values[cell], versions[row.project.pk])
            if isinstance(outcome, Conflict):
                conflicts.append(outcome)
            else:
                merged[cell] = outcome
    if conflicts:
        raise ConflictError(conflicts, merged, {row.project.pk: row.versions for row in rows})
    return sum(_write(row, _of_row(merged, row), by) for row in rows)


def _of_row(values: Mapping[Cell, Any], row: Row) -> dict[str, Any]:
    return {field: values[row.project.pk, field] for field in FIELDS}


def _merge(row: Row, field: str, value: Any, versions: tuple[int, int]) -> Any:
    """The value that shall stand, or the conflict; `versions` of plan and report as read."""
    theirs, now = row.values[field], row.version(field)
    version = versions[0 if field == "plan" else 1]
    if value == theirs or version == now:
        return value
    base = _value_at(row.project, row.month, field, version)
    if value == base:
        return theirs
    if theirs == base:
        return value
    return _conflict(row.project, row.month, field, value, theirs, now)


def _write(row: Row, values: Mapping[str, Any], by: User) -> int:
    """Write what differs, each on the version that the last one left."""
    number = 0
    left: dict[type, int] = {}
    for field, value in values.items():
        if value == row.values[field]:
            continue
        model = FIELDS[field][0]
        version = left.get(model, row.version(field))
        given = {"project": row.project, "month": row.month, "field": field, "value": value}
        left[model] = save_value(**given, version=version, by=by).version
        number += 1
    return number


@transaction.atomic
def copy_words(*, unit: Unit, month: Month, by: User) -> int:
    """Fill 形象进度 and 存在问题 that are empty with last month's; never an amount.

    How many cells were filled.
    """
    require_writable(month, unit.pk)
    return sum(_write(row, _last_words(row), by) for row in rows_of(unit, month))


def _last_words(row: Row) -> dict[str, str]:
    if row.last is None:
        return {}
    return {
        field: getattr(row.last, field)
        for field in WORDS_FIELDS
        if not row.values[field] and getattr(row.last, field)
    }


_UNKNOWN = object()


def _value_at(project: Project, month: Month, field: str, version: int) -> Any:
    """What the cell held in `version` of its row, from the trail."""
    if version == 0:
        return value_in(None, field)
    trail = FIELDS[field][0].history.filter(
        project=project, year=month.year, month=month.month, version=version
    )
    row = trail.exclude(history_type="-").first()
    return value_in(row, field) if row else _UNKNOWN


def _unchanged_since(project: Project, month: Month, field: str, theirs: Any, version: int) -> bool:
    return _value_at(project, month, field, version) == theirs


def _conflict(
    project: Project, month: Month, field: str, yours: Any, theirs: Any, version: int
) -> Conflict:
    last = (
        FIELDS[field][0]
        .history.filter(project=project, year=month.year, month=month.month)
        .select_related("history_user")
        .order_by("-history_date", "-history_id")
        .first()
    )
    who = str(last.history_user) if last and last.history_user else "系统"
    when = last.history_date if last else None
    return Conflict(project, field, written(yours), written(theirs), version, who, when)
