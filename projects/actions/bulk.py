"""Many rows of one table written at once, each with its history row.

`bulk_create` and `bulk_update` leave the history out, and building model objects costs more than
the insert itself; so values go straight to the driver, and the history is copied inside the
database by INSERT … SELECT.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from django.db import connection, models
from django.db.models import Max, QuerySet, Value
from django.utils import timezone

from projects.models import User

CHUNK = 900
REASON_LENGTH = 100
Item = TypeVar("Item")


@dataclass(frozen=True)
class Stamp:
    """Who, why and when, as every history row of one write says it."""

    by: User | None
    reason: str
    at: datetime = field(default_factory=timezone.now)


@dataclass
class TableChanges:
    """What to write to one table.

    `new` rows hold the `key` columns, then the `values` columns; `changed` rows hold the primary
    key, then the `values` columns; `removed` are primary keys.
    """

    model: type[models.Model]
    key: tuple[str, ...]
    values: tuple[str, ...]
    new: list[tuple[Any, ...]] = field(default_factory=list)
    changed: list[tuple[Any, ...]] = field(default_factory=list)
    removed: list[int] = field(default_factory=list)


def chunks(items: Iterable[Item], size: int = CHUNK) -> Iterator[list[Item]]:
    """Lists of at most `size`; SQLite takes no more than 999 parameters everywhere."""
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk


def write_changes(changes: TableChanges, stamp: Stamp) -> None:
    """Insert, update and delete, with history; the caller holds the transaction."""
    pks = [row[0] for row in changes.changed]
    _remove(changes, stamp)
    if changes.changed:
        _update(changes)
        for chunk in chunks(pks):
            _copy_to_history(changes.model._base_manager.filter(pk__in=chunk), "~", stamp)
    if changes.new:
        mark = newest(changes.model)
        _insert(changes.model, (*changes.key, *changes.values), changes.new)
        _continue_versions(changes)
        for rows in _inserted(changes, mark):
            _copy_to_history(rows, "+", stamp)


def _continue_versions(changes: TableChanges) -> None:
    """A row that was removed before goes on counting: a form from its earlier life must lose."""
    model: Any = changes.model
    key = changes.key
    if not hasattr(model, "version"):
        return
    new = {row[: len(key)] for row in changes.new}
    for chunk in chunks(dict.fromkeys(row[0] for row in changes.new)):
        removed = model.history.filter(history_type="-", **{f"{key[0]}__in": chunk})
        last = removed.order_by().values_list(*key).annotate(last=Max("version"))
        for *place, version in last:
            if tuple(place) in new:
                rows = model._base_manager.filter(**dict(zip(key, place, strict=True)))
                rows.update(version=version + 1)


def newest(model: type[models.Model]) -> int:
    """The highest primary key so far; 0 for an empty table."""
    return model._base_manager.aggregate(newest=Max("pk"))["newest"] or 0


def _inserted(changes: TableChanges, mark: int) -> Iterator[QuerySet]:
    """The rows just inserted: above the mark, and of a parent or key that this write holds."""
    above = changes.model._base_manager.filter(pk__gt=mark)
    if connection.vendor == "sqlite":  # one writer at a time: everything above is ours
        yield above
        return
    for chunk in chunks(dict.fromkeys(row[0] for row in changes.new), 10_000):
        yield above.filter(**{f"{changes.key[0]}__in": chunk})


def _adapted(model: type[models.Model], columns: Sequence[str], rows: Iterable) -> Any:
    fields = [model._meta.get_field(column) for column in columns]
    days = [at for at, column in enumerate(fields) if isinstance(column, models.DateField)]
    adapt = connection.ops.adapt_datefield_value
    for row in rows:
        values = list(row)
        for at in days:
            values[at] = adapt(values[at])
        yield values


def _columns(model: type[models.Model], names: Iterable[str]) -> list[str]:
    quote = connection.ops.quote_name
    return [quote(str(model._meta.get_field(name).column)) for name in names]  # type: ignore[union-attr]


def _insert(model: type[models.Model], names: Sequence[str], rows: Iterable) -> None:
    table = connection.ops.quote_name(model._meta.db_table)
    columns = ", ".join(_columns(model, names))
    adapted = _adapted(model, names, rows)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in adapted:
                    copy.write_row(row)
            return
        places = ", ".join(["%s"] * len(names))
        cursor.executemany(
            f"INSERT INTO {table} ({columns}) VALUES ({places})",  # noqa: S608 - names of ours
            adapted,
        )


def _update(changes: TableChanges) -> None:
    model = changes.model
    table = connection.ops.quote_name(model._meta.db_table)
    assigned = ", ".join(f"{column} = %s" for column in _columns(model, changes.values))
    if hasattr(model, "version"):  # an entry page that was opened before must notice
        assigned += ", version = version + 1"
    (pk,) = _columns(model, [model._meta.pk.name])
    rows = ((*row[1:], row[0]) for row in changes.changed)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET {assigned} WHERE {pk} = %s",  # noqa: S608 - names of ours
            _adapted(model, changes.values, rows),
        )


def _remove(changes: TableChanges, stamp: Stamp) -> None:
    for chunk in chunks(changes.removed):
        rows = changes.model._base_manager.filter(pk__in=chunk)
        _copy_to_history(rows, "-", stamp)
        rows._raw_delete(connection.alias)  # delete() would write the history a second time


def _copy_to_history(rows: QuerySet, kind: str, stamp: Stamp) -> None:
    trail = rows.model.history.model
    tracked = [column.attname for column in trail.tracked_fields]
    stamped = {
        "history_date": Value(stamp.at, models.DateTimeField()),
        "history_change_reason": Value(stamp.reason[:REASON_LENGTH], models.CharField()),
        "history_type": Value(kind, models.CharField()),
        "history_user_id": Value(stamp.by and stamp.by.pk, models.BigIntegerField()),
    }
    chosen = rows.order_by().annotate(**stamped).values_list(*tracked, *stamped)
    select, parameters = chosen.query.sql_with_params()
    table = connection.ops.quote_name(trail._meta.db_table)
    columns = ", ".join(_columns(trail, [*tracked, *stamped]))
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({columns}) {select}", parameters)
