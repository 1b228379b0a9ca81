"""What the pages and the bulletin stand on: the last run, its day, the year's policy."""

from collections.abc import Sequence
from copy import copy
from datetime import date

from assessment.models import AssessmentRun, Policy, Quota
from assessment.models.runs import RunState
from projects.clock import today
from projects.once import once_a_page


@once_a_page
def latest_run() -> AssessmentRun | None:
    """The run that the cards come from: the one that finished last."""
    done = AssessmentRun.objects.filter(state=RunState.DONE)
    return done.select_related("by").order_by("-finished_at", "-day").first()


def figures_day() -> date:
    """数据截止日: the day of the last run, or today if there was none."""
    run = latest_run()
    return run.day if run else today()


def figures_year() -> int:
    """The year of the figures, or the latest before it that has quotas."""
    year = figures_day().year
    quotas = Quota.objects.filter(year__lte=year).order_by("-year")
    return quotas.values_list("year", flat=True).first() or year


@once_a_page
def stored_policies() -> list[Policy]:
    """One a year, so a few."""
    return list(Policy.objects.order_by("year"))


def policy_for(year: int) -> Policy:
    """The year's policy; else an unsaved one with the last earlier year's values, or defaults.

    `version` 0 says that nobody has set any policy yet.
    """
    return policy_among(stored_policies(), year)


def policy_among(stored: Sequence[Policy], year: int) -> Policy:
    """`policy_for` by the policies that are stored, oldest first."""
    earlier = [policy for policy in stored if policy.year <= year]
    if not earlier:
        return Policy(year=year, version=0)
    policy = copy(earlier[-1])
    if policy.year != year:
        policy.pk = None
        policy.year = year
        policy._state.adding = True
    return policy
