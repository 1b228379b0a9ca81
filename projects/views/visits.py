"""/visits/: record a visit in under a minute, and who is behind; 三（二）."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from projects.actions.guarantees import (
    Duty,
    Seen,
    add_guarantee,
    change_guarantee,
    change_visit,
    record_visit,
    remove_guarantee,
    remove_visit,
)
from projects.actions.reporting import StaleError
from projects.actions.versions import RefusedError
from projects.choices.areas import Area
from projects.choices.guarantees import Guarantor, ProblemState
from projects.clock import today
from projects.forms import GuaranteeForm, VisitForm
from projects.models import Guarantee, Project, Visit, VisitProblem
from projects.permissions import (
    changes_visit,
    keeps_area,
    reads_area,
    records_visit,
    reports,
    visits_in_person,
)
from projects.views.access import require
from projects.views.conflict import conflict
from projects.visits import boards

if TYPE_CHECKING:
    from projects.permissions import Person

VISITS_SHOWN = 30
STALE = "这条记录刚由别人改过，没有删除；请看过后再试"


def reads_guarantees(user: "Person") -> bool:
    return reads_area(user, Area.GUARANTEES)


@require_http_methods(["GET", "HEAD"])
@require(reads_guarantees)
def board(request: HttpRequest) -> HttpResponse:
    """Leaders and cadres with what they visited; `kind` and `person` open one of them."""
    found = boards(request.user, today())
    kind, person = request.GET.get("kind", ""), request.GET.get("person", "")
    if not person and visits_in_person(request.user):  # its own projects, to be visited first
        kind, person = Guarantor.LEADER, getattr(request.user, "name", "")
    chosen = next(
        (one for part in found for one in part.people if (one.kind, one.person) == (kind, person)),
        None,
    )
    context = {
        "boards": found,
        "chosen": chosen,
        "day": today(),
        "words": _words(request),
        "problems": _problem_counts(request.user),
    }
    return render(request, "projects/visits.html", context | _search(request))


def _problem_counts(user: "Person") -> dict[str, int]:
    """Problems of visits by state, and the overdue ones; one query."""
    late = Count("pk", filter=Q(state=ProblemState.ASSIGNED, limit_on__lt=today()))
    waiting = {state.value: Count("pk", filter=Q(state=state)) for state in ProblemState}
    return VisitProblem.objects.visible_to(user).aggregate(overdue=late, **waiting)


def _words(request: HttpRequest) -> str:
    return request.GET.get("q", "").strip()[:50]


def _search(request: HttpRequest) -> dict[str, Any]:
    """The first projects that a word names; for a clerk, without a word, its own."""
    words = _words(request)
    own = Project.objects.visible_to(request.user).filter(completed_on=None)
    if words:
        found = own.filter(name__icontains=words) | own.filter(code__icontains=words)
    else:
        found = own if getattr(request.user, "unit_id", None) else own.none()
    return {"projects": found.order_by("code")[:20]}


@require_http_methods(["GET", "HEAD", "POST"])
@require(reads_guarantees)
def of_project(request: HttpRequest, code: str) -> HttpResponse:
    """One project: record a visit, its four guarantees, its visits."""
    found = Project.objects.visible_to(request.user).select_related("unit")
    project = get_object_or_404(found, code=code)
    if request.method == "POST":
        add = _add_guarantee if "guarantee" in request.POST else _add_visit
        return add(request, project)
    return _project_page(request, project)


def _project_page(
    request: HttpRequest,
    project: Project,
    visit_form: VisitForm | None = None,
    guarantee_form: GuaranteeForm | None = None,
    status: int = 200,
) -> HttpResponse:
    visits = project.visits.select_related("photo")[: VISITS_SHOWN + 1]
    user = request.user
    context = {
        "project": project,
        "guarantees": project.guarantees.all(),
        "problems": project.visit_problems.select_related("unit"),
        "visits": [(visit, _may_change(user, visit, project)) for visit in visits[:VISITS_SHOWN]],
        "more": len(visits) > VISITS_SHOWN,
        "keeps": keeps_area(user, Area.GUARANTEES),
        "records": records_visit(user, project),
        "visit_form": visit_form or _new_visit(request),
        "guarantee_form": guarantee_form or GuaranteeForm(auto_id="g_%s"),
    }
    return render(request, "projects/visits_project.html", context, status=status)


def _may_change(user: "Person", visit: Visit, project: Project) -> bool:
    visit.project = project
    return changes_visit(user, visit)


def _new_visit(request: HttpRequest) -> VisitForm:
    kind = Guarantor.CADRE if reports(request.user) else Guarantor.LEADER
    initial = {"version": 0, "visited_on": today(), "kind": kind}
    if visits_in_person(request.user):
        initial["person"] = getattr(request.user, "name", "")
    return VisitForm(initial=initial, in_person=visits_in_person(request.user))


def _add_visit(request: HttpRequest, project: Project) -> HttpResponse:
    if not records_visit(request.user, project):
        raise PermissionDenied
    form = VisitForm(request.POST, request.FILES, in_person=visits_in_person(request.user))
    if form.is_valid():
        try:
            record_visit(
                project=project,
                seen=_seen(form),
                photo=form.cleaned_data["photo"],
                today=today(),
                by=request.user,  # type: ignore[arg-type]
            )
        except RefusedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _recorded(project, form))
            return redirect("visits-project", code=project.code)
    return _project_page(request, project, visit_form=form, status=400)


def _recorded(project: Project, form: VisitForm) -> str:
    if form.cleaned_data.get("problem"):
        return f"已记录：{project.name}。发现的问题待组织部或发改局交办，可在“走访问题”里跟踪"
    return f"已记录：{project.name}"


def _seen(form: VisitForm) -> Seen:
    given = form.cleaned_data
    kind = Guarantor(given["kind"] or Guarantor.LEADER)
    return Seen(
        given["visited_on"], kind, given["person"], given["found"], given.get("problem", False)
    )


def _add_guarantee(request: HttpRequest, project: Project) -> HttpResponse:
    if not keeps_area(request.user, Area.GUARANTEES):
        raise PermissionDenied
    form = GuaranteeForm(request.POST, auto_id="g_%s")
    if form.is_valid():
        try:
            add_guarantee(project=project, duty=_duty(form), by=request.user)  # type: ignore[arg-type]
        except RefusedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "已添加四包责任")
            return redirect("visits-project", code=project.code)
    return _project_page(request, project, guarantee_form=form, status=400)


def _duty(form: GuaranteeForm) -> Duty:
    return Duty(**{name: form.cleaned_data[name] for name in ("kind", "person", "post", "role")})


@require_http_methods(["GET", "HEAD", "POST"])
@require(reads_guarantees)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change or remove one visit."""
    rows = Visit.objects.visible_to(request.user).select_related("project__unit", "photo")
    row = get_object_or_404(rows, pk=pk)
    if not changes_visit(request.user, row):
        raise PermissionDenied
    given = {
        "in_person": visits_in_person(request.user),
        "has_photo": row.photo_id is not None,
        "new": False,
    }
    if request.method != "POST":
        names = ("version", "kind", "found", "visited_on", "person")
        form = VisitForm(initial={n: getattr(row, n) for n in names}, **given)
        return _row_page(request, row, form)
    if "remove" in request.POST:
        return _removed(request, row, remove_visit)
    form = VisitForm(request.POST, request.FILES, **given)
    if not form.is_valid():
        return _row_page(request, row, form, status=400)
    values = {
        "seen": _seen(form),
        "photo": form.cleaned_data.pop("photo"),
        "drop_photo": form.cleaned_data.get("drop_photo", False),
        "today": today(),
    }
    return _changed(request, row, form, change_visit, values)


