"""Locking a month with its cards, and reopening it: one transaction each (domain 4)."""

from datetime import date

from django.db import transaction

from assessment.cards.engine import assess
from assessment.models import AssessmentRun, Card
from assessment.models.runs import RunKind
from assessment.queries import latest_run
from projects.actions.reporting import ReportingError
from projects.actions.submission import lock_month, reopen_month, shut_out_writers
from projects.models import User
from projects.periods import Month


@transaction.atomic
def lock(*, month: Month, by: User, today: date) -> AssessmentRun:
    """Judge the month's cards from what stands now, close it, and make the cards final.

    Nobody writes in between. ReportingError for a month that is not over by `today`;
    RunUnderWayError if the nightly run is at work: nothing is locked then.
    """
    if today < month.last:
        raise ReportingError(f"{month.label}还没有结束，{month.last:%Y-%m-%d} 起才能锁定")
    shut_out_writers()
    last = latest_run()
    day = max(today, last.day) if last else today
    run = assess(day, kind=RunKind.BUTTON, by=by)
    lock_month(month=month, by=by)
    Card.objects.of_month(month).update(final=True)
    return run


@transaction.atomic
def reopen(*, month: Month, by: User, reason: str) -> None:
    """Open the month for correction; its cards are provisional until it is locked again."""
    reopen_month(month=month, by=by, reason=reason)
    Card.objects.of_month(month).update(final=False)
