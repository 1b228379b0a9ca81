"""/averages/<month>/: the city's averages, and which cards they would change, before they do."""

from collections.abc import Sequence
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from assessment.actions.averages import AveragesConflictError, change_averages, is_touched
from assessment.averages.form import AveragesForm, shown_rate
from assessment.averages.rows import AverageRow, average_rows
from assessment.cards.effect import Effect
from assessment.cards.engine import RunUnderWayError
from projects.actions.reporting import ReportingError
from projects.clock import today
from projects.models import User
from projects.periods import Month
from projects.permissions import leads, reads_all
from projects.queries import is_locked
from projects.views.access import require

HISTORY_SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
@require(reads_all)
def averages(request: HttpRequest, month: Month) -> HttpResponse:
    """The month's averages; 发改局 changes them, sees what that does, and confirms."""
    if request.method != "POST":
        return _page(request, month, AveragesForm(average_rows(month)))
    if not leads(request.user):
        raise PermissionDenied
    form = AveragesForm(average_rows(month), request.POST)
    if "edit" in request.POST or not form.is_valid():
        return _page(request, month, form)
    try:
        return _change(request, month, form)
    except AveragesConflictError as conflict:
        return _conflict(request, month, form, conflict)
    except (ReportingError, RunUnderWayError) as error:
        messages.error(request, str(error))
        return _page(request, month, form)


def _change(request: HttpRequest, month: Month, form: AveragesForm) -> HttpResponse:
    confirmed = request.POST.get("fingerprint") if "confirm" in request.POST else None
    effect = change_averages(
        month=month,
        rows=form.rows,
        wanted=form.wanted(),
        today=today(),
        by=cast(User, request.user),
        expected=confirmed,
        page=_number(request.POST.get("page", "")),
    )
    if effect.kept:
        messages.success(request, f"{month.label}全市均值已保存，{effect.total} 张牌随之变动。")
        return redirect("averages", month)
    if confirmed is not None:
        messages.warning(
            request, "预览之后台账又有变动，没有保存；下面是新的预览，请核对后再确认。"
        )
    return _page(request, month, form, effect)


def _number(text: str) -> int:
    return int(text[:6]) if text.isascii() and text.isdigit() else 1


def _conflict(
    request: HttpRequest, month: Month, form: AveragesForm, conflict: AveragesConflictError
) -> HttpResponse:
    """The form again with what this person typed, beside what others wrote meanwhile."""
    rows = average_rows(month)
    typed = {one.type_id: one for one in form.wanted()}
    data = QueryDict(mutable=True)
    for row in rows:
        wanted = typed.get(row.kind.pk)
        entry = wanted.entry if wanted and is_touched(row, wanted) else row.entry
        data[f"rate-{row.kind.pk}"] = shown_rate(entry.rate)
        data[f"source-{row.kind.pk}"] = entry.source
        data[f"seen-{row.kind.pk}"] = str(row.version)
    clashes = [
        {
            "row": row,
            "yours": typed[row.kind.pk].entry,
            "written": row.writes[0] if row.writes else None,
        }
        for row in conflict.rows
    ]
    return _page(request, month, AveragesForm(rows, data), clashes=clashes, status=409)


def _page(
    request: HttpRequest,
    month: Month,
    form: AveragesForm,
    effect: Effect | None = None,
    clashes: list[dict[str, Any]] | None = None,
    status: int = 200,
) -> HttpResponse:
    # Only an open month has a preview.
    locked = effect is None and is_locked(month)
    context = {
        "month": month,
        "months": [Month(month.year, number) for number in range(1, 13)],
        "before": month.plus(-1),
        "after": month.plus(1),
        "locked": locked,
        "can_edit": leads(request.user) and not locked,
        "form": form,
        "lines": list(form.lines()),
        "effect": effect,
        "changes": _changes(form) if effect else [],
        "clashes": clashes,
        "history": _history(form.rows),
    }
    return render(request, "assessment/averages.html", context, status=status)


def _changes(form: AveragesForm) -> list[dict[str, Any]]:
    """The types whose average the form asks to be another."""
    return [
        {"kind": row.kind, "old": row.entry, "new": wanted.entry}
        for row, wanted in zip(form.rows, form.wanted(), strict=True)
        if is_touched(row, wanted)
    ]


def _history(rows: Sequence[AverageRow]) -> list[dict[str, Any]]:
    """The month's writes, newest first."""
    writes = [(written, row) for row in rows for written in row.writes]
    writes.sort(key=lambda pair: -pair[0].key)
    return [{"written": written, "kind": row.kind} for written, row in writes[:HISTORY_SHOWN]]
