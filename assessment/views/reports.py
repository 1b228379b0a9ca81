"""/tasks/reports/: reports due again and again, who delivered and who is late, 三（五）."""

from functools import partial
from typing import Any, cast

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from assessment.actions.reports import deliver_report, save_rule
from assessment.choices.tasks import ReportPeriod
from assessment.models import ReportDelivery, ReportRule
from assessment.reports.rules import Period, parse_period
from assessment.reports.standings import Round, Standing, periods_of, rounds
from projects import trail
from projects.clock import today
from projects.forms import FilesField, LedgerDateField
from projects.models import User
from projects.permissions import keeps_supervision, reads_supervision
from projects.permissions import reports as reports_itself
from projects.views.access import require
from projects.views.cases import file_of
from projects.views.rows import RowForm, attempt, form_of

HEADERS = ("报告…", "期", "责任单位", "截止日期", "报送日期", "情况", "报告内容…")


class RuleForm(RowForm):
    class Meta:
        model = ReportRule
        fields = ["name", "period", "layer", "due_day", "clause", "since", "until"]
        field_classes = {"since": LedgerDateField, "until": LedgerDateField}


class DeliveryForm(RowForm):
    papers = FilesField(label="附件", required=False)

    class Meta:
        model = ReportDelivery
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 6})}


@require_safe
@require(reads_supervision)
def report_list(request: HttpRequest) -> HttpResponse:
    """The latest periods of every report; a unit's own, or all units counted."""
    context = {
        "rounds": rounds(request.user, today()),
        "own": reports_itself(request.user),
        "rules": ReportRule.objects.all(),
        "keeps": keeps_supervision(request.user),
        "day": today(),
    }
    return render(request, "assessment/reports.html", context)


@require_safe
@require(reads_supervision)
def report_file(request: HttpRequest) -> HttpResponseBase:
    """Who delivered what and when, as an Excel file."""
    found = [one for each in rounds(request.user, today()) for one in each.standings]
    return file_of("限时报告", HEADERS, [_cells(one) for one in found])


def _cells(one: Standing) -> list[Any]:
    delivered = one.delivery.delivered_on if one.delivery else None
    return [
        one.rule.name, one.period.label, one.unit.name, one.due, delivered, one.countdown.label,
        one.delivery.text if one.delivery else "",
    ]  # fmt: skip


@require(keeps_supervision)
def report_rule(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """What is due, from whom and when; a new one without `pk`."""
    rule = get_object_or_404(ReportRule, pk=pk) if pk else None
    if request.method != "POST":
        form: RowForm = RuleForm(initial={"version": 0})
        form = form_of(RuleForm, rule, "rule") if rule else form
        return _rule_page(request, rule, form)
    form = RuleForm(request.POST)

    def act(values: dict[str, Any], version: int) -> object:
        return save_rule(rule=rule, values=values, version=version, by=cast(User, request.user))

    back = reverse("reports")
    answer = attempt(request, form, act, title="限时报告规定", back=back, said=_said_of_rule)
    return answer or _rule_page(request, rule, form, status=400)


def _said_of_rule(rule: ReportRule) -> str:
    who = rule.get_layer_display() or "全部责任单位"
    when = f"每期满后次月 {rule.due_day} 日截止"
    last = f"，{rule.until} 停止" if rule.until else ""
    what = f"{who}{rule.get_period_display()}报送“{rule.name}”"
    return f"已规定：{what}，{when}，{rule.since} 起执行{last}"


def _rule_page(
    request: HttpRequest, rule: ReportRule | None, form: RowForm, status: int = 200
) -> HttpResponse:
    context = {"rule": rule, "form": form}
    return render(request, "assessment/report_rule.html", context, status=status)


@require(reads_supervision)
def report_period(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """One period of one report: a unit's own to deliver, or who of all delivered what."""
    rule = get_object_or_404(ReportRule, pk=pk)
    period = _period(rule, code)
    found = next(
        (r for r in rounds(request.user, today(), 24) if (r.rule, r.period) == (rule, period)), None
    )
    if found is None:
        raise Http404
    if request.method == "POST":
        return _deliver(request, found)
    return _period_page(request, found)


def _period(rule: ReportRule, code: str) -> Period:
    try:
        period = parse_period(ReportPeriod(rule.period), code)
    except ValueError:
        raise Http404 from None
    if period not in periods_of(rule, today()):
        raise Http404
    return period


def _deliver(request: HttpRequest, found: Round) -> HttpResponse:
    if not reports_itself(request.user):
        raise PermissionDenied
    form = DeliveryForm(request.POST, request.FILES)

    def act(values: dict[str, Any], version: int) -> object:
        return deliver_report(
            rule=found.rule,
            period=found.period,
            text=values["text"],
            files=values["papers"],
            version=version,
            today=today(),
            by=cast(User, request.user),
        )

    back = reverse("report-period", args=[found.rule.pk, found.period.code])
    title = f"{found.period.label}{found.rule.name}"
    answer = attempt(request, form, act, title=title, back=back, said=partial(_said, found))
    return answer or _period_page(request, found, form, status=400)


def _said(found: Round, row: ReportDelivery) -> str:
    what = f"{found.period.label}“{found.rule.name}”"
    if row.version > 1:
        return f"已修改{what}，首次报送日期 {row.delivered_on} 不变"
    late = f"，逾期 {row.late_days} 天" if row.late_days else "，按期"
    return f"已报送{what}{late}。要更正可在本页修改，首次报送日期不变"


def _period_page(
    request: HttpRequest, found: Round, form: DeliveryForm | None = None, status: int = 200
) -> HttpResponse:
    own = found.standings[0] if reports_itself(request.user) else None
    row = own.delivery if own else None
    fresh = form_of(DeliveryForm, row, "delivery") if row else DeliveryForm(initial={"version": 0})
    context = {
        "round": found,
        "own": own,
        "form": form or fresh,
        "files": row.files.all() if row else [],
        "changes": _changes(found, row) if row else [],
    }
    return render(request, "assessment/report_period.html", context, status=status)


def _changes(found: Round, row: ReportDelivery) -> list[trail.Change]:
    title = f"{found.period.label}{found.rule.name}"
    return trail.timeline((ReportDelivery, "id", row.pk), subject=title)
