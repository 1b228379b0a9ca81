"""What the first pages say of the days ahead, within the queries that they have."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from assessment.outlook.lines import SOON, Line, start_line
from assessment.outlook.rules import start_outlook
from assessment.queries import stored_policies
from assessment.rules import Limits
from projects.models import Project, Suspension

if TYPE_CHECKING:
    from projects.permissions import Person

_LONGEST_MONTH = 31


def start_turns(day: date) -> dict[str, Q]:
    """Projects whose start card turns yellow or red next, within SOON days after `day`.

    As conditions for a pass over the ledger; who stands still on `day` is left out.
    """
    limits = _limits()
    longest = max(one.red_after_months for one in limits.values())
    since, until = day - timedelta(days=longest * _LONGEST_MONTH + 1), day + timedelta(days=SOON)
    found: dict[str, list[date]] = {"turns_yellow": [], "turns_red": []}
    for offset in range((until - since).days + 1):
        due = since + timedelta(days=offset)
        ahead = start_outlook(due, None, day, (), limits)
        turns = {"turns_yellow": ahead.yellow_on, "turns_red": ahead.red_on}
        known = {name: on for name, on in turns.items() if on is not None}
        first = min(known, key=lambda name: known[name], default=None)
        if first and known[first] <= until:
            found[first].append(due)
    owed = _owed(day)
    return {name: owed & Q(start_due__in=dues) for name, dues in found.items()}


def _limits() -> dict[int, Limits]:
    return {policy.year: policy.limits for policy in stored_policies()} or {0: Limits()}


def _owed(day: date) -> Q:
    """Not started at the end of `day` and not standing still."""
    still = Suspension.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gt=day), from_on__lte=day
    )
    unstarted = Q(started_on__isnull=True) | Q(started_on__gt=day)
    return unstarted & ~Q(pk__in=still.values("project"))


def next_starts(user: "Person", day: date, number: int) -> list[Line]:
    """The unit's starts that are owed, by date, the first `number`; one query."""
    rows = Project.objects.visible_to(user).filter(_owed(day), start_due__isnull=False)
    limits = _limits()
    found = (
        start_line(project, day, start_outlook(project.start_due, None, day, (), limits))
        for project in rows.select_related("unit").order_by("start_due", "code")[:number]
    )
    return [line for line in found if line]
