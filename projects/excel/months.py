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
from projects.actions.reporting import held_submission
from projects.choices import ReportState, SubmissionState
from projects.excel.plan import Context, Kind, PlannedRow, SheetPlan
from projects.excel.resources import MonthsResource
from projects.excel.stored import locked, stored_projects, tidied
from projects.excel.table import BAD, CLEAR, Row, Table, unique_rows
from projects.lifecycles.reporting import WRITABLE
from projects.models import MonthlyPlan, MonthlyReport, Submission, User
from projects.parsing import quoted
from projects.periods import Month

NAME = "月度进度"
KEY = ("code", "month")
EMPTY = (None, None, "", "")
ATTRIBUTES = tuple(field.attribute for field in MonthsResource.fields.values())
# A returned or accepted month is not the unit's to withdraw.
REMEDIES = {
    SubmissionState.SUBMITTED: "请先撤回",
    SubmissionState.IN_REVIEW: "请联系发改局退回",
    SubmissionState.ACCEPTED: "请联系发改局退回",
}
Place = tuple[int, int, int]


class MonthsSheet:
    """月度进度 in import, export and template."""

    name = NAME
    key: tuple[str, ...] = KEY
    area = None
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
    """Goes through the rows once; what is to be written gathers in `context.changes`.

    What a unit brings waits as a draft for its submission; from 发改局 it counts at once.
    """

    def __init__(self, table: Table, context: Context) -> None:
        self.table, self.context = table, context
        self.plan_changes = context.changes.monthly_plans
        self.report_changes = context.changes.monthly_reports
        self.own = context.unit_id
        self.state = (ReportState.SUBMITTED if self.own is None else ReportState.DRAFT).value
        self.rows = list(unique_rows(table))
        codes = dict.fromkeys(row.values[0] for row in table.rows if row.values[0] is not BAD)
        self.projects = stored_projects(codes, context.locking)
        if context.locking and self.own is not None:
            self._read(locking=False)
            self._hold_returns(self.own)
        self._read(locking=context.locking)
        self.returns = self._returns()

    def _read(self, *, locking: bool) -> None:
        years = {row.values[1].year for row in self.rows}
        self.plans = self._stored(MonthlyPlan.objects.all(), years, locking, "amount")
        texts = ("amount", "visible_progress", "problems")
        self.reports = self._stored(MonthlyReport.objects.all(), years, locking, *texts)

    def _stored(
        self, rows: QuerySet, years: Iterable[int], locking: bool, *columns: str
    ) -> dict[Place, tuple[Any, ...]]:
        """(project, year, month) to (primary key, values…)."""
        rows = locked(rows.filter(year__in=set(years)).order_by("pk"), locking)
        return {
            (project, year, month): (pk, *tidied(values))
            for chunk in chunks(project.pk for project in self.projects.values())
            for project, year, month, pk, *values in rows.filter(project__in=chunk).values_list(
                "project_id", "year", "month", "pk", *columns
            )
        }

    def _hold_returns(self, own: int) -> None:
        """Begin and hold the unit's returns that change, before their rows, as the page does."""
        readable = [(row, self._old(row)) for row in self.rows if BAD not in row.values]
        touched = {row.values[1] for row, old in readable if _merged(row, old) != old}
        for month in sorted(touched - self.context.locked_months):
            held_submission(own, month)

    def _returns(self) -> dict[tuple[int, int], SubmissionState]:
        if self.own is None:
            return {}
        rows = Submission.objects.filter(unit=self.own).order_by()
        return {
            (year, month): SubmissionState(state)
            for year, month, state in rows.values_list("year", "month", "state")
        }

    def plan(self) -> SheetPlan:
        plan = SheetPlan(NAME, self.table.columns, KEY)
        counted = self.context.counted(self.rows)
        plan.rows = [planned for row in counted if (planned := self._planned(row))]
        for row in self.table.rows:
            if row.values[1] is BAD and row.values[0] is not BAD:
                self._may_write(row)
        return plan

    def _held(self, row: Row) -> tuple[Any, Any]:
        """The stored plan and report of the row's place, None where there is none."""
        code, month = row.values[:2]
        project = self.projects.get(code)
        place = (project.pk, *month) if project else None
        return (self.plans.get(place), self.reports.get(place)) if place else (None, None)

    def _old(self, row: Row) -> tuple[Any, ...]:
        plan, report = self._held(row)
        return (*row.values[:2], plan and plan[1], *(report[1:] if report else EMPTY[1:]))

    def _planned(self, row: Row) -> PlannedRow | None:
        code, month = row.values[:2]
        if not self._may_write(row) or BAD in row.values:
            return None
        held_plan, held_report = self._held(row)
        old = self._old(row)
        new = _merged(row, old)
        if new == old:
            return PlannedRow(row.number, Kind.UNCHANGED, old, new)
        if closed := self._closed(month):
            index = next(at for at, value in enumerate(new) if value != old[at])
            self.table.error(row.number, ATTRIBUTES[index], closed)
            return None
        project = self.projects.get(code)
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

    def _closed(self, month: Month) -> str:
        """Why this month takes no change from this person; empty if it does."""
        if month in self.context.locked_months:
            return f"{month.label}已锁定，不能更改，请删去这一格，或请发改局重新开放该月"
        if self.own is None:
            return ""
        state = self.returns.get(month)
        if state is None and self.context.locking:  # changed since it was held
            return f"{month.label}刚被他人修改，请重新上传"
        if state is None or state in WRITABLE:
            return ""
        return f"{month.label}{state.label}，{REMEDIES[state]}，或删去这一格"

    def _note_plan(self, owner: Any, month: Month, held: Any, amount: Any) -> None:
        if held is None:
            if amount is not None:
                self.plan_changes.new.append((owner, *month, amount))
        elif amount is None:
            self.plan_changes.removed.append(held[0])
        elif amount != held[1]:
            self.plan_changes.changed.append((held[0], amount))

    def _note_report(self, owner: Any, month: Month, held: Any, values: tuple[Any, ...]) -> None:
        """A report takes the new state as soon as one of its values is new."""
        if held is None:
            if values != EMPTY[1:]:
                self.report_changes.new.append((owner, *month, *values, self.state))
        elif values != held[1:]:
            self.report_changes.changed.append((held[0], *values, self.state))


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
