"""/review/<month>/lock/: close a month by its check list, or open it again with a reason."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from assessment.actions.locking import lock, reopen
from assessment.cards.engine import RunUnderWayError
from assessment.review.desk import Desk, Row, desk
from assessment.review.lines import BY_LEAD, NOT_BEGUN, NOTHING_DUE
from projects.actions.reporting import ReportingError
from projects.choices import SubmissionState
from projects.clock import today
from projects.models import LockEvent, ReportingMonth
from projects.periods import Month
from projects.permissions import leads
from projects.views.access import require
from projects.views.imports import SignedInRequest


class ReopenForm(forms.Form):
    reason = forms.CharField(
        label="重新开放的原因",
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="写入记录，并在下一期通报的“更正”中列出",
        error_messages={
            "required": "请写明重新开放的原因，如：县水利局一个项目完成投资误填，需更正",
            "max_length": "原因请写在 300 字以内",
        },
    )


@dataclass(frozen=True)
class Check:
    """One line of the check list: the units in one state, and what locking means for them."""

    label: str
    rows: list[Row]
    meaning: str
    good: bool = False


def check_list(found: Desk) -> list[Check]:
    """All units that have something to report, by state; each unit stands in one line."""
    state = SubmissionState
    return [
        Check("已审核", found.in_state(state.ACCEPTED), "数据计入亮牌和通报", good=True),
        Check(
            "已报送、未审核",
            found.in_state(state.SUBMITTED, state.IN_REVIEW),
            "数据照样计入，但没有经过审核；建议先审核",
        ),
        Check("已退回、未重报", found.in_state(state.RETURNED), "退回的数据不计入，按缺报处理"),
        Check("填报中、未报送", found.in_state(state.OPEN), "草稿不计入，按缺报处理"),
        Check(BY_LEAD, found.by_lead, "单位没有报送；发改局导入的数据照样计入，缺的按缺报处理"),
        Check(NOT_BEGUN, found.not_begun, "没有报送，台账中也没有数据；按缺报处理，不记为0"),
        Check(NOTHING_DUE, found.nothing_due, "本月没有在建项目", good=True),
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@require(leads)
def lock_page(request: SignedInRequest, month: Month) -> HttpResponse:
    """The check list; a POST locks."""
    if request.method != "POST":
        return _page(request, month, ReopenForm())
    try:
        run = lock(month=month, by=request.user, today=today())
    except (ReportingError, RunUnderWayError) as error:
        messages.error(request, str(error))
        return redirect("lock", month)
    messages.success(
        request, f"{month.label}已锁定，亮牌已按锁定时的数据评定为最终结果（变动 {run.written} 张）"
    )
    return redirect("review", month)


@require_POST
@require(leads)
def reopen_page(request: SignedInRequest, month: Month) -> HttpResponse:
    form = ReopenForm(request.POST)
    if not form.is_valid():
        return _page(request, month, form)
    try:
        reopen(month=month, by=request.user, reason=form.cleaned_data["reason"])
    except ReportingError as error:
        messages.error(request, str(error))
        return redirect("lock", month)
    messages.success(request, f"{month.label}已重新开放；更正后请再次锁定")
    return redirect("review", month)


def _page(request: HttpRequest, month: Month, form: ReopenForm) -> HttpResponse:
    found = desk(month, today())
    own = {"year": month.year, "month": month.month}
    context = {
        "month": month,
        "desk": found,
        "checks": check_list(found),
        "form": form,
        "locked": ReportingMonth.objects.select_related("locked_by").filter(**own).first(),
        "events": LockEvent.objects.select_related("by").filter(**own),
        "is_over": today() >= month.last,
        "open_before": _open_before(month),
    }
    return render(request, "assessment/review_lock.html", context)


def _open_before(month: Month) -> Month | None:
    """The month before, if it is still open in the same year: this one's cards lean on it."""
    last = month.plus(-1)
    locked = ReportingMonth.objects.filter(year=last.year, month=last.month).exists()
    return None if locked or last.year != month.year else last
