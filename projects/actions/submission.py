"""Submitting, reviewing, returning and accepting a unit's month; locking the month."""

from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import F

from projects.actions.ledger import hold_months_open
from projects.actions.messages import close_reminders
from projects.actions.reporting import FIELDS, ReportingError, StaleError, held_submission
from projects.choices import Role, SubmissionState
from projects.lifecycles.reporting import REPORT_STATE, SUBMISSION
from projects.models import (
    LockEvent,
    Message,
    MonthlyReport,
    Project,
    ReportingMonth,
    Submission,
    Unit,
    User,
)
from projects.models.messages import TEXT_MAX
from projects.periods import Month
from projects.permissions import leads, role_of


def submission_of(unit: Unit, month: Month) -> Submission:
    """The unit's return for the month, unsaved where it has not begun."""
    key = {"unit": unit, "year": month.year, "month": month.month}
    return Submission.objects.filter(**key).first() or Submission(**key)


def allowed_moves(submission: Submission, user: User) -> set[str]:
    """The moves that this person may make now."""
    role = role_of(user)
    if role is Role.UNIT and getattr(user, "unit_id", None) != submission.unit_id:
        return set()
    return SUBMISSION.allowed(submission.state, role)


def submit(
    *, unit: Unit, month: Month, by: User, at: datetime, today: date, due: date
) -> Submission:
    """Report the month; late for ever if the first submission comes on a day after `due`."""
    return _move("submit", unit, month, by, at=at, late=today > due)


def withdraw(*, unit: Unit, month: Month, by: User) -> Submission:
    """Take the month back before the review begins."""
    return _move("withdraw", unit, month, by)


def begin_review(*, unit: Unit, month: Month, by: User) -> Submission:
    return _move("begin_review", unit, month, by)


def accept(
    *, unit: Unit, month: Month, by: User, at: datetime, version: int | None = None
) -> Submission:
    """Accept the month; StaleError if it is no longer the `version` that was looked at."""
    return _move("accept", unit, month, by, at=at, version=version)


def send_back(
    *,
    unit: Unit,
    month: Month,
    by: User,
    at: datetime,
    reason: str,
    project: Project | None = None,
    field: str = "",
    url: str = "",
    version: int | None = None,
) -> Submission:
    """Return the month with a reason, and where there is one the very cell, found at `url`.

    The unit is told on its home page until it submits again. StaleError as in `accept`.
    """
    if not reason.strip():
        raise ReportingError("请写明退回原因")
    words = {"return_reason": reason, "return_project": project, "return_field": field}
    return _move("send_back", unit, month, by, at=at, url=url, version=version, **words)


@transaction.atomic
def _move(move: str, unit: Unit, month: Month, by: User, **given: Any) -> Submission:
    hold_months_open()
    _refuse_locked(month)
    submission = held_submission(unit.pk, month)
    if move not in allowed_moves(submission, by):
        raise ReportingError(
            f"{unit.name}{month.label}现为“{submission.get_state_display()}”，不能这样操作"
        )
    if given.get("version") not in (None, submission.version):
        raise StaleError(submission)
    submission.state = SUBMISSION.after(move, submission.state, role_of(by))
    _note(submission, move, by, given)
    submission.version += 1
    submission._history_user = by  # type: ignore[attr-defined]
    submission.save()
    _carry_to_reports(submission, by)
    _tell_unit(submission, move, given)
    return submission


def _note(submission: Submission, move: str, by: User, given: dict[str, Any]) -> None:
    at = given.get("at")
    if move == "submit" and at:
        submission.submitted_at, submission.submitted_by = at, by
        if submission.first_submitted_at is None:
            submission.first_submitted_at = at
            submission.late = given["late"]
    if move in {"accept", "send_back"}:
        submission.reviewed_at, submission.reviewed_by = at, by
    if move in {"submit", "send_back"}:
        submission.return_reason = given.get("return_reason", "")
        submission.return_project = given.get("return_project")
        submission.return_field = given.get("return_field", "")


def _tell_unit(submission: Submission, move: str, given: dict[str, Any]) -> None:
    month = Month(submission.year, submission.month)
    key = f"returned-{month}-{submission.unit_id}-"
    if move == "submit":
        told = Message.objects.filter(key__startswith=key, done_at=None)
        told.update(done_at=given["at"])
        close_reminders(period=month, unit_id=submission.unit_id, at=given["at"])
    if move == "send_back":
        Message.objects.create(
            unit=submission.unit,
            key=f"{key}{submission.version}",
            text=return_words(month, submission),
            url=given["url"],
        )


def return_words(month: Month, submission: Submission) -> str:
    """What the unit is told of a return: the month, the cell where one is named, the reason."""
    where = submission.return_project.name if submission.return_project else ""
    if submission.return_field:
        model, column = FIELDS[submission.return_field]
        where += f"「{model._meta.get_field(column).verbose_name}」"  # type: ignore[union-attr]
    place = f"（{where}）" if where else ""
    return f"{month.label}月报被退回{place}：{submission.return_reason}"[:TEXT_MAX]


def _carry_to_reports(submission: Submission, by: User) -> None:
    state = REPORT_STATE[SubmissionState(submission.state)]
    reports = MonthlyReport.objects.filter(
        project__unit=submission.unit_id, year=submission.year, month=submission.month
    ).exclude(state=state)
    pks = list(reports.values_list("pk", flat=True))
    changed = MonthlyReport.objects.filter(pk__in=pks)
    changed.update(state=state, version=F("version") + 1)
    MonthlyReport.history.bulk_history_create(list(changed), update=True, default_user=by)


def _refuse_locked(month: Month) -> None:
    if ReportingMonth.objects.filter(year=month.year, month=month.month).exists():
        raise ReportingError(f"{month.label}已锁定，须由发改局重新开放")


@transaction.atomic
def lock_month(*, month: Month, by: User) -> ReportingMonth:
    """Close the month's figures; `assessment.actions.locking` makes its cards final as well."""
    if not leads(by):
        raise ReportingError("只有发改局可以锁定月份")
    shut_out_writers()
    _refuse_locked(month)
    LockEvent.objects.create(year=month.year, month=month.month, locked=True, by=by)
    row = ReportingMonth(year=month.year, month=month.month, locked_by=by)
    row._history_user = by  # type: ignore[attr-defined]
    row.save()
    return row


@transaction.atomic
def reopen_month(*, month: Month, by: User, reason: str) -> None:
    """Open a locked month again; the reason is kept and stands in the next bulletin."""
    if not leads(by):
        raise ReportingError("只有发改局可以重新开放月份")
    if not reason.strip():
        raise ReportingError("请写明重新开放的原因")
    shut_out_writers()
    row = ReportingMonth.objects.filter(year=month.year, month=month.month).first()
    if row is None:
        raise ReportingError(f"{month.label}没有锁定")
    row._history_user = by  # type: ignore[attr-defined]
    row.delete()
    LockEvent.objects.create(year=month.year, month=month.month, locked=False, reason=reason, by=by)


def shut_out_writers() -> None:
    """Wait for every transaction that holds the months open (`hold_months_open`)."""
    if connection.vendor == "postgresql":
        table = connection.ops.quote_name(ReportingMonth._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
