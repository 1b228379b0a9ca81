"""/settings/year/: the years, their annexes from Excel, seen before they are taken in."""

import tempfile
from pathlib import Path
from typing import cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from assessment.actions.year import YearError, take_in_year
from assessment.annexes import annex_years
from assessment.models import Goal, Policy, Quota
from assessment.queries import figures_day
from assessment.year.corrections import CorrectionsForm
from assessment.year.draft import DraftError, pack, unpack
from assessment.year.plan import YearPlan, plan_year
from assessment.year.sheets import read_year
from assessment.year.workbook import write_year
from projects.excel.guard import WorkbookError
from projects.forms import XLSX, UploadForm
from projects.models import User
from projects.models.fields import YEAR_MAX, YEAR_MIN
from projects.permissions import leads, reads_all
from projects.views.access import require

ERRORS_SHOWN = 100


class YearUploadForm(UploadForm):
    """A year and its workbook."""

    year = forms.IntegerField(
        label="年度",
        min_value=YEAR_MIN,
        max_value=YEAR_MAX,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": 6}),
        error_messages={
            "required": "请填写年度，如 2024",
            "invalid": "年度请填如 2024",
            "min_value": f"年度请填 {YEAR_MIN} 至 {YEAR_MAX} 之间的年份",
            "max_value": f"年度请填 {YEAR_MIN} 至 {YEAR_MAX} 之间的年份",
        },
    )
    field_order = ["year", "file"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["file"].label = "附件工作簿"


@require_http_methods(["GET", "HEAD", "POST"])
@require(reads_all)
def years(request: HttpRequest) -> HttpResponse:
    """The list of years; 发改局 sends in a workbook, reads what it would do, and confirms."""
    if request.method != "POST":
        return _list(request, YearUploadForm(initial={"year": _next_year()}))
    if not leads(request.user):
        raise PermissionDenied
    if "draft" in request.POST:
        return _confirm(request)
    form = YearUploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _list(request, form)
    try:
        return _preview(request, _planned(form))
    except WorkbookError as error:
        form.add_error("file", str(error))
        return _list(request, form)


def _next_year() -> int:
    return max(annex_years(), default=figures_day().year - 1) + 1


def _list(request: HttpRequest, form: YearUploadForm) -> HttpResponse:
    loaded = annex_years()
    corrected = Quota.objects.filter(correction__isnull=False)
    corrections = list(corrected.order_by("year").values_list("year", flat=True))
    policies = dict(Policy.objects.values_list("year", "version"))
    goals = set(Goal.objects.order_by().values_list("year", flat=True).distinct())
    context = {
        "years": [
            {
                "year": year,
                "loaded": year in loaded,
                "corrections": corrections.count(year),
                "policy": policies.get(year, 0),
                "goals": year in goals,
            }
            for year in sorted({*loaded, *policies, *goals, _next_year()}, reverse=True)
        ],
        "form": form,
        "can_edit": leads(request.user),
    }
    return render(request, "assessment/year_list.html", context)


def _planned(form: YearUploadForm) -> YearPlan:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "annexes.xlsx"
        with path.open("wb") as target:
            for chunk in cast(UploadedFile, form.cleaned_data["file"]).chunks():
                target.write(chunk)
        read = read_year(path)
    return plan_year(form.cleaned_data["year"], read)


def _preview(
    request: HttpRequest,
    plan: YearPlan,
    form: CorrectionsForm | None = None,
    accepted: list[str] | None = None,
) -> HttpResponse:
    form = form or CorrectionsForm(plan.sheets, plan.contradictions)
    draft = "" if plan.errors else pack(plan.year, plan.read, plan.state, cast(User, request.user))
    context = {
        "plan": plan,
        "errors": plan.errors[:ERRORS_SHOWN],
        "form": form,
        "items": list(form.items()),
        "accepted": accepted or [],
        "draft": draft,
    }
    return render(request, "assessment/year_annexes.html", context)


def _confirm(request: HttpRequest) -> HttpResponse:
    by = cast(User, request.user)
    try:
        year, read, state = unpack(request.POST["draft"], by)
    except DraftError as error:
        messages.error(request, str(error))
        return redirect("year-settings")
    plan = plan_year(year, read)
    form = CorrectionsForm(plan.sheets, plan.contradictions, request.POST)
    accepted = request.POST.getlist("alias")
    if not form.is_valid():
        return _preview(request, plan, form, accepted)
    try:
        plan = take_in_year(
            year=year, read=read, state=state, accepted=accepted, fixes=form.fixes(), by=by
        )
    except YearError as error:
        messages.error(request, str(error))
        return _preview(request, plan, form, accepted)
    messages.success(request, _done(plan, len(form.fixes())))
    return redirect("annexes", year)


def _done(plan: YearPlan, fixes: int) -> str:
    counts = plan.counts
    if not plan.changes and not fixes:
        return f"{plan.year}年附件与已载入的相同，没有变动。"
    parts = [f"新增 {counts.new} 格", f"更新 {counts.changed} 格", f"无变化 {counts.unchanged} 格"]
    parts += [f"删除 {counts.removed} 格"] if counts.removed else []
    parts += [f"更正 {fixes} 处"] if fixes else []
    return f"{plan.year}年附件已载入：{'，'.join(parts)}。"


@require_safe
@require(reads_all)
def year_file(_: HttpRequest, year: int) -> HttpResponseBase:
    """The year's annexes as a workbook; the empty template for a year without any."""
    target = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    write_year(target, year)
    target.seek(0)
    name = f"{year}年附件.xlsx"
    return FileResponse(target, as_attachment=True, filename=name, content_type=XLSX)
