"""Entering what was reported to statistics, and explaining how it differs from the ledger."""

from decimal import Decimal

from django.db import transaction

from projects.actions.reporting import StaleError
from projects.actions.versions import RefusedError, create_row, update_row
from projects.choices.areas import Area
from projects.models import Project, StatisticsReport, User
from projects.periods import Month
from projects.permissions import keeps_area, may_edit


@transaction.atomic
def save_amount(
    *, project: Project, month: Month, amount: Decimal, version: int, today: Month, by: User
) -> StatisticsReport:
    """Write the amount reported from January to `month`, 万元; 统计局 and 发改局 only.

    StaleError if the row has another version by now; RefusedError else.
    """
    if not keeps_area(by, Area.STATISTICS):
        raise RefusedError("统计数由统计局或发改局填写")
    if month > today:
        raise RefusedError(f"{month.label}还没有开始")
    key = {"project": project, "year": month.year, "month": month.month}
    stored = StatisticsReport.objects.filter(**key).first()
    if stored is None:
        return create_row(StatisticsReport(**key, amount=amount), by=by)
    if not version:
        raise StaleError(stored)
    return update_row(stored, version=version, by=by, amount=amount)


@transaction.atomic
def explain(*, report: StatisticsReport, explanation: str, version: int, by: User) -> None:
    """Say in words why statistics and ledger differ; the project's unit, or 发改局."""
    if not may_edit(by, report.project):
        raise RefusedError("差异由责任单位说明")
    update_row(report, version=version, by=by, explanation=explanation)
