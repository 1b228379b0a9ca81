"""/report/<month>/: a unit enters, checks, submits and takes back its month."""

import json
from functools import wraps
from typing import Any, cast

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_POST

from assessment.queries import policy_for
from assessment.reporting import page
from assessment.reporting.entry import LABELS, read, written
from assessment.reporting.rows import Row, rows_of
from assessment.reporting.saving import (
    Conflict,
    ConflictError,
    copy_words,
    save_cell,
    save_cells,
)
from assessment.reporting.standing import Standing, reporting_month, standing_of
from assessment.reporting.submitting import fingerprint, submit_checked
from projects.actions.reporting import FIELDS, ReportingError
from projects.actions.submission import withdraw
from projects.clock import today
from projects.models import Project, Unit, User
from projects.parsing import ParseError
from projects.periods import Month
from projects.permissions import reports
from projects.templatetags.figures import money, percent
from projects.views.access import View, require


def _clerk(request: HttpRequest) -> User:
    """Who enters; `require(reports)` stands before."""
    return cast(User, request.user)


def _unit(request: HttpRequest) -> Unit:
    return cast(Unit, _clerk(request).unit)


@require(reports)
def current(_request: HttpRequest) -> HttpResponse:
    """The month that is to be reported today."""
    day = today()
    return redirect("report", month=reporting_month(day, policy_for(day.year)))


@require(reports)
def report(request: HttpRequest, month: Month) -> HttpResponse:
    """The month's entry page; without script an ordinary form."""
    if request.method == "POST":
        return _save(request, month)
    return _page(request, month, page.stored_lines(rows_of(_unit(request), month)))


def _page(
    request: HttpRequest, month: Month, lines: list[page.Line], *, status: int = 200
) -> HttpResponse:
    unit = _unit(request)
    standing = standing_of(unit, month, _clerk(request), today())
    context = {
        "month": month,
        "last_month": month.plus(-1),
        "next_month": month.plus(1) if month.plus(1).first <= today() else None,
        "standing": standing,
        "lines": lines,
        "due": sum(line.row.is_due for line in lines),
        "filled": sum(line.row.is_due and line.row.done is not None for line in lines),
        "wrong": page.wrong_cells(lines),
        "others": Project.objects.filter(unit=unit).count() - len(lines),
        "labels": LABELS,
    }
    return render(request, "assessment/report.html", context, status=status)


def _save(request: HttpRequest, month: Month) -> HttpResponse:
    unit = _unit(request)
    posted = {name: str(value) for name, value in request.POST.items()}
    try:
        versions = page.versions_in(posted)
    except ValueError:
        raise Http404 from None
    rows = rows_of(unit, month, list(versions))
    if len(rows) != len(versions):
        raise Http404
    lines = page.typed_lines(rows, posted)
    if page.wrong_cells(lines):
        return _page(request, month, lines, status=400)
    try:
        _refuse_future(month)
        return _saved(request, month, lines, versions)
    except ConflictError as error:
        return _conflicts(request, month, error)
    except ReportingError as error:
        messages.error(request, str(error))
        return _page(request, month, lines, status=409)


def _refuse_future(month: Month) -> None:
    if month.first > today():
        raise ReportingError(f"{month.label}还没有开始")


def _saved(
    request: HttpRequest,
    month: Month,
    lines: list[page.Line],
    versions: dict[int, tuple[int, int]],
) -> HttpResponse:
    user, unit, action = _clerk(request), _unit(request), request.POST.get("action")
    with transaction.atomic():
        save_cells(unit=unit, month=month, values=page.values_of(lines), versions=versions, by=user)
        copied = copy_words(unit=unit, month=month, by=user) if action == "copy" else None
    if action == "check":
        return redirect("report-check", month=month)
    done = "已保存" if copied is None else f"已保存，从上月复制了 {copied} 处文字"
    messages.success(request, done)
    return redirect("report", month=month)


def _conflicts(request: HttpRequest, month: Month, error: ConflictError) -> HttpResponse:
    """Both values of every cell to choose from; the rest of what was typed goes along."""
    context = {
        "month": month,
        "choices": [page.Choice(conflict) for conflict in error.conflicts],
        "kept": page.kept_cells(error),
        "versions": [(f"v-{pk}", versions) for pk, versions in error.versions.items()],
        "action": request.POST.get("action", "save"),
    }
    return render(request, "assessment/report_conflicts.html", context, status=409)


