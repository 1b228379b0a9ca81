"""/review/<month>/: the desk of 发改局; one unit's month, to accept or to return."""

from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from assessment.reporting.entry import LABELS
from assessment.reporting.page import name_of
from assessment.review.desk import Desk, desk
from assessment.review.lines import BY_LEAD, NOT_BEGUN
from assessment.review.unit import UnitReview, unit_review
from projects.actions.reporting import ReportingError, StaleError
from projects.actions.submission import accept, allowed_moves, begin_review, send_back
from projects.choices import SubmissionState
from projects.clock import today
from projects.models import Project, Unit, User
from projects.periods import Month
from projects.permissions import leads, reads_all
from projects.queries import is_locked
from projects.views.access import require
from projects.views.imports import SignedInRequest

PHRASES = (
    "完成投资与形象进度不符，请核实",
    "完成投资漏填，请补填",
    "完成为0，请写明原因",
    "完成投资明显偏大，请核实后重报",
    "累计完成超过年度计划，请核实",
    "完成投资照抄计划，请按实际完成填报",
    "形象进度没有更新，请补充",
    "存在问题过于笼统，请写具体",
)
STALE = "该单位的数据在您打开页面之后有变动，没有写入；请看过新的数据再审核"


class ReturnForm(forms.Form):
    """Why a month is returned, and on which project and column if it is about one."""

    reason = forms.CharField(
        label="退回原因",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="可点下面的常用语填入，也可自己写；责任单位在首页看到",
        error_messages={
            "required": "请写明退回原因，如：完成投资与形象进度不符，请核实",
            "max_length": "退回原因请写在 200 字以内",
        },
    )
    project = forms.ModelChoiceField(
        Project.objects.none(), label="项目", required=False, empty_label="（整份月报）",
        error_messages={"invalid_choice": "所选项目不是该单位的，请重新选择"},
    )  # fmt: skip
    field = forms.ChoiceField(
        label="栏目",
        required=False,
        choices=[("", "（不指定）"), *LABELS.items()],
        error_messages={"invalid_choice": "没有这个栏目，请重新选择"},
    )

    def __init__(self, *args, review: UnitReview, **kwargs):
        super().__init__(*args, **kwargs)
        keys = [line.row.project.pk for line in review.lines]
        self.fields["project"].queryset = Project.objects.filter(pk__in=keys)  # type: ignore[attr-defined]

    def clean(self):
        cleaned = super().clean() or {}
        if cleaned.get("field") and not cleaned.get("project"):
            self.add_error("project", "指定了栏目，请同时选择项目")
        return cleaned


@require_safe
@require(reads_all)
def review(request: HttpRequest, month: Month) -> HttpResponse:
    """All units of the month."""
    found = desk(month, today())
    locked = is_locked(month)
    context = {
        "month": month,
        "before": month.plus(-1),
        "after": month.plus(1),
        "desk": found,
        "tiles": tiles(found),
        "locked": locked,
        "acts": leads(request.user) and not locked,
        "leads": leads(request.user),
    }
    return render(request, "assessment/review.html", context)


def tiles(found: Desk) -> list[tuple[str, int, bool]]:
    """What stands on top: label, number of units, whether it calls for attention."""
    waiting = found.in_state(SubmissionState.SUBMITTED, SubmissionState.IN_REVIEW)
    return [
        ("待审核", len(waiting), False),
        ("其中有疑问", len(found.doubtful), True),
        ("已审核", len(found.in_state(SubmissionState.ACCEPTED)), False),
        ("已退回", len(found.in_state(SubmissionState.RETURNED)), True),
        ("填报中", len(found.in_state(SubmissionState.OPEN)), False),
        (NOT_BEGUN, len(found.not_begun), False),
        (BY_LEAD, len(found.by_lead), False),
        ("逾期未报", len(found.overdue), True),
    ]


@require_safe
@require(reads_all)
def review_unit(request: HttpRequest, month: Month, unit: int) -> HttpResponse:
    """One unit's month; looking changes nothing."""
    found = unit_review(get_object_or_404(Unit, pk=unit), month)
    asked = {name: request.GET.get(name, "") for name in ("project", "field")}
    reason = _phrase(request) or _first_reason(found, asked["project"])
    return _unit_page(request, found, ReturnForm(initial=asked | {"reason": reason}, review=found))


def _phrase(request: HttpRequest) -> str:
    """The common phrase that was asked for by its number."""
    number = _number(request.GET.get("phrase", ""))
    return PHRASES[number - 1] if 1 <= number <= len(PHRASES) else ""


