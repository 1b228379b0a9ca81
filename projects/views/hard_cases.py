"""/hardcore/: the hard-case library; /hardcore/<code>/: one case with meetings and questions."""

from io import BytesIO
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from projects.actions.hard_cases import (
    add_question,
    decide_case,
    propose_case,
    save_meeting,
    save_question,
)
from projects.alarms import questions_at
from projects.choices.areas import Area
from projects.choices.hard_cases import CaseState, QuestionState
from projects.clock import today
from projects.excel.case_list import write_cases
from projects.forms import FilesField, LedgerDateField
from projects.hard_cases import standings, suggested, why
from projects.lifecycles.hard_cases import HARD_CASE, QUESTION
from projects.models import HardCase, HardQuestion, Project, SiteMeeting
from projects.permissions import keeps_area, may_edit, reads_area, reports
from projects.views.access import require
from projects.views.rows import RowForm, attempt, chosen_row, form_of, moves, without_page

SHOWN, SUGGESTED_SHOWN = 50, 30


def _reads(user: Any) -> bool:
    return reads_area(user, Area.HARD_CASES)


class CaseForm(RowForm):
    class Meta:
        model = HardCase
        fields = ["leader", "task_force", "reason"]
        widgets = {"task_force": forms.Textarea(attrs={"rows": 2})}


class ProposalForm(RowForm):
    class Meta:
        model = HardCase
        fields = ["reason"]
        labels = {"reason": "提请入库的理由"}


class MeetingForm(RowForm):
    papers = FilesField(label="增加附件", required=False)

    class Meta:
        model = SiteMeeting
        fields = ["held_on", "chair", "minutes"]
        field_classes = {"held_on": LedgerDateField}
        widgets = {"minutes": forms.Textarea(attrs={"rows": 3})}


class NewQuestionForm(RowForm):
    class Meta:
        model = HardQuestion
        fields = ["text", "owner", "due_on"]
        field_classes = {"due_on": LedgerDateField}


class QuestionForm(RowForm):
    class Meta:
        model = HardQuestion
        fields = ["text", "owner", "due_on", "result"]
        field_classes = {"due_on": LedgerDateField}


@require_safe
@require(_reads)
def case_list(request: HttpRequest) -> HttpResponse:
    """Who is in the library and which weeks were missed; who is suggested for it."""
    day = today()
    cases = HardCase.objects.visible_to(request.user)
    listed = standings(cases.filter(state=CaseState.LISTED), day)
    closed = request.GET.get("state") == CaseState.CLOSED
    shown = standings(cases.filter(state=CaseState.CLOSED), day) if closed else listed
    projects = suggested(Project.objects.visible_to(request.user))
    context = {
        "closed": closed,
        "listed": len(listed),
        "missing": sum(bool(line.missed) for line in listed),
        "late": sum(line.late for line in listed),
        "ended": cases.filter(state=CaseState.CLOSED).count(),
        "page": Paginator(shown, SHOWN).get_page(request.GET.get("page")),
        "query": without_page(request),
        "suggested": [
            (project, why(project))
            for project in projects.select_related("unit", "hard_case").order_by(
                "-total_investment", "code"
            )[:SUGGESTED_SHOWN]
        ],
        "waiting": projects.count(),
        "decides": keeps_area(request.user, Area.HARD_CASES),
        "proposes": reports(request.user),
    }
    return render(request, "projects/hard_cases.html", context)


@require_safe
@require(_reads)
def case_file(request: HttpRequest) -> FileResponse:
    """Those in the library and those closed, with the weeks that were missed, as a workbook."""
    cases = HardCase.objects.visible_to(request.user)
    shown = cases.filter(state__in=(CaseState.LISTED, CaseState.CLOSED))
    target = BytesIO()
    write_cases(
        target, standings(shown.order_by("-state", "project__unit__number"), today()), today()
    )
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename=f"攻坚项目库_{today()}.xlsx")


@require(_reads)
def case_of(request: HttpRequest, code: str) -> HttpResponse:
    """One project's case; POST decides, asks, or saves a meeting or a question."""
    visible = Project.objects.visible_to(request.user).select_related("unit", "hard_case")
    project = get_object_or_404(visible, code=code)
    if request.method == "POST":
        return _posted(request, project)
    return _page(request, project)


