"""What the pages of starts show: a month's list, and what waits for an answer, 二（三）2."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import F, Q

from projects.choices.starts import StartState
from projects.models import Project, StartList, StartListEntry
from projects.models.ledger import ProjectQuerySet
from projects.periods import Month
from projects.queries import standing_still
from projects.rules.starts import Standing, standing

if TYPE_CHECKING:
    from projects.permissions import Person


@dataclass(frozen=True)
class ListLine:
    """One project of the list; `amended` is its date now where it is another by now."""

    project: Project
    start_due: date
    rolled_over: bool
    standing: Standing
    amended: date | None


@dataclass(frozen=True)
class MonthList:
    """`fixed` is None where the month has no list."""

    fixed: StartList | None
    lines: list[ListLine]

    @property
    def rolled_over(self) -> int:
        return sum(line.rolled_over for line in self.lines)

    @property
    def counts(self) -> list[tuple[str, int]]:
        """Every standing with its number of projects."""
        found = Counter(line.standing for line in self.lines)
        return [(each.value, found[each]) for each in Standing]


def month_list(month: Month, day: date, user: "Person") -> MonthList:
    """The list of `month` as it stands at the end of `day`, units in annex order; three queries."""
    fixed = StartList.objects.filter(year=month.year, month=month.month).first()
    rows = StartListEntry.objects.visible_to(user).filter(
        list__year=month.year, list__month=month.month
    )
    found = rows.select_related("project__unit").order_by(
        "project__unit__number", "start_due", "project__code"
    )
    halted = set(standing_still(day).values_list("project", flat=True))
    return MonthList(fixed, [_line(entry, day, entry.project_id in halted) for entry in found])


def _line(entry: StartListEntry, day: date, halted: bool) -> ListLine:
    project = entry.project
    stands = standing(entry.start_due, project.started_on, day, halted=halted)
    amended = project.start_due if project.start_due != entry.start_due else None
    return ListLine(project, entry.start_due, entry.rolled_over, stands, amended)


def unconfirmed(year: int, user: "Person") -> ProjectQuerySet:
    """Started in `year` by the ledger, without a confirmation of that very day."""
    confirmed = Q(start__state=StartState.CONFIRMED, start__started_on=F("started_on"))
    found = Project.objects.visible_to(user).filter(started_on__year=year)
    return found.exclude(confirmed).select_related("unit", "start").order_by("-started_on", "code")
