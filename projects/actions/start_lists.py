"""Fixing the month's list of starts due on its 1st; safe to repeat, 二（三）2."""

from collections import defaultdict
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from projects.models import Project, StartDueAmendment, StartList, StartListEntry
from projects.periods import Month, months_through
from projects.queries import standing_still
from projects.rules.starts import due_then, is_listed, is_rolled_over

Amended = dict[int, list[tuple[date, date]]]


def fix_lists(*, through: date) -> int:
    """Fix the list of every month that has begun by `through` and has none yet; how many.

    The first ones are those of `through`'s year. A list that was missed is made as the ledger
    stood on its 1st, as far as approved amendments and starts tell.
    """
    last = Month.of(through)
    fixed = StartList.objects.order_by("-year", "-month").values_list("year", "month").first()
    first = Month(*fixed).plus(1) if fixed else Month(last.year, 1)
    if first > last:
        return 0
    amended = _amendments()
    return sum(_fix(month, amended) for month in months_through(first, last))


def _fix(month: Month, amended: Amended) -> bool:
    """False if another run was faster."""
    try:
        with transaction.atomic():
            fixed = StartList.objects.create(year=month.year, month=month.month)
            StartListEntry.objects.bulk_create(_entries(fixed, month, amended))
    except IntegrityError:
        return False
    return True


def _entries(fixed: StartList, month: Month, amended: Amended) -> list[StartListEntry]:
    found = []
    for pk, now, started_on in _candidates(month):
        due = due_then(now, amended.get(pk, ()), month.first)
        if due is not None and is_listed(due, started_on, month):
            rolled = is_rolled_over(due, month)
            found.append(
                StartListEntry(list=fixed, project_id=pk, start_due=due, rolled_over=rolled)
            )
    return found


def _candidates(month: Month) -> list[tuple[int, date | None, date | None]]:
    """Not started before the month, neither suspended nor ended on its 1st."""
    waiting = Project.objects.filter(
        Q(started_on__isnull=True) | Q(started_on__gte=month.first)
    ).exclude(pk__in=standing_still(month.first).values("project"))
    return list(waiting.order_by("pk").values_list("pk", "start_due", "started_on"))


def _amendments() -> Amended:
    found: Amended = defaultdict(list)
    rows = StartDueAmendment.objects.order_by("at", "pk").values_list("project_id", "at", "old")
    for project, at, old in rows:
        found[project].append((timezone.localdate(at), old))
    return found
