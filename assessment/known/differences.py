"""A month as known at the end of a day against as known now: what differs, and what made it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from assessment.choices import Annex, QuotaBand, Rule
from assessment.choices.known import ChangeKind
from assessment.completion import COUNTED_ON, Cell, CompletionTable, annex_band
from assessment.known.changes import Change, Changes, changes_since, net, written
from assessment.known.completing import completion_then
from assessment.known.inputs import Judging
from assessment.known.instants import end_of
from assessment.known.judge import Cards, KnownCard, Past
from assessment.known.ledger import KnownLedger, KnownProject
from projects.models import Unit
from projects.periods import Month
from projects.rules.ledger import band_of

_START_FIELDS = {"project", "start_due", "started_on"}
_PROGRESS_FIELDS = {"project", "started_on", "completed_on", "project_type_id", "plan"}
_LIMITS = {"yellow_after_months", "red_after_months", "at_red_limit", "under_yellow_limit"}
_COUNTED = {"project", "unit_id", "total_investment", "is_industrial"}
_FIGURES = {
    Rule.START: ("start_due", "started_on", "late_days", "first_start_due"),
    Rule.PROGRESS: ("done_cents", "plan_cents", "average_picos", "missing_report", "run"),
}
CellKey = tuple[int, Annex, QuotaBand]


@dataclass(frozen=True)
class CardDifference:
    """One project and rule; a side is None where the ledger did not hold the project."""

    project_id: int
    project: KnownProject
    rule: Rule
    before: KnownCard | None
    after: KnownCard | None
    causes: list[Change]

    @property
    def changes_colour(self) -> bool:
        sides = (self.before, self.after)
        colours = [card.colour if card else None for card in sides]
        return colours[0] != colours[1] or None in sides

    @property
    def unit_id(self) -> int:
        return self.project.unit_id


@dataclass(frozen=True)
class CellDifference:
    """One unit and column of an annex: its quota or what is done is another now."""

    unit: Unit
    annex: Annex
    band: QuotaBand
    before: Cell
    after: Cell
    causes: list[Change]

    @property
    def unit_id(self) -> int:
        return self.unit.pk


@dataclass(frozen=True)
class Move:
    """A project that another unit answers for now."""

    project_id: int
    project: KnownProject
    before: Unit | None
    after: Unit | None
    causes: list[Change]

    @property
    def unit_id(self) -> int:
        return self.project.unit_id


@dataclass(frozen=True)
class Side:
    """What is known at one time: the cards, and the completion at the end of `day`."""

    day: date
    ledger: KnownLedger
    cards: Cards
    completion: CompletionTable
    frozen: Judging | None

    def colours(self) -> Counter[tuple[Rule, int | None]]:
        return Counter((card.rule, card.colour) for card in self.cards.values())


@dataclass(frozen=True)
class Differences:
    """All that differs in `month`, each list by unit.

    The end of `asked` against now, the cards judged up to `today`.
    """

    month: Month
    asked: date
    today: date
    then: Side
    now: Side
    cards: list[CardDifference]
    cells: list[CellDifference]
    moves: list[Move]

    @property
    def units(self) -> Mapping[int, Unit]:
        return self.then.ledger.units | self.now.ledger.units

    def kinds(self) -> Counter[ChangeKind]:
        """How many differences each kind of change had a part in."""
        traced = [row.causes for row in self.cards]
        traced += [row.causes for row in self.cells]
        traced += [row.causes for row in self.moves]
        return Counter(kind for causes in traced for kind in {cause.kind for cause in causes})


def differences(
    past: Past, month: Month, day: date, today: date, unit: int | None = None
) -> Differences:
    """What the end of `day` knew of `month` against what the trail holds now, judged for `today`.

    `unit` is the key of the one unit whose differences are wanted: its projects then or now, and
    its row. No query; the trail was read before.
    """
    then, now = _side(past, month, end_of(day), day), _side(past, month, None, today)
    since = min(then.frozen.at, end_of(day)) if then.frozen else end_of(day)
    tracing = _Tracing(month, then, now, changes_since(past.trail, since), end_of(day))
    cards = [row for row in tracing.cards() if unit in (None, *tracing.units_of(row.project_id))]
    moves = [row for row in tracing.moves() if unit in (None, *tracing.units_of(row.project_id))]
    cells = [row for row in tracing.cells() if unit in (None, row.unit.pk)]
    number = {key: one.number for key, one in (then.ledger.units | now.ledger.units).items()}
    cards.sort(
        key=lambda row: (
            number.get(row.unit_id, 0),
            not row.changes_colour,
            row.project.code,
            row.rule,
        )
    )
    moves.sort(key=lambda row: (number.get(row.unit_id, 0), row.project.code))
    return Differences(month, day, today, then, now, cards, cells, moves)


def _side(past: Past, month: Month, instant: datetime | None, day: date) -> Side:
    ledger = past.ledger(instant)
    table = completion_then(ledger, month.year, min(month.last, day))
    cards = past.cards(month.month, instant, day)
    return Side(min(month.last, day), ledger, cards, table, past.frozen(month.month, instant))


@dataclass(frozen=True)
class _Tracing:
    """Both sides and everything that was written in between."""

    month: Month
    then: Side
    now: Side
    changes: Changes
    asked: datetime

    def _after_asked(self, listed: Iterable[Change]) -> list[Change]:
        """The net changes since the end of the day asked for; a lock holds cards, not these."""
        return net(change for change in listed if change.at > self.asked)

    def units_of(self, project: int) -> set[int]:
        sides = (self.then.ledger.projects, self.now.ledger.projects)
        return {side[project].unit_id for side in sides if project in side}

    def _project(self, key: int) -> KnownProject:
        return self.now.ledger.projects.get(key) or self.then.ledger.projects[key]

    # Cards

    def cards(self) -> Iterator[CardDifference]:
        for key in sorted({*self.then.cards, *self.now.cards}):
            before, after = self.then.cards.get(key), self.now.cards.get(key)
            if _differs(before, after):
                project, rule = key
                yield CardDifference(
                    project, self._project(project), rule, before, after,
                    self._card_causes(project, rule),
                )  # fmt: skip

    def _card_causes(self, project: int, rule: Rule) -> list[Change]:
        until = self.now.frozen.at if self.now.frozen else None
        wanted = _START_FIELDS if rule is Rule.START else _PROGRESS_FIELDS
        listed = [
            change
            for change in self.changes.get(("project", project), ())
            if change.field in wanted or self._touches(change, rule)
        ]
        if rule is Rule.START:
            listed += [c for c in self.changes.get(("policy",), ()) if c.field in _LIMITS]
        else:
            listed += self._averages(project)
            listed += [c for c in self.changes.get(("policy",), ()) if c.field == "without_average"]
        # What was entered after the month was locked has no card for that reason.
        found = net(listed, until) or [c for c in net(listed) if c.field == "project"]
        return [*found, *self._days_moved()] or self._locks()

    def _touches(self, change: Change, rule: Rule) -> bool:
        if change.field.startswith("stop-"):
            return True
        months = [f"report-{number}" for number in range(1, self.month.month + 1)]
        return rule is Rule.PROGRESS and change.field in months

    def _averages(self, project: int) -> Iterator[Change]:
        sides = (self.then.ledger.projects, self.now.ledger.projects)
        kinds = {side[project].project_type_id for side in sides if project in side}
        months = [f"average-{number}" for number in range(1, self.month.month + 1)]
        for kind in kinds:
            yield from (c for c in self.changes.get(("average", kind), ()) if c.field in months)

    def _days_moved(self) -> list[Change]:
        """The days that passed since, where the month was still running then."""
        days = [side.frozen.day if side.frozen else side.day for side in (self.then, self.now)]
        judged = [min(self.month.last, day) for day in days]
        if judged[0] == judged[1]:
            return []
        old, new = (written(day) for day in judged)
        kind, at = ChangeKind.DAYS, end_of(judged[1])
        return [Change(kind, ("days",), "days", "评定日期", at, "", "按日评定", old, new)]

    def _locks(self) -> list[Change]:
        """A locked month is judged from what stood when it was locked."""
        months = range(1, self.month.month + 1)
        listed = [c for number in months for c in self.changes.get(("lock", number), ())]
        return listed[-3:]

    # Projects that went to another unit

    def moves(self) -> Iterator[Move]:
        before, after = self.then.ledger, self.now.ledger
        for key in sorted({*before.projects} & {*after.projects}):
            units = before.projects[key].unit_id, after.projects[key].unit_id
            if units[0] != units[1]:
                listed = self.changes.get(("project", key), ())
                causes = self._after_asked(c for c in listed if c.field == "unit_id")
                yield Move(
                    key, after.projects[key], before.units.get(units[0]),
                    after.units.get(units[1]), causes,
                )  # fmt: skip

    # Completion

    def cells(self) -> Iterator[CellDifference]:
        before = {row.unit.pk: row for row in self.then.completion.rows if row.unit}
        after = {row.unit.pk: row for row in self.now.completion.rows if row.unit}
        counted = self._counted_differently
        units = self.then.ledger.units | self.now.ledger.units
        for unit in sorted({*before, *after}, key=lambda key: units[key].number):
            old, new = (rows[unit].cells if unit in rows else {} for rows in (before, after))
            for annex, band in old or new:
                nothing = Cell(None, None, 0, 0)
                pair = old.get((annex, band), nothing), new.get((annex, band), nothing)
                if pair[0] != pair[1]:
                    key = (unit, annex, band)
                    causes = self._cell_causes(key, counted.get(key, []))
                    yield CellDifference(units[unit], annex, band, *pair, causes)

    def _cell_causes(self, key: CellKey, projects: list[int]) -> list[Change]:
        unit, annex, band = key
        fields = {*_COUNTED, COUNTED_ON[annex]}
        listed = list(self.changes.get(("quota", unit, annex.value, band.value), ()))
        for project in projects:
            rows = self.changes.get(("project", project), ())
            listed += [change for change in rows if change.field in fields]
        found = self._after_asked(listed)
        policy = self.changes.get(("policy",), ())
        carry = self._after_asked(c for c in policy if c.field == "carry_surplus_down")
        days = self._days_moved() if projects or not found else []
        return [*found, *carry, *days] or self._upper_band_causes(key)

    def _upper_band_causes(self, key: CellKey) -> list[Change]:
        """Surplus of a higher band stands in for this one: what changed there."""
        unit, annex, _ = key
        listed = [
            change
            for scope, rows in self.changes.items()
            if scope[:3] == ("quota", unit, annex.value)
            for change in rows
        ]
        for counted, projects in self._counted_differently.items():
            if counted[:2] == (unit, annex):
                for project in projects:
                    rows = self.changes.get(("project", project), ())
                    listed += [c for c in rows if c.field in {*_COUNTED, COUNTED_ON[annex]}]
        return self._after_asked(listed)

    @cached_property
    def _counted_differently(self) -> dict[CellKey, list[int]]:
        """By cell, the projects that are counted in it on one side only."""
        found: dict[CellKey, list[int]] = defaultdict(list)
        before, after = (_counted_in(side) for side in (self.then, self.now))
        for project in sorted({*before, *after}):
            for cell in sorted(before.get(project, set()) ^ after.get(project, set())):
                found[cell].append(project)
        return found


def _differs(before: KnownCard | None, after: KnownCard | None) -> bool:
    """In colour, reason or figures; whether it is final and the policy's number do not matter."""
    if before is None or after is None:
        return True
    names = ("colour", "reason", *_FIGURES[before.rule])
    return any(getattr(before, name) != getattr(after, name) for name in names)


def _counted_in(side: Side) -> dict[int, set[CellKey]]:
    first = date(side.day.year, 1, 1)
    found: dict[int, set[CellKey]] = {}
    for key, project in side.ledger.projects.items():
        band = band_of(project.total_investment)
        for annex, name in COUNTED_ON.items():
            column, on = annex_band(annex, band), getattr(project, name)
            if column is None or on is None or not first <= on <= side.day:
                continue
            cells = {QuotaBand.TOTAL, column}
            if project.is_industrial and annex is Annex.START:
                cells.add(QuotaBand.INDUSTRIAL)
            found.setdefault(key, set()).update((project.unit_id, annex, c) for c in cells)
    return found