def _first_reason(found: UnitReview, project: str) -> str:
    """The weightiest doubt about the project that was asked for, as words to send."""
    doubts = [line.doubts for line in found.lines if str(line.row.project.pk) == project]
    return f"{doubts[0][0].text}，请核实" if doubts and doubts[0] else ""


def _unit_page(request: HttpRequest, found: UnitReview, form: ReturnForm) -> HttpResponse:
    locked = is_locked(found.month)
    moves = set() if locked else allowed_moves(found.submission, request.user)  # type: ignore[arg-type]
    context = {
        "month": found.month,
        "review": found,
        "form": form,
        "phrases": _phrase_links(form),
        "locked": locked,
        "moves": moves,
        "return_field": LABELS.get(found.submission.return_field, ""),
    }
    return render(request, "assessment/review_unit.html", context)


def _phrase_links(form: ReturnForm) -> list[tuple[str, str]]:
    """Phrase and query; a link keeps the project and the column that are chosen."""
    chosen = {name: form[name].value() or "" for name in ("project", "field")}
    return [
        (phrase, urlencode(chosen | {"phrase": number})) for number, phrase in enumerate(PHRASES, 1)
    ]


@require_POST
@require(leads)
def review_begin(request: SignedInRequest, month: Month, unit: int) -> HttpResponse:
    """From now on the unit cannot take its return back."""
    try:
        begin_review(unit=get_object_or_404(Unit, pk=unit), month=month, by=request.user)
    except ReportingError as error:
        messages.error(request, str(error))
    return redirect("review-unit", month, unit)


@require_POST
@require(leads)
def review_accept(request: SignedInRequest, month: Month, unit: int) -> HttpResponse:
    chosen = get_object_or_404(Unit, pk=unit)
    at, version = timezone.now(), _version(request)
    try:
        accept(unit=chosen, month=month, by=request.user, at=at, version=version)
    except StaleError:
        messages.error(request, f"{chosen.name}：{STALE}")
        return redirect("review-unit", month, unit)
    except ReportingError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{chosen.name}{month.label}月报已审核通过")
    return redirect("review", month)


@require_POST
@require(leads)
def review_accept_clean(request: SignedInRequest, month: Month) -> HttpResponse:
    """Accept the units that the page named, those that are still clean and unchanged."""
    named = dict(pair.split(":", 1) for pair in request.POST.getlist("clean") if ":" in pair)
    clean = [row.unit for row in desk(month, today()).clean if str(row.unit.pk) in named]
    accepted = [
        unit.name for unit in clean if _accepted(unit, month, named[str(unit.pk)], request.user)
    ]
    _tell(request, accepted, len(named) - len(accepted))
    return redirect("review", month)


def _accepted(unit: Unit, month: Month, version: str, by: User) -> bool:
    try:
        accept(unit=unit, month=month, by=by, at=timezone.now(), version=_number(version))
    except (StaleError, ReportingError):
        return False
    return True


def _tell(request: HttpRequest, accepted: list[str], left: int) -> None:
    if accepted:
        messages.success(request, f"已审核通过 {len(accepted)} 个单位：{'、'.join(accepted)}")
    if left:
        messages.warning(request, f"{left} 个单位在您打开页面之后有变动，没有通过，请重新审核")
    if not accepted and not left:
        messages.warning(request, "没有可以一键通过的单位")


@require_POST
@require(leads)
def review_return(request: SignedInRequest, month: Month, unit: int) -> HttpResponse:
    """Return the month with a reason; the unit is led to the very cell."""
    found = unit_review(get_object_or_404(Unit, pk=unit), month)
    form = ReturnForm(request.POST, review=found)
    if not form.is_valid():
        return _unit_page(request, found, form)
    try:
        _send_back(found, form.cleaned_data, request)
    except StaleError:
        form.add_error(None, STALE)
        return _unit_page(request, found, form)
    except ReportingError as error:
        form.add_error(None, str(error))
        return _unit_page(request, found, form)
    messages.success(request, f"{found.unit.name}{month.label}月报已退回，该单位首页会看到原因")
    return redirect("review", month)


def _send_back(found: UnitReview, given: dict, request: SignedInRequest) -> None:
    project, field = given["project"], given["field"]
    place = f"#{name_of(project.pk, field or 'done')}" if project else ""
    send_back(
        unit=found.unit,
        month=found.month,
        by=request.user,
        at=timezone.now(),
        reason=given["reason"],
        project=project,
        field=field,
        url=reverse("report", args=[found.month]) + place,
        version=_version(request),
    )


def _version(request: HttpRequest) -> int:
    return _number(request.POST.get("version", ""))


def _number(text: str) -> int:
    """The version that a page named; 0, which no row has, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
