"""/statistics/<month>/<code>/: one project's amount reported to statistics beside the ledger."""

from functools import partial

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from projects.actions.statistics import explain, save_amount
from projects.choices.areas import Area
from projects.clock import today
from projects.models import Project, StatisticsReport
from projects.periods import Month
from projects.permissions import keeps_area, may_edit, reads_area
from projects.statistics import Line, lines
from projects.views.access import require
from projects.views.rows import Act, attempt
from projects.views.statistics_forms import ExplanationForm, StatisticsForm

_reads = partial(reads_area, area=Area.STATISTICS)


@require(_reads)
def report(request: HttpRequest, month: Month, code: str) -> HttpResponse:
    """One project's month: the amount for who keeps statistics, the explanation for its unit."""
    project = get_object_or_404(
        Project.objects.visible_to(request.user).select_related("unit"), code=code
    )
    (line,) = lines([project], month)
    if request.method != "POST":
        return _page(request, month, line)
    if "explain" in request.POST:
        return _explain(request, month, line)
    return _enter(request, month, line)


def _enter(request: HttpRequest, month: Month, line: Line) -> HttpResponse:
    if not keeps_area(request.user, Area.STATISTICS):
        raise PermissionDenied
    return _saved(
        request,
        month,
        line,
        StatisticsForm(request.POST),
        lambda values, version: save_amount(
            project=line.project,
            month=month,
            version=version,
            today=Month.of(today()),
            by=request.user,  # type: ignore[arg-type]
            **values,
        ),
    )


def _explain(request: HttpRequest, month: Month, line: Line) -> HttpResponse:
    if not may_edit(request.user, line.project):
        raise PermissionDenied
    stored = get_object_or_404(
        StatisticsReport, project=line.project, year=month.year, month=month.month
    )
    return _saved(
        request,
        month,
        line,
        ExplanationForm(request.POST),
        lambda values, version: explain(
            report=stored,
            version=version,
            by=request.user,  # type: ignore[arg-type]
            **values,
        ),
    )


def _saved(
    request: HttpRequest, month: Month, line: Line, form: forms.Form, act: Act
) -> HttpResponse:
    answer = attempt(
        request,
        form,
        act,
        title=f"{line.project.name}　{month.label}",
        back=reverse("statistics-report", args=[month, line.project.code]),
        said=f"已保存：{line.project.name}",
        keep=["explain"],
    )
    return answer or _page(request, month, line, form, status=400)


def _page(
    request: HttpRequest,
    month: Month,
    line: Line,
    wrong: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    amount, words = _forms(request, line)
    context = {
        "month": month,
        "line": line,
        "project": line.project,
        "wrong": wrong,
        "amount": wrong if isinstance(wrong, StatisticsForm) else amount,
        "words": wrong if isinstance(wrong, ExplanationForm) else words,
        "earlier": line.project.statistics_reports.filter(year=month.year).order_by("month"),
    }
    return render(request, "projects/statistics_report.html", context, status=status)


def _forms(
    request: HttpRequest, line: Line
) -> tuple[StatisticsForm | None, ExplanationForm | None]:
    stored, amount, words = line.report, None, None
    version = stored.version if stored else 0
    if keeps_area(request.user, Area.STATISTICS):
        start = {"version": version, "amount": stored.amount if stored else None}
        amount = StatisticsForm(initial=start)
    if stored and may_edit(request.user, line.project):
        start = {"version": version, "explanation": stored.explanation}
        words = ExplanationForm(initial=start)
    return amount, words
