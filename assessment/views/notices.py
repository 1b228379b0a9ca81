"""/notices/<id>/: one supervision notice with its next step and its way so far, 三（五）."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from assessment.actions import extensions, notices
from assessment.actions.case_moves import allowed
from assessment.choices.notices import ExtensionState
from assessment.lifecycles.notices import EXTENSION, NOTICE
from assessment.models import NoticeExtension, SupervisionNotice
from assessment.models.notices import RUNNING
from assessment.notices.rules import days_left, limit_of, may_ask_extension
from assessment.notices.timeline import events_of_notice, grounds_now
from assessment.notices.turns import notice_turn
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
from projects.choices.areas import Area
from projects.clock import today
from projects.permissions import keeps_area, reads_area
from projects.views.access import require

Wrong = tuple[str, StepForm] | None
PEOPLE = ("unit", "paper__signed_by", "paper__template", "interview__unit", "received_by",
          "replied_by", "checked_by")  # fmt: skip


def reads(user: Any) -> bool:
    return reads_area(user, Area.SUPERVISION)


def keeps(user: Any) -> bool:
    return keeps_area(user, Area.SUPERVISION)


class EditForm(StepForm):
    """What a draft says; its grounds stay as they were chosen."""

    subject = line_field("督办事由", 60, hint="标题为“关于……的督办通知书”")
    matter = words_field("其他督办情况", longest=1000, rows=3, required=False)
    demands = words_field("整改要求", longest=1000)
    due_on = day_field("办理时限")
    attached = line_field("附件说明", 100, required=False)


class ReplyForm(ProofForm):
    reply = words_field("整改情况", longest=2000, rows=6)

    field_order = ("reply",)


class CheckForm(StepForm):
    check_result = words_field("核查意见", longest=500, rows=3)
    papers = files_field("核查佐证")


class SendBackForm(StepForm):
    check_result = words_field("退回原因", longest=500, rows=3)
    due_on = day_field("新的办理时限")
    papers = files_field("核查佐证")


class ReasonForm(StepForm):
    reason = line_field("作废原因", 200)


class ExtensionForm(StepForm):
    new_due = day_field("申请延至")
    reason = line_field("申请理由", 300)


class AnswerForm(StepForm):
    answer = line_field("答复意见", 300)
    extension = forms.IntegerField(widget=forms.HiddenInput)


def _edit(row: SupervisionNotice, values: dict[str, Any]) -> object:
    kept = {name: value for name, value in values.items() if name in EditForm.base_fields}
    version = kept.pop("version")
    return notices.edit(notice=row, version=version, values=kept, by=values["by"])


def _ask(row: SupervisionNotice, values: dict[str, Any]) -> object:
    kept = {name: value for name, value in values.items() if name != "version"}
    return extensions.ask_extension(notice=row, **kept)


def _answer(row: SupervisionNotice, values: dict[str, Any], move: str) -> object:
    kept = dict(values)
    asked = get_object_or_404(row.extensions, pk=kept.pop("extension"))
    return extensions.answer_extension(extension=asked, move=move, **kept)


STEPS: dict[str, Step] = {
    "issue": Step(
        StepForm, lambda row, v: notices.issue(notice=row, **v), "已下达，责任单位首页会收到提醒"
    ),
    "edit": Step(EditForm, _edit, "拟定稿已保存"),
    "receive": Step(StepForm, lambda row, v: notices.receive(notice=row, **v), "已签收"),
    "reply": Step(
        ReplyForm,
        lambda row, v: notices.reply(notice=row, **given(v, reply="text", papers="files")),
        "已回复，等待核查",
    ),
    "close": Step(
        CheckForm,
        lambda row, v: notices.close(notice=row, **given(v, check_result="text", papers="files")),
        "已核查销号",
    ),
    "send_back": Step(
        SendBackForm,
        lambda row, v: notices.send_back(
            notice=row, **given(v, check_result="text", papers="files")
        ),
        "已退回责任单位",
        danger=True,
    ),
    "withdraw": Step(
        ReasonForm,
        lambda row, v: notices.withdraw(notice=row, **given(v, reason="text")),
        "已作废，文号不再使用",
        danger=True,
    ),
}
# Beside the notice's own life: deleting a draft, and its extensions.
OTHER_STEPS: dict[str, Step] = {
    "discard": Step(
        StepForm,
        lambda row, v: notices.discard(notice=row, version=v["version"], by=v["by"]),
        "拟定稿已删除",
        danger=True,
        to="notices",
    ),
    "ask": Step(ExtensionForm, _ask, "延期申请已报送"),
    "grant": Step(AnswerForm, lambda row, v: _answer(row, v, "grant"), "已同意延期，时限已改"),
    "refuse": Step(AnswerForm, lambda row, v: _answer(row, v, "refuse"), "已答复不同意延期"),
}


@require(reads)
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """One notice; POST takes its next step."""
    found = SupervisionNotice.objects.visible_to(request.user).select_related(*PEOPLE)
    row = get_object_or_404(found, pk=pk)
    if request.method != "POST":
        return _page(request, row)
    if not (keeps(request.user) or request.user.unit_id == row.unit_id):  # type: ignore[union-attr]
        raise PermissionDenied
    back = reverse("notice", args=[row.pk])
    steps = STEPS | OTHER_STEPS
    answer = take(request, row, steps, today=today(), back=back, title=str(row))
    return answer if isinstance(answer, HttpResponse) else _page(request, row, answer, status=400)


def _page(
    request: HttpRequest, row: SupervisionNotice, wrong: Wrong = None, status: int = 200
) -> HttpResponse:
    user: Any = request.user
    names = allowed(NOTICE, row, user)
    context = {
        "row": row,
        "wrong": wrong[1] if wrong else None,
        "steps": offered(names, STEPS, NOTICE.moves, row, wrong),
        "discards": StepForm(initial={"version": row.version}) if "edit" in names else None,
        "limit": limit_of(row.due_on, today(), running=row.state in RUNNING),
        "left": days_left(row.due_on, today()),
        "turn": notice_turn(row),
        "grounds": grounds_now(row),
        "events": events_of_notice(row),
        "extensions": [_extension(each, user, wrong) for each in row.extensions.all()],
        "ask": _asking(row, user, wrong),
    }
    return render(request, "assessment/notice.html", context, status=status)


def _extension(row: NoticeExtension, user: Any, wrong: Wrong) -> dict[str, Any]:
    """An extension with the form of its answer, for who may answer."""
    moves = EXTENSION.moves if keeps(user) and row.state == ExtensionState.ASKED else {}
    initial = {"version": row.version, "extension": row.pk}
    form = AnswerForm(initial=initial, auto_id="answer-%s") if moves else None
    if form and wrong and wrong[0] in moves:
        form = wrong[1]  # type: ignore[assignment]
    return {"row": row, "moves": moves, "form": form}


def _asking(row: SupervisionNotice, user: Any, wrong: Wrong) -> Offered | None:
    """The form to ask for a later limit, while the unit may."""
    own = "reply" in allowed(NOTICE, row, user)
    waits = row.extensions.filter(state=ExtensionState.ASKED).exists() if own else False
    if not own or waits or not may_ask_extension(row.state, row.due_on, today(), RUNNING):
        return None
    form: StepForm = ExtensionForm(initial={"version": row.version}, auto_id="ask-%s")
    return Offered("ask", "申请延期", wrong[1] if wrong and wrong[0] == "ask" else form, False)
