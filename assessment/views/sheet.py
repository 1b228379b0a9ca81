"""/projects/<code>/: one project's sheet."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from assessment import charts
from assessment.models.listed import listing_of, with_listing
from assessment.outlook.lines import lines_of
from assessment.outlook.sheet import outlook_of
from assessment.queries import figures_day
from assessment.sheet import Sheet, sheet_of, steps_of
from projects import sections, trail
from projects.chain import project_links
from projects.choices import Band
from projects.clock import today
from projects.models import Project
from projects.permissions import reads_figures, reads_supervision, reads_trail
from projects.views.access import require


@require(reads_figures)
def project_sheet(request: HttpRequest, code: str) -> HttpResponse:
    """One project's year; another unit's project does not exist here."""
    found = Project.objects.visible_to(request.user).select_related("unit", "project_type", "chain")
    found = found.prefetch_related("annual_plans", "monthly_reports")
    project = get_object_or_404(with_listing(found), code=code)
    day = figures_day()
    years = _years(project, day)
    year = _chosen_year(request.GET.get("year", ""), years, day)
    sheet = sheet_of(project, year, min(day, date(year, 12, 31)))
    as_of = today()
    listing = listing_of(project)
    suspensions = list(project.suspensions.all())
    ahead = outlook_of(sheet, suspensions, as_of)
    context = {
        "stage_links": project_links(request.user, code),
        "project": project,
        "band": Band(project.band).label,
        "sheet": sheet,
        "day": day,
        "years": years,
        "steps": steps_of(project, day),
        "amendments": project.amendments.select_related("by"),
        "suspensions": suspensions,
        "ahead": lines_of([ahead]) if ahead else [],
        "planned": ahead.progress.scenario if ahead else None,
        "chart": _chart(sheet),
        "amounts": _amounts(sheet),
        "sections": sections.sections_of(project, as_of, request.user),
        "photos": sections.photos_of(project, as_of, request.user),
        "listing": listing,
        "listed_days": listing.days(as_of) if listing else 0,
        "opens_listing": reads_supervision(request.user),
        "reads_trail": reads_trail(request.user, project),
    }
    return render(request, "assessment/project.html", context)


@require(reads_figures)
def project_trail(request: HttpRequest, code: str) -> HttpResponse:
    """Who changed what on one project; for those who may know."""
    project = get_object_or_404(Project.objects.visible_to(request.user), code=code)
    if not reads_trail(request.user, project):
        raise PermissionDenied
    part = request.GET.get("part", trail.LEDGER)
    parts = trail.parts()
    if part not in dict(parts):
        raise Http404
    context = {
        "project": project,
        "changes": trail.changes(project, part, request.user),
        "part": part,
        "parts": parts,
    }
    return render(request, "assessment/project_trail.html", context)


def _years(project: Project, day: date) -> list[int]:
    """The years with a plan or a report, and the figures' own."""
    plans = {plan.year for plan in project.annual_plans.all()}
    reports = {report.year for report in project.monthly_reports.all()}
    return sorted({day.year, *plans, *reports})


def _chosen_year(text: str, years: list[int], day: date) -> int:
    return next((year for year in years if str(year) == text), day.year)


def _chart(sheet: Sheet) -> str:
    labels = [f"{line.month.month}月" for line in sheet.lines]
    rates = [
        None if line.rate is None or line.future else round(float(line.rate), 1)
        for line in sheet.lines
    ]
    averages = [
        None if line.average is None else round(float(line.average), 1) for line in sheet.lines
    ]
    return charts.line(
        f"{sheet.year}年完成率与全市均值（%）",
        labels,
        [charts.Series("完成率", rates), charts.Series("全市均值", averages, "alt")],
    )


def _amounts(sheet: Sheet) -> str:
    """Plan and done month by month, with the cumulative on a scale of its own."""
    labels = [f"{line.month.month}月" for line in sheet.lines]
    plan, done, cumulative = (
        [None if value is None else float(value) for value in values]
        for values in (
            [line.plan for line in sheet.lines],
            [line.done for line in sheet.lines],
            [None if line.future else line.cumulative for line in sheet.lines],
        )
    )
    return charts.pairs(
        f"{sheet.year}年逐月计划、完成与累计完成（万元）",
        labels,
        [charts.Series("计划", plan, "bar alt"), charts.Series("完成", done, "bar")],
        charts.Series("累计完成", cumulative),
    )
