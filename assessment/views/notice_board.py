"""/notices/: the board of supervision notices and interviews; the whole list; the Excel file."""

from io import BytesIO
from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessment.models import Circular
from assessment.notices.board import INTERVIEWS, KINDS, NOTICES, OVERDUE, Item, board, listed
from assessment.notices.counts import waiting
from assessment.notices.workbook import board_book
from assessment.views.notices import keeps, reads
from projects.clock import today
from projects.permissions import leads, reports
from projects.views.access import require
from projects.views.rows import without_page

SHOWN, CIRCULARS_SHOWN = 50, 10


@require_safe
@require(reads)
def notices(request: HttpRequest) -> HttpResponse:
    """Columns by state, overdue first, each with whose turn it is."""
    user: Any = request.user
    circulars = Circular.objects.visible_to(user).select_related("paper")
    context = {
        "boards": [(kind, board(kind, user, today())) for kind in (NOTICES, INTERVIEWS)],
        "waiting": waiting(user, today()),
        "circulars": circulars[:CIRCULARS_SHOWN],
        "keeps": keeps(user),
        "leads": leads(user),
        "own": reports(user),
    }
    return render(request, "assessment/notices.html", context)


@require_safe
@require(reads)
def notice_list(request: HttpRequest, kind: str) -> HttpResponse:
    """Every case of one kind, or of one of its columns."""
    if kind not in KINDS:
        raise Http404
    chosen, column = KINDS[kind], request.GET.get("column", "")
    rows = listed(chosen, request.user, today(), column)
    page = Paginator(rows, SHOWN).get_page(request.GET.get("page"))
    labels = {key: label for key, (label, _) in chosen.columns.items()} | {OVERDUE: "逾期"}
    context = {
        "kind": chosen,
        "column": column if column in labels else "",
        "columns": labels.items(),
        "label": labels.get(column, "全部"),
        "page": page,
        "items": [Item(row, chosen, today()) for row in page],
        "query": without_page(request),
    }
    return render(request, "assessment/notice_list.html", context)


@require_safe
@require(reads)
def notice_file(request: HttpRequest) -> HttpResponseBase:
    """The board as an Excel file: notices, interviews, and for the county the proposals."""
    book = board_book(request.user, today())
    return FileResponse(BytesIO(book), as_attachment=True, filename=f"督办约谈台账_{today()}.xlsx")
