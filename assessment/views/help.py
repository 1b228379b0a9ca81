"""使用说明 by role, and the rules with the year's values."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from assessment.queries import figures_day, policy_for
from assessment.readings.points import POINTS
from assessment.readings.words import Words
from assessment.rules import RULES_VERSION
from assessment.year.policy import WEEKDAYS
from projects.excel.registry import imports
from projects.periods import Month
from projects.permissions import (
    STAFF,
    enters,
    leads,
    reads_all,
    reads_county,
    reads_figures,
    reports,
    role_of,
)
from projects.views.access import require


@login_required
def help_page(request: HttpRequest) -> HttpResponse:
    """The daily work of the reader's role, then the rules as this system reads them."""
    user = request.user
    context: dict[str, object] = {
        "enters": enters(user),
        "imports": imports(user),
        "fills_in": reports(user),
        "leads": leads(user),
        "reads_all": reads_all(user),
        "reads_county": reads_county(user),
        "reads_figures": reads_figures(user),
        "keeps_accounts": role_of(user) in STAFF and not reads_county(user),
    }
    if reads_figures(user):
        context |= _rules()
    return render(request, "assessment/help.html", context)


@require(reads_figures)
def rules_page(request: HttpRequest) -> HttpResponse:
    """The year's limits and switches, the version of the rules, and the readings behind them."""
    context = _rules() | {"reads_all": reads_all(request.user)}
    return render(request, "assessment/rules.html", context)


def _rules() -> dict[str, object]:
    day = figures_day()
    policy = policy_for(day.year)
    return {
        "day": day,
        "month": Month.of(day),
        "policy": policy,
        "words": Words(policy),
        "points": [(point, point.in_force(policy)) for point in POINTS],
        "weekly_due": dict(WEEKDAYS)[policy.weekly_due_weekday],
        "rules_version": RULES_VERSION,
    }
