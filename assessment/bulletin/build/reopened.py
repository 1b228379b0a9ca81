"""更正: what changed in months that were locked, reopened and corrected since the last bulletin.

A correction stands in the first bulletin of a later month that was still open when the locked
month was opened again: the one before had gone out with the old figures.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from assessment.bulletin.data import Kind, long_date
from assessment.bulletin.text import shown
from assessment.models import CityAverage
from projects.choices import COUNTED_REPORT_STATES
from projects.models import LockEvent, MonthlyPlan, MonthlyReport, Project, ProjectType, User
from projects.periods import Month

_NOTHING = "（空）"


@dataclass(frozen=True)
class Reopening:
    """A locked month that was open again from `start` to `end` (None: it still is)."""

    month: Month
    start: datetime
    end: datetime | None
    by: User
    reason: str


def correction_lines(month: Month) -> list[str]:
    """The corrections that the bulletin of `month` has to name, one paragraph each."""
    lines = [line for reopening in _reopenings(month) for line in _lines(reopening)]
    return lines or ["上期通报以来，没有重新开放已锁定的月份。"]


def _reopenings(month: Month) -> Iterator[Reopening]:
    """Those whose next bulletin is this one, in the order of time."""
    events = list(LockEvent.objects.select_related("by").order_by("at", "pk"))
    locked: set[Month] = set()
    for place, event in enumerate(events):
        own = Month(event.year, event.month)
        if event.locked:
            locked.add(own)
            continue
        locked.discard(own)
        if _next_open(own, locked) == month:
            later = (one for one in events[place + 1 :] if Month(one.year, one.month) == own)
            end = next((one.at for one in later if one.locked), None)
            yield Reopening(own, event.at, end, event.by, event.reason)


def _next_open(month: Month, locked: set[Month]) -> Month:
    following = month.plus(1)
    while following in locked:
        following = following.plus(1)
    return following


def _lines(reopening: Reopening) -> Iterator[str]:
    month, reason = reopening.month.label, reopening.reason.rstrip("。")
    who = f"{reopening.by}，{long_date(timezone.localdate(reopening.start))}重新开放"
    changed = [*_reports(reopening), *_plans(reopening), *_averages(reopening)]
    for change in changed:
        yield f"更正：{month} {change}，原因：{reason}（{who}）。"
    if not changed:
        yield f"{month}曾重新开放，数据没有变动，原因：{reason}（{who}）。"


def _reports(reopening: Reopening) -> Iterator[str]:
    def counted(version: Any) -> Any:
        counts = version and version.state in COUNTED_REPORT_STATES
        return version.amount if counts else None

    yield from _of_projects(MonthlyReport, "完成投资", counted, reopening)


def _plans(reopening: Reopening) -> Iterator[str]:
    yield from _of_projects(
        MonthlyPlan, "计划投资", lambda version: version and version.amount, reopening
    )


def _of_projects(model: Any, label: str, value: Any, reopening: Reopening) -> Iterator[str]:
    changes = _changes(model, "project_id", value, reopening)
    projects = Project.objects.filter(pk__in=changes).select_related("unit")
    for project in projects.order_by("unit__number", "code"):
        old, new = (_money(amount) for amount in changes[project.pk])
        yield f"{project.unit.name} {project.code} {label} {old}→{new}"


def _averages(reopening: Reopening) -> Iterator[str]:
    changes = _changes(
        CityAverage, "project_type_id", lambda version: version and version.rate, reopening
    )
    for kind in ProjectType.objects.filter(pk__in=changes):
        old, new = (_percent(rate) for rate in changes[kind.pk])
        yield f"全市均值（{kind.name}） {old}→{new}"


def _changes(model: Any, key: str, value: Any, reopening: Reopening) -> dict[int, tuple[Any, Any]]:
    """(before, after) by `key` where they differ; None is nothing, or a report that counts not."""
    of_month = model.history.filter(year=reopening.month.year, month=reopening.month.month)
    after = of_month.filter(history_date__gt=reopening.start)
    if reopening.end:
        after = after.filter(history_date__lte=reopening.end)
    new = _latest(after, key)
    old = _latest(of_month.filter(history_date__lte=reopening.start, **{f"{key}__in": new}), key)
    pairs = {place: (value(old.get(place)), value(version)) for place, version in new.items()}
    return {place: pair for place, pair in pairs.items() if pair[0] != pair[1]}


def _latest(versions: QuerySet, key: str) -> dict[int, Any]:
    """The last version of each row; a deleted one is None."""
    rows = versions.order_by("history_date", "history_id")
    return {getattr(row, key): None if row.history_type == "-" else row for row in rows}


def _money(amount: Any) -> str:
    return _NOTHING if amount is None else shown(amount, Kind.MONEY).removesuffix(".00")


def _percent(rate: Any) -> str:
    return _NOTHING if rate is None else f"{shown(rate, Kind.RATE)}%"
