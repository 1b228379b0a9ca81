"""/import/: send a workbook in, see what it would do, confirm or give up. /export/ and template."""

import tempfile
from collections.abc import Callable
from typing import IO, Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from projects.excel import uploads
from projects.excel.export import write_ledger_book, write_template
from projects.excel.guard import WorkbookError
from projects.excel.importing import ConflictError, make_plan
from projects.excel.plan import Kind, Plan
from projects.forms import XLSX, ConfirmForm, ExportForm, UploadForm
from projects.models import User, WorkbookImport
from projects.models.uploads import ImportState
from projects.permissions import enters, reads_figures
from projects.views.access import require

RECENT = 20
ROWS_SHOWN = 200
ERRORS_SHOWN = 500


class SignedInRequest(HttpRequest):
    """What `require` lets through."""

    user: User


@require(enters)
@require_http_methods(["GET", "POST"])
def import_page(request: SignedInRequest) -> HttpResponse:
    """Send in a workbook; the person's own recent ones."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_bound and form.is_valid():
        try:
            upload = uploads.receive(file=form.cleaned_data["file"], by=request.user)
            return redirect("import-detail", pk=upload.pk)
        except WorkbookError as error:
            form.add_error("file", str(error))
    recent = WorkbookImport.objects.visible_to(request.user)[:RECENT]
    return render(request, "projects/import.html", {"form": form, "recent": recent})


@require(enters)
@require_http_methods(["GET", "POST"])
def import_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """What one's own upload would do, or did."""
    upload = get_object_or_404(WorkbookImport.objects.visible_to(request.user), pk=pk)
    if request.method == "POST":
        return _answer(request, upload)
    if upload.state not in (ImportState.CHECKED, ImportState.REJECTED):
        return render(request, "projects/import_detail.html", {"upload": upload})
    return _preview(request, upload, None)


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
    needs_reason = "reason" in request.POST
    form = ConfirmForm(request.POST, needs_reason=needs_reason)
    if not form.is_valid():
        return _preview(request, upload, form)
    try:
        plan = uploads.confirm(
            upload=upload,
            by=request.user,
            fingerprint=form.cleaned_data["fingerprint"],
            reason=form.cleaned_data.get("reason", ""),
        )
    except (WorkbookError, ConflictError) as error:
        messages.error(request, str(error))
        return redirect("import-detail", pk=upload.pk)
    if plan.written:
        messages.success(request, f"已导入“{upload.name}”：{_counts(plan)}")
    elif plan.changes.amendments and not form.cleaned_data.get("reason"):
        messages.error(request, "计划开工日期有调整，请填写原因后再确认")
    else:
        messages.warning(
            request, "台账在预览之后有了变动，没有写入任何内容；下面是新的预览，请重新核对后确认"
        )
    return redirect("import-detail", pk=upload.pk)


def _counts(plan: Plan) -> str:
    return "，".join(f"{kind} {plan.count(kind)}" for kind in Kind)


def _preview(
    request: SignedInRequest, upload: WorkbookImport, form: ConfirmForm | None
) -> HttpResponse:
    try:
        plan = make_plan(uploads.load(upload), request.user)
    except WorkbookError as error:
        context: dict[str, Any] = {"upload": upload, "problem": str(error)}
        return render(request, "projects/import_detail.html", context)
    needs_reason = bool(plan.changes.amendments)
    kind = request.GET.get("kind", "")
    page, rows = _page(plan, kind, request.GET.get("page", "1"))
    initial = {"fingerprint": plan.fingerprint}
    context = {
        "upload": upload,
        "plan": plan,
        "kinds": [(kind, plan.count(kind)) for kind in Kind],
        "errors": plan.findings.errors[:ERRORS_SHOWN],
        "hidden_errors": max(0, len(plan.findings.errors) - ERRORS_SHOWN),
        "remarks": plan.findings.remarks[:ERRORS_SHOWN],
        "hidden_remarks": max(0, len(plan.findings.remarks) - ERRORS_SHOWN),
        "form": form or ConfirmForm(initial=initial, needs_reason=needs_reason),
        "kind": kind,
        "page": page,
        "rows": rows,
    }
    return render(request, "projects/import_detail.html", context)


def _page(plan: Plan, kind: str, number: str) -> tuple[Page, list[dict[str, Any]]]:
    """One page of the rows in the workbook's order, all of them or of one kind."""
    rows = [
        (sheet, row) for sheet in plan.sheets for row in sheet.rows if kind in ("", row.kind.value)
    ]
    page = Paginator(rows, ROWS_SHOWN).get_page(number)
    return page, [
        {
            "sheet": sheet.name,
            "number": row.number,
            "kind": row.kind,
            "title": sheet.title(row),
            "values": sheet.shown(row),
        }
        for sheet, row in page.object_list
    ]


@require(enters)
@require_GET
def import_template(_: SignedInRequest) -> HttpResponseBase:
    """The empty workbook."""
    return _download("台账模板.xlsx", write_template)


@require(reads_figures)
@require_GET
def export(request: SignedInRequest) -> HttpResponseBase:
    """The current ledger as far as the person sees it, with the months of one year or of all."""
    form = ExportForm(request.GET)
    if not form.is_valid():
        return render(request, "projects/export_error.html", {"form": form}, status=400)
    year = form.cleaned_data["year"]
    name = f"台账{year or ''}_{timezone.localdate():%Y%m%d}.xlsx"
    return _download(name, lambda target: write_ledger_book(target, request.user, year))


def _download(name: str, write: Callable[[IO[bytes]], None]) -> FileResponse:
    target = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    write(target)
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename=name, content_type=XLSX)
