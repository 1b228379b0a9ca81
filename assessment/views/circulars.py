"""/notices/circulars/new/ and /notices/circulars/<id>/: circulars on overdue notices, 三（五）."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from assessment.actions import circulars
from assessment.actions.case_moves import allowed
from assessment.choices.notices import CircularState
from assessment.lifecycles.notices import CIRCULAR
from assessment.models import Circular, SupervisionNotice
from assessment.notices.rules import days_left
from assessment.notices.turns import CIRCULAR_TURNS
from assessment.views.case_forms import (
    Step,
    StepForm,
    given,
    line_field,
    offered,
    take,
    words_field,
)
from assessment.views.notices import keeps, reads
from projects.actions.versions import RefusedError
from projects.clock import today
from projects.permissions import reports
from projects.views.access import require
from projects.views.rows import whole_number

USUAL_DEMANDS = (
    "被通报单位要深刻剖析原因，主要负责人亲自调度，立即整改并书面回复。\n"
    "其他单位要引以为戒，按时限落实各类督办事项。"
)


class NewCircularForm(forms.Form):
    demands = words_field("有关要求", longest=1000)


class EditForm(StepForm):
    demands = words_field("有关要求", longest=1000)


class ReasonForm(StepForm):
    reason = line_field("作废原因", 200)


def _edit(row: Circular, values: dict[str, Any]) -> object:
    return circulars.edit_circular(
        circular=row, version=values["version"], demands=values["demands"], by=values["by"]
    )


STEPS: dict[str, Step] = {
    "issue": Step(
        StepForm,
        lambda row, v: circulars.issue_circular(circular=row, **v),
        "已印发，并对所列单位提出约谈建议",
    ),
    "edit": Step(EditForm, _edit, "拟定稿已保存"),
    "withdraw": Step(
        ReasonForm,
        lambda row, v: circulars.withdraw_circular(circular=row, **given(v, reason="text")),
        "已作废，文号不再使用",
        danger=True,
    ),
}
DISCARD = {
    "discard": Step(
        StepForm,
        lambda row, v: circulars.discard_circular(circular=row, version=v["version"], by=v["by"]),
        "拟定稿已删除",
        danger=True,
        to="notices",
    )
}


@require(keeps)
def circular_new(request: HttpRequest) -> HttpResponse:
    """Which of today's overdue notices are to be listed, and what is demanded."""
    rows = list(_overdue(request.user))
    if request.method == "POST":
        return _drawn_up(request, rows)
    form = NewCircularForm(initial={"demands": USUAL_DEMANDS}, auto_id="new-%s")
    return _new_page(request, rows, form, {row.pk for row in rows})


def _overdue(user: Any) -> Any:
    rows = SupervisionNotice.objects.visible_to(user).overdue(today())
    return rows.select_related("unit", "paper").order_by("unit__number", "pk")


def _drawn_up(request: HttpRequest, rows: list[SupervisionNotice]) -> HttpResponse:
    chosen = {whole_number(key) for key in request.POST.getlist("notice")}
    form = NewCircularForm(request.POST, auto_id="new-%s")
    if form.is_valid():
        listed = [row for row in rows if row.pk in chosen]
        demands = form.cleaned_data["demands"]
        by: Any = request.user
        try:
            row = circulars.draw_up_circular(notices=listed, demands=demands, on=today(), by=by)
            return redirect("circular", row.pk)
        except RefusedError as error:
            form.add_error(None, str(error))
    return _new_page(request, rows, form, chosen, status=400)


def _new_page(
    request: HttpRequest,
    rows: list[SupervisionNotice],
    form: NewCircularForm,
    chosen: set[int],
    status: int = 200,
) -> HttpResponse:
    lines = [(row, row.pk in chosen, -days_left(row.due_on, today())) for row in rows]
    context = {"lines": lines, "form": form}
    return render(request, "assessment/circular_new.html", context, status=status)


@require(reads)
def circular(request: HttpRequest, pk: int) -> HttpResponse:
    """One circular; POST takes its next step."""
    found = Circular.objects.visible_to(request.user).select_related("paper__signed_by")
    row = get_object_or_404(found, pk=pk)
    if request.method != "POST":
        return _page(request, row)
    if not keeps(request.user):
        raise PermissionDenied
    back = reverse("circular", args=[row.pk])
    answer = take(request, row, STEPS | DISCARD, today=today(), back=back, title=str(row))
    return answer if isinstance(answer, HttpResponse) else _page(request, row, answer, status=400)


def _page(
    request: HttpRequest,
    row: Circular,
    wrong: "tuple[str, StepForm] | None" = None,
    status: int = 200,
) -> HttpResponse:
    user: Any = request.user
    names = set() if reports(user) else allowed(CIRCULAR, row, user)
    notices = row.notices.select_related("unit", "paper").order_by("unit__number", "pk")
    context = {
        "row": row,
        "wrong": wrong[1] if wrong else None,
        "steps": offered(names, STEPS, CIRCULAR.moves, row, wrong),
        "discards": StepForm(initial={"version": row.version}) if "edit" in names else None,
        "turn": CIRCULAR_TURNS[row.state],
        "notices": notices.filter(unit=user.unit_id) if reports(user) else notices,
        "drafted": row.state == CircularState.DRAFT,
        "own": reports(user),
    }
    return render(request, "assessment/circular.html", context, status=status)
