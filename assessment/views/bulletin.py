"""/bulletin/<month>/: the monthly bulletin to look at and to download."""

from http import HTTPStatus
from io import BytesIO

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from assessment.bulletin.build import SHEETS, NoBulletinError, build, build_sheet
from assessment.bulletin.preview import preview
from assessment.bulletin.render import render as render_workbook
from assessment.queries import figures_day
from projects.periods import Month, months_through
from projects.permissions import leads, reads_all, reads_county
from projects.views.access import require


@require(reads_county)
def bulletin(request: HttpRequest, month: Month) -> HttpResponse:
    """The sheet that `?table=` asks for, or what to do where the month was never assessed.

    One at a time, and of a long one a `?page=`: all of them at once would be a heavy page.
    """
    context = {
        "month": month,
        "leads": leads(request.user),
        "reads_all": reads_all(request.user),
        **_neighbours(month),
    }
    wanted = request.GET.get("table", "")
    chosen = wanted if wanted in SHEETS else ""
    try:
        built = build_sheet(month, chosen)
    except NoBulletinError as error:
        return render(request, "assessment/bulletin.html", {**context, "problem": str(error)})
    tables = [preview(table, request.GET.get("page", "")) for table in built.tables]
    context |= {"bulletin": built, "sheets": SHEETS, "chosen": chosen, "tables": tables}
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
