"""/visits/problems/: what visits found, until the enterprise says that it is solved, 三（二）."""

from datetime import date
from functools import partial
from typing import Any, cast

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Case, Value, When
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from projects import trail
from projects.actions.visit_problems import assign_problem, confirm_problem, solve_problem
from projects.choices.areas import Area
from projects.choices.guarantees import ProblemState
from projects.clock import today
from projects.forms import FilesField, LedgerDateField
from projects.lifecycles.guarantees import PROBLEM
from projects.models import User, VisitProblem
from projects.permissions import answers_for, keeps_area, keeps_supervision, reads_area, role_of
from projects.views.access import require
from projects.views.cases import Asked, board, file_of, line
from projects.views.rows import RowForm, attempt, form_of, moves

_reads = partial(reads_area, area=Area.GUARANTEES)
HEADERS = (
    "问题…", "项目编号", "项目…", "发现日期", "走访人", "状态", "承办单位", "解决时限", "期限情况",
    "解决情况…", "解决日期", "企业联系人", "联系电话", "企业意见…", "确认日期", "登记人",
)  # fmt: skip


class AssignForm(RowForm):
    class Meta:
        model = VisitProblem
        fields = ["unit", "limit_on"]
        field_classes = {"limit_on": LedgerDateField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.Meta.fields:
            self.fields[name].required = True


class SolveForm(RowForm):
    papers = FilesField(label="附件", required=False)

    class Meta:
        model = VisitProblem
        fields = ["solution"]
        widgets = {"solution": forms.Textarea(attrs={"rows": 3})}


class ConfirmForm(RowForm):
    fresh = ("opinion",)

    class Meta:
        model = VisitProblem
        fields = ["contact", "phone", "opinion"]


KINDS: dict[str, tuple[type[RowForm], tuple[str, ...]]] = {
    "assign": (AssignForm, ("assign",)),
    "solve": (SolveForm, ("solve",)),
    "confirm": (ConfirmForm, ("confirm", "send_back")),
}


@require_safe
@require(_reads)
def problem_list(request: HttpRequest) -> HttpResponse:
    """Problems by state and limit, those that press first."""
    rows = VisitProblem.objects.visible_to(request.user)
    context = board(request, rows, ProblemState, today(), list_of=_listed)
    return render(request, "projects/visit_problems.html", context)


@require_safe
@require(_reads)
def problem_file(request: HttpRequest) -> HttpResponseBase:
    """The list as an Excel file."""
    day = today()
    rows = VisitProblem.objects.visible_to(request.user)
    found = _listed(Asked.by(request, ProblemState).narrow(rows, day))
    return file_of("走访问题", HEADERS, [_cells(row, day) for row in found])


def _listed(rows: Any) -> Any:
    ended = Case(When(state=ProblemState.CONFIRMED, then=Value(1)), default=Value(0))
    rows = rows.select_related("project__unit", "unit", "visit", "confirmed_by")
    return rows.order_by(ended, "limit_on", "pk")


def _cells(row: VisitProblem, day: date) -> list[Any]:
    clock = line(row, day).countdown
    return [
        row.text, row.project.code, row.project.name, row.visit.visited_on, row.visit.person,
        row.get_state_display(), row.unit.name if row.unit else "", row.limit_on,
        clock.label if clock else "", row.solution, row.solved_on, row.contact, row.phone,
        row.opinion, row.confirmed_on, row.confirmed_by,
    ]  # fmt: skip


@require(_reads)
def problem(request: HttpRequest, pk: int) -> HttpResponse:
    """One problem; POST assigns, solves, or writes down what the enterprise said."""
    rows = VisitProblem.objects.visible_to(request.user)
    rows = rows.select_related("project__unit", "unit", "visit", "confirmed_by")
    found = get_object_or_404(rows, pk=pk)
    if request.method == "POST":
        return _posted(request, found)
    return _page(request, found)


def _page(
    request: HttpRequest, row: VisitProblem, wrong: Any = None, status: int = 200
) -> HttpResponse:
    allowed = dict(moves(PROBLEM, row.state, request.user))
    if role_of(request.user) == "unit" and not answers_for(request.user, row.unit_id):
        allowed = {}
    context = {
        "problem": row,
        "own": role_of(request.user) != "unit" or answers_for(request.user, row.project.unit_id),
        "countdown": line(row, today()).countdown,
        "files": row.files.all(),
        "wrong": wrong,
        "steps": [
            (what, _kept(kind, row, what, wrong), [(n, allowed[n]) for n in names if n in allowed])
            for what, (kind, names) in KINDS.items()
            if names[0] in allowed
        ],
        "may_hand_down": keeps_supervision(request.user),
        "changes": trail.timeline((VisitProblem, "id", row.pk)),
    }
    return render(request, "projects/visit_problem.html", context, status=status)


def _kept(kind: type[RowForm], row: VisitProblem, what: str, wrong: Any) -> Any:
    """The refused form in its own place; a unit is proposed for a problem that has none."""
    if wrong is not None and wrong.auto_id == f"{what}-%s":
        return wrong
    form = form_of(kind, row, what)
    if what == "assign" and row.unit_id is None:
        form.initial["unit"] = row.project.unit_id
    return form


def _posted(request: HttpRequest, row: VisitProblem) -> HttpResponse:
    what = request.POST.get("what", "")
    if not (keeps_area(request.user, Area.GUARANTEES) or answers_for(request.user, row.unit_id)):
        raise PermissionDenied
    if what not in KINDS:
        return redirect(row)
    form = KINDS[what][0](request.POST, request.FILES, auto_id=f"{what}-%s")

    def act(values: dict[str, Any], version: int) -> object:
        given: dict[str, Any] = {"problem": row, "version": version, "today": today()}
        given["by"] = cast(User, request.user)
        if what == "assign":
            return assign_problem(**given, **values)
        if what == "solve":
            return solve_problem(**given, solution=values["solution"], files=values["papers"])
        return confirm_problem(**given, move=request.POST.get("move", ""), **values)

    back = row.get_absolute_url()
    answer = attempt(
        request,
        form,
        act,
        title="走访问题",
        back=back,
        said=partial(_said, request.POST.get("move", what)),
    )
    return answer or _page(request, row, form, status=400)


def _said(move: str, row: VisitProblem) -> str:
    """What happened, and whose turn it is."""
    if row.state == ProblemState.SOLVED:
        return "已报送解决情况，待组织部或发改局联系企业确认"
    if row.state == ProblemState.CONFIRMED:
        return f"企业已确认（{row.contact}），问题销号"
    if move == "send_back":
        return f"企业不认可，已退回{row.unit}重新办理，时限仍是 {row.limit_on}"
    return f"已交办{row.unit}，请在 {row.limit_on} 前解决并报送；解决后由企业确认"
