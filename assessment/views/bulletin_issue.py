"""Issuing a month's bulletin and its corrections, and what differs from the issue by now."""

from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from assessment.actions.bulletins import issue_bulletin
from assessment.bulletin.build import SHEETS, NoBulletinError, build_sheet
from assessment.bulletin.compare import CellChange, compare
from assessment.bulletin.data import Bulletin
from assessment.bulletin.issued import content_of, editions, sheet_of, sheets_of, state_of
from assessment.models import BulletinIssue
from assessment.views.bulletin import chosen_issue
from projects.actions.reporting import StaleError
from projects.actions.versions import RefusedError
from projects.clock import today
from projects.forms import LedgerDateField
from projects.periods import Month
from projects.permissions import leads, reads_county, reads_known
from projects.queries import is_locked
from projects.views.access import require

SHOWN = 100
# The page on the annexes tells the contradictions; a bulletin's sheet on a page only points there.
_ELSEWHERE = "附件数据核对"


class IssueForm(forms.Form):
    """The day of issue; `version` is the number of editions that the person has seen."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    issued_on = LedgerDateField(
        label="印发日期", error_messages={"required": "请填写印发日期，如 2023-05-08"}
    )
    reason = forms.CharField(
        label="更正原因",
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="写入更正件的“说明”，并列入下一期通报",
        error_messages={"max_length": "原因请写在 300 字以内"},
    )

    def __init__(self, *args: Any, corrects: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if corrects:
            self.fields["reason"].required = True
            self.fields["reason"].error_messages["required"] = "请写明更正的原因"
        else:
            del self.fields["reason"]


@require_http_methods(["GET", "HEAD", "POST"])
@require(leads)
def bulletin_issue(request: HttpRequest, month: Month) -> HttpResponse:
    """What would go out and the form for it; a POST issues."""
    issues = editions(month)
    if request.method != "POST":
        first = {"version": len(issues), "issued_on": today()}
        return _page(request, month, issues, IssueForm(initial=first, corrects=bool(issues)))
    form = IssueForm(request.POST, corrects=bool(issues))
    if not form.is_valid():
        return _page(request, month, issues, form, status=400)
    try:
        issue = issue_bulletin(
            month=month,
            today=today(),
            by=request.user,  # type: ignore[arg-type]
            **({"reason": ""} | form.cleaned_data),
        )
    except RefusedError as error:
        form.add_error(None, str(error))
        return _page(request, month, issues, form, status=400)
    except StaleError as error:
        return _page(request, month, issues, form, status=409, theirs=error.current)
    messages.success(request, f"{issue}已印发，校验码 {issue.checksum[:12]}")
    return redirect("bulletin", month)


def _page(
    request: HttpRequest,
    month: Month,
    issues: list[BulletinIssue],
    form: IssueForm,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = {
        "month": month,
        "issues": issues,
        "state": state_of(issues[0] if issues else None),
        "locked": is_locked(month),
        "form": form,
        **more,
    }
    return render(request, "assessment/bulletin_issue.html", context, status=status)


@require_safe
@require(reads_county)
def bulletin_changes(request: HttpRequest, month: Month) -> HttpResponse:
    """One sheet of an edition against the same sheet as it would be now, cell by cell."""
    issue = chosen_issue(request, editions(month))
    if issue is None:
        raise Http404
    context: dict[str, Any] = {
        "month": month,
        "issue": issue,
        "reads_known": reads_known(request.user),
    }
    try:
        whole = content_of(issue)
        sheets = sheets_of(whole)
        wanted = request.GET.get("table", "")
        chosen = wanted if wanted in sheets else ""
        changes = _changes(whole, month, chosen, sheets[chosen])
    except NoBulletinError as error:
        return render(
            request, "assessment/bulletin_changes.html", {**context, "problem": str(error)}
        )
    page = Paginator(changes, SHOWN).get_page(request.GET.get("page"))
    context |= {
        "sheets": sheets,
        "chosen": chosen,
        "page": page,
        "pages_query": f"edition={issue.edition}&table={chosen}",
    }
    return render(request, "assessment/bulletin_changes.html", context)


def _changes(whole: Bulletin, month: Month, chosen: str, name: str) -> list[CellChange]:
    """The sheet of the same name now; one that is gone has nothing to stand against."""
    then = sheet_of(whole, chosen)
    key = next((key for key, label in SHEETS.items() if label == name), None)
    now = build_sheet(month, key) if key is not None else replace(then, tables=())
    return compare(_comparable(then), _comparable(now))


def _comparable(bulletin: Bulletin) -> Bulletin:
    kept = [one for one in bulletin.passages if not one.heading.endswith(_ELSEWHERE)]
    return replace(bulletin, passages=tuple(kept))