def _page(
    request: HttpRequest, project: Project, wrong: Any = None, status: int = 200
) -> HttpResponse:
    """`wrong` is the refused form, kept open in its place with what was typed."""
    case = getattr(project, "hard_case", None)
    may, decides = may_edit(request.user, project), keeps_area(request.user, Area.HARD_CASES)
    listed = case is not None and case.state == CaseState.LISTED
    form = form_of(CaseForm, case, "case") if case else CaseForm(auto_id="case-%s")
    writes = may and listed
    context = {
        "project": project,
        "case": case,
        "why": why(project),
        "standing": standings(HardCase.objects.filter(project=project), today())[0]
        if case
        else None,
        "decides": decides,
        "writes": writes,
        "asks": may and not decides and case is None,
        "wrong": wrong,
        "case_form": _kept(wrong, form),
        "case_moves": moves(HARD_CASE, case.state if case else CaseState.SUGGESTED, request.user),
        "proposal": _kept(wrong, ProposalForm(auto_id="proposal-%s")),
        "new_meeting": _kept(wrong, MeetingForm(auto_id="new-meeting-%s")),
        "new_question": _kept(wrong, NewQuestionForm(auto_id="new-question-%s")),
        "meetings": [
            _line(row, "meeting", MeetingForm, wrong, writes)
            for row in project.site_meetings.prefetch_related("files")
        ],
        "questions": [
            _line(row, "question", QuestionForm, wrong, writes)
            | {"moves": moves(QUESTION, row.state, request.user)}
            for row in questions_at(project.hard_questions.all(), today())
        ],
        "open": project.hard_questions.exclude(state=QuestionState.CLOSED).count(),
    }
    return render(request, "projects/hard_case.html", context, status=status)


def _kept(wrong: Any, form: RowForm) -> Any:
    """The refused form in the place of the fresh one that it was typed into."""
    return wrong if wrong is not None and wrong.auto_id == form.auto_id else form


def _line(row: Any, what: str, kind: type[RowForm], wrong: Any, writes: bool) -> dict[str, Any]:
    anchor = f"{what}{row.pk}"
    form = _kept(wrong, form_of(kind, row, anchor))
    return {
        "row": row,
        "anchor": anchor,
        "form": form if writes else None,
        "open": form is wrong,
    }


def _posted(request: HttpRequest, project: Project) -> HttpResponse:
    if not may_edit(request.user, project):
        raise PermissionDenied
    posts = {"case": _decide, "proposal": _propose, "meeting": _meet, "question": _question}
    post = posts.get(request.POST.get("what", ""))
    return post(request, project) if post else redirect("hard-case", project.code)


def _write(request: HttpRequest, project: Project, form: RowForm, act: Any) -> HttpResponse:
    answer = attempt(
        request, form, act, title="攻坚记录", back=_address(project), said="攻坚记录已保存"
    )
    return answer or _page(request, project, form, status=400)


def _decide(request: HttpRequest, project: Project) -> HttpResponse:
    def act(values: dict[str, Any], version: int) -> object:
        return decide_case(
            project=project,
            version=version,
            values=values,
            move=request.POST.get("move", ""),
            on=today(),
            by=request.user,  # type: ignore[arg-type]
        )

    return _write(request, project, CaseForm(request.POST, auto_id="case-%s"), act)


def _propose(request: HttpRequest, project: Project) -> HttpResponse:
    def act(values: dict[str, Any], _version: int) -> object:
        return propose_case(project=project, reason=values["reason"], by=request.user)  # type: ignore[arg-type]

    return _write(request, project, ProposalForm(request.POST, auto_id="proposal-%s"), act)


def _meet(request: HttpRequest, project: Project) -> HttpResponse:
    meeting = chosen_row(request, project.site_meetings) if request.POST.get("row") else None
    anchor = f"meeting{meeting.pk}" if meeting else "new-meeting"

    def act(values: dict[str, Any], version: int) -> object:
        return save_meeting(
            project=project,
            meeting=meeting,
            version=version,
            files=values.pop("papers"),
            values=values,
            today=today(),
            by=request.user,  # type: ignore[arg-type]
        )

    form = MeetingForm(request.POST, request.FILES, auto_id=f"{anchor}-%s")
    return _write(request, project, form, act)


def _question(request: HttpRequest, project: Project) -> HttpResponse:
    by: Any = request.user
    if not request.POST.get("row"):
        form: RowForm = NewQuestionForm(request.POST, auto_id="new-question-%s")
        return _write(
            request,
            project,
            form,
            lambda values, _version: add_question(project=project, values=values, by=by),
        )
    question = chosen_row(request, project.hard_questions.select_related("project"))
    move = request.POST.get("move", "")
    return _write(
        request,
        project,
        QuestionForm(request.POST, auto_id=f"question{question.pk}-%s"),
        lambda values, version: save_question(
            question=question, version=version, values=values, move=move, by=by
        ),
    )


def _address(project: Project) -> str:
    return reverse("hard-case", args=[project.code])