def _answers_json(view: View) -> View:
    """A stranger gets 401 and no page: the script asks to sign in and keeps what was typed."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return JsonResponse({"message": "登录已过期"}, status=401)
        return view(request, *args, **kwargs)

    return guarded


@require_POST
@_answers_json
@require(reports)
def save(request: HttpRequest, month: Month) -> JsonResponse:
    """One cell by script: {project, field, value, version, user} → what the row has become."""
    try:
        given = json.loads(request.body)
        pk, field, typed = int(given["project"]), str(given["field"]), str(given["value"])
        version, user = int(given["version"]), int(given["user"])
    except (ValueError, TypeError, KeyError, OverflowError):
        return JsonResponse({"message": "请求有误，请刷新页面"}, status=400)
    if user != request.user.pk:
        return JsonResponse({"message": "已换成其他账号登录"}, status=401)
    project = get_object_or_404(Project, pk=pk, unit=_unit(request))
    if field not in FIELDS:
        raise Http404
    cell = {"project": project, "month": month, "field": field, "version": version}
    return _save_one(request, cell, typed)


def _save_one(request: HttpRequest, cell: dict[str, Any], typed: str) -> JsonResponse:
    try:
        _refuse_future(cell["month"])
        value = read(cell["field"], typed)
        saved = save_cell(**cell, value=value, by=_clerk(request))
    except (ParseError, ReportingError) as error:
        return JsonResponse({"message": str(error)}, status=400)
    except ConflictError as error:
        return JsonResponse(_both(error.conflicts[0]), status=409)
    (row,) = rows_of(_unit(request), cell["month"], [cell["project"].pk])
    return JsonResponse({"version": saved.version} | _become(row, cell["field"]))


def _both(conflict: Conflict) -> dict[str, object]:
    when = timezone.localtime(conflict.when) if conflict.when else None
    return {
        "yours": conflict.yours,
        "theirs": conflict.theirs,
        "version": conflict.version,
        "who": conflict.who,
        "when": f"{when:%m-%d %H:%M}" if when else "",
    }


def _become(row: Row, field: str) -> dict[str, object]:
    card = {"colour": row.colour, "reason": row.reason}
    return {
        "value": written(row.values[field]),
        "values": {name: written(value) for name, value in row.values.items()},
        "versions": {name: row.version(name) for name in row.values},
        "cumulative": money(row.cumulative),
        "rate": percent(row.rate),
        "card": render_to_string("includes/card.html", card),
        "ahead": row.ahead,
        "remarks": [str(doubt) for doubt in row.doubts],
        "zero": row.is_zero,
        "at": f"{timezone.localtime():%H:%M}",
    }


@require(reports)
def check(request: HttpRequest, month: Month) -> HttpResponse:
    """What will be submitted: changes, gaps and doubts; then 报送."""
    unit = _unit(request)
    if request.method == "POST":
        return _submit(request, month)
    standing = standing_of(unit, month, _clerk(request), today())
    if not standing.editable:
        return redirect("report", month=month)
    return render(request, "assessment/report_check.html", _checked(standing, unit))


def _checked(standing: Standing, unit: Unit) -> dict[str, object]:
    rows = rows_of(unit, standing.month)
    return {
        "month": standing.month,
        "standing": standing,
        "rows": rows,
        "seen": fingerprint(rows),
        "missing": [row for row in rows if row.is_missing],
        "zeros": [row for row in rows if row.lacks_zero_reason],
        "doubtful": [row for row in rows if row.doubts],
        "without_remark": sum(row.lacks_remark for row in rows),
    }


def _submit(request: HttpRequest, month: Month) -> HttpResponse:
    user, day = _clerk(request), today()
    try:
        submission = submit_checked(
            unit=_unit(request),
            month=month,
            by=user,
            at=timezone.now(),
            today=day,
            policy=policy_for(month.year),
            seen=request.POST.get("seen", ""),
        )
    except ReportingError as error:
        messages.error(request, str(error))
        return redirect("report-check", month=month)
    late = "（逾期）" if submission.late else ""
    messages.success(request, f"{month.label}已报送{late}，发改局开始审核之前可以撤回。")
    return redirect("report", month=month)


@require_POST
@require(reports)
def take_back(request: HttpRequest, month: Month) -> HttpResponse:
    """撤回: possible until the review begins."""
    try:
        withdraw(unit=_unit(request), month=month, by=_clerk(request))
    except ReportingError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{month.label}已撤回，改好后请重新报送。")
    return redirect("report", month=month)
