"""Issued papers and drafts to download; the templates that papers come from."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from assessment.actions.paper_templates import upload_template, use_default, use_template
from assessment.actions.papers import template_content
from assessment.choices.notices import NoticeState, PaperKind
from assessment.documents.official import default_template
from assessment.documents.templates import FIELDS, NEEDED, fill_in
from assessment.models import Paper, PaperTemplate, SupervisionNotice
from assessment.notices.words import notice_values
from assessment.views.notices import keeps, reads
from projects.actions.versions import RefusedError
from projects.clock import today
from projects.files.content import MAX_BYTES
from projects.permissions import leads
from projects.views.access import require
from projects.views.rows import whole_number

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
DRAFT_NUMBER = "〔    〕  号（拟定稿）"


class TemplateForm(forms.Form):
    """One Word file."""

    file = forms.FileField(
        label="模板文件",
        help_text=f"Word 文档（docx），不超过 {MAX_BYTES // 1024**2} MB，不能含宏和外部链接",
        error_messages={"required": "请选择 docx 文件", "empty": "文件是空的，请重新选择"},
        widget=forms.FileInput(attrs={"accept": f".docx,{DOCX}"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError(f"文件超过 {MAX_BYTES // 1024**2} MB，请精简后再上传")
        return file


def served(content: bytes, name: str) -> HttpResponse:
    """A Word file as a download, never opened in the page's own origin."""
    response = HttpResponse(content, content_type=DOCX)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
@require(reads)
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """An issued paper: the same bytes every time."""
    row = get_object_or_404(Paper.objects.visible_to(request.user), pk=pk)
    try:
        with row.file.open("rb") as file:
            content = file.read()
    except FileNotFoundError:
        raise Http404 from None
    return served(content, f"（作废）{row.file_name}" if row.voided_on else row.file_name)


@require_safe
@require(keeps)
def notice_draft(request: HttpRequest, pk: int) -> HttpResponse:  # noqa: ARG001
    """What the paper of a draft would say today; it has no number yet."""
    drafts = SupervisionNotice.objects.filter(state=NoticeState.DRAFT).select_related("unit")
    row = get_object_or_404(drafts, pk=pk)
    template = PaperTemplate.objects.filter(kind=PaperKind.NOTICE, in_use=True).first()
    values = {**notice_values(row, today()), "发文字号": f"{PaperKind.NOTICE.mark}{DRAFT_NUMBER}"}
    return served(
        fill_in(template_content(PaperKind.NOTICE, template), values), f"{row}（拟定稿）.docx"
    )


@require(leads)
def templates(request: HttpRequest) -> HttpResponse:
    """The template in use of each kind, its versions, and a new one."""
    if request.method == "POST":
        return _posted(request)
    return _page(request)


def _posted(request: HttpRequest) -> HttpResponse:
    by: Any = request.user
    kind = _kind(request.POST.get("kind", ""))
    if "default" in request.POST:
        use_default(kind=kind, by=by)
        messages.success(request, f"{kind.label}已改用默认模板")
        return redirect("paper-templates")
    if "use" in request.POST:
        number = whole_number(request.POST["use"])
        use_template(template=get_object_or_404(PaperTemplate, kind=kind, number=number), by=by)
        messages.success(request, f"{kind.label}已改用第{number}版模板")
        return redirect("paper-templates")
    return _uploaded(request, kind)


def _uploaded(request: HttpRequest, kind: PaperKind) -> HttpResponse:
    form = TemplateForm(request.POST, request.FILES, auto_id=f"{kind.value}-%s")
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            row = upload_template(
                kind=kind,
                name=file.name,
                content=file.read(MAX_BYTES + 1),
                by=request.user,  # type: ignore[arg-type]
            )
        except RefusedError as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, f"{row}已启用，以后签发的{kind.label}都用这一版")
            return redirect("paper-templates")
    return _page(request, kind, form, status=400)


def _page(
    request: HttpRequest,
    kind: PaperKind | None = None,
    wrong: TemplateForm | None = None,
    status: int = 200,
) -> HttpResponse:
    rows: dict[str, list[PaperTemplate]] = {}
    for row in PaperTemplate.objects.select_related("by"):
        rows.setdefault(row.kind, []).append(row)
    kinds = [
        {
            "kind": each,
            "rows": rows.get(each, []),
            "default": not any(row.in_use for row in rows.get(each, [])),
            "form": wrong if wrong and each is kind else TemplateForm(auto_id=f"{each.value}-%s"),
            "fields": [(name, name in NEEDED[each]) for name in FIELDS[each]],
        }
        for each in PaperKind
    ]
    context = {"kinds": kinds, "wrong": wrong}
    return render(request, "assessment/paper_templates.html", context, status=status)


@require_safe
@require(leads)
def template_file(request: HttpRequest, kind: str, number: int) -> HttpResponse:  # noqa: ARG001
    """A version to edit in Word; 0 is the default one."""
    chosen = _kind(kind)
    if number == 0:
        return served(default_template(chosen), f"{chosen.label}默认模板.docx")
    row = get_object_or_404(PaperTemplate, kind=chosen, number=number)
    return served(template_content(chosen, row), f"{row}.docx")


def _kind(text: str) -> PaperKind:
    if text not in PaperKind.values:
        raise Http404
    return PaperKind(text)
