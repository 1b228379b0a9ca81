"""/planning/: projects in planning by step; one project's steps; new ideas. 二（一）1-3."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import F, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from projects.actions.planning import (
    Entry,
    add_idea,
    correct_record,
    latest_step,
    record_step,
    withdraw_pass,
)
from projects.actions.reporting import StaleError
from projects.actions.versions import RefusedError
from projects.choices import Band
from projects.choices.areas import Area
from projects.choices.planning import PlanningStep
from projects.clock import today
from projects.lifecycles.planning import PLANNING
from projects.models import Attachment, PlanningRecord, Project
from projects.permissions import enters, may_edit, reads_area, reads_county, role_of
from projects.planning import counts_by_step, in_planning, with_step
from projects.views.access import require
from projects.views.conflict import conflict
from projects.views.planning_forms import IdeaForm, PlanningFilter, StepForm, WithdrawForm

if TYPE_CHECKING:
    from projects.models import Unit, User
    from projects.permissions import Person

SHOWN = 50
# Forward first: what is most likely next is the page's primary button.
BUTTONS = ("pass", "review", "shape", "draft", "improve")


def reads_planning(user: "Person") -> bool:
    return reads_area(user, Area.PLANNING)


@require_safe
@require(reads_planning)
def planning_list(request: HttpRequest) -> HttpResponse:
    """The projects in planning that the person may see, counted and narrowed by step."""
    projects = in_planning(today().year).visible_to(request.user)
    given = request.GET.copy()
    given.pop("page", None)
    chosen = PlanningFilter(given, projects, request=request)
    valid = chosen.form.is_valid()
    around = given.copy()
    around.pop("step", None)
    all_steps = PlanningFilter(around, projects, request=request)
    rows = with_step(chosen.qs if valid else Project.objects.none())
    # Those that wait for their review first, then the latest to pass.
    waiting_first = F("planned_on").desc(nulls_first=True)
    rows = rows.select_related("unit", "chain").order_by(waiting_first, "code")
    page = Paginator(rows, SHOWN).get_page(request.GET.get("page"))
    counts = counts_by_step(all_steps.qs if valid else Project.objects.none())
    context = {
        "form": chosen.form,
        "year": today().year,
        "page": page,
        "lines": [
            (row, PlanningStep(row.planning_step).label, Band(row.band).label) for row in page
        ],
        "query": given.urlencode(),
        "narrowed": any(given.values()),
        "steps": [(step, number, _with_step(around, step)) for step, number in counts.items()],
        "step": given.get("step", ""),
        "enters": enters(request.user),
        "reads_county": reads_county(request.user),
    }
    return render(request, "projects/planning.html", context)


def _with_step(around: Any, step: PlanningStep) -> str:
    query = around.copy()
    query["step"] = step.value
    return query.urlencode()


@require(enters)
def new_idea(request: HttpRequest) -> HttpResponse:
    """A unit enters an idea of its own, 发改局 one for any unit."""
    own = cast("Unit | None", request.user.unit)  # type: ignore[union-attr]
    form = IdeaForm(request.POST or None, own=own)
    if request.method == "POST" and form.is_valid():
        values = {"unit": own} | form.cleaned_data
        try:
            project = add_idea(project=Project(**values), by=_by(request))
        except RefusedError as error:
            form.add_error("code", str(error))
        else:
            messages.success(request, f"已填报创意：{project.name}")
            return redirect("planning-project", code=project.code)
    return render(request, "projects/planning_idea.html", {"form": form}, status=_status(form))


@require(reads_planning)
def planning_project(request: HttpRequest, code: str) -> HttpResponse:
    """One project's steps, and the form of the next one."""
    found = Project.objects.visible_to(request.user).select_related("unit", "project_type", "chain")
    project = get_object_or_404(found, code=code)
    if request.method != "POST":
        return _project_page(request, project)
    if not may_edit(request.user, project):
        raise PermissionDenied
    if "withdraw" in request.POST:
        return _withdraw(request, project)
    return _take_step(request, project)


