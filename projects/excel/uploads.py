"""A workbook sent in by a page: kept, previewed, then written once or given up."""

import hashlib
import secrets
from pathlib import Path, PurePath

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from projects.excel.guard import WorkbookError
from projects.excel.importing import make_plan, read_workbook, write_workbook
from projects.excel.plan import Kind, Plan
from projects.excel.reader import RawBook
from projects.models import User, WorkbookImport
from projects.models.uploads import ImportState
from projects.parsing import tidy_text

NAME_LENGTH = 200


class HandledError(Exception):
    """The upload was written or given up before."""


def receive(*, file: File, by: User) -> WorkbookImport:
    """Keep the file under a name of ours, and what it would do; `WorkbookError` if it is none."""
    upload = WorkbookImport(by=by, name=_shown_name(file.name or ""), sha256=_digest(file))
    upload.file.save(f"{secrets.token_hex(16)}.xlsx", file, save=False)
    try:
        plan = make_plan(read_workbook(Path(upload.file.path)), by)
    except Exception:
        upload.file.delete(save=False)
        raise
    errors = len(plan.findings.errors)
    upload.state = ImportState.REJECTED if errors else ImportState.CHECKED
    upload.errors, upload.plan_hash = errors, plan.fingerprint
    _set_counts(upload, plan)
    upload.save()
    return upload


def _shown_name(name: str) -> str:
    """The name as the person knows it; only ever shown, never a path."""
    return " ".join(tidy_text(PurePath(name.replace("\\", "/")).name).split())[-NAME_LENGTH:]


def _digest(file: File) -> str:
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    return digest


def _set_counts(upload: WorkbookImport, plan: Plan) -> None:
    upload.new = plan.count(Kind.NEW)
    upload.changed = plan.count(Kind.CHANGED)
    upload.unchanged = plan.count(Kind.UNCHANGED)


def load(upload: WorkbookImport) -> RawBook:
    """The kept workbook, if it still is what was sent in."""
    try:
        with upload.file.open("rb") as file:
            same = _digest(file) == upload.sha256
    except OSError:
        same = False
    if not same:
        raise WorkbookError("上传的文件已不存在或已变动，请重新上传")
    return read_workbook(Path(upload.file.path))


def confirm(*, upload: WorkbookImport, by: User, fingerprint: str, reason: str) -> Plan:
    """Write the upload if its plan still is the one that `by` saw; see `Plan.written`.

    Of two confirms at once one finds the upload taken and raises `HandledError`. Without a write
    the upload stays as it was.
    """
    book = load(upload)
    with transaction.atomic():
        _take(upload, by)
        plan = write_workbook(
            book=book,
            by=by,
            name=upload.name,
            amendment_reason=reason,
            expected=fingerprint,
        )
        if plan.written:
            upload.state, upload.plan_hash = ImportState.WRITTEN, fingerprint
            upload.written_at = timezone.now()
            _set_counts(upload, plan)
            upload.save()
        else:
            transaction.set_rollback(True)
    return plan


def _take(upload: WorkbookImport, by: User) -> None:
    waiting = WorkbookImport.objects.filter(pk=upload.pk, by=by, state=ImportState.CHECKED)
    if not waiting.update(state=ImportState.WRITTEN):
        raise HandledError


def give_up(*, upload: WorkbookImport, by: User) -> None:
    """Drop an upload that was not written, and its file."""
    open_states = (ImportState.CHECKED, ImportState.REJECTED)
    waiting = WorkbookImport.objects.filter(pk=upload.pk, by=by, state__in=open_states)
    if not waiting.update(state=ImportState.ABANDONED):
        raise HandledError
    upload.file.delete(save=False)
