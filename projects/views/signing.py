"""/signing/: the projects in talks; /signing/<code>/: one of them, from first talk to signing."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from projects.actions import signing as actions
from projects.actions.reporting import StaleError
from projects.actions.versions import RefusedError
from projects.choices.areas import Area
from projects.choices.signing import Readiness
from projects.clock import today
from projects.models import Project, SigningTeam
from projects.periods import Month
from projects.permissions import reads_area, reads_county, writes_area
from projects.rules.signing import days_over, is_overdue
from projects.signing import in_talks, with_talks
from projects.views.access import require
from projects.views.conflict import conflict
from projects.views.signing_forms import (
    ListForm,
    QuestionForm,
    ReadinessForm,
    SigningForm,
    TalkForm,
    TeamForm,
)

if TYPE_CHECKING:
    from projects.models import User
    from projects.permissions import Person

SHOWN = 50
ALL_READY = len(Readiness)


def reads_signing(user: "Person") -> bool:
    return reads_area(user, Area.SIGNING)


@require_safe
@require(reads_signing)
def signing_list(request: HttpRequest) -> HttpResponse:
    """Projects in talks with task force, last talk, open questions and readiness."""
    day = today()
    everything = with_talks(in_talks(day).visible_to(request.user), day)
    form = ListForm(request.GET)
    chosen = _narrowed(everything, form) if form.is_valid() else everything.none()
    rows = chosen.select_related("unit", "signing_team").order_by("unit__number", "code")
    context = {
        "day": day,
        "month": Month.of(day),
        "form": form,
        "narrowed": any(request.GET.get(name) for name in form.fields),
        "by_unit": reads_county(request.user),
        "page": Paginator(rows, SHOWN).get_page(request.GET.get("page")),
        "query": "".join(f"{name}={request.GET.get(name, '')}&" for name in form.fields),
        "all_ready": ALL_READY,
        "tiles": _tiles(everything),
    }
    return render(request, "projects/signing_list.html", context)


def _narrowed(rows, form: ListForm):
    only, unit = form.cleaned_data["only"], form.cleaned_data["unit"]
    rows = rows.filter(unit=unit) if unit else rows
    if only == "overdue":
        return rows.filter(overdue__gt=0)
    if only == "no-team":
        return rows.filter(signing_team__isnull=True)
    if only == "no-talk":
        return rows.exclude(last_talk__gte=Month.of(today()).first)
    return rows.filter(ready=ALL_READY) if only == "ready" else rows


def _tiles(rows) -> list[tuple[str, int, str, bool]]:
    """Label, number, what `only` shows them, whether it is a warning; of all, not of the page."""
    found = list(rows.order_by().values_list("overdue", "last_talk", "ready", "signing_team"))
    first = Month.of(today()).first
    numbers = {
        "": len(found),
        "no-team": sum(team is None for *_, team in found),
        "no-talk": sum(talk is None or talk < first for _, talk, *_ in found),
        "overdue": sum(overdue > 0 for overdue, *_ in found),
        "ready": sum(ready == ALL_READY for _, _, ready, _ in found),
    }
    warns = {"no-team", "no-talk", "overdue"}
    labels = ListForm.ONLY | {"": "在谈项目"}
    return [
        (labels[only], number, only, only in warns and number > 0)
        for only, number in numbers.items()
    ]


class Step(NamedTuple):
    """One thing that is written on a project's page."""

    label: str
    form: type[forms.Form]
    act: Callable[..., Any]


def _save_team(**given: Any) -> None:
    del given["today"]
    actions.save_team(**given)


STEPS = {
    "team": Step("工作专班", TeamForm, _save_team),
    "talk": Step("洽谈记录", TalkForm, actions.add_talk),
    "question": Step("洽谈问题", QuestionForm, actions.raise_question),
    "ready": Step("签约条件", ReadinessForm, actions.save_readiness),
    "sign": Step("签约登记", SigningForm, actions.record_signing),
}


def own_project(request: HttpRequest, code: str) -> Project:
    """The project, if this person may see it; another unit's does not exist here."""
    rows = Project.objects.visible_to(request.user).select_related("unit")
    project = get_object_or_404(rows, code=code)
    if request.method == "POST" and not writes_area(request.user, Area.SIGNING, project):
        raise PermissionDenied
    return project


