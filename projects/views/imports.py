"""/import/: send a workbook in, see what it would do, confirm or give up. /export/ and template."""

import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import PurePath
from typing import IO, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from projects.excel import jobs, uploads
from projects.excel.export import write_ledger_book, write_template
from projects.excel.guard import WorkbookError
from projects.excel.marked import write_marked
from projects.excel.registry import fillable, imports
from projects.forms import XLSX, ConfirmForm, ExportForm, UploadForm
from projects.models import User, WorkbookImport
from projects.models.uploads import PENDING, PREVIEWED, ImportState
from projects.permissions import enters, reads_figures
from projects.views.access import require

RECENT = 20
ROWS_SHOWN = 30
ERRORS_SHOWN = 100
PATIENCE = timedelta(minutes=1)


class SignedInRequest(HttpRequest):
    """What `require` lets through."""

    user: User


@require(imports)
@require_http_methods(["GET", "POST"])
def import_page(request: SignedInRequest) -> HttpResponse:
    """Send in a workbook; the person's own recent ones."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_bound and form.is_valid():
        try:
            upload = uploads.receive(file=form.cleaned_data["file"], by=request.user)
            return _shown(upload)
        except WorkbookError as error:
            form.add_error("file", str(error))
    recent = WorkbookImport.objects.visible_to(request.user)[:RECENT]
    context = {"form": form, "recent": recent, "own": _own_sheets(request.user)}
    return render(request, "projects/import.html", context)


def _own_sheets(user: User) -> list[str]:
    """The only sheets that a co-lead may import; empty for who enters the ledger."""
    return [] if enters(user) else [sheet.name for sheet in fillable(user)]


def _shown(upload: WorkbookImport) -> HttpResponse:
    """On to the upload's page, which waits for the worker if that has something to do."""
    if upload.state in PENDING:
        jobs.enqueue(upload.pk)
    return redirect("import-detail", pk=upload.pk)


def _own(request: SignedInRequest, pk: int) -> WorkbookImport:
    return get_object_or_404(WorkbookImport.objects.visible_to(request.user), pk=pk)


@require(imports)
@require_http_methods(["GET", "POST"])
def import_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """What one's own upload would do, or did, or how far the worker is with it."""
    upload = _own(request, pk)
    if request.method == "POST":
        return _answer(request, upload)
    if upload.state in PREVIEWED:
        return _preview(request, upload, None)
    context: dict[str, Any] = {"upload": upload}
    if upload.state in PENDING:
        context |= {"status": status_of(upload), "overdue": _overdue(upload)}
    elif upload.left_out and (preview := uploads.preview_of(upload)):
        context |= {"marks": preview.marks[:ERRORS_SHOWN]}
    return render(request, "projects/import_detail.html", context)


@require(imports)
@require_safe
def import_status(request: SignedInRequest, pk: int) -> JsonResponse:
    """How far the worker is, for the page's progress bar."""
    return JsonResponse(status_of(_own(request, pk)))


def status_of(upload: WorkbookImport) -> dict[str, object]:
    """`state`, `done` and `total` rows (null while unknown), and the same in words."""
    if upload.state not in PENDING:
        text = upload.get_state_display()
        return {"state": upload.state, "done": None, "total": None, "text": text}
    if not jobs.under_way(upload):
        text = f"排队中，{upload.get_state_display()}"
        return {"state": "queued", "done": None, "total": None, "text": text}
    done, total = jobs.progress_of(upload) or (None, None)
    writes = upload.state == ImportState.CONFIRMED
    if done is None:
        text = "正在读取工作簿"
    elif writes and done == total:
        text = f"正在写入：{total} 行已核对"
    else:
        text = f"正在核对：第 {done} / {total} 行"
    return {"state": "running", "done": done, "total": total, "text": text}


def _overdue(upload: WorkbookImport) -> bool:
    waits_since = upload.leased_until or upload.at
    return timezone.now() - waits_since > PATIENCE