def _take_step(request: HttpRequest, project: Project) -> HttpResponse:
    form = StepForm(request.POST, request.FILES)
    if not form.is_valid():
        return _project_page(request, project, form=form)
    try:
        record = record_step(
            project=project,
            move=request.POST.get("move", ""),
            entry=_entry(form),
            files=form.cleaned_data["files"],
            today=today(),
            by=_by(request),
        )
    except RefusedError as error:
        form.add_error(None, str(error))
        return _project_page(request, project, form=form)
    messages.success(request, f"已记录：{record.get_step_display()}（{record.on}）")
    return redirect("planning-project", code=project.code)


def _withdraw(request: HttpRequest, project: Project) -> HttpResponse:
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _project_page(request, project, withdrawal=form)
    reason = form.cleaned_data["reason"]
    try:
        withdraw_pass(project=project, reason=reason, today=today(), by=_by(request))
    except RefusedError as error:
        form.add_error(None, str(error))
        return _project_page(request, project, withdrawal=form)
    messages.success(request, "已撤回策划通过，不再计入附件2完成数")
    return redirect("planning-project", code=project.code)


def _project_page(
    request: HttpRequest,
    project: Project,
    form: StepForm | None = None,
    withdrawal: WithdrawForm | None = None,
) -> HttpResponse:
    state = latest_step(project)
    may = may_edit(request.user, project)
    allowed = PLANNING.allowed(state, role_of(request.user)) if may else set()
    records = list(_records(request, project))
    reached = {record.step: record.on for record in records if record.withdrawn_on is None}
    if project.planned_on:
        reached[PlanningStep.PASS.value] = project.planned_on
    context = {
        "project": project,
        "band": Band(project.band).label,
        "state": state,
        "steps": [
            (step, reached.get(step.value))
            for step in PlanningStep
            if step is not PlanningStep.IDEA
        ],
        "records": records,
        "corrects": may and state is not PlanningStep.PASS,
        "buttons": [(name, PLANNING.moves[name].label) for name in BUTTONS if name in allowed],
        "form": form or StepForm(initial={"version": 0, "on": today()}),
        "withdrawal": (withdrawal or WithdrawForm()) if "withdraw" in allowed else None,
        "failed": withdrawal or form,
    }
    status = _status(form) if form else _status(withdrawal) if withdrawal else 200
    return render(request, "projects/planning_project.html", context, status=status)


def _records(request: HttpRequest, project: Project) -> Any:
    files = Attachment.objects.visible_to(request.user)
    return project.planning_records.prefetch_related(Prefetch("files", files))


@require(reads_planning)
def planning_record(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct one step; whoever may not finds nothing here."""
    visible = PlanningRecord.objects.visible_to(request.user).steps().select_related("project")
    record = get_object_or_404(visible, pk=pk)
    if not may_edit(request.user, record.project):
        raise PermissionDenied
    initial = {"version": record.version} | asdict(_entry_of(record))
    form = StepForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        done = _correct(request, record, form)
        if done is not None:
            return done
    context = {"record": record, "project": record.project, "form": form}
    return render(request, "projects/planning_record.html", context, status=_status(form))


def _correct(request: HttpRequest, record: PlanningRecord, form: StepForm) -> HttpResponse | None:
    """Where to go once it is written, or the page with both values; None if it was refused."""
    back = reverse("planning-project", args=[record.project.code])
    try:
        correct_record(
            record=record,
            version=form.cleaned_data["version"],
            entry=_entry(form),
            files=form.cleaned_data["files"],
            today=today(),
            by=_by(request),
        )
    except StaleError as error:
        title = f"{record.get_step_display()}记录"
        return conflict(request, form, cast("Any", error.current), title=title, back=back)
    except RefusedError as error:
        form.add_error(None, str(error))
        return None
    messages.success(request, f"已更正：{record.get_step_display()}")
    return redirect(back)


def _entry(form: StepForm) -> Entry:
    return Entry(**{name: form.cleaned_data[name] for name in Entry.__dataclass_fields__})


def _entry_of(record: PlanningRecord) -> Entry:
    return Entry(**{name: getattr(record, name) for name in Entry.__dataclass_fields__})


def _by(request: HttpRequest) -> "User":
    return cast("User", request.user)


def _status(form: Any) -> int:
    return 400 if form.errors else 200
