"""When the demonstration's ledger learnt what it knows: the trail is as old as the events."""

from collections.abc import Iterable
from copy import copy
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from assessment.demo.returns import at
from assessment.models import CityAverage, Quota
from projects.models import (
    AnnualPlan,
    LockEvent,
    MonthlyPlan,
    Project,
    ReportingMonth,
    StartDueAmendment,
    Suspension,
    Unit,
)
from projects.periods import Month

if TYPE_CHECKING:
    from assessment.demo.stages import Stage

PUBLISHED_ON = 3
LATE_EVERY, LATE_BY = 40, timedelta(days=34)


def write(stage: "Stage") -> None:
    """Nothing of the ledger itself changes, only since when it is known."""
    new_year = at(date(stage.day.year, 1, 3), 9)
    for model in (AnnualPlan, MonthlyPlan):
        model.history.update(history_date=new_year)
    Quota.history.filter(year=stage.day.year, history_type="+").update(history_date=new_year)
    Unit.history.filter(history_type="+").update(history_date=new_year)
    late = Project.history.filter(history_date__gt=at(stage.day, 23))
    late.update(history_date=new_year)
    _date_averages(stage)
    _date_rows(Suspension, lambda row: row.from_on, stage.day)
    _date_amendments(stage)
    _record_starts_late(stage)
    _move_one(stage)
    _reopen()


def _date_averages(stage: "Stage") -> None:
    """The city publishes a month on a day of the next one."""
    for row in CityAverage.history.all():
        published = Month(row.year, row.month).plus(1).first.replace(day=PUBLISHED_ON)
        _set_date(row, at(min(published, stage.day), 15))


def _date_rows(model: Any, day_of: Any, latest: date) -> None:
    for row in model.history.all():
        _set_date(row, at(min(day_of(row), latest), 11))


def _set_date(row: Any, when: datetime) -> None:
    type(row).objects.filter(pk=row.pk).update(history_date=when)


def _date_amendments(stage: "Stage") -> None:
    """The project's date was the old one until the amendment was approved."""
    for amendment in StartDueAmendment.objects.all():
        trail = StartDueAmendment.history.filter(id=amendment.pk)
        trail.update(history_date=amendment.at, at=amendment.at)
        known_before(amendment.project_id, "start_due", amendment.old, amendment.at, stage)


def _record_starts_late(stage: "Stage") -> None:
    """Some starts stood in the ledger only a month later."""
    year = stage.day.year
    started = [(p, p.started_on) for p in stage.projects if p.started_on]
    of_year = ((project, on) for project, on in started if on.year == year)
    for number, (project, on) in enumerate(of_year):
        learnt: date = on + LATE_BY
        if number % LATE_EVERY == 0 and learnt < stage.day:
            known_before(project.pk, "started_on", None, at(learnt, 10), stage)


def _move_one(stage: "Stage") -> None:
    """One project belonged to another unit until the middle of the last month but one."""
    units = sorted({project.unit_id for project in stage.projects})
    moved = next(iter(stage.projects), None)
    if moved and len(units) > 1:
        former = next(unit for unit in units if unit != moved.unit_id)
        when = at(Month.of(stage.day).plus(-1).first.replace(day=16), 10)
        known_before(moved.pk, "unit_id", former, when, stage)


def known_before(project: int, field: str, value: object, until: datetime, stage: "Stage") -> None:
    """Until that moment the trail has `value` in the field, then what the ledger has."""
    versions = Project.history.filter(id=project)
    earlier = versions.filter(history_date__lt=until)
    latest = versions.order_by("history_date", "history_id").last()
    if latest is None or not earlier.exists():
        return
    new = copy(latest)
    new.pk, new.history_type, new.history_date = None, "~", until
    new.history_user_id = stage.by.pk
    new.save()
    earlier.update(**{field: value})


def _reopen() -> None:
    """A month that was opened and locked again has both in the trail of its lock."""
    for row in ReportingMonth.objects.all():
        ReportingMonth.history.filter(id=row.pk).update(locked_at=row.locked_at)
    for opened in LockEvent.objects.filter(locked=False):
        own = {"year": opened.year, "month": opened.month}
        first = ReportingMonth.history.filter(**own).first()
        again = LockEvent.objects.filter(**own, locked=True, at__gt=opened.at).first()
        if first and again:
            _copies(first, [("-", opened.at), ("+", again.at)])


def _copies(row: Any, entries: Iterable[tuple[str, datetime]]) -> None:
    for kind, when in entries:
        again = copy(row)
        again.pk, again.history_type, again.history_date = None, kind, when
        again.save()
