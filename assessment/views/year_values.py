"""/settings/year/<year>/: a year's policy, its versions and the county's goals."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from assessment.actions.goals import GoalsConflictError, save_goals
from assessment.actions.policy import change_policy
from assessment.annexes import annex_years
from assessment.cards.effect import Effect
from assessment.cards.engine import RunUnderWayError
from assessment.models import Policy
from assessment.queries import policy_for
from assessment.year.goals import GoalsForm, proposed_goals, stored_goals
from assessment.year.policy import PolicyForm, differences, label, shown, values_of, versions
from projects.actions.reporting import ReportingError, StaleError
from projects.clock import today
from projects.models import User
from projects.permissions import leads, reads_all
from projects.views.access import require


@require_http_methods(["GET", "HEAD", "POST"])
@require(reads_all)
def year_values(request: HttpRequest, year: int) -> HttpResponse:
    """The year's settings; 发改局 changes them, the policy after seeing what it does."""
    if request.method != "POST":
        return _page(request, year)
    if not leads(request.user):
        raise PermissionDenied
    if "goals" in request.POST:
        return _goals(request, year)
    return _policy(request, year)


def _policy(request: HttpRequest, year: int) -> HttpResponse:
    form = PolicyForm(request.POST, instance=policy_for(year))
    if "edit" in request.POST or not form.is_valid():
        return _page(request, year, policy_form=form)
    try:
        return _change_policy(request, year, form)
    except StaleError as error:
        return _policy_conflict(request, year, form, cast(Policy, error.current))
    except (ReportingError, RunUnderWayError) as error:
        messages.error(request, str(error))
        return _page(request, year, policy_form=form)


def _change_policy(request: HttpRequest, year: int, form: PolicyForm) -> HttpResponse:
    confirmed = request.POST.get("fingerprint") if "confirm" in request.POST else None
    page = request.POST.get("page", "")
    effect = change_policy(
        year=year,
        values=form.values(),
        seen=form.cleaned_data["seen"],
        today=today(),
        by=cast(User, request.user),
        expected=confirmed,
        page=int(page[:6]) if page.isascii() and page.isdigit() else 1,
    )
    if effect.kept:
        messages.success(request, f"{year}年政策已保存，{effect.total} 张牌随之变动。")
        return redirect("year", year)
    if confirmed is not None:
        messages.warning(
            request, "预览之后台账又有变动，没有保存；下面是新的预览，请核对后再确认。"
        )
    return _page(request, year, policy_form=form, effect=effect)


def _policy_conflict(
    request: HttpRequest, year: int, form: PolicyForm, stored: Policy
) -> HttpResponse:
    """What this person set beside what stands now; the form keeps it on the new version."""
    data = request.POST.copy()
    data["seen"] = str(stored.version)
    clash = {
        "differences": differences(values_of(stored), form.values()),
        "version": versions(year)[0],
    }
    mine = PolicyForm(data, instance=policy_for(year))
    return _page(request, year, policy_form=mine, clash=clash, status=409)


def _goals(request: HttpRequest, year: int) -> HttpResponse:
    stored = stored_goals(year)
    form = GoalsForm(stored, stored, request.POST)
    if not form.is_valid():
        return _page(request, year, goals_form=form)
    by = cast(User, request.user)
    try:
        changed = save_goals(year=year, goals=form.goals(), seen=form.cleaned_data["seen"], by=by)
    except GoalsConflictError:
        return _goals_conflict(request, year)
    messages.success(request, f"{year}年县级目标已保存，{changed} 项有变动。")
    return redirect("year", year)


def _goals_conflict(request: HttpRequest, year: int) -> HttpResponse:
    """What this person typed, beside each goal that stands now, on the new version."""
    stored = stored_goals(year)
    data = request.POST.copy()
    data["seen"] = GoalsForm(stored, stored)["seen"].value()
    mine = GoalsForm(stored, stored, data)
    return _page(request, year, goals_form=mine, goals_clash=True, status=409)


def _page(
    request: HttpRequest,
    year: int,
    *,
    policy_form: PolicyForm | None = None,
    goals_form: GoalsForm | None = None,
    effect: Effect | None = None,
    status: int = 200,
    **clashes: Any,
) -> HttpResponse:
    policy = policy_form.stored if effect and policy_form else policy_for(year)
    context = {
        "year": year,
        "loaded": year in annex_years(),
        "policy": policy,
        "inherited": policy.pk is None,
        "policy_form": policy_form or PolicyForm(instance=policy_for(year)),
        "effect": effect,
        "can_edit": leads(request.user),
        **clashes,
    }
    if effect and policy_form:
        context["changes"] = differences(values_of(policy), policy_form.values())
    else:
        context |= _beside_the_preview(year, policy, goals_form)
    return render(request, "assessment/year.html", context, status=status)


def _beside_the_preview(
    year: int, policy: Policy, goals_form: GoalsForm | None
) -> dict[str, object]:
    """What the page shows unless it shows what a change would do."""
    stored = stored_goals(year)
    form = goals_form or GoalsForm(stored, stored or proposed_goals(year))
    return {
        "policy_values": [
            (label(name), shown(name, value)) for name, value in values_of(policy).items()
        ],
        "versions": versions(year),
        "goals_form": form,
        "goal_rows": list(form.rows()),
        "goals_stored": bool(stored),
    }
