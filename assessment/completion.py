"""Completion of the annexes, 三（五）: done against quota by unit, annex and band."""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Count, QuerySet, Value

from assessment.choices import ANNEX_BANDS, SPLIT_BANDS, Annex, QuotaBand
from assessment.models import AnnexTotal, Quota
from assessment.queries import policy_for
from assessment.rules import carried_down, completion_rate, rank
from projects.choices import Band, Layer
from projects.models import Project, Unit
from projects.periods import elapsed_share
from projects.permissions import reads_unit
from projects.queries import all_units
from projects.rules.ledger import BAND_FLOORS

if TYPE_CHECKING:
    from projects.permissions import Person

# The day that puts a project into a year: Annex 1 its start, Annex 2 its planning review.
COUNTED_ON = {Annex.START: "started_on", Annex.PLANNING: "planned_on"}
SUBTOTAL_LABELS = {Layer.TOWN_PARK: "镇街园区小计", Layer.DEPARTMENT: "部门企业小计"}
TOTAL_LABEL = "合计"

CellKey = tuple[Annex, QuotaBand]


@dataclass(frozen=True, slots=True)
class Cell:
    """Numbers of projects; `counted` is `done` with carried surplus where the policy allows it."""

    printed: int | None
    effective: int | None
    done: int
    counted: int

    @property
    def rate(self) -> Fraction | None:
        """Completion in %; None without a quota."""
        return completion_rate(self.counted, self.effective)


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit, or a subtotal or the total (`unit` is None and there is no rank).

    `rank` is the place within the layer by the rate of the total; `lead` is that rate less the
    elapsed share of the year, percentage points, None without a quota.
    """

    unit: Unit | None
    label: str
    cells: dict[CellKey, Cell]
    rank: dict[Annex, int] = field(default_factory=dict)
    lead: dict[Annex, Fraction | None] = field(default_factory=dict)


@dataclass(frozen=True)
class CompletionTable:
    """One year's completion at the end of `day`; `elapsed` is the share of the year, 0 to 1.

    `layer_sizes` counts the units each rank stands among, whoever asks. `subtotals` holds the
    layers that have rows; it and `total` add up the rows that are shown.
    """

    year: int
    day: date
    elapsed: float
    rows: list[UnitRow]
    subtotals: dict[Layer, UnitRow]
    total: UnitRow
    layer_sizes: dict[Layer, int]

    @cached_property
    def printed_totals(self) -> dict[CellKey, int | None]:
        """The printed total of each column; asked for when it is looked at."""
        return _printed_totals(self.year)


Quotas = Mapping[int, Mapping[CellKey, tuple[int | None, int | None]]]
Done = dict[Annex, dict[int, dict[QuotaBand, int]]]


@dataclass(frozen=True)
class Inputs:
    """What a year's completion is made of: `quotas` (printed, effective) by unit and column,
    `done` by annex, unit and column, all units in annex order, and the policy's `carry`."""

    quotas: Quotas
    done: Done
    units: Sequence[Unit]
    carry: bool


def annex_band(annex: Annex, band: Band) -> QuotaBand | None:
    """The column of `annex` that takes a project of investment band `band`; None takes none.

    Annex 1 ends at 1 亿元以上, so its column holds every higher band as well (domain 2).
    """
    if band == Band.BELOW:
        return None
    floors = {floor_band.value: floor for floor_band, floor in BAND_FLOORS}
    columns = [column for column in ANNEX_BANDS[annex] if column.value in floors]
    return next(column for column in columns if floors[column.value] <= floors[band.value])


def completion(year: int, day: date, user: "Person | None" = None) -> CompletionTable:
    """Completion of `year` at the end of `day` (a later day counts as 31 December).

    For `user` only the rows it may see; ranks are always among all units. The number of queries
    does not depend on the number of projects.
    """
    day = min(day, date(year, 12, 31))
    inputs = Inputs(
        _quotas(year), _done(year, day), all_units(), policy_for(year).carry_surplus_down
    )
    visible = None
    if user is not None:
        visible = {unit.pk for unit in inputs.units if reads_unit(user, unit.pk)}
    return tabulate(year, day, inputs, visible)


def tabulate(
    year: int, day: date, inputs: "Inputs", visible: Container[int] | None = None
) -> CompletionTable:
    """The table of given inputs, whose `done` is that of the end of `day`; no query.

    `visible` are the keys of the units whose rows are wanted; None wants all.
    """
    elapsed = elapsed_share(day) if day.year == year else 0.0
    quotas, done = inputs.quotas, inputs.done
    units = _units(inputs.units, quotas, done)
    cells = {unit.pk: _cells(unit.pk, quotas, done, carry=inputs.carry) for unit in units}
    ranks = _ranks(units, cells)
    rows = [
        _row(unit, unit.name, cells[unit.pk], elapsed, ranks[unit.pk])
        for unit in units
        if visible is None or unit.pk in visible
    ]
    return CompletionTable(
        year,
        day,
        elapsed,
        rows,
        _subtotals(rows, elapsed),
        _row(None, TOTAL_LABEL, _sum_cells(rows), elapsed),
        {layer: sum(unit.layer == layer for unit in units) for layer in Layer},
    )


