"""月度进度: monthly plans and reports, checked against the ledger and the locked months."""

from collections.abc import Iterable, Iterator, Mapping
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import connection
from django.db.models import QuerySet, Value
from django.db.models.functions import Collate

from projects.actions.bulk import chunks
from projects.choices import ReportState
from projects.excel.plan import Context, Kind, PlannedRow, SheetPlan
from projects.excel.resources import MonthsResource
from projects.excel.stored import locked, stored_projects, tidied
from projects.excel.table import BAD, CLEAR, Row, Table, unique_rows
from projects.models import MonthlyPlan, MonthlyReport, User
from projects.parsing import quoted
from projects.periods import Month

NAME = "月度进度"
KEY = ("code", "month")
EMPTY = (None, None, "", "")
ATTRIBUTES = tuple(field.attribute for field in MonthsResource.fields.values())
SUBMITTED = ReportState.SUBMITTED.value
Place = tuple[int, int, int]


class MonthsSheet:
    """月度进度 in import, export and template."""

    name = NAME
    key: tuple[str, ...] = KEY
    county_only = False

    def resource(self) -> MonthsResource:
        return MonthsResource()

    def check(self, table: Table, context: Context) -> SheetPlan:
        return MonthsCheck(table, context).plan()

    def export(self, user: User, year: int | None) -> Iterator[Mapping[str, Any]]:
        """One mapping a project and month that has a plan or a report; two queries."""
        plans = _exported(MonthlyPlan.objects.visible_to(user), year, "amount")
        texts = ("amount", "visible_progress", "problems")
        reports = _exported(MonthlyReport.objects.visible_to(user), year, *texts)
        place = itemgetter(0, 1, 2)
        for (code, at, month), rows in groupby(merge(plans, reports, key=place), key=place):
            values = {"code": code, "month": Month(at, month)}
            for _, _, _, is_report, amount, *words in rows:
                if is_report:
                    values |= dict(zip(ATTRIBUTES[3:], (amount, *words), strict=True))
                else:
                    values["plan"] = amount
            yield values


def _exported(rows: QuerySet, year: int | None, *columns: str) -> Iterator[tuple[Any, ...]]:
    """Rows in the order in which Python sorts codes, whatever the database's collation."""
    if year is not None:
        rows = rows.filter(year=year)
    by_code = Collate("project__code", "C" if connection.vendor == "postgresql" else "BINARY")
    is_report = Value(rows.model is MonthlyReport)
    listed = rows.order_by(by_code, "year", "month").annotate(is_report=is_report)
    names = ("project__code", "year", "month", "is_report", *columns)
    return listed.values_list(*names).iterator()


class MonthsCheck:
    """Goes through the rows once; what is to be written gathers in `context.changes`."""

    def __init__(self, table: Table, context: Context) -> None:
        self.table, self.context = table, context
        self.plan_changes = context.changes.monthly_plans
        self.report_changes = context.changes.monthly_reports
        self.rows = list(unique_rows(table))
        codes = dict.fromkeys(row.values[0] for row in table.rows if row.values[0] is not BAD)
        self.projects = stored_projects(codes, context.locking)
        years = {row.values[1].year for row in self.rows}
        self.plans = self._stored(MonthlyPlan.objects.all(), years, "amount")
        texts = ("amount", "visible_progress", "problems")
        self.reports = self._stored(MonthlyReport.objects.all(), years, *texts)

    def _stored(
        self, rows: QuerySet, years: Iterable[int], *columns: str
    ) -> dict[Place, tuple[Any, ...]]:
        """(project, year, month) to (primary key, values…)."""
        rows = locked(rows.filter(year__in=set(years)).order_by(), self.context.locking)
        return {
            (project, year, month): (pk, *tidied(values))
            for chunk in chunks(project.pk for project in self.projects.values())
            for project, year, month, pk, *values in rows.filter(project__in=chunk).values_list(
                "project_id", "year", "month", "pk", *columns
            )
        }

    def plan(self) -> SheetPlan:
        plan = SheetPlan(NAME, self.table.columns, KEY)
        plan.rows = [planned for row in self.rows if (planned := self._planned(row))]
        for row in self.table.rows:
            if row.values[1] is BAD and row.values[0] is not BAD:
                self._may_write(row)
        return plan

    def _planned(self, row: Row) -> PlannedRow | None:
        code, month = row.values[:2]
        project = self.projects.get(code)
        if not self._may_write(row) or BAD in row.values:
            return None
        place = (project.pk, *month) if project else None
        held_plan = self.plans.get(place) if place else None
        held_report = self.reports.get(place) if place else None
        old = (
            code,
            month,
            held_plan[1] if held_plan else None,
            *(held_report[1:] if held_report else EMPTY[1:]),
        )
        new = _merged(row, old)
        if new == old:
            return PlannedRow(row.number, Kind.UNCHANGED, old, new)
        if month in self.context.locked_months:
            self._refuse_locked(row, month, old, new)
            return None
        owner = project.pk if project else code
        self._note_plan(owner, month, held_plan, new[2])
        self._note_report(owner, month, held_report, new[3:])
        if held_plan or held_report:
            return PlannedRow(row.number, Kind.CHANGED, old, new)
        return PlannedRow(row.number, Kind.NEW, None, new)

    def _may_write(self, row: Row) -> bool:
        code, own = row.values[0], self.context.unit_id
        project = self.projects.get(code)
        if project is None and code in self.context.codes_in_book:
            return True
        if project is not None and own in (None, project.unit_id):
            return True
        where = "台账" if own is None else "本单位台账"
        text = f"{quoted(code)}不在{where}中，请核对编号，或先在「项目台账」工作表中新增"
        self.table.error(row.number, "code", text)
        return False

    def _refuse_locked(
        self, row: Row, month: Month, old: tuple[Any, ...], new: tuple[Any, ...]
    ) -> None:
        index = next(at for at, value in enumerate(new) if value != old[at])
        text = f"{month.label}已锁定，不能更改，请删去这一格，或请发改局重新开放该月"
        self.table.error(row.number, ATTRIBUTES[index], text)

    def _note_plan(self, owner: Any, month: Month, held: Any, amount: Any) -> None:
        if held is None:
            if amount is not None:
                self.plan_changes.new.append((owner, *month, amount))
        elif amount is None:
            self.plan_changes.removed.append(held[0])
        elif amount != held[1]:
            self.plan_changes.changed.append((held[0], amount))

    def _note_report(self, owner: Any, month: Month, held: Any, values: tuple[Any, ...]) -> None:
        """A report counts as submitted as soon as one of its values is new."""
        if held is None:
            if values != EMPTY[1:]:
                self.report_changes.new.append((owner, *month, *values, SUBMITTED))
        elif values != held[1:]:
            self.report_changes.changed.append((held[0], *values, SUBMITTED))


def _merged(row: Row, old: tuple[Any, ...]) -> tuple[Any, ...]:
    """Blank leaves the value alone, 清空 empties it."""
    given = row.values
    return (
        *old[:2],
        *(
            before if value is None else EMPTY[at] if value is CLEAR else value
            for at, (value, before) in enumerate(zip(given[2:], old[2:], strict=True))
        ),
    )
