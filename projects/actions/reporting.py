"""Entering a month: one value at a time, each against the version it was read in."""

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Max, Model

from projects.actions.ledger import hold_months_open
from projects.choices import ReportState
from projects.lifecycles.reporting import WRITABLE
from projects.models import MonthlyPlan, MonthlyReport, Project, ReportingMonth, Submission, User
from projects.periods import Month
from projects.permissions import may_edit

# Field on the entry page → table and column.
FIELDS: dict[str, tuple[type[MonthlyPlan] | type[MonthlyReport], str]] = {
    "plan": (MonthlyPlan, "amount"),
    "done": (MonthlyReport, "amount"),
    "visible_progress": (MonthlyReport, "visible_progress"),
    "problems": (MonthlyReport, "problems"),
    "zero_reason": (MonthlyReport, "zero_reason"),
    "remark": (MonthlyReport, "remark"),
}


class ReportingError(Exception):
    """A month that may not be written; the message is for the person."""


class StaleError(Exception):
    """Somebody wrote the row since it was read; `current` is what stands there now."""

    def __init__(self, current: Model | None) -> None:
        super().__init__("该数据已被他人修改")
        self.current = current


@dataclass(frozen=True)
class Saved:
    """The row's version after the write; the next write names it."""

    version: int


def require_writable(month: Month, unit_id: int) -> None:
    """Hold the month open until the transaction ends, and refuse a locked or submitted one."""
    hold_months_open()
    if ReportingMonth.objects.filter(year=month.year, month=month.month).exists():
        raise ReportingError(f"{month.label}已锁定，须由发改局重新开放")
    submission = held_submission(unit_id, month)
    if submission.state not in WRITABLE:
        raise ReportingError(f"{month.label}{submission.get_state_display()}，请先撤回再修改")


def held_submission(unit_id: int, month: Month) -> Submission:
    """The unit's return, begun if need be, and held: a save and a submit never cross."""
    key = {"unit_id": unit_id, "year": month.year, "month": month.month}
    rows = Submission.objects.select_for_update()
    submission = rows.filter(**key).first()
    if submission:
        return submission
    try:
        with transaction.atomic():
            Submission.objects.create(**key)
    except IntegrityError:
        pass
    return rows.get(**key)


@transaction.atomic
def save_value(
    *, project: Project, month: Month, field: str, value: Any, version: int, by: User
) -> Saved:
    """Write one value of the entry page; 万元 for plan and done, None is blank.

    `version` is that of the row as it was read, 0 where there was none. StaleError if the row
    has another by now, ReportingError if the month is closed to this person.
    """
    if not may_edit(by, project):
        raise ReportingError("无权填报该项目")
    require_writable(month, project.unit_id)
    model, column = FIELDS[field]
    if model is MonthlyPlan and value is None:
        return _clear_plan(project, month, version, by)
    if version == 0:
        return _create(model, project, month, {column: value}, by)
    return _update(model, project, month, {column: value}, version, by)


def _key(project: Project, month: Month) -> dict[str, Any]:
    return {"project": project, "year": month.year, "month": month.month}


def _create(model: Any, project: Project, month: Month, values: dict[str, Any], by: User) -> Saved:
    if model is MonthlyReport:
        values = {**values, "state": ReportState.DRAFT}
    # A row that was cleared before goes on counting: its old versions must stay refused.
    seen = model.history.filter(**_key(project, month)).aggregate(seen=Max("version"))["seen"]
    row = model(**_key(project, month), **values, version=(seen or 0) + 1)
    row._history_user = by
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise StaleError(model._default_manager.get(**_key(project, month))) from None
    return Saved(row.version)


def _update(
    model: Any, project: Project, month: Month, values: dict[str, Any], version: int, by: User
) -> Saved:
    rows = model.objects.filter(**_key(project, month))
    if not rows.filter(version=version).update(version=F("version") + 1, **values):
        raise StaleError(rows.first())
    row = rows.get()
    if model is MonthlyReport and row.state not in (ReportState.DRAFT, ReportState.RETURNED):
        row.state = ReportState.DRAFT
        rows.update(state=row.state)
    model.history.bulk_history_create([row], update=True, default_user=by)
    return Saved(row.version)


def _clear_plan(project: Project, month: Month, version: int, by: User) -> Saved:
    row = MonthlyPlan.objects.filter(**_key(project, month)).first()
    if (row.version if row else 0) != version:
        raise StaleError(row)
    if row:
        row._history_user = by  # type: ignore[attr-defined]
        row.delete()
    return Saved(0)
