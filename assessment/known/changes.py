"""What was written after a day, one field at a time: who, when, from what to what, by what."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from assessment.choices import Annex, QuotaBand
from assessment.choices.known import ChangeKind
from assessment.known.inputs import FIELDS, Trail
from assessment.known.ledger import KnownProject, counted
from assessment.known.timeline import Step, steps
from assessment.models import CityAverage, Policy, Quota
from projects.choices import ReportState, SuspensionKind
from projects.models import (
    AnnualPlan,
    MonthlyReport,
    Project,
    ReportingMonth,
    Suspension,
    Unit,
)
from projects.periods import Month

EMPTY = "（空）"
# By field: the kind of change, and the names that people know it by.
_PROJECT_FIELDS = {
    "unit_id": ChangeKind.MOVED,
    "start_due": ChangeKind.START_DUE,
    "started_on": ChangeKind.STARTED,
    "completed_on": ChangeKind.COMPLETED,
    "planned_on": ChangeKind.PLANNED,
    "total_investment": ChangeKind.MONEY,
    "project_type_id": ChangeKind.TYPE,
    "is_industrial": ChangeKind.INDUSTRIAL,
}
_POLICY_FIELDS = [name for name in FIELDS[Policy] if name not in {"id", "year", "version"}]


class Change(NamedTuple):
    """One field of one record; `scope` and `field` say whose it is, `how` the import or page."""

    kind: ChangeKind
    scope: tuple[Any, ...]
    field: str
    label: str
    at: datetime
    by: str
    how: str
    old: str
    new: str


Changes = Mapping[tuple[Any, ...], list[Change]]


@dataclass(frozen=True)
class _Words:
    """The names that stand for keys."""

    year: int
    units: Mapping[int, str]

    def month(self, number: int) -> str:
        return Month(self.year, number).label


def changes_since(trail: Trail, since: datetime) -> Changes:
    """By scope: ("project", id), ("average", type), ("quota", unit, annex, band), ("policy",),
    ("lock", month); each list in the order of time."""
    units = {row: versions[-1].values[1] for row, versions in trail.tables[Unit].items()}
    words = _Words(trail.year, units)
    found: dict[tuple[Any, ...], list[Change]] = defaultdict(list)
    for model, read in _READERS.items():
        for step in steps(trail.tables[model], since):
            for change in read(step, words):
                found[change.scope].append(change)
    for listed in found.values():
        listed.sort(key=lambda change: change.at)
    return found


def net(listed: Iterable[Change], until: datetime | None = None) -> list[Change]:
    """Those up to `until` whose field says something else in the end than in the beginning."""
    by_field: dict[tuple[Any, ...], list[Change]] = defaultdict(list)
    for change in listed:
        if until is None or change.at <= until:
            by_field[change.scope, change.field].append(change)
    moved = [row for row in by_field.values() if row[0].old != row[-1].new]
    return sorted((change for row in moved for change in row), key=lambda change: change.at)


def _change(
    step: Step, kind: ChangeKind, scope: tuple[Any, ...], label: str, page: str, **values: Any
) -> Change:
    how = step.version.how or page
    field = values.pop("field", label)
    old, new = (written(values[name]) for name in ("old", "new"))
    return Change(kind, scope, field, label, step.version.at, step.version.by, how, old, new)


def written(value: Any) -> str:
    """A value as the trail writes it."""
    if value is None or value == "":
        return EMPTY
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return f"{value:,.2f}".removesuffix(".00")
    return value.isoformat() if isinstance(value, date) else str(value)


def _project(step: Step, words: _Words) -> Iterator[Change]:
    scope, page = ("project", step.row), "项目台账"
    before = KnownProject(*step.before) if step.before else None
    after = KnownProject(*step.after) if step.after else None
    if before is None or after is None:
        kind = ChangeKind.ENTERED if after else ChangeKind.REMOVED
        name = {"old": before and before.code, "new": after and after.code}
        yield _change(step, kind, scope, "项目", page, field="project", **name)
        return
    for field, kind in _PROJECT_FIELDS.items():
        old, new = getattr(before, field), getattr(after, field)
        if old != new:
            label = str(Project._meta.get_field(field).verbose_name)  # type: ignore[union-attr]
            values = _named(field, before, after, words) or {"old": old, "new": new}
            yield _change(step, kind, scope, label, page, field=field, **values)


def _named(
    field: str, before: KnownProject, after: KnownProject, words: _Words
) -> dict[str, str | None]:
    if field == "unit_id":
        return {"old": words.units.get(before.unit_id), "new": words.units.get(after.unit_id)}
    if field == "project_type_id":
        return {"old": before.type_name, "new": after.type_name}
    return {}


def _plan(step: Step, words: _Words) -> Iterator[Change]:
    (project, old), (_, new) = _both(step, 2)
    label = f"{words.year}年年度计划投资(万元)"
    scope = ("project", project)
    yield _change(step, ChangeKind.PLAN, scope, label, "年度计划", field="plan", old=old, new=new)


def _both(step: Step, width: int) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """Before and after, with the key on both sides; a missing side has no values."""
    known = step.after or step.before or ()
    blank = (known[0], *[None] * (width - 1))
    return step.before or blank, step.after or blank


def _report(step: Step, words: _Words) -> Iterator[Change]:
    known = step.after or step.before or ()
    project, month = known[0], known[1]
    old, new = (counted(row[3], row[2]) if row else None for row in (step.before, step.after))
    if old == new:
        return
    label = f"{words.month(month)}完成投资(万元)"
    kind = _report_kind(old, new, step.after)
    page = {ChangeKind.RETURNED: "审核退回", ChangeKind.REPORTED: "月报报送"}.get(kind, "月报填报")
    yield _change(
        step, kind, ("project", project), label, page, field=f"report-{month}", old=old, new=new
    )


def _report_kind(
    old: Decimal | None, new: Decimal | None, after: tuple[Any, ...] | None
) -> ChangeKind:
    if old is None:
        return ChangeKind.REPORTED
    if new is not None:
        return ChangeKind.CORRECTED
    returned = after is not None and after[3] == ReportState.RETURNED
    return ChangeKind.RETURNED if returned else ChangeKind.WITHDRAWN


def _average(step: Step, words: _Words) -> Iterator[Change]:
    kind, month, _, name = step.after or step.before or ()
    old, new = (row[2] if row else None for row in (step.before, step.after))
    label = f"{words.month(month)}全市均值（{name}）(%)"
    first = ChangeKind.AVERAGE if old is None else ChangeKind.AVERAGE_CHANGED
    rates = {"old": _exact(old), "new": _exact(new)}
    field = f"average-{month}"
    yield _change(step, first, ("average", kind), label, "全市均值页", field=field, **rates)


def _exact(rate: Decimal | None) -> str | None:
    return None if rate is None else f"{rate.normalize():f}"


def _stop(step: Step, _words: _Words) -> Iterator[Change]:
    known = step.after or step.before or ()
    old, new = (_stop_words(row) for row in (step.before, step.after))
    field, scope = f"stop-{step.row}", ("project", known[0])
    yield _change(
        step, ChangeKind.STOPPED, scope, "停建终止", "停建终止登记", field=field, old=old, new=new
    )


def _stop_words(row: tuple[Any, ...] | None) -> str | None:
    if row is None:
        return None
    until = f"至{row[3]}" if row[3] else "起"
    return f"{SuspensionKind(row[1]).label} {row[2]}{until}"


def _quota(step: Step, _words: _Words) -> Iterator[Change]:
    unit, annex, band = (step.after or step.before or ())[:3]
    for place, name in ((3, "印发数"), (4, "更正数")):
        old, new = (row[place] if row else None for row in (step.before, step.after))
        if old != new:
            label = f"{Annex(annex).label}「{QuotaBand(band).label}」{name}"
            scope = ("quota", unit, annex, band)
            yield _change(step, ChangeKind.QUOTA, scope, label, "附件核对", old=old, new=new)


def _policy(step: Step, words: _Words) -> Iterator[Change]:
    of = dict(zip(FIELDS[Policy], step.after or step.before or (), strict=True))
    if of["year"] > words.year:
        return
    default = Policy(year=of["year"])
    for name in _POLICY_FIELDS:
        place = FIELDS[Policy].index(name)
        old, new = (
            row[place] if row else getattr(default, name) for row in (step.before, step.after)
        )
        if old != new:
            label = f"{of['year']}年政策「{Policy._meta.get_field(name).verbose_name}」"  # type: ignore[union-attr]
            yield _change(
                step,
                ChangeKind.POLICY,
                ("policy",),
                label,
                "年度设置",
                field=name,
                old=old,
                new=new,
            )


def _lock(step: Step, words: _Words) -> Iterator[Change]:
    (month,) = step.after or step.before or ()
    old, new = ("已锁定" if row else "未锁定" for row in (step.before, step.after))
    yield _change(
        step, ChangeKind.LOCK, ("lock", month), words.month(month), "审核", old=old, new=new
    )


_READERS: dict[type[Any], Callable[[Step, _Words], Iterator[Change]]] = {
    Project: _project,
    AnnualPlan: _plan,
    MonthlyReport: _report,
    CityAverage: _average,
    Suspension: _stop,
    Quota: _quota,
    Policy: _policy,
    ReportingMonth: _lock,
}
