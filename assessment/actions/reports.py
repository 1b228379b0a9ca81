"""限时报告: what is due, and the units' deliveries, 三（五）."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from assessment.models import ReportDelivery, ReportRule
from assessment.reports.rules import Period, due_on
from projects.actions.attachments import store_files
from projects.actions.versions import RefusedError, create_row, update_row
from projects.choices.areas import Area
from projects.files.content import CleanFile
from projects.models import User
from projects.permissions import keeps_area, reports


@transaction.atomic
def save_rule(
    *, rule: ReportRule | None, values: Mapping[str, Any], version: int, by: User
) -> ReportRule:
    """Write what is due, a new one without `rule`; deliveries keep the limit of their day."""
    if not keeps_area(by, Area.SUPERVISION):
        raise RefusedError("由发改局和政府办规定限时报告")
    if rule is None:
        return create_row(ReportRule(**values), by=by)
    return update_row(rule, version=version, by=by, **values)


@transaction.atomic
def deliver_report(
    *,
    rule: ReportRule,
    period: Period,
    text: str,
    files: Sequence[CleanFile] = (),
    version: int = 0,
    today: date,
    by: User,
) -> ReportDelivery:
    """Deliver the report of a period that is over, or better one that is in already.

    Its first day stays, so that late is late for ever. RefusedError before the period's end, or
    where the unit owes no such report.
    """
    unit = by.unit
    if not reports(by) or unit is None or rule.layer not in {"", unit.layer}:
        raise RefusedError("本单位不用报送这项报告")
    if today <= period.last:
        raise RefusedError(f"{period.label}还没有结束，期满后才能报送")
    key = {"rule": rule, "unit": unit, "year": period.year, "part": period.part}
    row = ReportDelivery.objects.filter(**key).first()
    if row is None:
        due = due_on(period, rule.due_day)
        new = ReportDelivery(**key, due_on=due, delivered_on=today, text=text)
        row = create_row(new, by=by)
    else:
        row = update_row(row, version=version, by=by, text=text)
    if files:
        row.files.add(*store_files(files=files, unit=unit, area=Area.SUPERVISION, by=by))
    return row
