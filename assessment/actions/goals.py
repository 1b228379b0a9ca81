"""Setting the county's goals of a year."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from assessment.models import Goal
from assessment.year.goals import Aim, Place, stored_goals, version_of
from projects.models import User
from projects.permissions import leads


class GoalsConflictError(Exception):
    """Somebody set the year's goals meanwhile."""


def save_goals(*, year: int, goals: Mapping[Place, Aim], seen: str, by: User) -> int:
    """Make `goals` the year's; the number of those that changed.

    GoalsConflictError if the stored ones are no longer those of version `seen`.
    """
    if not leads(by):
        raise PermissionDenied
    try:
        return _save(year, goals, seen, by)
    except IntegrityError:
        raise GoalsConflictError from None


@transaction.atomic
def _save(year: int, goals: Mapping[Place, Aim], seen: str, by: User) -> int:
    rows = {
        (goal.annex, goal.key): goal
        for goal in Goal.objects.select_for_update().filter(year=year).order_by("pk")
    }
    if version_of(stored_goals(year)) != seen:
        raise GoalsConflictError
    changed = 0
    for (annex, key), aim in goals.items():
        goal = rows.pop((annex.value, key.value), None) or Goal(year=year, annex=annex, key=key)
        if (goal.target, goal.clause) != (aim.target, aim.clause):
            goal.target, goal.clause = aim.target, aim.clause
            goal._history_user = by  # type: ignore[attr-defined]
            goal.save()
            changed += 1
    for goal in rows.values():
        goal._history_user = by  # type: ignore[attr-defined]
        goal.delete()
    return changed + len(rows)
