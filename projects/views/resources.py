"""/resources/: needs by unit and kind, and the list of them; /resources/<code>/: one project's."""

from typing import Any

import django_filters as filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from projects.actions.resources import raise_need, save_need
from projects.alarms import counts, needs_at
from projects.choices import Layer
from projects.choices.alarms import Alarm
from projects.choices.areas import Area
from projects.choices.resources import OPEN_NEEDS, NeedState, ResourceKind
from projects.clock import today
from projects.filters import ReaderFilterSet, choice, one_of
from projects.forms import LedgerDateField
from projects.heat import column_totals, heat_map
from projects.lifecycles.resources import NEED
from projects.models import Project, ResourceNeed, Unit
from projects.permissions import keeps_area, may_edit, reads_area
from projects.views.access import require
from projects.views.rows import RowForm, attempt, chosen_row, form_of, moves, tiles, without_page

SHOWN = 50
OPEN = "open"
ALARMS = [(alarm.value, alarm.label) for alarm in (Alarm.OVERDUE, Alarm.SOON)]


def _reads(user: Any) -> bool:
    return reads_area(user, Area.RESOURCES)


class NeedFilter(ReaderFilterSet):
    """Filters of /resources/; the rows carry their alarm."""

    q = filters.CharFilter(method="search", label="项目编号、名称或内容")
    unit = one_of(Unit.objects.none(), "责任单位", field_name="project__unit")
    layer = choice(Layer, "层面", field_name="project__unit__layer")
    kind = choice(ResourceKind, "要素类别")
    state = choice([(OPEN, "未落实"), *NeedState.choices], "状态", method="in_state")
    alarm = choice(ALARMS, "提醒", field_name="alarm")
    green = filters.BooleanFilter(
        field_name="green_channel",
        label="绿色通道",
        widget=forms.Select(choices=[("", "全部"), ("true", "是"), ("false", "否")]),
    )

    class Meta:
        model = ResourceNeed
        fields: list[str] = []

    def search(self, queryset: Any, _name: str, text: str) -> Any:
        return queryset.filter(
            Q(project__code__icontains=text)
            | Q(project__name__icontains=text)
            | Q(content__icontains=text)
        )

    def in_state(self, queryset: Any, _name: str, state: str) -> Any:
        return queryset.filter(state__in=OPEN_NEEDS if state == OPEN else [state])


class NewNeedForm(RowForm):
    class Meta:
        model = ResourceNeed
        fields = ["kind", "content", "amount", "need_by"]
        field_classes = {"need_by": LedgerDateField}


class NeedForm(RowForm):
    class Meta:
        model = ResourceNeed
        fields = ["content", "amount", "need_by", "matched_with", "result"]
        field_classes = {"need_by": LedgerDateField}


class GrantForm(RowForm):
    """With the green channel, for who grants it."""

    class Meta(NeedForm.Meta):
        fields = [*NeedForm.Meta.fields, "green_channel"]


@require_safe
@require(_reads)
def needs(request: HttpRequest) -> HttpResponse:
    """The heat map of all open needs, and the list that the address narrows."""
    visible = needs_at(ResourceNeed.objects.visible_to(request.user), today())
    chosen = NeedFilter(request.GET, visible, request=request)
    found = chosen.qs if chosen.form.is_valid() else visible.none()
    rows = found.select_related("project__unit").order_by(
        "is_over", "need_by", "project__code", "kind"
    )
    lines = heat_map(ResourceNeed.objects.visible_to(request.user))
    context = {
        "form": chosen.form,
        "filtered": any(request.GET.values()),
        "kinds": ResourceKind.labels,
        "lines": lines,
        "totals": column_totals(lines),
        "open": sum(line.total for line in lines),
        "alarms": [tile for tile in tiles(counts(visible), Alarm) if tile[:2] in ALARMS],
        "page": Paginator(rows, SHOWN).get_page(request.GET.get("page")),
        "query": without_page(request),
    }
    return render(request, "projects/resources.html", context)


@require(_reads)
def needs_of(request: HttpRequest, code: str) -> HttpResponse:
    """One project's needs; POST raises or saves one."""
    visible = Project.objects.visible_to(request.user).select_related("unit")
    project = get_object_or_404(visible, code=code)
    if request.method == "POST":
        return _posted(request, project)
    return _page(request, project)


def _page(
    request: HttpRequest, project: Project, wrong: Any = None, status: int = 200
) -> HttpResponse:
    may = may_edit(request.user, project)
    is_new = isinstance(wrong, NewNeedForm)
    context = {
        "project": project,
        "may": may,
        "wrong": wrong,
        "new": wrong if is_new else NewNeedForm(auto_id="new-%s"),
        "lines": [
            _line(row, request.user, wrong, may) for row in needs_at(project.needs.all(), today())
        ],
    }
    return render(request, "projects/resources_project.html", context, status=status)


def _line(row: Any, user: Any, wrong: Any, may: bool) -> dict[str, Any]:
    anchor = f"need{row.pk}"
    refused = wrong is not None and wrong.auto_id == f"{anchor}-%s"
    form = wrong if refused else form_of(_kind(user), row, anchor)
    return {
        "row": row,
        "anchor": anchor,
        "form": form if may else None,
        "open": refused,
        "moves": moves(NEED, row.state, user) if may else [],
    }


def _kind(user: Any) -> type[RowForm]:
    return GrantForm if keeps_area(user, Area.RESOURCES) else NeedForm


def _posted(request: HttpRequest, project: Project) -> HttpResponse:
    if not may_edit(request.user, project):
        raise PermissionDenied
    posts = {"new": _raise, "need": _save}
    post = posts.get(request.POST.get("what", ""))
    return post(request, project) if post else redirect("resources-project", project.code)


def _raise(request: HttpRequest, project: Project) -> HttpResponse:
    form = NewNeedForm(request.POST, auto_id="new-%s")
    answer = attempt(
        request,
        form,
        lambda values, _version: raise_need(project=project, values=values, by=request.user),  # type: ignore[arg-type]
        title="要素需求",
        back=_address(project),
        said="已提出要素需求",
    )
    return answer or _page(request, project, form, status=400)


def _save(request: HttpRequest, project: Project) -> HttpResponse:
    need = chosen_row(request, project.needs.select_related("project"))
    form = _kind(request.user)(request.POST, auto_id=f"need{need.pk}-%s")
    answer = attempt(
        request,
        form,
        lambda values, version: save_need(
            need=need,
            version=version,
            values=values,
            move=request.POST.get("move", ""),
            by=request.user,  # type: ignore[arg-type]
        ),
        title=f"{need.get_kind_display()}：{need.content}",
        back=f"{_address(project)}#need{need.pk}",
        said=f"已保存：{need.content}",
    )
    return answer or _page(request, project, form, status=400)


def _address(project: Project) -> str:
    return reverse("resources-project", args=[project.code])
