"""A workbook sent in by a page: kept, previewed, then written once or given up."""

import hashlib
import secrets
from pathlib import Path, PurePath

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils import timezone

from projects.excel.guard import WorkbookError, guard
from projects.excel.importing import (
    ConflictError,
    plan_right_rows,
    read_workbook,
    write_workbook,
)
from projects.excel.parting import rows_left_out
from projects.excel.plan import Kind, Plan, Progress
from projects.excel.previews import Preview
from projects.excel.reader import RawBook
from projects.excel.size import filled_rows
from projects.models import User, WorkbookImport
from projects.models.uploads import PENDING, PREVIEWED, ImportState
from projects.parsing import tidy_text

NAME_LENGTH = 200
MOVED_ON = "台账在预览之后有了变动，没有写入任何内容；下面是新的预览，请重新核对后确认"

NO_REASON = "计划开工日期有调整，没有写入任何内容，请填写原因后再确认"


class HandledError(Exception):
    """The upload was written or given up before."""


def receive(*, file: File, by: User) -> WorkbookImport:
    """Keep the file under a name of ours, and what it would do; `WorkbookError` if it is none.

    A long workbook is left QUEUED for the worker (see `jobs.enqueue`).
    """
    upload = WorkbookImport(by=by, name=_shown_name(file.name or ""), sha256=_digest(file))
    upload.file.save(f"{secrets.token_hex(16)}.xlsx", file, save=False)
    path = Path(upload.file.path)
    try:
        guard(path)
        upload.rows = filled_rows(path, settings.LONG_IMPORT_ROWS)
        upload.state = ImportState.QUEUED
        if not is_long(upload):
            keep_preview(upload, examine(read_workbook(path), by))
    except Exception:
        upload.file.delete(save=False)
        raise
    upload.save()
    return upload


def is_long(upload: WorkbookImport) -> bool:
    """Too many rows to be checked or written while a browser waits."""
    return upload.rows > settings.LONG_IMPORT_ROWS


def _shown_name(name: str) -> str:
    """The name as the person knows it; only ever shown, never a path."""
    return " ".join(tidy_text(PurePath(name.replace("\\", "/")).name).split())[-NAME_LENGTH:]


def _digest(file: File) -> str:
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    return digest


def examine(book: RawBook, by: User, progress: Progress | None = None) -> Preview:
    """What the page shows of the workbook: all of it, or its right rows and what is wrong."""
    return Preview.of(plan_right_rows(book, by, progress=progress))


def keep_preview(upload: WorkbookImport, preview: Preview) -> None:
    """Put the preview and what follows from it on `upload`; the caller saves it."""
    name = f"{Path(upload.file.path).stem}-{secrets.token_hex(4)}.json.gz"
    upload.preview.save(name, ContentFile(preview.packed()), save=False)
    upload.state = ImportState.REJECTED if preview.errors else ImportState.CHECKED
    upload.errors, upload.plan_hash = len(preview.errors), preview.fingerprint
    upload.new, upload.changed, upload.unchanged = (preview.counts[kind] for kind in Kind)


def preview_of(upload: WorkbookImport) -> Preview | None:
    """What was found when the upload was checked; None if it is kept no more."""
    try:
        with upload.preview.open("rb") as file:
            return Preview.unpacked(file.read())
    except (OSError, EOFError, ValueError, KeyError, TypeError):
        return None


def previewed_again(upload: WorkbookImport) -> Preview:
    """The preview, made anew where its file is lost."""
    keep_preview(upload, preview := examine(load(upload), upload.by))
    upload.save()
    return preview


def load(upload: WorkbookImport) -> RawBook:
    """The kept workbook, if it still is what was sent in."""
    try:
        with upload.file.open("rb") as file:
            same = _digest(file) == upload.sha256
    except (OSError, ValueError):
        same = False
    if not same:
        raise WorkbookError("上传的文件已不存在或已变动，请重新上传")
    return read_workbook(Path(upload.file.path))


