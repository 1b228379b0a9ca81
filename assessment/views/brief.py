"""/bulletin/<month>/brief/: the bulletin's prose to read and to take away as a Word document."""

from io import BytesIO

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessment.bulletin.brief import Brief, Period, brief, quarter_of
from assessment.bulletin.build import NoBulletinError, sheets_of_month
from assessment.documents.brief import write_brief
from projects.periods import Month
from projects.permissions import reads_county
from projects.views.access import require

QUARTER = "quarter"


@require_safe
@require(reads_county)
def brief_page(request: HttpRequest, month: Month) -> HttpResponse:
    """The prose of the month, or with `?period=quarter` of the quarter that ends with it."""
    context: dict[str, object] = {
        "month": month,
        "quarter": quarter_of(month),
        "period": _period(request, month),
    }
    try:
        context["brief"] = _drafted(request, month)
    except NoBulletinError as error:
        context["problem"] = str(error)
    return render(request, "assessment/brief.html", context)


@require_safe
@require(reads_county)
def brief_file(request: HttpRequest, month: Month) -> HttpResponseBase:
    """The same as a Word document; 404 where the month was never assessed."""
    try:
        drafted = _drafted(request, month)
    except NoBulletinError as error:
        raise Http404 from error
    return FileResponse(
        BytesIO(write_brief(drafted)), as_attachment=True, filename=drafted.file_name
    )


def _drafted(request: HttpRequest, month: Month) -> Brief:
    tables = [name for key, name in sheets_of_month(month).items() if key.isdigit()]
    return brief(_period(request, month), tables)


def _period(request: HttpRequest, month: Month) -> Period:
    """404 for a quarter that does not end with this month."""
    if request.GET.get("period") != QUARTER:
        return Period(month, month)
    quarter = quarter_of(month)
    if quarter is None:
        raise Http404
    return quarter
