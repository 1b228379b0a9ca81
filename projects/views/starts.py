"""/starts/: the month's list, what waits for an answer, and one project's start, 二（三）2."""

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from projects.actions import starts as actions
from projects.actions.reporting import StaleError
from projects.actions.versions import RefusedError
from projects.choices.areas import Area
from projects.choices.starts import RequestState, StartState
from projects.clock import today
from projects.excel.start_list import write_start_list
from projects.forms import REASON_LENGTH, FilesField, LedgerDateField
from projects.models import Project, StartConfirmation, StartDueRequest
from projects.periods import Month
from projects.permissions import may_edit, reads_area
from projects.starts import month_list, unconfirmed
from projects.views.access import require
from projects.views.conflict import conflict

SHOWN, RECENT = 60, 20


def _reads(user: Any) -> bool:
    return reads_area(user, Area.STARTS)


def _words(label: str, example: str, length: int = 200, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=length,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": f"请填写{label}，如：{example}",
            "max_length": f"{label}请缩短到{length}字以内",
        },
        **options,
    )


class AskForm(forms.Form):
    new = LedgerDateField(
        label="申请调整为",
        help_text="新的计划开工日期，如 2023-06-01",
        error_messages={"required": "请填写新的计划开工日期，如 2023-06-01"},
    )
    reason = _words("申请原因", "土地挂牌推迟至5月", REASON_LENGTH or 200)


class ApproveForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    answer = _words("批复意见", "同意", required=False, help_text="不批准须写明原因")


class StartForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    started_on = LedgerDateField(
        label="实际开工日期",
        help_text="永久性工程首次施工的日期，如 2023-04-12",
        error_messages={"required": "请填写实际开工日期，如 2023-04-12"},
    )
    note = _words("开工情况", "1号厂房基础开挖", 300)
    evidence = FilesField(label="佐证材料（注明日期的现场照片、施工许可）", required=False)


class JudgeForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    answer = _words("退回原因", "照片未注明日期", required=False, help_text="退回时必填")


class RevokeForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    answer = _words("撤回原因", "佐证照片不是本项目的")


@require_safe
@require(_reads)
def start_list(request: HttpRequest, month: Month) -> HttpResponse:
    """What was due in the month as fixed on its 1st, and how it stands now."""
    found = month_list(month, today(), request.user)
    context = {
        "month": month,
        "before": month.plus(-1),
        "after": month.plus(1),
        "future": month.first > today(),
        "found": found,
        "page": Paginator(found.lines, SHOWN).get_page(request.GET.get("page")),
        "day": today(),
    }
    return render(request, "projects/starts.html", context)


@require_safe
@require(_reads)
def start_list_file(request: HttpRequest, month: Month) -> FileResponse:
    """The same as a workbook."""
    target = BytesIO()
    write_start_list(target, month_list(month, today(), request.user), month, today())
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename=f"新开工清单_{month}.xlsx")


@require_safe
@require(_reads)
def pending(request: HttpRequest) -> HttpResponse:
    """Requests and starts that wait for 发改局, and starts that nobody has confirmed."""
    requests = StartDueRequest.objects.visible_to(request.user).select_related("project__unit")
    starts = StartConfirmation.objects.visible_to(request.user).select_related("project__unit")
    year = today().year
    without = unconfirmed(year, request.user)
    context = {
        "month": Month.of(today()),
        "year": year,
        "asked": requests.filter(state=RequestState.ASKED).order_by("asked_on", "pk"),
        "claimed": starts.filter(state=StartState.CLAIMED).order_by("asked_on", "pk"),
        "submitted": starts.filter(state=StartState.SUBMITTED).order_by("asked_on", "pk"),
        "answered": requests.exclude(state=RequestState.ASKED)[:RECENT],
        "returned": starts.filter(state=StartState.RETURNED)[:RECENT],
        "page": Paginator(without, SHOWN).get_page(request.GET.get("page")),
    }
    return render(request, "projects/starts_pending.html", context)


@require(_reads)
def project_start(request: HttpRequest, code: str) -> HttpResponse:
    """One project's committed date with its amendments, and its start with the evidence."""
    found = Project.objects.visible_to(request.user).select_related("unit")
    project = get_object_or_404(found, code=code)
    if request.method == "POST":
        return _write(request, project)
    return _page(request, project)


def _rows(project: Project) -> tuple[StartConfirmation | None, StartDueRequest | None]:
    """The start, and the request that waits."""
    people = ("asked_by", "answered_by")
    start = StartConfirmation.objects.filter(project=project).select_related(*people).first()
    waiting = StartDueRequest.objects.filter(project=project, state=RequestState.ASKED)
    return start, waiting.select_related(*people).first()