def confirm(
    *,
    upload: WorkbookImport,
    by: User,
    fingerprint: str,
    reason: str,
    right_rows_only: bool = False,
) -> None:
    """Write the upload if its plan still is the one that `by` saw; `upload.state` tells.

    Of two confirms at once one finds the upload taken and raises `HandledError`. Without a write
    there is a new preview. A long upload becomes CONFIRMED for the worker (see `jobs.enqueue`).
    """
    upload.plan_hash, upload.reason = fingerprint, reason
    upload.right_rows_only, upload.problem = right_rows_only, ""
    before = ImportState.REJECTED if right_rows_only else ImportState.CHECKED
    if is_long(upload):
        _leave_to_worker(upload, by, before)
    else:
        write(upload=upload, by=by, before=before)


def _leave_to_worker(upload: WorkbookImport, by: User, before: ImportState) -> None:
    # A lease that has run out: nobody is at it, and since when it waits.
    upload.state, upload.leased_until, upload.attempts = ImportState.CONFIRMED, timezone.now(), 0
    said = ("plan_hash", "reason", "right_rows_only", "problem")
    _move(upload, before, *said, "leased_until", "attempts", by=by)


def _move(upload: WorkbookImport, before: ImportState, *names: str, **given: User) -> None:
    """Save the state and these fields, unless somebody was quicker: then `HandledError`."""
    values = {name: getattr(upload, name) for name in ("state", *names)}
    waiting = WorkbookImport.objects.filter(pk=upload.pk, state=before, **given)
    if not waiting.update(**values):
        raise HandledError


def write(
    *, upload: WorkbookImport, by: User, before: ImportState, progress: Progress | None = None
) -> None:
    """Write what was confirmed and record it, in one transaction; else make a new preview."""
    book = load(upload)
    try:
        with transaction.atomic():
            _take(upload, by, before)
            plan = write_workbook(
                book=book,
                by=by,
                name=upload.name,
                amendment_reason=upload.reason,
                expected=upload.plan_hash,
                right_rows_only=upload.right_rows_only,
                progress=progress,
            )
            if plan.written:
                _record(upload, plan)
                return
            transaction.set_rollback(True)
        unexplained = plan.changes.amendments and not upload.reason
        upload.problem = NO_REASON if unexplained else MOVED_ON
    except ConflictError as error:
        upload.problem = str(error)
    show_anew(upload, before, progress)


def _take(upload: WorkbookImport, by: User, before: ImportState) -> None:
    waiting = WorkbookImport.objects.filter(pk=upload.pk, by=by, state=before)
    if not waiting.update(state=ImportState.WRITTEN):
        raise HandledError


def _record(upload: WorkbookImport, plan: Plan) -> None:
    upload.state, upload.written_at = ImportState.WRITTEN, timezone.now()
    upload.new, upload.changed, upload.unchanged = (plan.count(kind) for kind in Kind)
    upload.left_out = rows_left_out(plan.left_out, plan.held_back)
    upload.leased_until = None
    upload.save()


def show_anew(
    upload: WorkbookImport, before: ImportState, progress: Progress | None = None
) -> None:
    """Check the kept workbook and keep its preview, unless somebody dealt with it meanwhile."""
    old = upload.preview.name
    keep_preview(upload, examine(load(upload), upload.by, progress))
    upload.leased_until, upload.attempts = None, 0
    found = ("preview", "plan_hash", "new", "changed", "unchanged", "errors", "problem")
    try:
        _move(upload, before, *found, "leased_until", "attempts")
    except HandledError:
        old = upload.preview.name
        raise
    finally:
        if old:
            upload.preview.storage.delete(old)


def give_up(*, upload: WorkbookImport, by: User) -> None:
    """Drop an upload that was not written, and its file."""
    waiting = WorkbookImport.objects.filter(
        pk=upload.pk, by=by, state__in=(*PENDING, *PREVIEWED, ImportState.FAILED)
    )
    if not waiting.update(state=ImportState.ABANDONED):
        raise HandledError
    upload.file.delete(save=False)
    upload.preview.delete(save=False)
