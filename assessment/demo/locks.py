"""The locked months, and the last of them opened once more for a correction."""

from datetime import timedelta
from decimal import Decimal

from simple_history.utils import bulk_create_with_history

from assessment.demo import vocabulary as words
from assessment.demo.returns import Calendar, at
from projects.models import LockEvent, MonthlyReport, ReportingMonth, User
from projects.periods import Month

REOPENED_AFTER, RELOCKED_AFTER = timedelta(days=6), timedelta(days=8)
MISSED_PAYMENT = Decimal("18.60")


def lock_months(calendar: Calendar, by: User) -> None:
    """Lock what is due, and correct the last locked month if there was time for it."""
    months = calendar.locked
    if not months:
        return
    for month in months:
        _event(calendar, month, by)
    last = months[-1]
    if calendar.locked_on(last) + RELOCKED_AFTER < calendar.day:
        _reopen(calendar, last, by)
    _close(calendar, months, by)


def _event(
    calendar: Calendar, month: Month, by: User, after: timedelta = timedelta(), reason: str = ""
) -> None:
    event = LockEvent.objects.create(
        year=month.year, month=month.month, locked=not reason, reason=reason, by=by
    )
    when = at(calendar.locked_on(month) + after, 17)
    LockEvent.objects.filter(pk=event.pk).update(at=when)


def _reopen(calendar: Calendar, month: Month, by: User) -> None:
    _event(calendar, month, by, REOPENED_AFTER, words.REOPEN_REASON)
    own = MonthlyReport.objects.filter(year=month.year, month=month.month, amount__gt=0)
    report = own.order_by("project__code").first()
    if report and report.amount:
        report.amount += MISSED_PAYMENT
        report.remark = words.REOPEN_REASON
        report.version += 1
        report._history_user = by  # type: ignore[attr-defined]
        corrected_on = calendar.locked_on(month) + REOPENED_AFTER + timedelta(days=1)
        report._history_date = at(corrected_on, 10)  # type: ignore[attr-defined]
        report.save()
    _event(calendar, month, by, RELOCKED_AFTER)


def _close(calendar: Calendar, months: list[Month], by: User) -> None:
    rows = [ReportingMonth(year=month.year, month=month.month, locked_by=by) for month in months]
    times = [at(calendar.locked_on(month), 17) for month in months]
    for row, when in zip(rows, times, strict=True):
        row._history_date = when  # type: ignore[attr-defined]
    bulk_create_with_history(rows, ReportingMonth, default_user=by)
    for month, when in zip(months, times, strict=True):
        own = ReportingMonth.objects.filter(year=month.year, month=month.month)
        own.update(locked_at=when)