def _quotas(year: int) -> dict[int, dict[CellKey, tuple[int | None, int | None]]]:
    """(printed, effective) by unit and cell."""
    quotas: dict[int, dict[CellKey, tuple[int | None, int | None]]] = defaultdict(dict)
    rows = Quota.objects.filter(year=year).with_effective().order_by()
    for unit, annex, band, printed, effective in rows.values_list(
        "unit_id", "annex", "band", "printed", "effective"
    ):
        quotas[unit][Annex(annex), QuotaBand(band)] = printed, effective
    return quotas


def _done(year: int, day: date) -> Done:
    """Projects of at least 500 万 by annex, unit and column; one query, one index an annex."""
    first, *others = (_started_or_planned(annex, year, day) for annex in Annex)
    return done_of(first.union(*others, all=True))


def done_of(rows: Iterable[tuple[str, int, str, bool, int]]) -> Done:
    """Add up (annex, unit, band of at least 500 万, industrial, number of projects)."""
    done: Done = {annex: defaultdict(lambda: defaultdict(int)) for annex in Annex}
    for name, unit, band, is_industrial, number in rows:
        annex = Annex(name)
        column = annex_band(annex, Band(band))
        for counted in (QuotaBand.TOTAL, column, QuotaBand.INDUSTRIAL if is_industrial else None):
            if counted is not None:
                done[annex][unit][counted] += number
    return done


def _started_or_planned(annex: Annex, year: int, day: date) -> QuerySet:
    """What counts for `annex` as (annex, unit, band, industrial, number); a covering index."""
    on = COUNTED_ON[annex]
    counted = Project.objects.filter(**{f"{on}__gte": date(year, 1, 1), f"{on}__lte": day})
    rows = counted.exclude(band=Band.BELOW).order_by().annotate(annex=Value(annex.value))
    return rows.values_list("annex", "unit_id", "band", "is_industrial").annotate(number=Count("*"))


def _units(
    units: Iterable[Unit], quotas: Iterable[int], done: Mapping[Annex, Iterable[int]]
) -> list[Unit]:
    """Units with a quota, and any other with a project that counts: none is dropped."""
    keys = set(quotas).union(*done.values())
    return [unit for unit in units if unit.pk in keys]


def _cells(
    unit: int,
    quotas: Quotas,
    done: Done,
    *,
    carry: bool,
) -> dict[CellKey, Cell]:
    cells = {}
    for annex, bands in ANNEX_BANDS.items():
        own = done[annex].get(unit, {})
        figures = {band: quotas.get(unit, {}).get((annex, band), (None, None)) for band in bands}
        counted = {band: own.get(band, 0) for band in bands}
        if carry:
            split = SPLIT_BANDS[annex]
            effective = [figures[band][1] for band in split]
            counted |= zip(split, carried_down([counted[b] for b in split], effective), strict=True)
        for band in bands:
            cells[annex, band] = Cell(*figures[band], own.get(band, 0), counted[band])
    return cells


def _ranks(
    units: list[Unit], cells: Mapping[int, Mapping[CellKey, Cell]]
) -> dict[int, dict[Annex, int]]:
    ranks: dict[int, dict[Annex, int]] = {unit.pk: {} for unit in units}
    for layer in Layer:
        keys = [unit.pk for unit in units if unit.layer == layer]
        for annex in Annex:
            rates = {key: cells[key][annex, QuotaBand.TOTAL].rate for key in keys}
            for key, place in rank(rates).items():
                ranks[key][annex] = place
    return ranks


def _row(
    unit: Unit | None,
    label: str,
    cells: dict[CellKey, Cell],
    elapsed: float,
    ranks: dict[Annex, int] | None = None,
) -> UnitRow:
    lead = {annex: lead_of(cells[annex, QuotaBand.TOTAL].rate, elapsed) for annex in Annex}
    return UnitRow(unit, label, cells, ranks or {}, lead)


def lead_of(rate: Fraction | None, elapsed: float) -> Fraction | None:
    """Percentage points ahead of the elapsed share (0 to 1) of the year; below 0 is behind."""
    if rate is None:
        return None
    # The share is a number of days out of 365 or 366: taken back exactly, equal is equal.
    return rate - Fraction(elapsed).limit_denominator(366) * 100


def _subtotals(rows: list[UnitRow], elapsed: float) -> dict[Layer, UnitRow]:
    subtotals = {}
    for layer, label in SUBTOTAL_LABELS.items():
        members = [row for row in rows if row.unit is not None and row.unit.layer == layer]
        if members:
            subtotals[layer] = _row(None, label, _sum_cells(members), elapsed)
    return subtotals


def _sum_cells(rows: list[UnitRow]) -> dict[CellKey, Cell]:
    return {
        (annex, band): _sum_cell([row.cells[annex, band] for row in rows])
        for annex, bands in ANNEX_BANDS.items()
        for band in bands
    }


def _sum_cell(cells: list[Cell]) -> Cell:
    return Cell(
        add_known(cell.printed for cell in cells),
        add_known(cell.effective for cell in cells),
        sum(cell.done for cell in cells),
        sum(cell.counted for cell in cells),
    )


def add_known(numbers: Iterable[int | None]) -> int | None:
    """The sum of what is not blank; None if all is."""
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None


def _printed_totals(year: int) -> dict[CellKey, int | None]:
    return {
        (Annex(annex), QuotaBand(band)): printed
        for annex, band, printed in AnnexTotal.objects.filter(year=year)
        .order_by()
        .values_list("annex", "band", "printed")
    }