@require(imports)
@require_GET
def import_marked(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The wrong rows of one's own upload, marked."""
    upload = _own(request, pk)
    preview = uploads.preview_of(upload)
    if preview is None or not preview.marks:
        raise Http404
    try:
        book = uploads.load(upload)
    except WorkbookError as error:
        messages.error(request, str(error))
        return redirect("import-detail", pk=pk)
    name = f"{PurePath(upload.name).stem}_错误行.xlsx"
    return _download(name, lambda target: write_marked(target, book, preview.marks))


def _answer(request: SignedInRequest, upload: WorkbookImport) -> HttpResponse:
    try:
        if "give-up" in request.POST:
            uploads.give_up(upload=upload, by=request.user)
            messages.success(request, f"已放弃导入“{upload.name}”，台账没有变动")
            return redirect("import")
        return _confirm(request, upload)
    except uploads.HandledError:
        messages.warning(request, "这份工作簿先前已处理过，没有重复写入")
        return redirect("import-detail", pk=upload.pk)


def _confirm(request: SignedInRequest, upload: WorkbookImport) -> HttpResponse:
    form = ConfirmForm(request.POST, needs_reason="reason" in request.POST)
    if not form.is_valid():
        if upload.state not in PREVIEWED:
            raise uploads.HandledError
        return _preview(request, upload, form)
    try:
        uploads.confirm(
            upload=upload,
            by=request.user,
            fingerprint=form.cleaned_data["fingerprint"],
            reason=form.cleaned_data.get("reason", ""),
            right_rows_only="right-rows" in request.POST,
        )
    except WorkbookError as error:
        messages.error(request, str(error))
        return redirect("import-detail", pk=upload.pk)
    if upload.state == ImportState.WRITTEN:
        messages.success(request, f"已导入“{upload.name}”：{_counts(upload)}")
    return _shown(upload)


def _counts(upload: WorkbookImport) -> str:
    counts = f"新增 {upload.new}，更新 {upload.changed}，无变化 {upload.unchanged}"
    return f"{counts}；{upload.left_out} 行没有导入" if upload.left_out else counts


def _preview(
    request: SignedInRequest, upload: WorkbookImport, form: ConfirmForm | None
) -> HttpResponse:
    try:
        preview = uploads.preview_of(upload) or uploads.previewed_again(upload)
    except WorkbookError as error:
        context: dict[str, Any] = {"upload": upload, "problem": str(error)}
        return render(request, "projects/import_detail.html", context)
    kind = request.GET.get("kind", "")
    rows = [row for row in preview.rows if kind in ("", row.kind)]
    initial = {"fingerprint": preview.fingerprint}
    context = {
        "upload": upload,
        "preview": preview,
        "errors": preview.errors[:ERRORS_SHOWN],
        "hidden_errors": max(0, len(preview.errors) - ERRORS_SHOWN),
        "held_back": preview.held_back[:ERRORS_SHOWN],
        "remarks": preview.remarks[:ERRORS_SHOWN],
        "hidden_remarks": max(0, len(preview.remarks) - ERRORS_SHOWN),
        "form": form or ConfirmForm(initial=initial, needs_reason=bool(preview.amendments)),
        "kind": kind,
        "page": Paginator(rows, ROWS_SHOWN).get_page(request.GET.get("page", "1")),
    }
    return render(request, "projects/import_detail.html", context)


@require(imports)
@require_GET
def import_template(request: SignedInRequest) -> HttpResponseBase:
    """The empty workbook."""
    return _download("台账模板.xlsx", lambda target: write_template(target, request.user))


@require(reads_figures)
@require_GET
def export(request: SignedInRequest) -> HttpResponseBase:
    """The current ledger as far as the person sees it, with the months of one year or of all.

    With `own` only the sheets that the person may import.
    """
    form = ExportForm(request.GET)
    if not form.is_valid():
        return render(request, "projects/export_error.html", {"form": form}, status=400)
    year, own = form.cleaned_data["year"], form.cleaned_data["own"]
    name = f"台账{year or ''}_{timezone.localdate():%Y%m%d}.xlsx"
    return _download(
        name,
        lambda target: write_ledger_book(
            target, request.user, year, own=own and imports(request.user)
        ),
    )


def _download(name: str, write: Callable[[IO[bytes]], None]) -> FileResponse:
    target = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    write(target)
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename=name, content_type=XLSX)
