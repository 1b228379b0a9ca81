"""Who was where and who is behind with visits, 三（二）, as of a day and for one reader."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q

from projects.choices.guarantees import Guarantor
from projects.models import Guarantee, Project, Suspension, Visit
from projects.models.ledger import ProjectQuerySet
from projects.rules.visits import Span, Standing, span_before, span_of, standing

if TYPE_CHECKING:
    from projects.permissions import Person

LEDGER_NAMES = {Guarantor.LEADER: "county_leader", Guarantor.CADRE: "cadre"}
Key = tuple[int, str, str]
Days = Mapping[Key, list[date]]


@dataclass(frozen=True)
class Charge:
    """One project that a person guarantees: this span, the one before, the last visit."""

    project: Project
    now: Standing
    before: Standing
    last: date | None


@dataclass
class Guarantors:
    """One person as leader or cadre, with the projects."""

    kind: Guarantor
    person: str
    charges: list[Charge] = field(default_factory=list)

    @property
    def visited(self) -> int:
        return sum(charge.now is Standing.DONE for charge in self.charges)

    @property
    def waiting(self) -> int:
        """Still to be visited in the span under way."""
        return len(self.charges) - self.visited

    @property
    def missed(self) -> int:
        """Not visited in the whole span before."""
        return sum(charge.before is Standing.MISSED for charge in self.charges)


@dataclass(frozen=True)
class Board:
    """Everybody of one kind, those furthest behind first, and the two spans looked at."""

    kind: Guarantor
    span: Span
    before: Span
    people: list[Guarantors]

    @property
    def behind(self) -> int:
        return sum(one.missed > 0 for one in self.people)


def boards(user: "Person", day: date) -> list[Board]:
    """Leaders and cadres of the projects under way that `user` may see; three queries."""
    projects = {row.pk: row for row in under_care(day).visible_to(user)}
    named = _named(projects)
    days = _days(user, day)
    return [_board(kind, projects, named, days, day) for kind in Guarantor]


def under_care(day: date) -> ProjectQuerySet:
    """Projects neither completed nor stopped on `day`, by code."""
    stopped = Suspension.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gt=day), from_on__lte=day
    )
    open_still = Q(completed_on__isnull=True) | Q(completed_on__gt=day)
    return Project.objects.filter(open_still).exclude(pk__in=stopped.values("project"))


def _named(projects: Mapping[int, Project]) -> set[Key]:
    """Who guarantees what: by the four guarantees, and by the ledger's own columns."""
    rows = Guarantee.objects.order_by().values_list("project_id", "role", "person").distinct()
    named = {row for row in rows if row[0] in projects}
    for pk, project in projects.items():
        for kind, column in LEDGER_NAMES.items():
            if name := getattr(project, column):
                named.add((pk, kind.value, name))
    return named


def _days(user: "Person", day: date) -> Days:
    """The days of visits by project, kind and person, as far back as the spans go."""
    found: dict[Key, list[date]] = defaultdict(list)
    first = span_before(Guarantor.LEADER, day).first
    visits = Visit.objects.visible_to(user).filter(visited_on__range=(first, day)).order_by()
    for project, kind, person, on in visits.values_list(
        "project_id", "kind", "person", "visited_on"
    ):
        found[project, kind, person].append(on)
    return found


def _board(
    kind: Guarantor, projects: Mapping[int, Project], named: set[Key], days: Days, day: date
) -> Board:
    span, before = span_of(kind, day), span_before(kind, day)
    people: dict[str, Guarantors] = {}
    for key in sorted(key for key in named if key[1] == kind):
        pk, _, person = key
        seen = days.get(key, [])
        charge = Charge(
            projects[pk],
            standing(seen, span, day),
            standing(seen, before, day),
            max(seen, default=None),
        )
        people.setdefault(person, Guarantors(kind, person)).charges.append(charge)
    for one in people.values():  # what waits to be visited stands first
        one.charges.sort(key=lambda charge: (charge.now is Standing.DONE, charge.project.code))
    ordered = sorted(people.values(), key=lambda one: (-one.missed, -one.waiting, one.person))
    return Board(kind, span, before, ordered)
