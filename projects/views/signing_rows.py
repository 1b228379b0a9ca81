"""/signing/<code>/talks/<n>/ and /questions/<n>/: what is done to one talk or question."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from projects.actions import signing as actions
from projects.actions.reporting import StaleError
from projects.actions.versions import RefusedError
from projects.choices.areas import Area
from projects.choices.signing import QuestionState
from projects.clock import today
from projects.models import Project, Talk, TalkQuestion
from projects.permissions import writes_area
from projects.views.access import require
from projects.views.conflict import conflict
from projects.views.signing import own_project, reads_signing
from projects.views.signing_forms import (
    CloseForm,
    QuestionChangeForm,
    ReopenForm,
    TalkChangeForm,
)

if TYPE_CHECKING:
    from projects.models import User


@require(reads_signing)
def signing_talk(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One talk to correct, for those who write it."""
    project = _written_by(request, code)
    talk = get_object_or_404(Talk.objects.select_related("project"), project=project, number=number)
    offered = {"change": _offer(TalkChangeForm, talk)}
    return _answer(request, project, f"第{number}次洽谈", "talk", offered, {
        "change": lambda **given: actions.change_talk(talk=talk, **given),
    })  # fmt: skip


@require(reads_signing)
def signing_question(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One question: correct or close it while it is open, open it again once it is closed."""
    project = _written_by(request, code)
    rows = TalkQuestion.objects.select_related("project")
    row = get_object_or_404(rows, project=project, number=number)
    if row.state is QuestionState.OPEN:
        close = CloseForm(
            initial={"version": row.version, "closed_on": today()}, auto_id="close-%s"
        )
        offered: dict[str, forms.Form] = {
            "close": close,
            "change": _offer(QuestionChangeForm, row),
        }
    else:
        offered = {"reopen": _offer(ReopenForm, row)}
    return _answer(request, project, f"问题{number}：{row.content}", "question", offered, {
        "close": lambda **given: actions.close_question(question=row, **given),
        "change": lambda **given: actions.change_question(question=row, **given),
        "reopen": partial(_reopen, row),
    })  # fmt: skip


def _reopen(question: TalkQuestion, *, version: int, by: "User", **_today: Any) -> None:
    actions.reopen_question(question=question, version=version, by=by)


LABELS = {"change": "修改", "close": "办结", "reopen": "重新打开"}
FORMS = {"close": CloseForm, "reopen": ReopenForm}


def _written_by(request: HttpRequest, code: str) -> Project:
    project = own_project(request, code)
    if not writes_area(request.user, Area.SIGNING, project):
        raise PermissionDenied
    return project


def _offer(form: type[forms.Form], row: Any) -> forms.Form:
    initial = {name: getattr(row, name) for name in form.base_fields}
    return form(initial=initial, auto_id="change-%s")


def _answer(
    request: HttpRequest,
    project: Project,
    title: str,
    anchor: str,
    offered: dict[str, forms.Form],
    acts: dict[str, Callable[..., Any]],
) -> HttpResponse:
    """The page; or the write that a button asks for, and back to the project."""
    back = f"{reverse('signing', args=[project.code])}#{anchor}"
    context = {"project": project, "title": title, "back": back, "day": today()}
    failed = None
    what = request.POST.get("what", "")
    if request.method == "POST" and what in acts:
        kind = FORMS.get(what) or (TalkChangeForm if anchor == "talk" else QuestionChangeForm)
        form = kind(request.POST, auto_id=f"{what}-%s")
        if form.is_valid():
            try:
                by = cast("User", request.user)
                acts[what](today=today(), by=by, **form.cleaned_data)
            except RefusedError as error:
                form.add_error(None, str(error))
            except StaleError as error:
                full = f"{project.name} {title}"
                return conflict(
                    request, form, error.current, title=full, back=back, keep=["what"]  # type: ignore[arg-type]
                )  # fmt: skip
            else:
                messages.success(request, f"已{LABELS[what]}：{title}")
                return redirect(back)
        failed = form
        offered = {what: form} if what not in offered else offered | {what: form}
    context |= {
        "offered": [(name, LABELS[name], form) for name, form in offered.items()],
        "failed": failed,
    }
    status = 400 if failed else 200
    return render(request, "projects/signing_row.html", context, status=status)
