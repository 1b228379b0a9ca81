"""/settings/readings/: the open points of the text, what another reading changes, and switching."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from assessment.actions.policy import switch_reading
from assessment.cards.effect import Effect, effect_in
from assessment.cards.engine import RunUnderWayError
from assessment.cards.foresight import foresee_numbers
from assessment.interviews import proposed_cards
from assessment.models import Policy
from assessment.queries import latest_run, policy_for
from assessment.readings.figures import completion_changes, proposal_changes
from assessment.readings.points import BY_KEY, POINTS, Moves, Point, Reading
from assessment.year.policy import Version, versions
from projects.actions.reporting import ReportingError, StaleError
from projects.clock import today
from projects.models import User
from projects.periods import Month
from projects.permissions import leads, reads_all
from projects.queries import is_locked
from projects.views.access import require

LONGEST_REASON = 100


class SwitchForm(forms.Form):
    """Which reading, why, and the version of the policy that was read."""

    to = forms.CharField(widget=forms.HiddenInput)
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    reason = forms.CharField(
        label="改用这种读法的原因",
        max_length=LONGEST_REASON,
        help_text=f"如 县政府办公会议纪要第几号；{LONGEST_REASON}字以内，随版本留存",
        error_messages={"required": "请写明原因，如 县政府办公会议纪要第几号"},
    )


@require_safe
@require(reads_all)
def readings(request: HttpRequest) -> HttpResponse:
    """Every open point with the reading in force, and how much each other one would move."""
    month = _month(request)
    policy = policy_for(month.year)
    numbers = _numbers(policy, month)
    context = {
        "month": month,
        "months": _months(month),
        "policy": policy,
        "locked": is_locked(month),
        "rows": [
            (
                point,
                point.in_force(policy),
                [
                    (one, one.holds(policy), numbers.get((point.key, one.key)))
                    for one in point.readings
                ],
            )
            for point in POINTS
        ],
    }
    return render(request, "assessment/readings_list.html", context)


def _months(month: Month) -> list[Month]:
    """The months of the year up to the figures'."""
    latest = Month.of(_day())
    return [m for m in (Month(month.year, number) for number in range(1, 13)) if m <= latest]


def _month(request: HttpRequest) -> Month:
    """The month asked for, not after the figures'; without one theirs."""
    latest = Month.of(_day())
    try:
        return min(Month.parse(request.GET.get("month", "")), latest)
    except ValueError:
        return latest


def _day() -> date:
    """The day up to which the cards are known."""
    run = latest_run()
    return max(today(), run.day) if run else today()


def _numbers(policy: Policy, month: Month) -> dict[tuple[str, str], str]:
    """How much each reading that is not in force would move, in words."""
    others = [(point, one) for point in POINTS for one in point.readings if not one.holds(policy)]
    cards = [(point, one) for point, one in others if point.moves is Moves.CARDS]
    found = {
        (point.key, one.key): f"{number} 张牌会变" if number else "没有牌会变"
        for (point, one), number in zip(
            cards,
            foresee_numbers([one.on(policy) for _, one in cards], month, _day()),
            strict=True,
        )
    }
    return found | _proposal_words(policy, month, others) | _completion_words(month, others)


def _proposal_words(
    policy: Policy, month: Month, others: list[tuple[Point, Reading]]
) -> dict[tuple[str, str], str]:
    chosen = [(point, one) for point, one in others if point.moves is Moves.PROPOSALS]
    now, *then = proposed_cards(month, [policy, *(one.on(policy) for _, one in chosen)])
    return {
        (point.key, one.key): f"约谈建议增加 {len(keys - now)} 条，减少 {len(now - keys)} 条"
        for (point, one), keys in zip(chosen, then, strict=True)
    }


def _completion_words(
    month: Month, others: list[tuple[Point, Reading]]
) -> dict[tuple[str, str], str]:
    words = {}
    for point, one in others:
        if point.moves is Moves.COMPLETION:
            carry = bool(one.values["carry_surplus_down"])
            changes = completion_changes(month.year, _end(month), carry=carry)
            units = {change.unit.pk for change in changes}
            words[point.key, one.key] = f"{len(units)} 个单位 {len(changes)} 项任务的完成数会变"
    return words


def _end(month: Month) -> date:
    return min(month.last, _day())


