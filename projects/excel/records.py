"""Sheets of records that hang on a project, or on the county: one description a sheet.

A sheet names its model, its columns and its key; reading, comparing, permissions, history and
export are the same for all. Importing never removes a row.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import F

from projects.actions.bulk import Stamp, TableChanges, chunks, write_changes
from projects.choices.areas import Area
from projects.excel.names import Names
from projects.excel.plan import Context, Kind, PlannedRow, SheetPlan
from projects.excel.resources import SheetResource
from projects.excel.stored import StoredProject, locked, stored_projects, tidied
from projects.excel.table import BAD, CLEAR, Row, Table, unique_rows
from projects.models import Project, User
from projects.parsing import quoted
from projects.permissions import leads, reads_area, reports

CODE = "code"
Values = Mapping[str, Any]
Problem = tuple[str, str]


def nothing_wrong(_old: Values, _new: Values, _context: Context) -> Iterable[Problem]:
    return ()


@dataclass(frozen=True)
class RecordsSheet:
    """One sheet. `key` are the first columns; `code` among them, first, stands for the project.

    `bureau` are columns that a unit may not change, `units` those that a co-lead may not.
    `check_row` gives (attribute, what is wrong and what to write instead) for values as they would
    stand; `old` has None throughout for a new row. `fixed` are columns of the table that the sheet
    does not show and a new row gets. `names` are the last columns, which stand for rows of other
    tables.
    """

    name: str
    model: type[models.Model]
    columns: type[SheetResource]
    key: tuple[str, ...]
    area: Area
    county_only: bool = False
    bureau: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    check_row: Callable[[Values, Values, Context], Iterable[Problem]] = nothing_wrong
    fixed: tuple[tuple[str, Any], ...] = ()
    names: tuple[Names, ...] = ()

    def resource(self) -> SheetResource:
        return self.columns()

    @property
    def attributes(self) -> tuple[str, ...]:
        return tuple(field.attribute for field in self.columns.fields.values())

    @property
    def values(self) -> tuple[str, ...]:
        """The columns behind the key."""
        return self.attributes[len(self.key) :]

    @property
    def own(self) -> tuple[str, ...]:
        """Those of them that the table itself holds."""
        return self.values[: len(self.values) - len(self.names)]

    @property
    def stored_key(self) -> tuple[str, ...]:
        """The key as the table holds it."""
        return tuple("project_id" if name == CODE else name for name in self.key)

    def rows(self) -> models.QuerySet:
        """The rows that the sheet shows."""
        return self.model._default_manager.all()

    def check(self, table: Table, context: Context) -> SheetPlan:
        return RecordsCheck(self, table, context).plan()

    def export(self, user: User, year: int | None) -> Iterator[Mapping[str, Any]]:
        """One mapping a row that the person may see; of one year where the table has years.

        A unit gets none of what it may not fill in: its own export can be read back.
        """
        if not reads_area(user, self.area) or (self.county_only and reports(user)):
            return
        rows: Any = self.rows()
        if hasattr(rows, "visible_to"):
            rows = rows.visible_to(user)
        if year is not None and "year" in self.attributes:
            rows = rows.filter(year=year)
        held = (*self.key, *self.own)
        names = [name for name in held if name != CODE]
        code = {CODE: F("project__code")} if CODE in self.key else {}
        order = ["project__code" if name == CODE else name for name in self.key]
        told = {column.attribute: column.of(rows) for column in self.names}
        for row in rows.order_by(*order).values("pk", *names, **code).iterator():
            pk = row.pop("pk")
            yield row | {attribute: found.get(pk, "") for attribute, found in told.items()}


class RecordsCheck:
    """Goes through the rows once and gathers what is to be written."""

    def __init__(self, sheet: RecordsSheet, table: Table, context: Context) -> None:
        self.sheet, self.table, self.context = sheet, table, context
        self.width = len(sheet.key)
        self.rows = list(unique_rows(table))
        fixed = tuple(name for name, _ in sheet.fixed)
        self.changes = TableChanges(sheet.model, sheet.stored_key, (*sheet.own, *fixed))
        self.renamed: list[tuple[tuple[Any, ...], tuple[str, ...]]] = []
        self.projects = self._projects()
        self.stored = self._stored()
        self.empty = tuple(map(self._empty, sheet.values))

    def _projects(self) -> dict[str, StoredProject]:
        if CODE not in self.sheet.key:
            return {}
        codes = dict.fromkeys(row.values[0] for row in self.table.rows if row.values[0] is not BAD)
        return stored_projects(codes, self.context.locking)

    def _stored(self) -> dict[tuple[Any, ...], tuple[Any, ...]]:
        """Key to (primary key, values…, fixed values…)."""
        rows = self.sheet.rows().order_by("pk")
        chosen = [rows]
        if CODE in self.sheet.key:
            pks = (project.pk for project in self.projects.values())
            chosen = [rows.filter(project__in=chunk) for chunk in chunks(pks)]
        names = (*self.sheet.stored_key, "pk", *self.changes.values)
        found = {}
        own = len(self.sheet.own)
        for part in chosen:
            told = [column.of(part) for column in self.sheet.names]
            for row in locked(part, self.context.locking).values_list(*names):
                pk, values = row[self.width], tidied(row[self.width + 1 :])
                named = (texts.get(pk, "") for texts in told)
                key = tidied(row[: self.width])
                found[key] = (pk, *values[:own], *named, *values[own:])
        return found

    def _empty(self, name: str) -> Any:
        if name not in self.sheet.own:
            return ""
        column: Any = self.sheet.model._meta.get_field(name)
        if isinstance(column, models.BooleanField):
            return False
        return "" if isinstance(column, models.CharField | models.TextField) else None

    def plan(self) -> SheetPlan:
        plan = SheetPlan(self.sheet.name, self.table.columns, self.sheet.key)
        rows = map(self._planned, self.context.counted(self.rows))
        plan.rows = [planned for planned in rows if planned]
        plan.write = self._write
        return plan

    def _planned(self, row: Row) -> PlannedRow | None:
        if BAD in row.values[: self.width] or not self._may_write(row):
            return None
        key = tuple(row.values[: self.width])
        owner = self._owner(key)
        held = self.stored.get(owner)
        values = held[1 : 1 + len(self.sheet.values)] if held else None
        new = self._merged(row, values or self.empty)
        if self._refused(row, key, values, new):
            return None
        old = None if values is None else (*key, *values)
        if old == (*key, *new):
            return PlannedRow(row.number, Kind.UNCHANGED, old, (*key, *new))
        self._note(owner, held, new)
        kind = Kind.NEW if old is None else Kind.CHANGED
        return PlannedRow(row.number, kind, old, (*key, *new))

    def _owner(self, key: tuple[Any, ...]) -> tuple[Any, ...]:
        """The key as the table holds it; a project of this workbook is still its code."""
        if CODE not in self.sheet.key:
            return key
        project = self.projects.get(key[0])
        return (project.pk if project else key[0], *key[1:])

    def _merged(self, row: Row, old: tuple[Any, ...]) -> tuple[Any, ...]:
        """Blank leaves the value alone, 清空 empties it."""
        given = row.values[self.width :]
        return tuple(
            before if value is None else empty if value is CLEAR else value
            for value, before, empty in zip(given, old, self.empty, strict=True)
        )

    def _may_write(self, row: Row) -> bool:
        if CODE not in self.sheet.key:
            return True
        code, own = row.values[0], self.context.unit_id
        project = self.projects.get(code)
        if project is None and code in self.context.codes_in_book:
            return True
        if project is not None and own in (None, project.unit_id):
            return True
        where = "台账" if own is None else "本单位台账"
        text = f"{quoted(code)}不在{where}中，请核对编号，或先在「项目台账」工作表中新增"
        self.table.error(row.number, CODE, text)
        return False

    def _refused(
        self, row: Row, key: tuple[Any, ...], old: tuple[Any, ...] | None, new: tuple[Any, ...]
    ) -> bool:
        if BAD in row.values:
            return True
        names, before = self.sheet.values, old or self.empty
        problems = [*self._of_others(before, new), *self._only_shown(before, new)]
        keyed = dict(zip(self.sheet.key, key, strict=True))
        was = dict(zip(names, old or (None,) * len(names), strict=True))
        stands = dict(zip(names, new, strict=True))
        problems += self.sheet.check_row(keyed | was, keyed | stands, self.context)
        for attribute, text in problems:
            self.table.error(row.number, attribute, text)
        return bool(problems)

    def _of_others(self, old: tuple[Any, ...], new: tuple[Any, ...]) -> Iterator[Problem]:
        user = self.context.user
        if user is None or leads(user):
            return
        theirs, whose = (
            (self.sheet.bureau, "发改局") if reports(user) else (self.sheet.units, "责任单位")
        )
        for name, before, after in zip(self.sheet.values, old, new, strict=True):
            if name in theirs and before != after:
                yield name, f"这一列由{whose}填写，请留空或保持原值"

    def _only_shown(self, old: tuple[Any, ...], new: tuple[Any, ...]) -> Iterator[Problem]:
        at = len(self.sheet.own)
        for column, before, after in zip(self.sheet.names, old[at:], new[at:], strict=True):
            if not column.written and before != after:
                yield column.attribute, "这一列只供查阅，请留空或保持原值；附件在该记录的页面上传"

    def _note(self, owner: tuple[Any, ...], held: Any, new: tuple[Any, ...]) -> None:
        at = len(self.sheet.own)
        own, named = new[:at], new[at:]
        if held is None:
            fixed = tuple(value for _, value in self.sheet.fixed)
            self.changes.new.append((*owner, *own, *fixed))
        else:
            self.changes.changed.append((held[0], *own, *held[1 + len(new) :]))
        if named != (held[1 + at : 1 + len(new)] if held else ("",) * len(named)):
            self.renamed.append((owner, named))

    def _write(self, stamp: Stamp) -> None:
        codes = [row[0] for row in self.changes.new if isinstance(row[0], str)]
        if CODE in self.sheet.key and codes:
            ids = dict(Project.objects.filter(code__in=codes).values_list("code", "pk"))
            self.changes.new = [(ids.get(row[0], row[0]), *row[1:]) for row in self.changes.new]
        write_changes(self.changes, stamp)
        if self.renamed:
            self._write_names(stamp)

    def _write_names(self, stamp: Stamp) -> None:
        """Of sheets without projects only: the key as read is the key as stored."""
        keys = self.sheet.rows().values_list(*self.sheet.stored_key, "pk")
        pks = {tidied(row[: self.width]): row[self.width] for row in keys}
        widgets = {column.attribute: column.widget for column in self.table.columns}
        for at, column in enumerate(self.sheet.names):
            if column.written:
                keys_of: Any = widgets[column.attribute]
                wanted = {pks[owner]: keys_of.keys(named[at]) for owner, named in self.renamed}
                column.write(wanted, stamp)
