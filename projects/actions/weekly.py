"""The weekly dispatch of a unit: one project at a time, or the word that nothing changed."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import F
from simple_history.utils import bulk_create_with_history

from projects.actions.messages import close_reminders
from projects.actions.reporting import ReportingError, Saved, StaleError
from projects.models import Project, Unit, User, WeeklyUpdate
from projects.permissions import may_edit, reports
from projects.queries import being_built
from projects.weeks import Week


@dataclass(frozen=True)
class Change:
    """What changed in the week; `amount` in 万元, None is blank. All blank: nothing changed."""

    amount: Decimal | None
    visible_progress: str
    problems: str


@transaction.atomic
def save_update(
    *,
    project: Project,
    week: Week,
    change: Change,
    version: int,
    today: date,
    at: datetime,
    by: User,
) -> Saved:
    """Write one project's week.

    `version` is that of the row as it was read, 0 where there was none. StaleError if the row has
    another by now, ReportingError if the week is closed to this person.
    """
    if not (reports(by) and may_edit(by, project)):
        raise ReportingError("无权填报该项目")
    _require_begun(week, today)
    close_reminders(period=week, unit_id=project.unit_id, at=at)
    if version:
        return _update(project, week, change, version, by)
    row = WeeklyUpdate(**_key(project, week), **vars(change), first_on=today)
    row._history_user = by  # type: ignore[attr-defined]
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise StaleError(WeeklyUpdate.objects.get(**_key(project, week))) from None
    return Saved(row.version)


@transaction.atomic
def confirm_unchanged(*, unit: Unit, week: Week, today: date, at: datetime, by: User) -> int:
    """Say of all the unit's projects not yet reported that nothing changed; how many they were."""
    if not (reports(by) and by.unit_id == unit.pk):
        raise ReportingError("无权填报该单位的项目")
    _require_begun(week, today)
    close_reminders(period=week, unit_id=unit.pk, at=at)
    told = WeeklyUpdate.objects.filter(year=week.year, week=week.week).values("project")
    silent = being_built(week.first, week.last).filter(unit=unit).exclude(pk__in=told)
    rows = [WeeklyUpdate(**_key(project, week), first_on=today) for project in silent]
    try:
        bulk_create_with_history(rows, WeeklyUpdate, default_user=by)
    except IntegrityError:
        raise ReportingError("有项目刚被同事填报，请看过后再确认一次") from None
    return len(rows)


def _key(project: Project, week: Week) -> dict[str, object]:
    return {"project": project, "year": week.year, "week": week.week}


def _require_begun(week: Week, today: date) -> None:
    if week.first > today:
        raise ReportingError(f"{week.label}还没有开始")


def _update(project: Project, week: Week, change: Change, version: int, by: User) -> Saved:
    rows = WeeklyUpdate.objects.filter(**_key(project, week))
    if not rows.filter(version=version).update(version=F("version") + 1, **vars(change)):
        raise StaleError(rows.first())
    row = rows.get()
    WeeklyUpdate.history.bulk_history_create([row], update=True, default_user=by)
    return Saved(row.version)