@require_http_methods(["GET", "HEAD", "POST"])
@require(reads_guarantees)
def guarantee(request: HttpRequest, pk: int) -> HttpResponse:
    """Change or remove one of the four guarantees."""
    rows = Guarantee.objects.visible_to(request.user).select_related("project__unit")
    row = get_object_or_404(rows, pk=pk)
    if not keeps_area(request.user, Area.GUARANTEES):
        raise PermissionDenied
    if request.method != "POST":
        names = ("version", "kind", "role", "person", "post")
        return _row_page(request, row, GuaranteeForm(initial={n: getattr(row, n) for n in names}))
    if "remove" in request.POST:
        return _removed(request, row, remove_guarantee)
    form = GuaranteeForm(request.POST)
    if not form.is_valid():
        return _row_page(request, row, form, status=400)
    return _changed(request, row, form, change_guarantee, {"duty": _duty(form)})


def _row_page(request: HttpRequest, row: Any, form: Any, status: int = 200) -> HttpResponse:
    title = f"修改{row._meta.verbose_name}"
    context = {"row": row, "project": row.project, "form": form, "title": title}
    return render(request, "projects/visits_row.html", context, status=status)


def _changed(request: HttpRequest, row: Any, form: Any, action: Any, values: dict) -> HttpResponse:
    back = reverse("visits-project", args=[row.project.code])
    try:
        action(row=row, version=form.cleaned_data["version"], by=request.user, **values)
    except StaleError as error:
        title = str(row._meta.verbose_name)
        return conflict(request, form, error.current, title=title, back=back)  # type: ignore[arg-type]
    except RefusedError as error:
        form.add_error(None, str(error))
        return _row_page(request, row, form, status=400)
    messages.success(request, f"{row.project.name}的{row._meta.verbose_name}已按您填的修改")
    return redirect(back)


def _removed(request: HttpRequest, row: Any, action: Any) -> HttpResponse:
    version = request.POST.get("version", "")
    try:
        action(row=row, version=int(version) if version.isdecimal() else 0, by=request.user)
    except StaleError:
        messages.error(request, STALE)
    except RefusedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"已删除{row.project.name}的一条{row._meta.verbose_name}")
    return redirect("visits-project", code=row.project.code)
