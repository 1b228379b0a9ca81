"""Each unit's open quotas against the dated pipeline, 三（五）: which can no longer be met."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from assessment.choices import ANNEX_BANDS, SPLIT_BANDS, Annex, QuotaBand
from assessment.completion import COUNTED_ON, annex_band, completion
from assessment.outlook.reading import stops_of
from assessment.outlook.rules import BandGiven, BandOutlook, band_outlooks
from assessment.queries import policy_for
from assessment.rules import Stop
from projects.choices import Band
from projects.models import Project, Unit
from projects.periods import Month

if TYPE_CHECKING:
    from projects.permissions import Person


@dataclass(frozen=True)
class QuotaLine:
    """One column of an annex for one unit; `months` are those left, this one first."""

    unit: Unit
    annex: Annex
    band: QuotaBand
    outlook: BandOutlook
    months: tuple[Month, ...]

    @property
    def state(self) -> str:
        """`lost`, `undated`, `dated` or `met`."""
        if not self.outlook.open:
            return "met"
        if self.outlook.shortfall:
            return "lost"
        return "undated" if self.outlook.undated_gap else "dated"

    @property
    def left(self) -> list[int]:
        """Still open after each of `months` if the dated projects come in time."""
        return list(self.outlook.left[-len(self.months) :])

    @property
    def words(self) -> str:
        """The conclusion for a reader."""
        return {
            "lost": f"已无法完成，缺 {self.outlook.shortfall} 个",
            "undated": f"缺排期 {self.outlook.undated_gap} 个，须给未定日期的项目定下日期",
            "dated": "按排期可以完成",
            "met": "已完成",
        }[self.state]


STATES = {
    "lost": "已无法完成",
    "undated": "缺排期",
    "dated": "按排期可以完成",
    "met": "已完成",
}
_ORDER = list(STATES)


def quota_lines(
    year: int, day: date, user: "Person", stops: Mapping[int, Sequence[Stop]] | None = None
) -> list[QuotaLine]:
    """Every quota of the units that `user` may see, those that cannot be met any more first.

    Within a state Annex 1 comes first, then the largest shortfall, then annex order.
    `stops` are those of `stops_of`, where they are read already. Two queries beside those of
    `completion`.
    """
    day = min(day, date(year, 12, 31))
    table = completion(year, day, user)
    pipeline = _pipeline(year, day, user, stops_of(user) if stops is None else stops)
    carry = policy_for(year).carry_surplus_down
    months = tuple(Month(year, number) for number in range(day.month, 13))
    lines = [
        QuotaLine(row.unit, annex, band, outlook, months)
        for row in table.rows
        if row.unit is not None
        for annex in Annex
        for band, outlook in band_outlooks(
            {
                band: BandGiven(
                    row.cells[annex, band].effective,
                    row.cells[annex, band].done,
                    *pipeline[row.unit.pk, annex, band].given,
                )
                for band in ANNEX_BANDS[annex]
            },
            SPLIT_BANDS[annex],
            carry=carry,
        ).items()
        if outlook.open is not None
    ]
    return sorted(lines, key=_rank)


def _rank(line: QuotaLine) -> tuple[int, int, int, int]:
    outlook, annex = line.outlook, list(Annex).index(line.annex)
    return (_ORDER.index(line.state), annex, -outlook.shortfall, -outlook.undated_gap)


class _Waiting:
    """Projects of one column that have not come yet, by month or without a date."""

    def __init__(self) -> None:
        self.by_month, self.undated = [0] * 12, 0

    @property
    def given(self) -> tuple[tuple[int, ...], int]:
        return tuple(self.by_month), self.undated

    def add(self, on: date | None) -> None:
        if on is None:
            self.undated += 1
        else:
            self.by_month[on.month - 1] += 1


def _pipeline(
    year: int, day: date, user: "Person", stops: Mapping[int, Sequence[Stop]]
) -> defaultdict[tuple[int, Annex, QuotaBand], _Waiting]:
    """What may still come after `day` until 31 December; one query.

    A project dated for a later year does not, nor one that is ended or stands still until then.
    """
    found: defaultdict[tuple[int, Annex, QuotaBand], _Waiting] = defaultdict(_Waiting)
    last = date(year, 12, 31)
    waiting = Project.objects.visible_to(user).exclude(band=Band.BELOW)
    waiting = waiting.filter(_not_yet(Annex.START, day) | _not_yet(Annex.PLANNING, day))
    for project in waiting.order_by():
        free = _free_from(stops.get(project.pk, ()), day + timedelta(days=1), last)
        for annex, on in _dates(project, day):
            at = None if on is None else max(on, free or last, day)
            if free is None or (at is not None and at > last):
                continue
            for band in _columns(project, annex):
                found[project.unit_id, annex, band].add(at)
    return found


def _not_yet(annex: Annex, day: date) -> Q:
    on = COUNTED_ON[annex]
    return Q(**{f"{on}__isnull": True}) | Q(**{f"{on}__gt": day})


def _dates(project: Project, day: date) -> Iterator[tuple[Annex, date | None]]:
    """The annexes that the project may still count for, each with its planned day or None.

    A start that is due already can come any day; a planning review is dated by the day entered
    ahead. What has started needs no review any more.
    """
    started = project.started_on is not None and project.started_on <= day
    if not started:
        yield Annex.START, project.started_on or project.start_due
    if project.planned_on is None and project.started_on is None:
        yield Annex.PLANNING, None
    elif project.planned_on is not None and project.planned_on > day:
        yield Annex.PLANNING, project.planned_on


def _columns(project: Project, annex: Annex) -> Iterator[QuotaBand]:
    yield QuotaBand.TOTAL
    column = annex_band(annex, Band(project.band))
    if column is not None:
        yield column
    if project.is_industrial and QuotaBand.INDUSTRIAL in ANNEX_BANDS[annex]:
        yield QuotaBand.INDUSTRIAL


def _free_from(stops: Iterable[Stop], day: date, last: date) -> date | None:
    """The first day from `day` on without a standstill; None if there is none up to `last`."""
    free = day
    for stop in sorted(stops, key=lambda stop: stop.from_on):
        if stop.from_on <= free and (stop.until_on is None or free < stop.until_on):
            if stop.until_on is None:
                return None
            free = stop.until_on
    return free if free <= last else None
