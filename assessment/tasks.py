"""Background work: at least once, so every task is safe to repeat and to run twice at a time."""

from celery import shared_task

from assessment.actions import assess as actions
from assessment.cards.engine import RunUnderWayError

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
