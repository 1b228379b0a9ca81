"""Long imports in the worker: at least once, from the database's word, and nothing doubled.

A lease keeps two workers from doing the same. Should both do it all the same, compare-and-set
lets one of them through (`uploads.write`, `uploads.show_anew`).
"""

import logging
from datetime import timedelta

from django.core.cache import cache
from django.db import connection
from django.db.models import F, Q
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError

from projects.excel import uploads
from projects.excel.guard import WorkbookError
from projects.excel.plan import Progress
from projects.excel.registry import imports
from projects.models import WorkbookImport
from projects.models.uploads import PENDING, ImportState, WorkbookImportQuerySet

log = logging.getLogger(__name__)
# Longer than the reading of a workbook takes (reader.TIMEOUT_SECONDS), which reports nothing.
LEASE = timedelta(minutes=2)
RENEW_AFTER = timedelta(seconds=20)
MOST_ATTEMPTS = 3
KEPT_SECONDS = 600

TOO_OFTEN = f"后台试了 {MOST_ATTEMPTS} 次都没有完成，没有写入任何内容，请分成几个文件重新上传"
NOT_ALLOWED = "上传的账号现已无权导入，没有写入任何内容"


def enqueue(pk: int) -> None:
    """Tell the worker at once; without a broker the upload waits for the next tick."""
    from projects.tasks import work_on_import  # noqa: PLC0415 - the task calls this module

    try:
        work_on_import.delay(pk)
    except BrokerError as error:
        log.warning("import %s stays queued, no broker: %s", pk, error)


def catch_up() -> None:
    """Everything that waits and that nobody is at, oldest first."""
    for pk in list(_free().order_by("pk").values_list("pk", flat=True)):
        work(pk)


def work(pk: int) -> None:
    """Check or write one upload; nothing if it is not waiting or somebody is at it."""
    upload = _claim(pk)
    if upload is None:
        return
    try:
        if upload.attempts > MOST_ATTEMPTS:
            raise WorkbookError(TOO_OFTEN)
        if not imports(upload.by):
            raise WorkbookError(NOT_ALLOWED)
        _advance(upload)
    except uploads.HandledError:
        log.info("import %s was dealt with meanwhile", pk)
    except WorkbookError as error:
        _end(upload, state=ImportState.FAILED, problem=str(error))
    except Exception:  # a fault of ours, or the database away: the next tick tries again
        log.exception("import %s failed", pk)
        _end(upload)


def _free() -> WorkbookImportQuerySet:
    idle = Q(leased_until=None) | Q(leased_until__lte=timezone.now())
    return WorkbookImport.objects.filter(idle, state__in=PENDING)


def _claim(pk: int) -> WorkbookImport | None:
    lease = timezone.now() + LEASE
    if not _free().filter(pk=pk).update(leased_until=lease, attempts=F("attempts") + 1):
        return None
    cache.delete(_key(pk))
    return WorkbookImport.objects.select_related("by").get(pk=pk)


def _advance(upload: WorkbookImport) -> None:
    before, progress = ImportState(upload.state), _reporter(upload)
    if before is ImportState.CONFIRMED:
        uploads.write(upload=upload, by=upload.by, before=before, progress=progress)
    else:
        uploads.show_anew(upload, before, progress)


def _end(upload: WorkbookImport, **outcome: str) -> None:
    waiting = WorkbookImport.objects.filter(pk=upload.pk, state__in=PENDING)
    waiting.filter(leased_until=upload.leased_until).update(leased_until=None, **outcome)


def _reporter(upload: WorkbookImport) -> Progress:
    """Tells the page how far the work is, and renews the lease where others would see it."""

    def report(done: int, total: int) -> None:
        cache.set(_key(upload.pk), (done, total), KEPT_SECONDS)
        lease = timezone.now() + LEASE
        held = upload.leased_until
        if connection.in_atomic_block or held is None or lease - held < RENEW_AFTER:
            return
        if WorkbookImport.objects.filter(pk=upload.pk, leased_until=held).update(
            leased_until=lease
        ):
            upload.leased_until = lease

    return report


def progress_of(upload: WorkbookImport) -> tuple[int, int] | None:
    """(done, total) rows of the work under way; None if it has not begun or nobody knows."""
    return cache.get(_key(upload.pk)) if upload.state in PENDING else None


def under_way(upload: WorkbookImport) -> bool:
    """A worker is at it."""
    lease = upload.leased_until
    return upload.state in PENDING and lease is not None and lease > timezone.now()


def _key(pk: int) -> str:
    return f"import-{pk}"
