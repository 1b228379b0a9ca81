"""A set of changes to the ledger, written as one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import connection, transaction
from simple_history.utils import bulk_create_with_history

from projects.actions.bulk import Stamp, TableChanges, chunks, newest, write_changes
from projects.models import (
    AnnualPlan,
    MonthlyPlan,
    MonthlyReport,
    Project,
    ReportingMonth,
    StartConfirmation,
    StartDueAmendment,
    User,
)

PROJECT_VALUES = (
    "name",
    "unit_id",
    "owner",
    "project_type_id",
    "is_industrial",
    "chain_id",
    "level",
    "total_investment",
    "planned_on",
    "signed_on",
    "start_due",
    "started_on",
    "completion_due",
    "completed_on",
    "in_production_on",
    "enrolled_on",
    "location",
    "content",
    "county_leader",
    "cadre",
    "is_hard_case",
    "remarks",
)
MONTH_KEY = ("project_id", "year", "month")


@dataclass(frozen=True)
class Amendment:
    """A committed start date that changes; `new` is None where it is taken back."""

    project_id: int
    old: date
    new: date | None


def project_changes() -> TableChanges:
    return TableChanges(Project, ("code",), PROJECT_VALUES)


def annual_plan_changes() -> TableChanges:
    return TableChanges(AnnualPlan, ("project_id", "year"), ("amount",))


def monthly_plan_changes() -> TableChanges:
    return TableChanges(MonthlyPlan, MONTH_KEY, ("amount",))


def monthly_report_changes() -> TableChanges:
    values = ("amount", "visible_progress", "problems", "state")
    return TableChanges(MonthlyReport, MONTH_KEY, values)


def claim_changes() -> TableChanges:
    values = ("started_on", "note", "state", "answer", "asked_on", "asked_by_id")
    return TableChanges(StartConfirmation, ("project_id",), values)


@dataclass
class LedgerChanges:
    """Rows of the tables below a project name it by id, or by code where it is new as well.

    `claims` are starts that wait for their evidence (二（三）2).
    """

    projects: TableChanges = field(default_factory=project_changes)
    annual_plans: TableChanges = field(default_factory=annual_plan_changes)
    monthly_plans: TableChanges = field(default_factory=monthly_plan_changes)
    monthly_reports: TableChanges = field(default_factory=monthly_report_changes)
    claims: TableChanges = field(default_factory=claim_changes)
    amendments: list[Amendment] = field(default_factory=list)

    @property
    def below_projects(self) -> tuple[TableChanges, ...]:
        return self.annual_plans, self.monthly_plans, self.monthly_reports, self.claims


def hold_months_open() -> None:
    """Until the transaction ends nobody locks a month; on SQLite one writer is alone anyway."""
    if connection.vendor == "postgresql":
        table = connection.ops.quote_name(ReportingMonth._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {table} IN SHARE MODE")


@transaction.atomic
def write_ledger(*, changes: LedgerChanges, amendment_reason: str, stamp: Stamp) -> None:
    """Write everything in `changes` with history; IntegrityError if a row came in between."""
    mark = newest(Project)
    write_changes(changes.projects, stamp)
    ids = _new_ids(changes.projects, mark)
    for below in changes.below_projects:
        below.new = [(ids.get(row[0], row[0]), *row[1:]) for row in below.new]
        write_changes(below, stamp)
    amend_start_dues(amendments=changes.amendments, reason=amendment_reason, by=stamp.by)


def _new_ids(projects: TableChanges, mark: int) -> dict[str | int, int]:
    codes = (row[0] for row in projects.new)
    above = Project.objects.filter(pk__gt=mark).order_by()
    return {
        code: pk
        for chunk in chunks(codes)
        for code, pk in above.filter(code__in=chunk).values_list("code", "pk")
    }


@transaction.atomic
def amend_start_dues(*, amendments: Sequence[Amendment], reason: str, by: User | None) -> None:
    """Record that 发改局 approved new committed start dates, with the reason (domain 3)."""
    rows = [
        StartDueAmendment(
            project_id=amendment.project_id,
            old=amendment.old,
            new=amendment.new,
            reason=reason,
            by=by,
        )
        for amendment in amendments
    ]
    bulk_create_with_history(rows, StartDueAmendment, default_user=by)
