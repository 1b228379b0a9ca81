"""One issued bulletin of the demonstration, and its correction after the month was reopened."""

from datetime import date, datetime, timedelta

from django.db import transaction

from assessment.actions.bulletins import issue_bulletin
from assessment.cards.engine import assess
from assessment.demo import vocabulary as words
from assessment.demo.locks import MISSED_PAYMENT
from assessment.demo.returns import at
from assessment.models import AssessmentRun, BulletinIssue, Card
from assessment.models.runs import RunKind
from projects.models import LockEvent, MonthlyReport, User
from projects.periods import Month


@transaction.atomic
def issue_bulletins(day: date) -> BulletinIssue | None:
    """Issue the reopened month as it first was, then corrected; None where none was reopened.

    It judges the cards of the demonstration up to `day`.
    """
    opened = LockEvent.objects.filter(locked=False).first()
    by = User.objects.get(username="fagai")
    if opened is None:
        return None
    month = Month(opened.year, opened.month)
    locks = list(LockEvent.objects.filter(**month._asdict(), locked=True).order_by("at"))
    mended = MonthlyReport.objects.filter(**month._asdict(), remark=words.REOPEN_REASON)
    report = mended.first()
    if report is None or report.amount is None or len(locks) < 2:
        return None
    mended.update(amount=report.amount - MISSED_PAYMENT)
    _issue(month, locks[0].at, "", 0, day, by)
    mended.update(amount=report.amount)
    Card.objects.all().delete()
    AssessmentRun.objects.all().delete()
    return _issue(month, locks[1].at, words.REOPEN_REASON, 1, day, by)


def _issue(
    month: Month, locked_at: datetime, reason: str, version: int, day: date, by: User
) -> BulletinIssue:
    """On the day after the lock, if that has come."""
    assess(day, kind=RunKind.COMMAND, full=True)
    issued_on = min(locked_at.date() + timedelta(days=1), day)
    issue = issue_bulletin(
        month=month, issued_on=issued_on, reason=reason, version=version, today=day, by=by
    )
    when = at(issued_on, 16)
    BulletinIssue.objects.filter(pk=issue.pk).update(at=when)
    BulletinIssue.history.filter(id=issue.pk).update(history_date=when)
    return issue
