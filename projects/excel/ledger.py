"""项目台账: what its rows come to, checked against the ledger and the rules."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import OuterRef, Subquery

from projects.actions.bulk import chunks
from projects.actions.ledger import PROJECT_VALUES, Amendment
from projects.choices.starts import StartState
from projects.excel.claims import NOTE, claimed, refusal, stored_starts
from projects.excel.plan import Context, Kind, PlannedRow, SheetPlan
from projects.excel.resources import LedgerResource
from projects.excel.stored import StoredProject, locked, stored_projects
from projects.excel.table import BAD, CLEAR, Row, Table, unique_rows
from projects.models import AnnualPlan, Project, User
from projects.parsing import quoted
from projects.rules.ledger import DATE_ORDERS

NAME = "项目台账"
KEY = ("code",)
ATTRIBUTES = tuple(field.attribute for field in LedgerResource.fields.values())
AT = {attribute: index for index, attribute in enumerate(ATTRIBUTES)}
YEAR, PLAN = AT["year"], AT["plan"]
HAPPENED = (
    "planned_on",
    "signed_on",
    "started_on",
    "completed_on",
    "in_production_on",
    "enrolled_on",
)
EMPTY = {
    attribute: "" if Project._meta.get_field(attribute).get_internal_type() in texts else None
    for texts in [{"CharField", "TextField"}]
    for attribute in PROJECT_VALUES
} | {"is_industrial": False, "is_hard_case": False}
DRC_ONLY = {
    "planned_on": "策划通过日期由发改局填写，请留空",
    "is_hard_case": "攻坚项目由发改局填写，请留空；要入库的请在“攻坚项目库”页面提请，由发改局决定",
}
STARTED = AT["started_on"]


class LedgerSheet:
    """项目台账 in import, export and template."""

    name = NAME
    key: tuple[str, ...] = KEY
    area = None
    county_only = False

    def resource(self) -> LedgerResource:
        return LedgerResource()

    def check(self, table: Table, context: Context) -> SheetPlan:
        return LedgerCheck(table, context).plan()

    def export(self, user: User, year: int | None) -> Iterator[Mapping[str, Any]]:
        """One mapping a project: its values and the plan of `year`, or of its latest year."""
        plans = AnnualPlan.objects.filter(project=OuterRef("pk")).order_by("-year")
        if year is not None:
            plans = plans.filter(year=year)
        projects = Project.objects.visible_to(user).order_by("code")
        return projects.values(
            "code",
            *PROJECT_VALUES,
            year=Subquery(plans.values("year")[:1]),
            plan=Subquery(plans.values("amount")[:1]),
        ).iterator()


class LedgerCheck:
    """Goes through the rows once; what is to be written gathers in `context.changes`."""

    def __init__(self, table: Table, context: Context) -> None:
        self.table, self.context, self.changes = table, context, context.changes
        self.rows = list(unique_rows(table))
        codes = [row.values[AT["code"]] for row in self.rows]
        context.codes_in_book.update(codes)
        self.stored = stored_projects(codes, context.locking)
        self.plans = self._stored_plans()
        # Only a unit's dates are claims; 发改局's count at once.
        own = context.unit_id is not None
        pks = [project.pk for project in self.stored.values()] if own else []
        self.starts = stored_starts(pks, context.locking)

    def _stored_plans(self) -> dict[tuple[int, int], tuple[int, Any]]:
        pks = [project.pk for project in self.stored.values()]
        return {
            (project, year): (pk, amount)
            for chunk in chunks(pks)
            for project, year, pk, amount in locked(
                AnnualPlan.objects.filter(project__in=chunk).order_by(), self.context.locking
            ).values_list("project_id", "year", "pk", "amount")
        }

    def plan(self) -> SheetPlan:
        plan = SheetPlan(NAME, self.table.columns, KEY)
        counted = self.context.counted(self.rows)
        plan.rows = [planned for row in counted if (planned := self._planned(row))]
        for row in self.table.rows:
            if row.values[AT["code"]] is BAD:
                old = self._old(row, None)
                self._check(row, None, old, self._kept(old, self._merged(row, old)))
        return plan

    def _planned(self, row: Row) -> PlannedRow | None:
        code = row.values[AT["code"]]
        stored = self.stored.get(code)
        if stored and self.context.unit_id not in (None, stored.unit_id):
            text = f"项目编号{quoted(code)}已被占用或无权修改，请核对编号"
            self.table.error(row.number, "code", text)
            return None
        old = self._old(row, stored)
        new = self._merged(row, old)
        kept = self._kept(old, new)
        self._check(row, stored, old, kept)
        claims = self._claims(row, stored, old, new)
        if BAD in row.values:
            return None
        if claims:
            self._note_claim(stored, new)
        if stored is None:
            self._note_new(kept)
            return PlannedRow(row.number, Kind.NEW, None, new)
        if kept == old and not claims:
            return PlannedRow(row.number, Kind.UNCHANGED, old, kept)
        self._note_changed(stored, old, kept)
        return PlannedRow(row.number, Kind.CHANGED, old, new if claims else kept)

    def _kept(self, old: tuple[Any, ...], new: tuple[Any, ...]) -> tuple[Any, ...]:
        """What is written of a row: a unit's start is not, until 发改局 confirms it."""
        if self.context.unit_id is None:
            return new
        return (*new[:STARTED], old[STARTED], *new[STARTED + 1 :])

    def _claims(
        self, row: Row, stored: StoredProject | None, old: tuple[Any, ...], new: tuple[Any, ...]
    ) -> bool:
        """Whether a unit's row claims a new start; one that it may not bring is an error."""
        on, before = new[STARTED], old[STARTED]
        if self.context.unit_id is None or on == before:
            return False
        start = self.starts.get(stored.pk) if stored else None
        if wrong := refusal(before, on, start):
            self.table.error(row.number, "started_on", wrong)
            return False
        if start and start.started_on == on:
            return False
        self.table.remark(row.number, "started_on", claimed(on))
        return True

    def _note_claim(self, stored: StoredProject | None, new: tuple[Any, ...]) -> None:
        start = self.starts.get(stored.pk) if stored else None
        given = (new[STARTED], NOTE, StartState.CLAIMED, "")
        values = (*given, self.context.today, self.context.user_id)
        claims = self.changes.claims
        if start:
            claims.changed.append((start.pk, *values))
        else:
            claims.new.append((stored.pk if stored else new[AT["code"]], *values))

    def _old(self, row: Row, stored: StoredProject | None) -> tuple[Any, ...]:
        """The row's values as they stand; a new project's as they stand when nothing is given."""
        code, year = row.values[AT["code"]], row.values[YEAR]
        values = stored.values if stored else tuple(EMPTY.values())
        year = None if year is BAD else year
        held = self.plans.get((stored.pk, year)) if stored and year else None
        return (code, *values[: YEAR - 1], year, held and held[1], *values[YEAR - 1 :])

    def _merged(self, row: Row, old: tuple[Any, ...]) -> tuple[Any, ...]:
        """Blank leaves the value alone, 清空 empties it; an unreadable cell changes nothing."""
        new = list(old)
        for index, value in enumerate(row.values):
            if value is CLEAR:
                new[index] = EMPTY.get(ATTRIBUTES[index])
            elif value is not None and value is not BAD:
                new[index] = value
        return tuple(new)

    def _check(
        self,
        row: Row,
        stored: StoredProject | None,
        old: tuple[Any, ...],
        new: tuple[Any, ...],
    ) -> None:
        if row.values[PLAN] is not None and row.values[YEAR] is None:
            text = "填了年度计划投资，就须填年度，请在「年度」一列填如 2023"
            self.table.error(row.number, "plan", text)
        self._check_happened(row)
        self._check_order(row, old, new)
        if self.context.unit_id is not None:
            self._check_unit(row, stored, old, new)

    def _check_happened(self, row: Row) -> None:
        today = self.context.today
        for attribute in HAPPENED:
            value = row.values[AT[attribute]]
            if isinstance(value, date) and value > today:
                text = f"“{value}”晚于今天（{today}），请填实际发生的日期，或留空"
                self.table.error(row.number, attribute, text)

    def _check_order(self, row: Row, old: tuple[Any, ...], new: tuple[Any, ...]) -> None:
        for order in DATE_ORDERS:
            earlier, later = new[AT[order.earlier]], new[AT[order.later]]
            touched = [
                attribute
                for attribute in (order.later, order.earlier)
                if new[AT[attribute]] != old[AT[attribute]]
            ]
            unread = BAD in (row.values[AT[order.earlier]], row.values[AT[order.later]])
            broken = later is not None and (order.required if earlier is None else later < earlier)
            if broken and touched and not unread:
                told = quoted(new[AT[touched[0]]] or "清空")
                remedy = f"请核对（{earlier or '未填'} 与 {later}）后重填"
                if self._waits(row, order.earlier, earlier):
                    remedy = "本表填的开工须先经发改局确认，请在确认后再填这一列"
                self.table.error(row.number, touched[0], f"{told}：{order.message}，{remedy}")

    def _waits(self, row: Row, attribute: str, stands: date | None) -> bool:
        """The row brings a start that is not yet confirmed."""
        given = row.values[STARTED]
        own = self.context.unit_id is not None and attribute == "started_on"
        return own and stands is None and isinstance(given, date)

    def _check_unit(
        self,
        row: Row,
        stored: StoredProject | None,
        old: tuple[Any, ...],
        new: tuple[Any, ...],
    ) -> None:
        own = self.context.unit_id
        if row.values[AT["unit_id"]] not in (None, BAD, own):
            own_name = self.table.columns[AT["unit_id"]].widget.render(own)
            text = f"只能填报本单位的项目，请填 {own_name}"
            self.table.error(row.number, "unit_id", text)
        for attribute, text in DRC_ONLY.items():
            if new[AT[attribute]] != old[AT[attribute]]:
                self.table.error(row.number, attribute, text)
        due = old[AT["start_due"]]
        if stored and due and new[AT["start_due"]] != due:
            text = f"计划开工日期已定为 {due}，更改须报发改局批准，请填原日期或留空"
            self.table.error(row.number, "start_due", text)

    def _note_new(self, new: tuple[Any, ...]) -> None:
        code = new[AT["code"]]
        self.changes.projects.new.append((code, *_project_values(new)))
        if new[PLAN] is not None:
            self.changes.annual_plans.new.append((code, new[YEAR], new[PLAN]))

    def _note_changed(
        self, stored: StoredProject, old: tuple[Any, ...], new: tuple[Any, ...]
    ) -> None:
        values = _project_values(new)
        if values != _project_values(old):
            self.changes.projects.changed.append((stored.pk, *values))
        due, new_due = old[AT["start_due"]], new[AT["start_due"]]
        if due is not None and new_due != due:
            self.changes.amendments.append(Amendment(stored.pk, due, new_due))
        if new[PLAN] != old[PLAN]:
            self._note_plan(stored.pk, new[YEAR], new[PLAN])

    def _note_plan(self, project: int, year: int, amount: Any) -> None:
        changes, held = self.changes.annual_plans, self.plans.get((project, year))
        if held is None:
            changes.new.append((project, year, amount))
        elif amount is None:
            changes.removed.append(held[0])
        else:
            changes.changed.append((held[0], amount))


def _project_values(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """The project's own values of a row, in the order of `PROJECT_VALUES`."""
    return (*row[1:YEAR], *row[PLAN + 1 :])
