"""/enrolment/: who waits for the statistics register; /enrolment/<code>/: one project's steps."""

from collections.abc import Callable
from datetime import date
from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from projects import enrolment
from projects.actions.enrolment import may_record, own_dates, record_step
from projects.actions.reporting import StaleError
from projects.actions.versions import RefusedError
from projects.choices.areas import Area
from projects.choices.enrolment import Step
from projects.clock import today
from projects.models import Attachment, Project, Unit
from projects.models.ledger import ProjectQuerySet
from projects.permissions import reads_area, reads_county
from projects.views.access import require
from projects.views.conflict import conflict
from projects.views.statistics_forms import StepForm

SHOWN = 50
VIEWS: dict[str, tuple[str, Callable[[date], ProjectQuerySet]]] = {
    "waiting": ("待入库", enrolment.waiting),
    "enrolled": ("本年已入库", enrolment.enrolled),
    "finished": ("本年竣工投产", enrolment.finished),
}
_reads = partial(reads_area, area=Area.STATISTICS)


@require(_reads)
def overview(request: HttpRequest) -> HttpResponse:
    """One of `VIEWS`, narrowed to a unit by the address."""
    chosen = request.GET.get("show", "")
    chosen = chosen if chosen in VIEWS else "waiting"
    own = _of_unit(request, VIEWS[chosen][1](today()).visible_to(request.user))
    page = Paginator(own.select_related("unit").order_by("started_on", "code"), SHOWN).get_page(
        request.GET.get("page")
    )
    waiting = _of_unit(request, enrolment.waiting(today()).visible_to(request.user))
    context = {
        "views": {name: label for name, (label, _) in VIEWS.items()},
        "chosen": chosen,
        "unit": request.GET.get("unit", ""),
        "units": Unit.objects.all() if reads_county(request.user) else [],
        "page": page,
        "lines": enrolment.lines(page, today()),
        "reminders": sorted(enrolment.reminders(waiting, today()).items()),
        "day": today(),
    }
    return render(request, "projects/enrolment.html", context)


def _of_unit(request: HttpRequest, projects: ProjectQuerySet) -> ProjectQuerySet:
    asked = request.GET.get("unit", "")
    return projects.filter(unit=asked) if asked.isdecimal() else projects


@require(_reads)
def project_steps(request: HttpRequest, code: str) -> HttpResponse:
    """All steps of one project, each with its form for those who may record it."""
    project = get_object_or_404(
        Project.objects.visible_to(request.user).select_related("unit"), code=code
    )
    if request.method == "POST":
        return _save(request, project)
    return _page(request, project)


def _save(request: HttpRequest, project: Project) -> HttpResponse:
    step = _asked(request, project)
    form = StepForm(request.POST, request.FILES, step=step, stands=own_dates(project).get(step))
    if not form.is_valid():
        return _page(request, project, {step: form}, status=400)
    values = {"lacking": "", **form.cleaned_data}
    try:
        record_step(project=project, step=step, today=today(), by=request.user, **values)  # type: ignore[arg-type]
    except StaleError as error:
        return _lost(request, project, step, form, error)
    except RefusedError as error:
        form.add_error(None, str(error))
        return _page(request, project, {step: form}, status=400)
    messages.success(request, f"已保存：{step.label}")
    return redirect("enrolment-project", code=project.code)


def _asked(request: HttpRequest, project: Project) -> Step:
    """The step that the form names, if this person may record it."""
    asked = request.POST.get("step", "")
    if asked not in Step.values or asked == Step.STARTED:
        raise Http404
    if not may_record(request.user, project, asked):  # type: ignore[arg-type]
        raise Http404
    return Step(asked)


def _lost(
    request: HttpRequest, project: Project, step: Step, form: StepForm, error: StaleError
) -> HttpResponse:
    project.refresh_from_db()
    form.given = {"step": step, "stands": own_dates(project).get(step)}
    form.cleaned_data.pop("seen")
    form.cleaned_data.pop("papers")
    back = reverse("enrolment-project", args=[project.code])
    title = f"{project.name}　{step.label}"
    return conflict(request, form, error.current, title=title, back=back, keep=["step"])  # type: ignore[arg-type]


def _page(
    request: HttpRequest,
    project: Project,
    wrong: dict[Step, StepForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    (line,) = enrolment.lines([project], today())
    files = Prefetch("files", queryset=Attachment.objects.visible_to(request.user))
    prefetch_related_objects(list(line.rows.values()), files)
    context = {
        "project": project,
        "line": line,
        "steps": [_step(request, line, step, (wrong or {}).get(step)) for step in Step],
        "wrong": list((wrong or {}).values()),
    }
    return render(request, "projects/enrolment_project.html", context, status=status)


def _step(request: HttpRequest, line: enrolment.Line, step: Step, wrong) -> dict:
    row, on = line.rows.get(step), line.dates.get(step)
    may = step is not Step.STARTED and may_record(request.user, line.project, step)  # type: ignore[arg-type]
    start = {
        "version": row.version if row else 0,
        "done_on": on,
        "lacking": row.lacking if row else "",
    }
    return {
        "step": step,
        "on": on,
        "row": row,
        "differs": bool(row and row.done_on != on),
        "files": row.files.all() if row else [],
        "form": wrong
        or (may and StepForm(initial=start, step=step, stands=on, auto_id=f"{step}-%s")),
    }
