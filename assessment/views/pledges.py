"""/pledges/: the responsibility letters of a year; /pledges/<id>/: one of them, 二（三）1."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from assessment.actions import pledges as actions
from assessment.documents.letter import write_letter
from assessment.pledges import content_of, visible_pledges
from assessment.queries import figures_year
from projects.actions.reporting import StaleError
from projects.actions.versions import RefusedError
from projects.choices.areas import Area
from projects.choices.starts import PledgeState
from projects.clock import today
from projects.forms import FilesField, LedgerDateField
from projects.models import Pledge
from projects.permissions import keeps_area, reads_area
from projects.views.access import require
from projects.views.conflict import conflict

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _reads(user: Any) -> bool:
    return reads_area(user, Area.STARTS)


class VersionForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class ScanForm(VersionForm):
    scan = FilesField(label="签订扫描件", required=True)


class SignForm(VersionForm):
    signed_on = LedgerDateField(
        label="签订日期",
        help_text="以扫描件上的日期为准，如 2023-02-20",
        error_messages={"required": "请填写签订日期，如 2023-02-20"},
    )


# Each move's form and action; `day` is today.
MOVES: dict[str, type[VersionForm]] = {
    "issue": VersionForm,
    "take_back": VersionForm,
    "attach": ScanForm,
    "sign": SignForm,
}
DONE = {
    "issue": "已下发，内容按今日数据固定。请单位下载签字盖章后上传扫描件",
    "take_back": "已收回为拟定，单位不再看到。内容更正后重新下发",
    "attach": "扫描件已上传，待发改局核对后确认签订",
    "sign": "已确认签订，责任状不再变动。开工时限确需调整的，另行申请",
}


@require(_reads)
def pledges(request: HttpRequest) -> HttpResponse:
    """The year's letters; 发改局 draws up and hands out."""
    seen = visible_pledges(request.user)
    years = sorted({figures_year(), *seen.order_by().values_list("year", flat=True)}, reverse=True)
    asked = request.POST.get("year") or request.GET.get("year", "")
    year = next((year for year in years if str(year) == asked), figures_year())
    if request.method == "POST":
        return _write_year(request, year)
    rows = list(seen.filter(year=year).select_related("unit", "scan").order_by("unit__number"))
    context = {
        "year": year,
        "years": years,
        "rows": rows,
        "counts": [(state.label, sum(r.state == state for r in rows)) for state in PledgeState],
        "drafts": sum(row.state == PledgeState.DRAFT for row in rows),
        "keeps": keeps_area(request.user, Area.STARTS),
    }
    return render(request, "assessment/pledges.html", context)


def _write_year(request: HttpRequest, year: int) -> HttpResponse:
    user: Any = request.user
    if not keeps_area(user, Area.STARTS):
        raise PermissionDenied
    if "draw-up" in request.POST:
        number = actions.draw_up(year=year, by=user)
        messages.success(
            request,
            f"已拟定 {number} 份责任状，核对后下发"
            if number
            else "有任务的单位都已有责任状，没有新拟定",
        )
    elif "issue-drafts" in request.POST:
        number = actions.issue_drafts(year=year, day=today(), by=user)
        messages.success(
            request, f"已下发 {number} 份责任状，内容按今日数据固定，等各单位上传签字盖章的扫描件"
        )
    return redirect(f"{reverse('pledges')}?year={year}")


@require(_reads)
def pledge(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter with its words, its way so far and what may be done now."""
    row = _row(request, pk)
    if request.method == "POST":
        return _move(request, row)
    return _page(request, row)


def _row(request: HttpRequest, pk: int) -> Pledge:
    found = visible_pledges(request.user).select_related("unit", "scan", "confirmed_by")
    return get_object_or_404(found, pk=pk)


def _page(
    request: HttpRequest,
    row: Pledge,
    wrong: dict[str, VersionForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    user: Any = request.user
    fresh = {"version": row.version, "signed_on": today()}
    moves = actions.allowed(row, user)
    names = {name: MOVES[name](initial=fresh, auto_id=f"{name}-%s") for name in moves}
    context = {
        "row": row,
        "content": content_of(row, today()),
        "draft": row.state == PledgeState.DRAFT,
        "moves": names | (wrong or {}),
        "wrong": next(iter((wrong or {}).values()), None),
    }
    return render(request, "assessment/pledge.html", context, status=status)


def _move(request: HttpRequest, row: Pledge) -> HttpResponse:
    user: Any = request.user
    moves = actions.allowed(row, user)
    if not moves and not keeps_area(user, Area.STARTS) and user.unit_id != row.unit_id:
        raise PermissionDenied
    move = next((name for name in MOVES if name in request.POST), "")
    if not move:
        return redirect("pledge", pk=row.pk)
    form = MOVES[move](request.POST, request.FILES, auto_id=f"{move}-%s")
    if not form.is_valid():
        return _page(request, row, {move: form}, status=400)
    try:
        _act(move, row, form.cleaned_data, user)
    except RefusedError as error:
        form.add_error(None, str(error))
        return _page(request, row, {move: form} if move in moves else None, status=400)
    except StaleError as error:
        return _conflict(request, row, form, error.current, move)
    messages.success(request, DONE[move])
    return redirect("pledge", pk=row.pk)


def _act(move: str, row: Pledge, values: dict[str, Any], by: Any) -> None:
    given: dict[str, Any] = {"pledge": row, "version": values["version"], "by": by}
    if move == "issue":
        actions.issue(**given, day=today())
    elif move == "take_back":
        actions.take_back(**given)
    elif move == "attach":
        actions.attach_scan(**given, files=values["scan"])
    else:
        actions.sign(**given, signed_on=values["signed_on"], today=today())


def _conflict(
    request: HttpRequest, row: Pledge, form: Any, current: Any, move: str
) -> HttpResponse:
    back = reverse("pledge", args=[row.pk])
    return conflict(request, form, current, title=str(row), back=back, keep=[move])


@require_safe
@require(_reads)
def pledge_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter as a Word document."""
    row = _row(request, pk)
    content = write_letter(content_of(row, today()))
    mark = "（拟定稿）" if row.state == PledgeState.DRAFT else ""
    response = HttpResponse(content, content_type=DOCX)
    name = f"{row.year}年开工责任状_{row.unit.name}{mark}.docx"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response
