"""/planning/chains/: the chains' tiers against the county's goals, 二（一）2."""

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessment.chain_goals import chain_lines, tier_lines
from assessment.queries import figures_day
from projects.choices.areas import Area
from projects.periods import elapsed_share
from projects.permissions import reads_area, reads_county
from projects.views.access import require

if TYPE_CHECKING:
    from projects.permissions import Person


def _reads_chains(user: "Person") -> bool:
    """The goals are the county's: no unit has a share of them."""
    return reads_county(user) and reads_area(user, Area.PLANNING)


@require_safe
@require(_reads_chains)
def planning_chains(request: HttpRequest) -> HttpResponse:
    """What passed this year by tier and by chain, as of the figures' day."""
    day = figures_day()
    context = {
        "day": day,
        "elapsed": elapsed_share(day) * 100,
        "tiers": tier_lines(day.year, day),
        "chains": chain_lines(day.year, day),
    }
    return render(request, "assessment/planning_chains.html", context)