@require(reads_signing)
def signing_project(request: HttpRequest, code: str) -> HttpResponse:
    """Task force, talks, questions, readiness and the signing of one project."""
    project = own_project(request, code)
    what = request.POST.get("what", "")
    if request.method == "POST" and what in STEPS:
        return _write(request, project, what)
    return _page(request, project)


def _write(request: HttpRequest, project: Project, what: str) -> HttpResponse:
    step = STEPS[what]
    form = step.form(request.POST, auto_id=_auto_id(what, request.POST.get("item", "")))
    if not form.is_valid():
        return _page(request, project, (what, form))
    by = cast("User", request.user)
    try:
        step.act(project=project, today=today(), by=by, **form.cleaned_data)
    except RefusedError as error:
        form.add_error(None, str(error))
        return _page(request, project, (what, form))
    except StaleError as error:
        back = f"{reverse('signing', args=[project.code])}#{what}"
        title = f"{project.name} {step.label}"
        return conflict(request, form, error.current, title=title, back=back, keep=["what"])  # type: ignore[arg-type]
    messages.success(request, f"已保存{step.label}")
    return redirect(f"{reverse('signing', args=[project.code])}#{what}")


def _auto_id(what: str, item: str = "") -> str:
    return f"id-{what}{item if item in Readiness else ''}-%s"


def _page(
    request: HttpRequest, project: Project, wrong: tuple[str, forms.Form] | None = None
) -> HttpResponse:
    what, failed = wrong or ("", None)
    writes = writes_area(request.user, Area.SIGNING, project)
    team = SigningTeam.objects.filter(project=project).first()
    stands = actions.signing_state(project)
    open_forms = _forms(team, stands) if writes else {}
    if failed and what in open_forms:
        open_forms[what] = failed
    talks = list(project.talks.all()[: SHOWN + 1])
    context = {
        "project": project,
        "day": today(),
        "writes": writes,
        "what": what,
        "failed": failed,
        "forms": open_forms,
        "team": team,
        "stands": stands,
        "talks": talks[:SHOWN],
        "more_talks": len(talks) > SHOWN,
        "shown": SHOWN,
        "questions": _questions(project),
        "conditions": _conditions(project, failed if what == "ready" else None),
    }
    return render(request, "projects/signing.html", context, status=400 if failed else 200)


def _forms(team: SigningTeam | None, stands: actions.SigningState) -> dict[str, forms.Form]:
    """Each with what stands there; talks and questions begin today."""
    day = today()
    initial: dict[str, dict[str, Any]] = {
        "team": {
            "version": team.version if team else 0,
            "head": team.head if team else "",
            "members": team.members if team else "",
        },
        "talk": {"held_on": day},
        "question": {"raised_on": day},
        "sign": vars(stands),
    }
    return {
        what: STEPS[what].form(initial=values, auto_id=_auto_id(what))
        for what, values in initial.items()
    }


def _questions(project: Project) -> list[tuple[Any, bool, int]]:
    """Question, overdue, days over the limit; the open ones first, by limit."""
    day = today()
    rows = sorted(project.talk_questions.all(), key=lambda row: row.closed_on is not None)
    return [
        (
            row,
            is_overdue(limit_on=row.limit_on, closed_on=row.closed_on, day=day),
            days_over(limit_on=row.limit_on, closed_on=row.closed_on, day=day),
        )
        for row in rows[:SHOWN]
    ]


def _conditions(project: Project, failed: forms.Form | None) -> list[tuple[Readiness, Any, Any]]:
    """Every line of the fixed list with its day, or None, and its form."""
    rows = {row.item: row for row in project.readiness.all()}
    found = []
    for item in Readiness:
        row = rows.get(item)
        done_on = row.done_on if row else None
        initial = {"item": item, "version": row.version if row else 0, "done_on": done_on}
        form: Any = ReadinessForm(initial=initial, auto_id=_auto_id("ready", item))
        if failed and failed.data.get("item") == item:
            form = failed
        found.append((item, done_on, form))
    return found