@require_http_methods(["GET", "HEAD", "POST"])
@require(reads_all)
def reading(request: HttpRequest, key: str) -> HttpResponse:
    """One point: which projects and units another reading would change; 发改局 may switch it."""
    point = BY_KEY.get(key)
    if point is None:
        raise Http404
    if request.method != "POST":
        return _page(request, point)
    if not leads(request.user):
        raise PermissionDenied
    form = SwitchForm(request.POST)
    if "edit" in request.POST or not form.is_valid():
        return _page(request, point, form=form, status=200 if "edit" in request.POST else 400)
    return _switch(request, point, form)


def _switch(request: HttpRequest, point: Point, form: SwitchForm) -> HttpResponse:
    chosen = point.reading(form.cleaned_data["to"])
    if chosen is None:
        raise Http404
    month = _month(request)
    confirmed = request.POST.get("fingerprint") if "confirm" in request.POST else None
    try:
        effect = switch_reading(
            year=month.year,
            reading=chosen,
            reason=form.cleaned_data["reason"],
            seen=form.cleaned_data["seen"],
            today=today(),
            by=cast(User, request.user),
            expected=confirmed,
            page=_number(request.POST.get("page", "")),
        )
    except StaleError as error:
        return _conflict(request, point, chosen, cast("Policy | None", error.current))
    except (ReportingError, RunUnderWayError) as error:
        messages.error(request, str(error))
        return _page(request, point, form=form)
    if effect.kept:
        messages.success(
            request, f"{point.label}改读为“{chosen.label}”，{effect.total} 张牌随之变动。"
        )
        return redirect(f"{reverse('readings')}?month={month}")
    if confirmed is not None:
        messages.warning(
            request, "预览之后台账又有变动，没有保存；下面是新的预览，请核对后再确认。"
        )
    return _page(request, point, form=form, effect=effect)


def _conflict(
    request: HttpRequest, point: Point, chosen: Reading, stored: Policy | None
) -> HttpResponse:
    """The reading that stands now beside the one chosen; the form keeps it on the new version."""
    data = request.POST.copy()
    data["seen"] = str(stored.version if stored else 0)
    clash = {"version": _latest(stored), "chosen": chosen}
    return _page(request, point, form=SwitchForm(data), clash=clash, status=409)


def _latest(stored: Policy | None) -> Version | None:
    return versions(stored.year)[0] if stored else None


def _page(
    request: HttpRequest,
    point: Point,
    *,
    form: SwitchForm | None = None,
    effect: Effect | None = None,
    status: int = 200,
    clash: Mapping[str, object] | None = None,
) -> HttpResponse:
    month = _month(request)
    policy = policy_for(month.year)
    chosen = _chosen(request, point, policy, form)
    seen = policy.version if policy.pk else 0
    context: dict[str, Any] = {
        "point": point,
        "month": month,
        "months": _months(month),
        "policy": policy,
        "now": point.in_force(policy),
        "others": [one for one in point.readings if not one.holds(policy)],
        "chosen": chosen,
        "locked": is_locked(month),
        "can_edit": leads(request.user),
        "form": form or SwitchForm(initial={"to": chosen.key, "seen": seen}),
        "effect": effect,
        "clash": clash,
    }
    if effect is None:
        context |= _changes(point, policy, chosen, month, _number(request.GET.get("page", "")))
        context["history"] = _history(month.year)
    return render(request, "assessment/reading.html", context, status=status)


def _chosen(request: HttpRequest, point: Point, policy: Policy, form: SwitchForm | None) -> Reading:
    """The reading asked for, else the first that is not in force."""
    asked = form.data.get("to", "") if form is not None else request.GET.get("to", "")
    others = [one for one in point.readings if not one.holds(policy)]
    return point.reading(str(asked)) or others[0]


def _changes(
    point: Point, policy: Policy, chosen: Reading, month: Month, page: int
) -> dict[str, object]:
    """What `chosen` would move in `month`."""
    if point.moves is Moves.CARDS:
        return {"cards": effect_in(month, chosen.on(policy), _day(), page)}
    if point.moves is Moves.PROPOSALS:
        return {"proposals": proposal_changes(month, policy, chosen.on(policy))}
    carry = bool(chosen.values["carry_surplus_down"])
    return {"completion": completion_changes(month.year, _end(month), carry=carry)}


def _history(year: int) -> list[Version]:
    """The versions of the year that switched a reading: they carry a reason."""
    return [version for version in versions(year) if version.reason]


def _number(text: str) -> int:
    return int(text[:6]) if text.isascii() and text.isdigit() else 1
