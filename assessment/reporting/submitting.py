"""Handing a month in: what was checked is what is submitted."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from assessment.deadlines import day_label, window
from assessment.models import Policy
from assessment.reporting.rows import Row, rows_of
from projects.actions.reporting import ReportingError, require_writable
from projects.actions.submission import submit
from projects.models import Submission, Unit, User
from projects.periods import Month


def fingerprint(rows: Sequence[Row]) -> str:
    """Stands for the rows as a person has seen them."""
    seen = ";".join(f"{row.project.pk}:{row.versions}" for row in rows)
    return hashlib.sha256(seen.encode()).hexdigest()[:16]


@transaction.atomic
def submit_checked(
    *, unit: Unit, month: Month, by: User, at: datetime, today: date, policy: Policy, seen: str
) -> Submission:
    """Submit what the check page showed; ReportingError where it may not be submitted yet."""
    require_writable(month, unit.pk)
    rows = rows_of(unit, month)
    if fingerprint(rows) != seen:
        raise ReportingError("核对之后又有数据被修改，请重新核对后再报送")
    opens, due = window(month, policy)
    if today < opens:
        raise ReportingError(f"{month.label}自{day_label(opens)}起报送，现在可以先填报")
    zeros = [row.project.name for row in rows if row.lacks_zero_reason]
    if zeros:
        raise ReportingError(f"本月完成为 0 的项目须先写明零完成原因：{'、'.join(zeros)}")
    return submit(unit=unit, month=month, by=by, at=at, today=today, due=due)
