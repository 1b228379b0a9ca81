"""/bulletin/<month>/: the monthly bulletin to look at and to download."""

from http import HTTPStatus
from io import BytesIO

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from assessment.bulletin.build import NoBulletinError, build
from assessment.bulletin.preview import Preview, previews
from assessment.bulletin.render import render as render_workbook
from assessment.queries import figures_day
from projects.periods import Month, months_through
from projects.permissions import leads, reads_county
from projects.views.access import require


@require(reads_county)
def bulletin(request: HttpRequest, month: Month) -> HttpResponse:
    """The bulletin as tables, or what to do where the month was never assessed."""
    context = {"month": month, "leads": leads(request.user), **_neighbours(month)}
    try:
        built = build(month)
    except NoBulletinError as error:
        return render(request, "assessment/bulletin.html", {**context, "problem": str(error)})
    context |= {"bulletin": built, "preview": _chosen(request, previews(built))}
    return render(request, "assessment/bulletin.html", context)


@require(reads_county)
def bulletin_file(request: HttpRequest, month: Month) -> HttpResponseBase:
    """The same as a workbook; 404 where the month was never assessed."""
    try:
        built = build(month)
    except NoBulletinError as error:
        context = {"month": month, "problem": str(error), **_neighbours(month)}
        return render(request, "assessment/bulletin.html", context, status=HTTPStatus.NOT_FOUND)
    return FileResponse(
        BytesIO(render_workbook(built)), as_attachment=True, filename=built.file_name
    )


def _chosen(request: HttpRequest, sheets: list[Preview]) -> Preview | None:
    """The one sheet that `?table=` asks for; None is 说明. All at once would be a heavy page."""
    wanted = request.GET.get("table", "")
    return next((sheet for sheet in sheets if str(sheet.number) == wanted), None)


def _neighbours(month: Month) -> dict[str, object]:
    """The months to switch to: the year's up to the day of the figures, and those beside it."""
    last = Month.of(figures_day())
    end = min(last, Month(month.year, 12))
    return {
        "months": months_through(Month(month.year, 1), end),
        "before": month.plus(-1),
        "after": month.plus(1) if month < last else None,
        "last": last,
    }
