"""Who sees which scores of a month: what was published everybody, what is not only a few.

Unpublished scores are for 发改局, leaders and auditor; a unit sees its own, marked 未公布.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef

from assessment.models import PublishedScore, ScorePublication
from assessment.scores.schemes import adopted
from assessment.scores.sheet import ScoreSheet, thaw
from assessment.scores.standings import (
    Difference,
    Entry,
    LayerTable,
    Standings,
    differences,
    entry_of,
    frozen_schemes,
    published,
    standings,
)
from assessment.scores.vetoes import Remark, Vetoes, live_remark, published_remark
from projects.choices import Layer
from projects.models import ReportingMonth, Unit
from projects.periods import Month
from projects.permissions import reads_all, reads_vetoes, reports
from projects.queries import is_locked

if TYPE_CHECKING:
    from projects.permissions import Person

Tables = Mapping[Layer, LayerTable]
_LOCKED = Exists(ReportingMonth.objects.filter(year=OuterRef("year"), month=OuterRef("month")))


@dataclass(frozen=True)
class Shown:
    """What a person sees of a month: the tables, and where they come from.

    `publication` is None for what the ledger gives now; `now` is there where that was reckoned.
    """

    month: Month
    publications: Sequence[ScorePublication] = ()
    publication: ScorePublication | None = None
    tables: Tables | None = None
    now: Standings | None = None
    differences: Sequence[Difference] = ()

    @property
    def layers(self) -> list[LayerTable]:
        return list(self.tables.values()) if self.tables else []

    @property
    def is_locked(self) -> bool:
        """Whether the month is locked now; it may have been published and opened again."""
        if not self.publications:
            return is_locked(self.month)
        last: Any = self.publications[0]
        return last.locked

    def day(self, today: date) -> date:
        """The day of the figures."""
        return min(self.month.last, self.publication.day if self.publication else today)


@dataclass(frozen=True)
class Basis:
    """The schemes that a further publication may reckon by: `kept` those of the last one,
    `current` those in force now, empty where they are the same or one is missing."""

    kept: str
    current: str


def basis(seen: Shown) -> Basis | None:
    """None before the first publication; one query."""
    if not seen.publications:
        return None
    last, now = seen.publications[0], adopted(seen.month.year)
    current = "、".join(now[layer].label for layer in Layer if layer in now)
    complete = len(now) == len(Layer)
    return Basis(last.scheme_labels, current if complete and current != last.scheme_labels else "")


def remarks(user: "Person", seen: Shown, vetoes: Vetoes) -> dict[int, Remark]:
    """What stands beside each unit of the tables, of the year's `vetoes` by unit."""
    return {
        entry.unit.pk: remark(user, entry, vetoes, live=seen.publication is None)
        for table in seen.layers
        for entry in table.entries
    }


def remark(user: "Person", entry: Entry, vetoes: Vetoes, *, live: bool) -> Remark:
    """What stands beside one unit; who sees a list that is not published sees its vetoes."""
    unit = entry.unit.pk
    rows = vetoes.get(unit, ())
    if live:
        return live_remark(rows)
    return published_remark(entry.vetoes, rows, sees_all=reads_vetoes(user, unit))


def shown(user: "Person", month: Month, today: date, number: str = "") -> Shown:
    """The month as the person may see it; of several publications the one asked for."""
    found = ScorePublication.objects.filter(year=month.year, month=month.month)
    publications = list(found.select_related("by").annotate(locked=_LOCKED))
    if not publications:
        return _live(user, month, today)
    wanted = [row for row in publications if str(row.number) == number]
    chosen = (wanted or publications)[0]
    tables = published(chosen)
    if not reads_all(user) or chosen != publications[0]:
        return Shown(month, publications, chosen, tables)
    now = standings(month, today, frozen_schemes(chosen))
    return Shown(month, publications, chosen, tables, now, differences(tables, now.tables))


def _live(user: "Person", month: Month, today: date) -> Shown:
    own = _own_unit(user)
    if month.first > today or not (own or reads_all(user)):
        return Shown(month)
    now = standings(month, today, adopted(month.year))
    tables = now.tables if own is None else _row_of(now.tables, own)
    return Shown(month, tables=tables, now=now)


def _own_unit(user: "Person") -> int | None:
    return getattr(user, "unit_id", None) if reports(user) else None


def _row_of(tables: Tables, unit: int) -> Tables:
    return {
        layer: LayerTable(layer, table.scheme, [own])
        for layer, table in tables.items()
        if (own := table.entry(unit)) is not None
    }


def sheets(user: "Person", seen: Shown) -> list[tuple[Entry, ScoreSheet]]:
    """The opened scores that the person may have beside the tables, in their order."""
    own = _own_unit(user)
    entries = [
        entry for table in seen.layers for entry in table.entries if own in {None, entry.unit.pk}
    ]
    if seen.publication is None:
        now = seen.now
        found = [(entry, now.sheet(entry.unit) if now else None) for entry in entries]
    else:
        rows = dict(seen.publication.scores.values_list("unit_id", "sheet"))
        found = [(entry, thaw(rows[entry.unit.pk])) for entry in entries]
    return [(entry, sheet) for entry, sheet in found if sheet is not None]


@dataclass(frozen=True)
class Opened:
    """One unit's score opened; `entry` and `sheet` are None where its layer has no scheme.

    `now` is what the ledger gives, where that is another total than the published one.
    """

    publication: ScorePublication | None
    entry: Entry | None
    sheet: ScoreSheet | None
    now: Entry | None = None


def opened(
    user: "Person", month: Month, unit: Unit, today: date, *, as_now: bool = False
) -> Opened | None:
    """The unit's score as published, or by the ledger; None where the person may not see it."""
    own = _own_unit(user)
    if own is not None and own != unit.pk:
        return None
    inside = own is not None or reads_all(user)
    rows = PublishedScore.objects.filter(
        publication__year=month.year, publication__month=month.month, unit=unit
    )
    row = rows.select_related("publication__by", "unit").order_by("-publication__number").first()
    if row is None or as_now:
        visible = inside and month.first <= today
        return _opened_now(month, unit, today, row) if visible else None
    then = entry_of(row)
    now = None
    if inside:
        now = _entry(standings(month, today, frozen_schemes(row.publication)), unit)
    changed = now if now and now.total != then.total else None
    return Opened(row.publication, then, thaw(row.sheet), changed)


def _opened_now(month: Month, unit: Unit, today: date, row: PublishedScore | None) -> Opened:
    schemes = frozen_schemes(row.publication) if row else adopted(month.year)
    found = standings(month, today, schemes)
    return Opened(None, _entry(found, unit), found.sheet(unit))


def _entry(found: Standings, unit: Unit) -> Entry | None:
    table = found.tables.get(Layer(unit.layer))
    return table.entry(unit.pk) if table else None
