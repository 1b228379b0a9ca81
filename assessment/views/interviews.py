"""/notices/interviews/<id>/: one interview; /notices/proposals/: what is proposed, to decide."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from assessment.actions import interviews, proposals
from assessment.actions.case_moves import allowed
from assessment.choices.notices import InterviewState, ProposalState
from assessment.lifecycles.interviews import INTERVIEW
from assessment.models import Interview, InterviewProposal
from assessment.notices.board import INTERVIEWS, Item
from assessment.notices.timeline import events_of_interview, proposal_grounds
from assessment.views.case_forms import (
    Offered,
    ProofForm,
    Step,
    StepForm,
    day_field,
    files_field,
    given,
    line_field,
    offered,
    take,
    words_field,
)
from assessment.views.notices import keeps, reads
from projects.actions.reporting import StaleError
from projects.actions.versions import RefusedError
from projects.clock import today
from projects.permissions import leads, reports
from projects.views.access import require
from projects.views.rows import tiles, whole_number, without_page

SHOWN = 20
ANOTHER_DATE = "改期，重发通知书"


class DateForm(StepForm):
    meet_on = day_field("约谈日期")
    meet_at = line_field("约谈时间", 20, hint="如 上午9:30")
    place = line_field("约谈地点", 60)
    talker = line_field("约谈人", 60, hint="姓名和职务")
    asked = line_field("被约谈人", 60, hint="责任单位主要负责人")


class HoldForm(StepForm):
    held_on = day_field("实际约谈日期")
    minutes = words_field("约谈纪要", longest=3000, rows=6)
    promise = words_field("整改承诺", longest=1000, rows=3, required=False)
    promise_due = day_field("承诺完成日期", required=False)
    papers = files_field("附件")


class PromiseForm(StepForm):
    promise = words_field("整改承诺", longest=1000, rows=3)
    promise_due = day_field("承诺完成日期")


class ReportForm(ProofForm):
    report = words_field("整改情况", longest=2000, rows=5)

    field_order = ("report",)


class CheckForm(StepForm):
    check_result = words_field("核查意见", longest=500, rows=3)
    papers = files_field("核查佐证")


class BrokenForm(CheckForm):
    due = day_field("新的整改时限", hint="责任单位在此之前再报送整改情况")

    field_order = ("check_result", "due", "papers")


class CancelForm(StepForm):
    reason = line_field("取消原因", 200)


def _date(row: Interview, values: dict[str, Any]) -> object:
    planned = {name: values[name] for name in ("meet_on", "meet_at", "place", "talker", "asked")}
    return interviews.set_date(
        interview=row, version=values["version"], values=planned, on=values["on"], by=values["by"]
    )


def _hold(row: Interview, values: dict[str, Any]) -> object:
    said = {name: values[name] for name in ("held_on", "minutes", "promise", "promise_due")}
    return interviews.hold(
        interview=row, version=values["version"], values=said, files=values["papers"],
        on=values["on"], by=values["by"],
    )  # fmt: skip


STEPS: dict[str, Step] = {
    "date": Step(DateForm, _date, "约谈通知书已发出，责任单位首页会收到提醒"),
    "hold": Step(HoldForm, _hold, "约谈已记录，等待责任单位整改和报送"),
    "promise": Step(
        PromiseForm,
        lambda row, v: interviews.promise(
            interview=row, **given(v, promise="text", promise_due="due")
        ),
        "承诺已填写，请在承诺期限前报送整改情况",
    ),
    "report": Step(
        ReportForm,
        lambda row, v: interviews.report(interview=row, **given(v, report="text", papers="files")),
        "整改情况已报送，等待核查",
    ),
    "kept": Step(
        CheckForm,
        lambda row, v: interviews.find_kept(
            interview=row, **given(v, check_result="text", papers="files")
        ),
        "已记录：承诺已兑现，下一步办结",
    ),
    "broken": Step(
        BrokenForm,
        lambda row, v: interviews.find_broken(
            interview=row, **given(v, check_result="text", papers="files")
        ),
        "已转入跟踪，等待责任单位按新的时限报送整改情况",
        danger=True,
    ),
    "close": Step(StepForm, lambda row, v: interviews.close(interview=row, **v), "约谈已办结"),
    "cancel": Step(
        CancelForm,
        lambda row, v: interviews.cancel(interview=row, **given(v, reason="text")),
        "约谈已取消",
        danger=True,
    ),
}


@require(reads)
def interview(request: HttpRequest, pk: int) -> HttpResponse:
    """One interview; POST takes its next step."""
    found = Interview.objects.visible_to(request.user)
    found = found.select_related("unit", "paper__signed_by", "paper__template", "checked_by")
    row = get_object_or_404(found, pk=pk)
    if request.method != "POST":
        return _page(request, row)
    if not (keeps(request.user) or request.user.unit_id == row.unit_id):  # type: ignore[union-attr]
        raise PermissionDenied
    back = reverse("interview", args=[row.pk])
    answer = take(request, row, STEPS, today=today(), back=back, title=str(row))
    return answer if isinstance(answer, HttpResponse) else _page(request, row, answer, status=400)


def _page(
    request: HttpRequest,
    row: Interview,
    wrong: "tuple[str, StepForm] | None" = None,
    status: int = 200,
) -> HttpResponse:
    rows = list(row.proposals.all())
    steps = offered(_names(row, request.user), STEPS, INTERVIEW.moves, row, wrong)
    _suggest(row, steps)
    if row.state == InterviewState.DATED:
        steps = _talk_first(steps)
    context = {
        "row": row,
        "item": Item(row, INTERVIEWS, today()),
        "wrong": wrong[1] if wrong else None,
        "steps": steps,
        "grounds": proposal_grounds(rows).values(),
        "events": events_of_interview(row),
        "notices": row.notices.select_related("paper"),
        "escalates": keeps(request.user) and row.state == InterviewState.FOLLOW_UP,
    }
    return render(request, "assessment/interview.html", context, status=status)


def _names(row: Interview, user: Any) -> set[str]:
    """The steps that would not be refused for want of a promise or a report."""
    names = allowed(INTERVIEW, row, user)
    if not row.promise:
        names -= {"report", "kept", "broken"}
    elif not row.report:
        names -= {"kept"}
        if row.promise_due and today() <= row.promise_due:
            names -= {"broken"}
    return names


def _talk_first(steps: list[Offered]) -> list[Offered]:
    """A dated interview is held next; another day, which makes its paper void, comes after."""
    later = [replace(step, label=ANOTHER_DATE) for step in steps if step.name == "date"]
    return (
        [step for step in steps if step.name == "hold"]
        + later
        + [step for step in steps if step.name not in {"hold", "date"}]
    )


def _suggest(row: Interview, steps: list[Any]) -> None:
    """What is usual in an empty form: the unit's head, and the day that was set."""
    for step in steps:
        if step.name == "date" and not row.asked:
            step.form.initial["asked"] = row.unit.head
        if step.name == "hold":
            step.form.initial["held_on"] = row.meet_on


