"""One row a project type: the month's average, last month's, and whom it concerns."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Q

from assessment.models import CityAverage
from projects.models import ProjectType, User
from projects.parsing import tidy_text
from projects.periods import Month
from projects.queries import under_construction


@dataclass(frozen=True)
class Entry:
    """An average (%) as it stands or stood; a `rate` of None is none."""

    rate: Decimal | None = None
    source: str = ""


@dataclass(frozen=True)
class Written:
    """One row of an average's history; `key` grows with every write of any kind."""

    key: int
    entry: Entry
    by: User | None
    at: datetime


@dataclass(frozen=True)
class AverageRow:
    """`last` is the average of the month before (%), `projects` how many are being built.

    `version` is the key of the newest write, 0 where nobody wrote yet.
    """

    kind: ProjectType
    entry: Entry
    last: Decimal | None
    projects: int
    writes: tuple[Written, ...] = ()

    @property
    def version(self) -> int:
        return self.writes[0].key if self.writes else 0

    def seen_at(self, version: int) -> Entry:
        """What a person saw who read the row at `version`."""
        seen = (written.entry for written in self.writes if written.key == version)
        return next(seen, Entry())


def average_rows(month: Month) -> list[AverageRow]:
    """All project types in their order; a fixed number of queries."""
    entries = _entries(month, month.plus(-1))
    counted = under_construction(month).order_by().values_list("project_type")
    numbers = dict(counted.annotate(number=Count("pk")))
    writes = _writes(month)
    return [
        AverageRow(
            kind,
            entries.get((kind.pk, month), Entry()),
            entries.get((kind.pk, month.plus(-1)), Entry()).rate,
            numbers.get(kind.pk, 0),
            tuple(writes.get(kind.pk, ())),
        )
        for kind in ProjectType.objects.all()
    ]


def _entries(*months: Month) -> dict[tuple[int, Month], Entry]:
    chosen = Q(pk__in=[])
    for month in months:
        chosen |= Q(year=month.year, month=month.month)
    return {
        (row.project_type_id, Month(row.year, row.month)): Entry(row.rate, tidy_text(row.source))
        for row in CityAverage.objects.filter(chosen)
    }


def _writes(month: Month) -> dict[int, list[Written]]:
    """Every write of the month's averages by type, newest first."""
    trail = CityAverage.history.filter(year=month.year, month=month.month)
    found: dict[int, list[Written]] = {}
    for row in trail.select_related("history_user").order_by("-history_id"):
        gone = row.history_type == "-"
        entry = Entry() if gone else Entry(row.rate, tidy_text(row.source))
        written = Written(row.history_id, entry, row.history_user, row.history_date)
        found.setdefault(row.project_type_id, []).append(written)
    return found