def _page(
    request: HttpRequest, project: Project, wrong: Mapping[str, forms.Form] = {}, status: int = 200
) -> HttpResponse:
    user: Any = request.user
    start, asked = _rows(project)
    moves = actions.start_moves(start, project, user) | actions.request_moves(asked, project, user)
    context = {
        "project": project,
        "start": start,
        "asked": asked,
        "requests": project.start_due_requests.exclude(state=RequestState.ASKED),
        "amendments": project.amendments.select_related("by"),
        "moves": moves,
        "forms": _fresh(start, asked) | dict(wrong),
        "wrong": next(iter(wrong.values()), None),
        "month": Month.of(today()),
    }
    return render(request, "projects/start.html", context, status=status)


def _fresh(start: StartConfirmation | None, asked: StartDueRequest | None) -> dict[str, forms.Form]:
    told = {"started_on": start.started_on, "note": start.note} if start else {}
    version = start.version if start else 0
    return {
        "submit": StartForm(initial=told | {"version": version}, auto_id="start-%s"),
        "judge": JudgeForm(initial={"version": version}, auto_id="judge-%s"),
        "revoke": RevokeForm(initial={"version": version}, auto_id="revoke-%s"),
        "ask": AskForm(auto_id="ask-%s"),
        "answer": ApproveForm(
            initial={"version": asked.version if asked else 0}, auto_id="answer-%s"
        ),
    }


# Button → the form that it sends, and what is said afterwards.
BUTTONS: dict[str, tuple[str, type[forms.Form], str]] = {
    "submit": ("submit", StartForm, "已报送，待发改局确认"),
    "confirm": ("judge", JudgeForm, "已确认开工，实际开工日期已写入台账"),
    "send_back": ("judge", JudgeForm, "已退回"),
    "revoke": ("revoke", RevokeForm, "已撤回确认，台账的实际开工日期已清空"),
    "ask": ("ask", AskForm, "已提出申请，待发改局批准"),
    "approve": ("answer", ApproveForm, "已批准，计划开工日期已调整"),
    "refuse": ("answer", ApproveForm, "已答复不批准"),
}


def _write(request: HttpRequest, project: Project) -> HttpResponse:
    if not may_edit(request.user, project):
        raise PermissionDenied
    button = next((name for name in BUTTONS if name in request.POST), "")
    if not button:
        return redirect("start", code=project.code)
    place, kind, said = BUTTONS[button]
    ids = {"submit": "start-%s"}.get(place, f"{place}-%s")
    form = kind(request.POST, request.FILES, auto_id=ids)
    if not form.is_valid():
        return _page(request, project, {place: form}, status=400)
    try:
        _ACTS[button](project, dict(form.cleaned_data), request.user)
    except RefusedError as error:
        form.add_error(None, str(error))
        return _page(request, project, {place: form}, status=400)
    except StaleError as error:
        return _conflict(request, project, form, error.current, button)
    messages.success(request, said)
    return redirect("start", code=project.code)


def _conflict(
    request: HttpRequest, project: Project, form: forms.Form, current: Any, button: str
) -> HttpResponse:
    back = reverse("start", args=[project.code])
    return conflict(request, form, current, title=project.name, back=back, keep=[button])


def _submit(project: Project, values: dict[str, Any], by: Any) -> None:
    files = values.pop("evidence")
    actions.submit_start(project=project, files=files, today=today(), by=by, **values)


def _start(project: Project) -> StartConfirmation:
    return get_object_or_404(StartConfirmation, project=project)


def _confirm(project: Project, values: dict[str, Any], by: Any) -> None:
    actions.confirm_start(start=_start(project), version=values["version"], today=today(), by=by)


def _send_back(project: Project, values: dict[str, Any], by: Any) -> None:
    actions.return_start(start=_start(project), today=today(), by=by, **values)


def _revoke(project: Project, values: dict[str, Any], by: Any) -> None:
    actions.revoke_start(start=_start(project), today=today(), by=by, **values)


def _ask(project: Project, values: dict[str, Any], by: Any) -> None:
    actions.ask_start_due(project=project, today=today(), by=by, **values)


def _newest(project: Project) -> StartDueRequest:
    """The request that waits; one just answered by a colleague says so by its state."""
    return get_object_or_404(StartDueRequest.objects.filter(project=project).order_by("-pk")[:1])


def _approve(project: Project, values: dict[str, Any], by: Any) -> None:
    actions.approve_start_due(request=_newest(project), today=today(), by=by, **values)


def _refuse(project: Project, values: dict[str, Any], by: Any) -> None:
    actions.refuse_start_due(request=_newest(project), today=today(), by=by, **values)


_ACTS: dict[str, Callable[[Project, dict[str, Any], Any], None]] = {
    "submit": _submit,
    "confirm": _confirm,
    "send_back": _send_back,
    "revoke": _revoke,
    "ask": _ask,
    "approve": _approve,
    "refuse": _refuse,
}
