"""/bulletin/<month>/: the monthly bulletin to look at and to download.

Where one was issued it is shown as it went out; `?edition=` asks for an earlier edition, `?now=1`
for the draft that today's figures make.
"""

from http import HTTPStatus
from io import BytesIO
from urllib.parse import urlencode

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from assessment.bulletin.build import NoBulletinError, build, build_sheet, sheets_of_month
from assessment.bulletin.data import Bulletin
from assessment.bulletin.issued import content_of, editions, sheet_of, sheets_of, state_of
from assessment.bulletin.preview import preview
from assessment.bulletin.render import render as render_workbook
from assessment.models import BulletinIssue
from assessment.queries import figures_day
from projects.periods import Month, months_through
from projects.permissions import leads, reads_all, reads_county
from projects.views.access import require


@require(reads_county)
def bulletin(request: HttpRequest, month: Month) -> HttpResponse:
    """The sheet that `?table=` asks for, or what to do where the month was never assessed.

    One at a time, and of a long one a `?page=`: all of them at once would be a heavy page.
    """
    issues = editions(month)
    context = {
        "month": month,
        "leads": leads(request.user),
        "reads_all": reads_all(request.user),
        "issues": issues,
        "state": state_of(issues[0] if issues else None),
        "query": _query(request),
        **_neighbours(month),
    }
    wanted = request.GET.get("table", "")
    try:
        issue, built, sheets, chosen = _sheet(request, issues, month, wanted)
    except NoBulletinError as error:
        return render(request, "assessment/bulletin.html", {**context, "problem": str(error)})
    tables = [preview(table, request.GET.get("page", "")) for table in built.tables]
    context |= {"bulletin": built, "sheets": sheets, "chosen": chosen, "tables": tables}
    return render(request, "assessment/bulletin.html", {**context, "issue": issue})


def _sheet(
    request: HttpRequest, issues: list[BulletinIssue], month: Month, wanted: str
) -> tuple[BulletinIssue | None, Bulletin, dict[str, str], str]:
    """The edition asked for, one of its sheets, the names of all, and the key of this one."""
    issue = chosen_issue(request, issues)
    if issue is None:
        sheets = sheets_of_month(month)
        chosen = wanted if wanted in sheets else ""
        return None, build_sheet(month, chosen), sheets, chosen
    whole = content_of(issue)
    sheets = sheets_of(whole)
    chosen = wanted if wanted in sheets else ""
    return issue, sheet_of(whole, chosen), sheets, chosen


def chosen_issue(request: HttpRequest, issues: list[BulletinIssue]) -> BulletinIssue | None:
    """The edition that the address names, else the latest; None is the draft of now."""
    if "now" in request.GET or not issues:
        return None
    wanted = request.GET.get("edition")
    if wanted is None:
        return issues[0]
    found = (issue for issue in issues if str(issue.edition) == wanted)
    issue = next(found, None)
    if issue is None:
        raise Http404
    return issue


def _query(request: HttpRequest) -> str:
    """What the links to the other sheets repeat."""
    given = {name: request.GET[name] for name in ("now", "edition") if name in request.GET}
    return f"{urlencode(given)}&" if given else ""


@require(reads_county)
def bulletin_file(request: HttpRequest, month: Month) -> HttpResponseBase:
    """The same as a workbook; 404 where the month was never assessed."""
    issue = chosen_issue(request, editions(month))
    try:
        built = content_of(issue) if issue else build(month)
    except NoBulletinError as error:
        context = {"month": month, "problem": str(error), **_neighbours(month)}
        return render(request, "assessment/bulletin.html", context, status=HTTPStatus.NOT_FOUND)
    return FileResponse(
        BytesIO(render_workbook(built)), as_attachment=True, filename=_file_name(built, issue)
    )


def _file_name(built: Bulletin, issue: BulletinIssue | None) -> str:
    """The bulletin's own name; a draft and a correction say so."""
    if issue is None:
        return f"{built.title}（草稿）.xlsx"
    return f"{built.title}（更正{issue.edition}）.xlsx" if issue.edition else built.file_name


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
