"""Background work: at least once, so every task is safe to repeat and to run twice at a time."""

from celery import shared_task
from django.utils import timezone

from assessment.actions import assess as actions
from assessment.cards.engine import RunUnderWayError
from assessment.reminders.building import build
from assessment.reminders.sending import send
from projects.clock import today

_RETRY = {
    "autoretry_for": (RunUnderWayError,),
    "retry_kwargs": {"max_retries": 20, "countdown": 30},
    "ignore_result": True,
}


@shared_task(**_RETRY)
def catch_up() -> None:
    """All runs that are waiting or were missed; the database says which."""
    actions.catch_up()


@shared_task(**_RETRY)
def assess_now(run_pk: int) -> None:
    """The run that 发改局's button asked for."""
    actions.run_queued(run_pk)


@shared_task(ignore_result=True)
def remind() -> None:
    """What is due today, inside the system and out; the messages say what went out already."""
    now = timezone.now()
    build(today(), now)
    send(now)
