"""Which projects came, went, or changed what they count for in a month, from the history.

No completion rate may improve because a project was dropped or renamed without its being seen.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone

from projects.choices import Band, Level, SuspensionKind
from projects.models import Project, Suspension, Unit
from projects.periods import Month
from projects.queries import all_units
from projects.rules.ledger import BAND_FLOORS, band_of

ENTERED, LEFT, RESUMED = "新进入", "退出", "恢复"
UP, DOWN, OTHER = "升级", "降级", "其他变化"
KINDS = (ENTERED, LEFT, RESUMED, UP, DOWN, OTHER)
_BANDS = [Band.BELOW, *(band for band, _ in reversed(BAND_FLOORS))]
_LEVELS = ["", Level.COUNTY, Level.CITY, Level.PROVINCE]


class State(NamedTuple):
    """What a project counted for at one time."""

    code: str
    name: str
    unit_id: int
    total_investment: Decimal
    level: str
    is_industrial: bool


class Movement(NamedTuple):
    """One line: what happened to a project, when, from what to what."""

    kind: str
    on: date
    code: str
    name: str
    unit: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """One thing in which two states differ."""

    kind: str
    before: str
    after: str


def differences(before: State, after: State, units: Mapping[int, str]) -> Iterator[Change]:
    """Band and level up or down, the industrial flag, the unit; nothing else counts anywhere."""
    old, new = band_of(before.total_investment), band_of(after.total_investment)
    if old != new:
        yield Change(_direction(_BANDS.index(old), _BANDS.index(new)), old.label, new.label)
    if before.level != after.level:
        ranks = _LEVELS.index(before.level), _LEVELS.index(after.level)
        yield Change(_direction(*ranks), _level(before.level), _level(after.level))
    if before.is_industrial != after.is_industrial:
        yield Change(OTHER, _industrial(before), _industrial(after))
    if before.unit_id != after.unit_id:
        yield Change(OTHER, units.get(before.unit_id, ""), units.get(after.unit_id, ""))


def _direction(old: int, new: int) -> str:
    return UP if new > old else DOWN


def _level(level: str) -> str:
    return Level(level).label if level else "未列重点"


def _industrial(state: State) -> str:
    return "产业项目" if state.is_industrial else "非产业项目"


def movements(month: Month, day: date) -> list[Movement]:
    """Everything from the month's first day to the end of `day`; by kind, then unit, then code.

    Five queries, whatever the number of projects.
    """
    units = {unit.pk: unit for unit in all_units()}
    found = [*_recorded(month, day, units), *_stopped(month, day)]
    order = {unit.name: unit.number for unit in units.values()}
    return sorted(
        found, key=lambda move: (KINDS.index(move.kind), order.get(move.unit, 0), move.code)
    )


def _recorded(month: Month, day: date, units: Mapping[int, Unit]) -> Iterator[Movement]:
    """From the project's own history: entered, deleted, changed."""
    names = {key: unit.name for key, unit in units.items()}
    start, end = _moment(month.first), _moment(date.fromordinal(day.toordinal() + 1))
    trail = Project.history.model.objects.order_by("history_date", "history_id")
    inside = trail.filter(history_date__gte=start, history_date__lt=end)
    touched = inside.order_by().values("id")
    before = {
        key: state
        for key, state, _, _ in _rows(trail.filter(history_date__lt=start, id__in=touched))
    }
    last = {key: (state, at, kind) for key, state, at, kind in _rows(inside)}
    for key, (state, at, kind) in last.items():
        on = timezone.localdate(at)
        yield from _moves(before.get(key), None if kind == "-" else state, state, on, names)


def _rows(rows) -> Iterator[tuple[int, State, datetime, str]]:
    names = State._fields
    for key, at, kind, *values in rows.values_list("id", "history_date", "history_type", *names):
        yield key, State(*values), at, kind


def _moves(
    before: State | None, after: State | None, named: State, on: date, units: Mapping[int, str]
) -> Iterator[Movement]:
    who = (on, named.code, named.name, units.get(named.unit_id, ""))
    if before is None and after is not None:
        yield Movement(ENTERED, *who, "", f"{band_of(after.total_investment).label}")
    elif before is not None and after is None:
        yield Movement(LEFT, *who, band_of(before.total_investment).label, "已删除")
    elif before is not None and after is not None:
        for change in differences(before, after, units):
            yield Movement(change.kind, *who, change.before, change.after)


def _stopped(month: Month, day: date) -> Iterator[Movement]:
    """Suspended, ended or taken up again by 发改局's record."""
    days = (month.first, day)
    chosen = Suspension.objects.filter(Q(from_on__range=days) | Q(until_on__range=days))
    for stop in chosen.select_related("project__unit").order_by("from_on"):
        project, label = stop.project, SuspensionKind(stop.kind).label
        who = (project.code, project.name, project.unit.name)
        if month.first <= stop.from_on <= day:
            yield Movement(LEFT, stop.from_on, *who, "", f"{label}：{stop.reason}")
        if stop.until_on and month.first <= stop.until_on <= day:
            yield Movement(RESUMED, stop.until_on, *who, label, "恢复建设")


def _moment(day: date) -> datetime:
    """The first moment of a day in Beijing."""
    return timezone.make_aware(datetime.combine(day, time.min))
