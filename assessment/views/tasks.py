"""/tasks/: what was handed down, its limits and its units; /tasks/<pk>/: one matter, 三（五）."""

from datetime import date
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Case, Value, When
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from assessment.actions.tasks import (
    answer_extension,
    ask_extension,
    check_part,
    give_task,
    receive_part,
    report_part,
)
from assessment.choices.tasks import OPEN_PARTS, ExtensionState, Origin, PartState
from assessment.lifecycles.tasks import EXTENSION, TASK
from assessment.models import Task, TaskPart
from projects import trail
from projects.actions.reporting import StaleError
from projects.actions.versions import RefusedError
from projects.clock import today
from projects.forms import FilesField, LedgerDateField, NoPapersField
from projects.lifecycles import Lifecycle, MoveError
from projects.models import User, VisitProblem
from projects.permissions import answers_for, keeps_supervision, reads_supervision, role_of
from projects.views.access import require
from projects.views.cases import Asked, ProjectCodesField, board, file_of, line, units_field
from projects.views.rows import RowForm, attempt, chosen_row, form_of, moves, whole_number

HEADERS = (
    "事项…", "交办来源", "交办人", "交办日期", "责任单位", "状态", "时限", "期限情况", "项目",
    "办理要求…", "办理结果…", "报告日期", "核验意见…", "核验日期",
)  # fmt: skip
STALE = "这件事项刚由别人更新，请看过后再操作"
SAID = {
    "report": "办理结果已报告，等待核验",
    "ask": "延期申请已报送，答复前仍按现时限",
    "grant": "已同意延期，时限已改",
    "refuse": "已答复不同意延期，时限不变",
    "close": "已核验办结",
    "send_back": "已退回重办，等待再次报告",
    "cancel": "已撤销，不用再办",
}


class TaskForm(RowForm):
    project = ProjectCodesField(label="项目编号", required=False, several=False)
    units = units_field("责任单位")

    class Meta:
        model = Task
        fields = ["title", "demands", "limit_on", "origin", "given_by", "given_on"]
        field_classes = {"limit_on": LedgerDateField, "given_on": LedgerDateField}
        widgets = {"demands": forms.Textarea(attrs={"rows": 3})}


class ReportForm(RowForm):
    fresh = ("report",)

    papers = FilesField(label="佐证材料", required=False)
    no_papers = NoPapersField()

    class Meta:
        model = TaskPart
        fields = ["report"]
        widgets = {"report": forms.Textarea(attrs={"rows": 3})}


class ExtensionForm(RowForm):
    fresh = ("extension_to", "extension_reason")

    class Meta:
        model = TaskPart
        fields = ["extension_to", "extension_reason"]
        field_classes = {"extension_to": LedgerDateField}


class CheckForm(RowForm):
    fresh = ("check_note",)

    class Meta:
        model = TaskPart
        fields = ["check_note"]


class AnswerForm(RowForm):
    fresh = ("extension_answer",)

    class Meta:
        model = TaskPart
        fields = ["extension_answer"]


@require_safe
@require(reads_supervision)
def task_list(request: HttpRequest) -> HttpResponse:
    """Each unit's part of each task: those that press first."""
    parts = TaskPart.objects.visible_to(request.user)
    context = board(request, parts, PartState, today(), list_of=_listed)
    context["keeps"] = keeps_supervision(request.user)
    return render(request, "assessment/tasks.html", context)


@require_safe
@require(reads_supervision)
def task_file(request: HttpRequest) -> HttpResponseBase:
    """The list as an Excel file."""
    asked, day = Asked.by(request, PartState), today()
    parts = asked.narrow(TaskPart.objects.visible_to(request.user), day)
    return file_of("限时交办", HEADERS, [_cells(part, day) for part in _listed(parts)])


def _listed(parts: Any) -> Any:
    ended = Case(When(state__in=OPEN_PARTS, then=Value(0)), default=Value(1))
    return parts.select_related("task__project", "unit").order_by(ended, "limit_on", "pk")


def _cells(part: TaskPart, day: date) -> list[Any]:
    task, clock = part.task, line(part, day).countdown
    return [
        task.title, task.get_origin_display(), task.given_by, task.given_on, part.unit.name,
        part.get_state_display(), part.limit_on,
        clock.label if clock else "", task.project.name if task.project else "", task.demands,
        part.report, part.reported_on, part.check_note, part.checked_on,
    ]  # fmt: skip


@require(keeps_supervision)
def task_new(request: HttpRequest) -> HttpResponse:
    """Hand a matter down; `problem` names a problem of a visit that it arises from."""
    problem = _problem(request)
    if request.method != "POST":
        return _new_page(request, TaskForm(initial=_initial(problem)), problem)
    form = TaskForm(request.POST)

    def act(values: dict[str, Any], _version: int) -> object:
        units = values.pop("units")
        return give_task(
            values=values | {"problem": problem},
            units=units,
            today=today(),
            by=cast(User, request.user),
        )

    back = reverse("tasks")
    answer = attempt(
        request, form, act, title="交办", back=back, said="已交办，等待签收", opens=True
    )
    return answer or _new_page(request, form, problem, status=400)


def _problem(request: HttpRequest) -> VisitProblem | None:
    if not (asked := request.GET.get("problem")):
        return None
    rows = VisitProblem.objects.visible_to(request.user).filter(task=None)
    return get_object_or_404(rows.select_related("project", "unit"), pk=whole_number(asked))


