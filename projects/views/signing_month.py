"""/signing/2023-04/: the monthly dispatch of signing by unit and its head, 二（二）3."""

from io import BytesIO

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from projects.clock import today
from projects.excel.signing_month import write_dispatch
from projects.periods import Month
from projects.signing import monthly_dispatch
from projects.views.access import require
from projects.views.signing import reads_signing


@require_safe
@require(reads_signing)
def signing_month(request: HttpRequest, month: Month) -> HttpResponse:
    """The month's table; a month that has not begun does not exist."""
    context = {
        "dispatch": _dispatch(request, month),
        "month": month,
        "before": month.plus(-1),
        "after": month.plus(1) if month < Month.of(today()) else None,
    }
    return render(request, "projects/signing_month.html", context)


@require_safe
@require(reads_signing)
def signing_month_file(request: HttpRequest, month: Month) -> HttpResponseBase:
    """The same as a workbook."""
    target = BytesIO()
    write_dispatch(target, _dispatch(request, month))
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename=f"签约月调度_{month}.xlsx")


def _dispatch(request: HttpRequest, month: Month):
    if month.first > today():
        raise Http404
    return monthly_dispatch(month, today(), request.user)