def _county(user: Any) -> bool:
    return reads(user) and not reports(user)


@require(_county)
def proposal_list(request: HttpRequest) -> HttpResponse:
    """Proposals with figures then and now; POST by 发改局 confirms, dismisses or restores."""
    if request.method == "POST":
        return _decide(request)
    return _proposals(request)


def _proposals(request: HttpRequest, error: str = "", status: int = 200) -> HttpResponse:
    rows = InterviewProposal.objects.visible_to(request.user)
    counts: dict[str, int] = {}
    for state in rows.order_by().values_list("state", flat=True):
        counts[state] = counts.get(state, 0) + 1
    state = request.GET.get("state", "")
    state = state if state in ProposalState.values else ProposalState.PROPOSED
    chosen = rows.filter(state=state).select_related("unit", "project", "decided_by", "interview")
    page = Paginator(chosen.order_by("unit__number", "pk"), SHOWN).get_page(request.GET.get("page"))
    grounds = proposal_grounds(page)
    context = {
        "state": state,
        "state_label": ProposalState(state).label,
        "tiles": tiles(counts, ProposalState),
        "page": page,
        "query": without_page(request),
        "lines": [(row, grounds[row.pk]) for row in page],
        "decides": leads(request.user),
        "error": error,
    }
    return render(request, "assessment/proposals.html", context, status=status)


def _decide(request: HttpRequest) -> HttpResponse:
    """The ticked rows, each with the version that the person saw."""
    if not leads(request.user):
        raise PermissionDenied
    keys = [whole_number(key) for key in request.POST.getlist("proposal")]
    found = InterviewProposal.objects.filter(pk__in=keys).select_related("unit")
    rows = list(found.order_by("unit__number", "pk"))
    versions = {row.pk: whole_number(request.POST.get(f"version-{row.pk}", "")) for row in rows}
    try:
        return _decided(request, rows, versions)
    except StaleError:
        return _proposals(request, "有的建议刚由别人处理过，请看过后再选", status=409)
    except RefusedError as error:
        return _proposals(request, str(error), status=400)


def _decided(
    request: HttpRequest, rows: list[InterviewProposal], versions: dict[int, int]
) -> HttpResponse:
    by: Any = request.user
    move = request.POST.get("move", "")
    if move == "confirm":
        row = proposals.confirm_proposals(proposals=rows, versions=versions, on=today(), by=by)
        messages.success(request, "已确认约谈，请定时间地点")
        return redirect("interview", row.pk)
    if not rows:
        raise RefusedError("请至少勾选一条约谈建议")
    if move == "restore":
        proposals.restore_proposals(proposals=rows, versions=versions, by=by)
    elif move == "dismiss":
        reason = request.POST.get("reason", "")
        proposals.dismiss_proposals(
            proposals=rows, versions=versions, reason=reason, on=today(), by=by
        )
    messages.success(request, f"已处理 {len(rows)} 条约谈建议")
    return redirect("proposals")
