"""Entering the city's averages of a month: shown before it is kept, judged with it."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from django.db import IntegrityError

from assessment.averages.form import Wanted
from assessment.averages.rows import AverageRow, average_rows
from assessment.cards.effect import Effect, try_change
from assessment.cards.foresight import Supposed
from assessment.models import CityAverage
from projects.actions.reporting import ReportingError
from projects.models import User
from projects.periods import Month
from projects.permissions import leads
from projects.queries import is_locked


class AveragesConflictError(Exception):
    """Others wrote averages that this person changed too; `rows` hold what stands now."""

    def __init__(self, rows: Sequence[AverageRow]) -> None:
        super().__init__("均值已被他人修改")
        self.rows = rows


def change_averages(
    *,
    month: Month,
    rows: Sequence[AverageRow],
    wanted: Sequence[Wanted],
    today: date,
    by: User,
    expected: str | None = None,
    page: int = 1,
) -> Effect:
    """Write the averages and judge the cards in one transaction, if the steps are `expected`.

    Without that nothing is written: it is the preview, from the `rows` that the page has just
    read. A type that nobody touched since is left as others wrote it meanwhile.
    AveragesConflictError where both wrote, ReportingError for a locked month or anybody but
    发改局, RunUnderWayError where the change is confirmed while another run is at work.
    """
    if not leads(by):
        raise ReportingError("只有发改局可以填写全市均值")
    rates = {(row.kind.pk, month): one.entry.rate for row, one in _touched(month, rows, wanted)}
    try:
        return try_change(
            supposed=Supposed(averages=rates),
            write=partial(_write, month, wanted, by),
            since=month,
            today=today,
            by=by,
            expected=expected,
            page=page,
        )
    except IntegrityError:
        raise ReportingError("均值刚被他人填写，没有保存，请重新打开本页核对") from None


def _write(month: Month, wanted: Sequence[Wanted], by: User) -> None:
    _hold(month)
    for row, one in _touched(month, average_rows(month), wanted):
        _put(month, row, one, by)


def _touched(
    month: Month, rows: Sequence[AverageRow], wanted: Sequence[Wanted]
) -> list[tuple[AverageRow, Wanted]]:
    """What this person changes; refused in a locked month, and over what others wrote."""
    if is_locked(month):
        raise ReportingError(f"{month.label}已锁定，均值不能更改，须由发改局重新开放该月")
    of = {row.kind.pk: row for row in rows}
    touched = [
        (of[one.type_id], one)
        for one in wanted
        if one.type_id in of and is_touched(of[one.type_id], one)
    ]
    stale = [row for row, one in touched if row.version != one.seen]
    if stale:
        raise AveragesConflictError(stale)
    return touched


def _hold(month: Month) -> None:
    """An import that writes the same averages waits, or has been waited for."""
    held = CityAverage.objects.select_for_update().filter(year=month.year, month=month.month)
    list(held.order_by("pk").values_list("pk"))


def is_touched(row: AverageRow, wanted: Wanted) -> bool:
    """The person asks for something else than what stands, and than what it once read."""
    return wanted.entry not in (row.entry, row.seen_at(wanted.seen))


def _put(month: Month, row: AverageRow, wanted: Wanted, by: User) -> None:
    key = {"year": month.year, "month": month.month, "project_type": row.kind}
    average = CityAverage.objects.filter(**key).first() or CityAverage(**key)
    average._history_user = by  # type: ignore[attr-defined]
    if wanted.entry.rate is None:
        average.delete()
        return
    average.rate, average.source = wanted.entry.rate, wanted.entry.source
    average.save()
