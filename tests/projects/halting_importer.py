"""A worker that stands still half way through an import, so that a test can kill it there.

HALT names the place. A lease runs out at once, so that the test need not wait for it. BROKEN=1
takes the import in a transaction of its own, before the write.
"""

import os
import time
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import django
from django.conf import settings

from ningyang.celery import app

__all__ = ["app"]
django.setup()

from projects.excel import importing, jobs, uploads  # noqa: E402 - Django is set up only now

# Place → the function after whose return the import stands still.
PLACES = {
    "read": (uploads, "load"),
    "checked": (uploads, "examine"),
    "written": (importing, "write_ledger"),
    "recorded": (uploads, "_record"),
}


def _halt_after(module, name: str) -> None:
    original = getattr(module, name)

    def halting(*args, **kwargs):
        original(*args, **kwargs)
        (Path(settings.DATA_DIR) / "halted").touch()
        time.sleep(3600)

    setattr(module, name, halting)


jobs.LEASE = timedelta(0)
jobs.MOST_ATTEMPTS = 100
if os.environ.get("BROKEN"):
    uploads.transaction = SimpleNamespace(atomic=nullcontext)
if os.environ.get("HALT"):
    _halt_after(*PLACES[os.environ["HALT"]])
