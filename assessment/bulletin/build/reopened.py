"""更正: what changed in months that were locked, reopened and corrected since the last bulletin.

A correction stands in the first bulletin of a later month that was still open when the locked
month was opened again: the one before had gone out with the old figures.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from assessment.bulletin.data import Kind, long_date
from assessment.bulletin.text import shown
from assessment.models import CityAverage
from projects.choices import COUNTED_REPORT_STATES
from projects.models import LockEvent, MonthlyPlan, MonthlyReport, User
from projects.periods import Month

_NOTHING = "（空）"


@dataclass(frozen=True)
class Series:
    """A kind of monthly figure with a history, and how a change of one is told."""

    model: Any
    subject: str
    related: str
    value: Callable[[Any], Decimal | None]
    place: Callable[[Any], Any]
    named: Callable[[Any], str]
    shown: Callable[[Decimal | None], str]


@dataclass(frozen=True)
class Reopening:
    """A locked month that was open again from `start` to `end` (None: it still is)."""

    month: Month
    start: datetime
    end: datetime | None
    by: User
    reason: str


def correction_lines(month: Month) -> list[str]:
    """The corrections that the bulletin of `month` has to name, one paragraph each.

    The number of queries depends neither on the changes nor on how many months were reopened.
    """
    reopenings = list(_reopenings(month))
    versions = [list(_versions(series, reopenings)) for series in _SERIES] if reopenings else []
    lines = [line for reopening in reopenings for line in _lines(reopening, versions)]
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


def _lines(reopening: Reopening, versions: list[list[Any]]) -> Iterator[str]:
    month, reason = reopening.month.label, reopening.reason.rstrip("。")
    who = f"{reopening.by}，{long_date(timezone.localdate(reopening.start))}重新开放"
    changed = [
        change
        for series, rows in zip(_SERIES, versions, strict=True)
        for change in _changes(series, rows, reopening)
    ]
    for change in changed:
        yield f"更正：{month} {change}，原因：{reason}（{who}）。"
    if not changed:
        yield f"{month}曾重新开放，数据没有变动，原因：{reason}（{who}）。"


def _versions(series: Series, reopenings: list[Reopening]) -> QuerySet:
    """Every version, oldest first, of the rows that were written while their month was open."""
    history = series.model.history
    wanted = Q(pk__in=[])
    for reopening in reopenings:
        of_month = Q(year=reopening.month.year, month=reopening.month.month)
        while_open = Q(history_date__gt=reopening.start)
        if reopening.end:
            while_open &= Q(history_date__lte=reopening.end)
        written = history.filter(of_month, while_open).order_by().values(series.subject)
        wanted |= of_month & Q(**{f"{series.subject}__in": written})
    rows = history.filter(wanted).select_related(series.related)
    return rows.order_by("history_date", "history_id")


def _changes(series: Series, versions: list[Any], reopening: Reopening) -> list[str]:
    """What differs before and after; a subject that is gone from the ledger is not named."""
    before: dict[Any, Decimal | None] = {}
    after: dict[Any, Decimal | None] = {}
    for row in versions:
        subject = getattr(row, series.subject)
        if subject is None or Month(row.year, row.month) != reopening.month:
            continue
        if row.history_date <= reopening.start:
            before[subject] = None if row.history_type == "-" else series.value(row)
        elif reopening.end is None or row.history_date <= reopening.end:
            after[subject] = None if row.history_type == "-" else series.value(row)
    return [
        f"{series.named(subject)} {series.shown(before.get(subject))}→{series.shown(new)}"
        for subject, new in sorted(after.items(), key=lambda pair: series.place(pair[0]))
        if before.get(subject) != new
    ]


def _money(amount: Any) -> str:
    return _NOTHING if amount is None else shown(amount, Kind.MONEY).removesuffix(".00")


def _percent(rate: Any) -> str:
    return _NOTHING if rate is None else f"{shown(rate, Kind.RATE)}%"


def _counted(report: MonthlyReport) -> Decimal | None:
    return report.amount if report.state in COUNTED_REPORT_STATES else None


def _of_project(model: Any, label: str, value: Callable[[Any], Decimal | None]) -> Series:
    return Series(
        model,
        subject="project",
        related="project__unit",
        value=value,
        place=lambda project: (project.unit.number, project.code),
        named=lambda project: f"{project.unit.name} {project.code} {label}",
        shown=_money,
    )


_SERIES = (
    _of_project(MonthlyReport, "完成投资", _counted),
    _of_project(MonthlyPlan, "计划投资", lambda plan: plan.amount),
    Series(
        CityAverage,
        subject="project_type",
        related="project_type",
        value=lambda average: average.rate,
        place=lambda kind: (kind.order, kind.name),
        named=lambda kind: f"全市均值（{kind.name}）",
        shown=_percent,
    ),
)
