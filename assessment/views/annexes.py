"""/annexes/<year>/: the annexes as printed, their contradictions, and corrections beside them."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from assessment.actions.quotas import CORRECTION_MAX, correct_quota, withdraw_correction
from assessment.annex_tables import anchor, place_of, tables
from assessment.annexes import YearAnnexes, annex_years, read_annexes
from assessment.choices import Annex, QuotaBand
from assessment.contradictions import GoalValue
from assessment.models import AnnexRow, Quota
from projects.permissions import leads, reads_all
from projects.views.access import require


class CorrectionForm(forms.Form):
    value = forms.IntegerField(
        label="更正数",
        min_value=0,
        max_value=CORRECTION_MAX,
        error_messages={
            "required": "请填写更正数，如 2",
            "invalid": "请填写整数，如 2",
            "min_value": "更正数不能小于 0，请填如 2",
            "max_value": f"更正数不能大于 {CORRECTION_MAX}，请填如 2",
        },
    )
    reason = forms.CharField(
        label="更正原因",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "请写明更正原因，如：与合计相符",
            "max_length": "更正原因请写在 200 字以内",
        },
    )


@dataclass(frozen=True)
class GoalRow:
    goal: GoalValue
    handed_out: int | None


@require_http_methods(["GET", "POST"])
@require(reads_all)
def annexes(request: HttpRequest, year: int) -> HttpResponse:
    if request.method == "POST":
        return _change(request, year)
    quota = _asked_cell(request, year)
    form = CorrectionForm(initial={"value": quota.correction}) if quota else None
    return _page(request, year, quota, form)


def _asked_cell(request: HttpRequest, year: int) -> Quota | None:
    asked = request.GET.get("cell")
    if asked is None or not leads(request.user):
        return None
    return _quota(year, asked)


def _quota(year: int, key: str) -> Quota:
    if not (key.isascii() and key.isdigit()):
        raise Http404
    return get_object_or_404(Quota.objects.select_related("unit"), pk=key[:18], year=year)


def _change(request: HttpRequest, year: int) -> HttpResponse:
    if not leads(request.user):
        raise PermissionDenied
    quota = _quota(year, request.POST.get("quota", ""))
    if "withdraw" in request.POST:
        return _withdraw(request, quota)
    form = CorrectionForm(request.POST)
    if form.is_valid() and _correct(form, quota, request):
        messages.success(request, f"已更正：{quota.unit} {quota.get_band_display()}。")
        return redirect(_address(quota))
    return _page(request, year, quota, form)


def _correct(form: CorrectionForm, quota: Quota, request: HttpRequest) -> bool:
    try:
        correct_quota(quota=quota, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
    except ValidationError as error:
        form.add_error(None, error)
    return form.is_valid()


def _withdraw(request: HttpRequest, quota: Quota) -> HttpResponse:
    try:
        withdraw_correction(quota=quota, by=request.user)  # type: ignore[arg-type]
    except ValidationError as error:
        messages.error(request, "；".join(error.messages))
    else:
        messages.success(request, f"已撤回更正：{quota.unit} {quota.get_band_display()}。")
    return redirect(_address(quota))


def _row_number(quota: Quota) -> int:
    row = AnnexRow.objects.filter(year=quota.year, annex=quota.annex, unit=quota.unit).first()
    return row.number if row else quota.unit.number


def _address(quota: Quota) -> str:
    place = anchor(Annex(quota.annex), _row_number(quota), quota.band)
    return f"{reverse('annexes', args=[quota.year])}#{place}"


def _page(
    request: HttpRequest, year: int, quota: Quota | None, form: CorrectionForm | None
) -> HttpResponse:
    stored = read_annexes(year)
    corrected = [one for one in stored.quotas.values() if one.correction is not None]
    context = {
        "year": year,
        "years": annex_years(),
        "tables": tables(stored) if stored.quotas else [],
        "contradictions": [(one, place_of(one)) for one in stored.contradictions],
        "goals": _goal_rows(stored),
        "corrected": [(one, _anchor_of(stored, one)) for one in corrected],
        "can_correct": leads(request.user),
        "quota": quota,
        "quota_row": _row_number(quota) if quota else None,
        "quota_history": quota.history.select_related("history_user") if quota else [],
        "form": form,
    }
    return render(request, "assessment/annexes.html", context)


def _anchor_of(stored: YearAnnexes, quota: Quota) -> str:
    annex = Annex(quota.annex)
    numbers = {row.unit: row.number for row in stored.printed[annex].rows}
    return anchor(annex, numbers.get(quota.unit_id, ""), quota.band)


def _goal_rows(stored: YearAnnexes) -> list[GoalRow]:
    bands = {band.value for band in QuotaBand}
    return [
        GoalRow(
            goal,
            stored.effective[goal.annex].column(QuotaBand(goal.key.value))
            if goal.key.value in bands
            else None,
        )
        for goal in stored.goals
    ]
