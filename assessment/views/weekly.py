"""/weekly/2023-W17/: a unit says what changed, the county reads it; /weekly/2023-04/: the sums."""

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessment.duties import duties
from assessment.weekly import Line, county_week, unit_lines, updates_of
from projects import dispatch
from projects.actions.reporting import ReportingError, StaleError
from projects.actions.weekly import Change, confirm_unchanged, save_update
from projects.clock import today
from projects.forms import WeekForm
from projects.models import Project, Unit, WeeklyUpdate
from projects.periods import Month
from projects.permissions import reads_figures, reports
from projects.views.access import require
from projects.weeks import Week, weeks_of

if TYPE_CHECKING:
    from projects.models import User

UPDATES_SHOWN = 50


@require(reads_figures)
def current(_request: HttpRequest) -> HttpResponse:
    """The week of today."""
    return redirect("weekly", week=Week.of(today()))


@require(reads_figures)
def weekly(request: HttpRequest, week: Week) -> HttpResponseBase:
    """The unit's own form, or the county's list."""
    if request.method == "POST":
        return _write(request, week)
    if reports(request.user):
        return _unit_page(request, week)
    return _county_page(request, week)


def _county_page(request: HttpRequest, week: Week) -> HttpResponse:
    """Which unit has reported, and all that changed; `unit` in the address narrows it."""
    units = {str(unit.pk): unit for unit in Unit.objects.all()}
    chosen = units.get(request.GET.get("unit", ""))
    rows = updates_of(week, chosen.pk if chosen else None)
    context = _around(week) | {
        "county": county_week(week, today()),
        "chosen": chosen,
        "page": Paginator(rows, UPDATES_SHOWN).get_page(request.GET.get("page")),
    }
    return render(request, "assessment/weekly_county.html", context)


def _around(week: Week) -> dict[str, object]:
    """The weeks beside this one; the next only once it has begun."""
    following = week.plus(1)
    return {
        "week": week,
        "before": week.plus(-1),
        "after": following if following.first <= today() else None,
        "month": week.month,
    }


def _unit_page(
    request: HttpRequest, week: Week, wrong: dict[int, WeekForm] | None = None, status: int = 200
) -> HttpResponse:
    unit = _own_unit(request)
    lines = unit_lines(unit, week)
    forms = wrong or {}
    (duty,) = duties([week], today(), unit)
    context = _around(week) | {
        "duty": duty,
        "lines": [(line, forms.get(line.project.pk) or _form_of(line)) for line in lines],
        "wrong": list(forms.values()),
        "filled": sum(line.update is not None for line in lines),
        "silent": sum(line.update is None for line in lines),
        "future": week.first > today(),
        "unit_done": sum((line.update.amount or 0) for line in lines if line.update),
    }
    return render(request, "assessment/weekly.html", context, status=status)


def _own_unit(request: HttpRequest) -> Unit:
    """The clerk's unit; `reports` has let nobody else through."""
    return cast("User", request.user).unit  # type: ignore[return-value]


def _form_of(line: Line) -> WeekForm:
    return WeekForm(initial=_values(line.update), auto_id=f"{line.anchor}-%s")


def _values(update: WeeklyUpdate | None) -> dict[str, Any]:
    if update is None:
        return {"version": 0}
    names = ("version", "amount", "visible_progress", "problems")
    return {name: getattr(update, name) for name in names}


@require(reports)
def _write(request: HttpRequest, week: Week) -> HttpResponse:
    try:
        if "unchanged" in request.POST:
            return _confirm(request, week)
        return _save(request, week)
    except ReportingError as error:
        messages.error(request, str(error))
        return redirect("weekly", week=week)


def _confirm(request: HttpRequest, week: Week) -> HttpResponse:
    number = confirm_unchanged(
        unit=_own_unit(request),
        week=week,
        today=today(),
        at=timezone.now(),
        by=request.user,  # type: ignore[arg-type]
    )
    messages.success(request, f"已确认其余 {number} 个项目本周无变化")
    return redirect("weekly", week=week)


def _save(request: HttpRequest, week: Week) -> HttpResponse:
    own = Project.objects.visible_to(request.user)
    project = get_object_or_404(own, code=request.POST.get("code", ""))
    form = WeekForm(request.POST, auto_id=f"p{project.pk}-%s")
    if not form.is_valid():
        return _unit_page(request, week, {project.pk: form}, status=400)
    values = dict(form.cleaned_data)
    version = values.pop("version")
    try:
        save_update(
            project=project,
            week=week,
            change=Change(**values),
            version=version,
            today=today(),
            at=timezone.now(),
            by=request.user,  # type: ignore[arg-type]
        )
    except StaleError as error:
        return _conflict(request, week, project, values, error.current)  # type: ignore[arg-type]
    messages.success(request, f"已保存：{project.name}")
    return redirect(f"{reverse('weekly', args=[week])}#p{project.pk}")


def _conflict(
    request: HttpRequest,
    week: Week,
    project: Project,
    mine: dict[str, Any],
    current_row: WeeklyUpdate | None,
) -> HttpResponse:
    """Both values side by side; saving again names the version that stands there now."""
    theirs = _values(current_row)
    form = WeekForm(initial=mine | {"version": theirs["version"]})
    context = {
        "week": week,
        "project": project,
        "form": form,
        "values": [
            (form.fields[name].label, theirs.get(name), value) for name, value in mine.items()
        ],
        "back": f"{reverse('weekly', args=[week])}#p{project.pk}",
    }
    return render(request, "assessment/weekly_conflict.html", context, status=409)


@require_safe
@require(reads_figures)
def sums(request: HttpRequest, month: Month) -> HttpResponse:
    """The weeks added up beside the monthly reports, by unit or by project of one unit."""
    unit = _unit_of(request)
    rollup = dispatch.by_project(month.year, unit) if unit else dispatch.by_unit(month.year)
    number = (month.month + 2) // 3
    total = rollup.total
    context = {
        "month": month,
        "quarter_label": _quarter_label(number),
        "unit": unit,
        "rows": [(line, _three(line, month, number)) for line in rollup.lines],
        "total": _three(total, month, number),
        "periods": _periods(total, month.year),
        "weeks": weeks_of(month),
        "before": month.plus(-1),
        "after": month.plus(1),
    }
    return render(request, "assessment/weekly_sums.html", context)


def _unit_of(request: HttpRequest) -> Unit | None:
    """A clerk's own unit; for the county's readers the one asked for, or all."""
    if reports(request.user):
        return _own_unit(request)
    asked = request.GET.get("unit", "")
    return get_object_or_404(Unit, pk=asked) if asked.isdecimal() else None


def _three(line: dispatch.Line, month: Month, quarter: int) -> list[dispatch.Pair]:
    return [line.month(month.month), line.quarter(quarter), line.year]


def _periods(total: dispatch.Line, year: int) -> list[tuple[str, str, dispatch.Pair]]:
    """Months with their quarter below, the year last: label, address of a month, sums."""
    rows = []
    for quarter in range(1, 5):
        for number in range(quarter * 3 - 2, quarter * 3 + 1):
            month = Month(year, number)
            rows.append((f"{number}月", reverse("weekly-sums", args=[month]), total.month(number)))
        rows.append((_quarter_label(quarter), "", total.quarter(quarter)))
    return [*rows, ("全年", "", total.year)]


def _quarter_label(number: int) -> str:
    return f"第{'一二三四'[number - 1]}季度"
