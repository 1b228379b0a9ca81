"""A worker that stands still half way through a run, so that a test can kill it there.

HALT names the place. BROKEN=1 turns the run into what it must never be: steps that are committed
one by one, behind an "already ran?" check.
"""

import os
import time
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace

import django
from django.conf import settings

from ningyang.celery import app

app.conf.broker_transport_options = app.conf.broker_transport_options | {
    "visibility_timeout": 3,
    "unacked_restore_interval": 1,
    "unacked_restore_throttle": 1,
}
django.setup()

from assessment.actions import assess as actions  # noqa: E402 - Django is set up only now
from assessment.cards import engine  # noqa: E402
from assessment.models import AssessmentRun  # noqa: E402
from assessment.models.runs import RunKind, RunState  # noqa: E402

# Place → the function after whose n-th return the run stands still.
PLACES = {
    "judging": ("_chunk", 2),
    "removed": ("_remove", 1),
    "written": ("_write_difference", 1),
    "recorded": ("_record", 1),
}


def _halt_after(name: str, times: int) -> None:
    original, returned = getattr(engine, name), []

    def halting(*args, **kwargs):
        result = original(*args, **kwargs)
        returned.append(name)
        if len(returned) == times:
            (Path(settings.DATA_DIR) / "halted").touch()
            time.sleep(3600)
        return result

    setattr(engine, name, halting)


def _break() -> None:
    original = engine._bring_to

    def record_first(run, *args):
        run.state = RunState.DONE
        run.save()
        return original(run, *args)

    def already_ran(day):
        return AssessmentRun.objects.filter(
            kind=RunKind.NIGHTLY, day=day, state=RunState.DONE
        ).exists()

    engine._bring_to = record_first
    engine.transaction = SimpleNamespace(atomic=nullcontext)
    actions._is_settled = already_ran


engine.CHUNK = 40
if os.environ.get("BROKEN"):
    _break()
if os.environ.get("HALT"):
    _halt_after(*PLACES[os.environ["HALT"]])
