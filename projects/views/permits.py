"""/permits/: the permits of all projects by alarm; /permits/<code>/: one project's, to edit."""

from typing import Any

import django_filters as filters
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from projects.actions.permits import add_permit, apply_templates, save_permit
from projects.actions.versions import RefusedError
from projects.alarms import counts, permits_at
from projects.choices import Layer
from projects.choices.alarms import Alarm
from projects.choices.areas import Area
from projects.choices.permits import PermitState
from projects.clock import today
from projects.filters import ReaderFilterSet, choice, one_of
from projects.forms import LedgerDateField
from projects.lifecycles.permits import PERMIT
from projects.models import Permit, PermitTemplate, Project, Unit
from projects.permissions import enters, may_edit, reads_area
from projects.views.access import require
from projects.views.rows import (
    RowForm,
    attempt,
    chosen_row,
    form_of,
    moves,
    tiles,
    without_page,
)

SHOWN = 50


def _reads(user: Any) -> bool:
    return reads_area(user, Area.PERMITS)


class PermitFilter(ReaderFilterSet):
    """Filters of /permits/; its rows carry their alarm."""

    q = filters.CharFilter(method="search", label="项目编号、名称或手续")
    unit = one_of(Unit.objects.none(), "责任单位", field_name="project__unit")
    layer = choice(Layer, "层面", field_name="project__unit__layer")
    state = choice(PermitState, "办理状态")
    alarm = choice(Alarm, "提醒", field_name="alarm")

    class Meta:
        model = Permit
        fields: list[str] = []

    def search(self, queryset: Any, _name: str, text: str) -> Any:
        return queryset.filter(
            Q(project__code__icontains=text)
            | Q(project__name__icontains=text)
            | Q(name__icontains=text)
        )


class PermitForm(RowForm):
    class Meta:
        model = Permit
        fields = ["planned_on", "done_on", "missing", "promised_on", "remark"]
        field_classes = dict.fromkeys(("planned_on", "done_on", "promised_on"), LedgerDateField)
        widgets = {"missing": forms.Textarea(attrs={"rows": 2})}


class NewPermitForm(RowForm):
    class Meta:
        model = Permit
        fields = ["name", "planned_on"]
        field_classes = {"planned_on": LedgerDateField}


@require(_reads)
def permit_list(request: HttpRequest) -> HttpResponseBase:
    """The permits that the person may see, the most urgent first; POST makes missing lists."""
    if request.method == "POST":
        return _make_lists(request)
    visible = permits_at(Permit.objects.visible_to(request.user), today())
    chosen = PermitFilter(request.GET, visible, request=request)
    found = chosen.qs if chosen.form.is_valid() else visible.none()
    rows = found.select_related("project__unit").order_by(
        "is_over", F("deadline").asc(nulls_last=True), "project__code", "order"
    )
    context = {
        "form": chosen.form,
        "filtered": any(request.GET.values()),
        "tiles": tiles(counts(visible), Alarm),
        "page": Paginator(rows, SHOWN).get_page(request.GET.get("page")),
        "query": without_page(request),
        "without": _without_list(request.user).count() if enters(request.user) else 0,
    }
    return render(request, "projects/permits.html", context)


@require(enters)
def _make_lists(request: HttpRequest) -> HttpResponse:
    try:
        added = apply_templates(projects=_without_list(request.user), by=request.user)  # type: ignore[arg-type]
        messages.success(request, f"已按模板建立手续 {added} 项")
    except RefusedError as error:
        messages.error(request, str(error))
    return redirect("permits")


def _without_list(user: Any) -> Any:
    """Projects of the person, not yet started, whose type has a template and who have no list."""
    typed = PermitTemplate.objects.values("project_type")
    return Project.objects.visible_to(user).filter(
        started_on=None, permits=None, project_type__in=typed
    )


@require(_reads)
def permits_of(request: HttpRequest, code: str) -> HttpResponse:
    """One project's permits; POST saves one, adds one or applies the template."""
    project = get_object_or_404(
        Project.objects.visible_to(request.user).select_related("unit", "project_type"), code=code
    )
    if request.method == "POST":
        return _posted(request, project)
    return _page(request, project)


def _page(
    request: HttpRequest, project: Project, wrong: Any = None, status: int = 200
) -> HttpResponse:
    """`wrong` is the refused form, kept open in its place with what was typed."""
    may = may_edit(request.user, project)
    rows = list(permits_at(project.permits.all(), today()))
    is_new = isinstance(wrong, NewPermitForm)
    context = {
        "project": project,
        "may": may,
        "wrong": wrong,
        "tiles": [tile for tile in tiles(_alarms(rows), Alarm) if tile[0] != Alarm.NONE],
        "done": sum(row.state == PermitState.DONE for row in rows),
        "lines": [_line(row, request.user, wrong, may) for row in rows],
        "new": wrong if is_new else NewPermitForm(auto_id="new-%s"),
        "adding": is_new,
    }
    return render(request, "projects/permits_project.html", context, status=status)


def _alarms(rows: list[Any]) -> dict[str, int]:
    return {alarm: sum(row.alarm == alarm for row in rows) for alarm in Alarm.values}


def _line(row: Any, user: Any, wrong: Any, may: bool) -> dict[str, Any]:
    anchor = f"permit{row.pk}"
    refused = wrong is not None and wrong.auto_id == f"{anchor}-%s"
    form = wrong if refused else form_of(PermitForm, row, anchor)
    return {
        "row": row,
        "anchor": anchor,
        "alarm": Alarm(row.alarm),
        "form": form if may else None,
        "open": refused,
        "moves": moves(PERMIT, row.state, user) if may else [],
    }


def _posted(request: HttpRequest, project: Project) -> HttpResponse:
    if not may_edit(request.user, project):
        raise PermissionDenied
    posts = {"template": _apply, "new": _add, "permit": _save}
    post = posts.get(request.POST.get("what", ""))
    return post(request, project) if post else redirect("permits-project", project.code)


def _apply(request: HttpRequest, project: Project) -> HttpResponse:
    try:
        added = apply_templates(projects=[project], by=request.user)  # type: ignore[arg-type]
        messages.success(request, f"已按“{project.project_type}”模板补入手续 {added} 项")
    except RefusedError as error:
        messages.error(request, str(error))
    return redirect("permits-project", project.code)


def _add(request: HttpRequest, project: Project) -> HttpResponse:
    form = NewPermitForm(request.POST, auto_id="new-%s")
    answer = attempt(
        request,
        form,
        lambda values, _version: add_permit(project=project, values=values, by=request.user),  # type: ignore[arg-type]
        title="手续",
        back=_address(project),
        said="已增加手续",
    )
    return answer or _page(request, project, form, status=400)


def _save(request: HttpRequest, project: Project) -> HttpResponse:
    permit = chosen_row(request, project.permits.select_related("project"))
    form = PermitForm(request.POST, auto_id=f"permit{permit.pk}-%s")
    move = request.POST.get("move", "")
    answer = attempt(
        request,
        form,
        lambda values, version: save_permit(
            permit=permit,
            version=version,
            values=values,
            move=move,
            by=request.user,  # type: ignore[arg-type]
        ),
        title=permit.name,
        back=f"{_address(project)}#permit{permit.pk}",
        said=f"已保存：{permit.name}",
    )
    return answer or _page(request, project, form, status=400)


def _address(project: Project) -> str:
    return reverse("permits-project", args=[project.code])
