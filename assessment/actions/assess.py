"""Starting a run: by 发改局's button, from the queue, and for every night that was missed."""

import logging
from datetime import date, timedelta

from django.core.cache import cache
from django.db import transaction
from kombu.exceptions import OperationalError as BrokerError

from assessment.cards.engine import Progress, RunUnderWayError, assess
from assessment.models import AssessmentRun, ChangeMark
from assessment.models.runs import RunKind, RunState
from assessment.queries import latest_run
from projects.actions.start_lists import fix_lists
from projects.clock import today
from projects.models import User

log = logging.getLogger(__name__)
_KEPT_SECONDS = 600


@transaction.atomic
def request_run(*, by: User) -> AssessmentRun:
    """Queue a run for today; the one already waiting if there is one.

    Without a broker the run stays queued and the next tick of the clock takes it up.
    """
    run = AssessmentRun.objects.filter(state=RunState.QUEUED).first()
    if run is None:
        run = AssessmentRun.objects.create(
            day=today(), kind=RunKind.BUTTON, state=RunState.QUEUED, by=by
        )
    pk = run.pk
    transaction.on_commit(lambda: _enqueue(pk))
    return run


def _enqueue(pk: int) -> None:
    from assessment.tasks import assess_now  # noqa: PLC0415 - the task calls this module

    try:
        assess_now.delay(pk)
    except BrokerError as error:
        log.warning("run %s stays queued, no broker: %s", pk, error)


def run_queued(pk: int) -> None:
    """Do a waiting run; nothing if it was done meanwhile. Never goes back behind the last run."""
    run = AssessmentRun.objects.filter(pk=pk, state=RunState.QUEUED).first()
    if run is None:
        return
    last = latest_run()
    day = max(run.day, last.day) if last else run.day
    try:
        assess(day, kind=run.kind, by=run.by, queued=run, progress=_reporter(pk))
    except RunUnderWayError:
        raise
    except Exception as error:
        log.exception("queued run %s failed", pk)
        AssessmentRun.objects.filter(pk=pk, state=RunState.QUEUED).update(
            state=RunState.FAILED, error=_words(error)
        )


def catch_up() -> None:
    """Do what is waiting, then bring the cards to yesterday, or to the last run's day if later.

    The list of starts due is fixed first, on the month's 1st itself (二（三）2).

    The days between get a run of their own in the log without being computed: the cards are a
    function of the ledger and the day, so the last day's run would overwrite theirs.
    """
    fix_lists(through=today())
    for pk in AssessmentRun.objects.filter(state=RunState.QUEUED).values_list("pk", flat=True):
        run_queued(pk)
    last = latest_run()
    yesterday = today() - timedelta(days=1)
    day = max(yesterday, last.day) if last else yesterday
    if _is_settled(day):
        return
    try:
        assess(day, kind=RunKind.NIGHTLY, missed=_between(last, day))
    except RunUnderWayError:
        raise
    except Exception as error:
        log.exception("nightly run for %s failed", day)
        _record_failure(day, _words(error))


def _is_settled(day: date) -> bool:
    """The night's run is done, nothing failed, and nothing changed since."""
    done = AssessmentRun.objects.filter(
        kind=RunKind.NIGHTLY, day=day, state=RunState.DONE, error=""
    )
    last = latest_run()
    return (
        last is not None and last.day == day and done.exists() and not ChangeMark.objects.exists()
    )


def _between(last: AssessmentRun | None, day: date) -> list[date]:
    if last is None:
        return []
    return [last.day + timedelta(days=number) for number in range(1, (day - last.day).days)]


@transaction.atomic
def _record_failure(day: date, error: str) -> None:
    """Show a night's failure; a run that was done before keeps its state and shows it too."""
    run, _ = AssessmentRun.objects.get_or_create(
        day=day, kind=RunKind.NIGHTLY, defaults={"state": RunState.FAILED}
    )
    run.error = error
    run.save(update_fields=["error"])


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:1000]


def _reporter(pk: int) -> Progress:
    def report(done: int, total: int) -> None:
        cache.set(_key(pk), (done, total), _KEPT_SECONDS)

    return report


def progress_of(run: AssessmentRun) -> tuple[int, int] | None:
    """(done, total) projects of a run at work; None if it has not begun or nobody knows."""
    return cache.get(_key(run.pk)) if run.state == RunState.QUEUED else None


def _key(pk: int) -> str:
    return f"assess-{pk}"
