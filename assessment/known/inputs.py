"""All that cards and completion stand on, read from the trail: each table once, every version.

Whatever the day asked for, the number of queries is the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import DateField, F, Min, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf

from assessment.known.timeline import Timelines, timelines
from assessment.models import AssessmentRun, CityAverage, Policy, Quota
from assessment.models.runs import RunState
from projects.models import (
    AnnualPlan,
    MonthlyPlan,
    MonthlyReport,
    Project,
    ReportingMonth,
    StartDueAmendment,
    Suspension,
    Unit,
)

# What of each table the rules read. The first column of a child is its project.
FIELDS: dict[type[Any], tuple[str, ...]] = {
    Project: (
        "code", "name", "unit_id", "project_type_id", "is_industrial", "total_investment",
        "planned_on", "start_due", "started_on", "completed_on", "project_type__name",
    ),
    AnnualPlan: ("project_id", "amount"),
    MonthlyReport: ("project_id", "month", "amount", "state"),
    Suspension: ("project_id", "kind", "from_on", "until_on"),
    StartDueAmendment: ("project_id", "at", "old", "new"),
    CityAverage: ("project_type_id", "month", "rate", "project_type__name"),
    Quota: ("unit_id", "annex", "band", "printed", "correction"),
    Policy: tuple(str(field.attname) for field in Policy._meta.concrete_fields),
    ReportingMonth: ("month",),
    Unit: ("number", "name", "layer", "kind"),
}  # fmt: skip
# These hold one year's rows; of the others the whole trail is read.
_DATED = {AnnualPlan, MonthlyReport, CityAverage, Quota, ReportingMonth}
# A month has cards from the year on that the first of these knows of (`cards.scope.first_year`).
_BEGINNINGS = (Quota, AnnualPlan, MonthlyPlan, MonthlyReport, CityAverage)


class Judging(NamedTuple):
    """A run that was done: when it ended, and the day up to which it judged."""

    at: datetime
    day: date


@dataclass(frozen=True)
class Trail:
    """One year's inputs with all their versions, and the runs in the order in which they ended.

    `begun` is when the ledger first knew anything of the year or an earlier one.
    """

    year: int
    tables: Mapping[type[Any], Timelines]
    runs: Sequence[Judging]
    begun: datetime | None


def read_trail(year: int) -> Trail:
    """Every version of every input of `year`; 11 queries."""
    tables = {model: timelines(_entries(model, year)) for model in FIELDS}
    return Trail(year, tables, *_marks(year))


def _entries(model: Any, year: int) -> Any:
    rows = model.history.all()
    if model in _DATED:
        rows = rows.filter(year=year)
    rows = rows.order_by("id", "history_date", "history_id").annotate(
        who=Coalesce(NullIf("history_user__name", Value("")), F("history_user__username"))
    )
    head = ("id", "history_date", "history_type", "who", "history_change_reason")
    return rows.values_list(*head, *FIELDS[model]).iterator(chunk_size=5_000)


def _marks(year: int) -> tuple[list[Judging], datetime | None]:
    """The runs, and when the ledger began; one query."""
    done = AssessmentRun.objects.filter(state=RunState.DONE, finished_at__isnull=False)
    runs = done.filter(day__gte=date(year, 1, 1)).order_by().values_list("finished_at", "day")
    firsts = (_first(model, year) for model in _BEGINNINGS)
    rows: list[Any] = list(runs.union(*firsts, all=True))
    begun = min((at for at, day in rows if day is None and at), default=None)
    return sorted(Judging(at, day) for at, day in rows if day), begun


def _first(model: Any, year: int) -> QuerySet:
    """One row: when the table's trail first held a row of the year or an earlier one."""
    rows = model.history.filter(year__lte=year).order_by().values(table=Value(1))
    first = rows.annotate(first=Min("history_date"), day=Value(None, DateField()))
    return first.values_list("first", "day")