def _initial(problem: VisitProblem | None) -> dict[str, Any]:
    initial: dict[str, Any] = {"version": 0, "given_on": today(), "origin": Origin.DRC}
    if problem is None:
        return initial
    return initial | {
        "title": problem.text[:30],
        "demands": problem.text,
        "limit_on": problem.limit_on,
        "origin": Origin.VISIT,
        "project": problem.project,
        "units": [problem.unit_id or problem.project.unit_id],
    }


def _new_page(
    request: HttpRequest, form: TaskForm, problem: VisitProblem | None, status: int = 200
) -> HttpResponse:
    context = {"form": form, "problem": problem}
    return render(request, "assessment/task_new.html", context, status=status)


@require(reads_supervision)
def task(request: HttpRequest, pk: int) -> HttpResponse:
    """One matter with the parts that the person may see; POST takes the next step of one part."""
    rows = Task.objects.visible_to(request.user).select_related("project", "problem")
    matter = get_object_or_404(rows, pk=pk)
    if request.method == "POST":
        return _posted(request, matter)
    return _page(request, matter)


def _parts(request: HttpRequest, matter: Task) -> Any:
    parts = TaskPart.objects.visible_to(request.user).filter(task=matter)
    return parts.select_related("unit", "checked_by", "task").order_by("unit__number")


def _page(request: HttpRequest, matter: Task, wrong: Any = None, status: int = 200) -> HttpResponse:
    parts = list(_parts(request, matter).prefetch_related("files"))
    own = [part for part in parts if answers_for(request.user, part.unit_id)]
    rows: list[tuple[Any, str, int]] = [(Task, "id", matter.pk)]
    rows += [(TaskPart, "id", own[0].pk)] if own else [(TaskPart, "task_id", matter.pk)]
    context = {
        "task": matter,
        "parts": [_part(request, part, wrong, len(parts)) for part in parts],
        "wrong": wrong,
        "changes": trail.timeline(*rows),
        "report_button": _buttons(TASK, "report"),
        "ask_button": _buttons(EXTENSION, "ask"),
        "answer_buttons": _buttons(EXTENSION, "grant", "refuse"),
        "keeps": keeps_supervision(request.user),
    }
    return render(request, "assessment/task.html", context, status=status)


def _buttons(lifecycle: Lifecycle, *names: str) -> list[tuple[str, str]]:
    return [(name, lifecycle.moves[name].label) for name in names]


def _part(request: HttpRequest, part: TaskPart, wrong: Any, among: int) -> dict[str, Any]:
    """What the page shows of a part: its clock, and the forms of the steps open to the person."""
    allowed = dict(moves(TASK, part.state, request.user))
    own, anchor = answers_for(request.user, part.unit_id), f"part{part.pk}"
    asks = own and part.state in {PartState.GIVEN, PartState.UNDER_WAY}
    kinds: dict[str, Any] = {
        "report": ReportForm if own and "report" in allowed else None,
        "ask": ExtensionForm
        if asks and part.extension != ExtensionState.ASKED and today() <= part.limit_on
        else None,
        "check": CheckForm if "cancel" in allowed else None,
        "answer": AnswerForm
        if keeps_supervision(request.user) and part.extension == ExtensionState.ASKED
        else None,
    }
    return {
        "row": part,
        "anchor": anchor,
        "countdown": line(part, today()).countdown,
        "receives": own and "receive" in allowed,
        "open": among == 1 or (wrong is not None and wrong.auto_id.startswith(anchor)),
        "checks": [(name, label) for name, label in allowed.items() if name != "report"],
        "forms": {
            name: wrong
            if wrong is not None and wrong.auto_id == f"{anchor}-{name}-%s"
            else form_of(kind, part, f"{anchor}-{name}")
            for name, kind in kinds.items()
            if kind
        },
    }


def _posted(request: HttpRequest, matter: Task) -> HttpResponse:
    if not (keeps_supervision(request.user) or role_of(request.user) == "unit"):
        raise PermissionDenied
    part = chosen_row(request, _parts(request, matter))
    what = request.POST.get("what", "")
    if what == "receive":
        return _receive(request, matter, part)
    kinds = {"report": ReportForm, "ask": ExtensionForm, "check": CheckForm, "answer": AnswerForm}
    if what not in kinds:
        return redirect(matter)
    form = kinds[what](request.POST, request.FILES, auto_id=f"part{part.pk}-{what}-%s")
    answer = attempt(
        request,
        form,
        _act(request, part, what),
        title=matter.title,
        back=matter.get_absolute_url(),
        said=f"{part.unit}：{SAID.get(request.POST.get('move', ''), '已记录')}",
    )
    return answer or _page(request, matter, form, status=400)


def _act(request: HttpRequest, part: TaskPart, what: str) -> Any:
    by, move = cast(User, request.user), request.POST.get("move", "")

    def act(values: dict[str, Any], version: int) -> object:
        given: dict[str, Any] = {"part": part, "version": version, "by": by}
        if what == "report":
            files = values.pop("papers")
            return report_part(**given, files=files, today=today(), **values)
        if what == "ask":
            until, reason = values["extension_to"], values["extension_reason"]
            return ask_extension(**given, until=until, reason=reason, today=today())
        if what == "check":
            return check_part(**given, move=move, note=values["check_note"], today=today())
        return answer_extension(**given, move=move, answer=values["extension_answer"])

    return act


def _receive(request: HttpRequest, matter: Task, part: TaskPart) -> HttpResponse:
    version = whole_number(request.POST.get("version", ""))
    try:
        receive_part(part=part, version=version, today=today(), by=cast(User, request.user))
    except StaleError:
        messages.error(request, STALE)
    except (RefusedError, MoveError) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "已签收")
    return redirect(matter)
