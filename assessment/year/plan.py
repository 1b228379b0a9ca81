"""What taking in a year's annexes would do: against what is stored, and against last year."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from assessment.annexes import annex_years
from assessment.choices import ANNEX_BANDS, Annex, GoalKey, QuotaBand
from assessment.contradictions import Finding, GoalValue, Sheet, SheetRow, find
from assessment.models import AnnexRow, AnnexTotal, Goal, Quota
from assessment.year.names import Names, find_units
from assessment.year.sheets import ReadAnnex, ReadRow, ReadYear
from projects.excel import findings as excel
from projects.models import Unit

Key = tuple[Annex, int, QuotaBand]


@dataclass(frozen=True)
class Cell:
    """A figure, and that of the year before; `change` is their difference in words, or empty."""

    value: int | None
    before: int | None
    change: str


@dataclass(frozen=True)
class Row:
    number: int
    name: str
    unit: Unit | None
    cells: list[Cell]
    remark: str


@dataclass(frozen=True)
class Table:
    annex: Annex
    columns: list[str]
    rows: list[Row]
    totals: list[int | None]


@dataclass(frozen=True)
class Counts:
    """Figures (not rows) that would be new, changed, unchanged or removed."""

    new: int
    changed: int
    unchanged: int
    removed: int


@dataclass(frozen=True)
class YearPlan:
    """`errors` forbid the writing; contradictions do not. `base` is the year compared with.

    `state` stands for all that is stored of the year: it must be the same at the confirm.
    """

    year: int
    read: ReadYear
    names: Names
    sheets: dict[Annex, Sheet]
    contradictions: list[Finding]
    tables: list[Table]
    base: int | None
    counts: Counts
    corrections: int
    errors: list[excel.Finding]
    remarks: list[excel.Finding]
    state: str

    @property
    def changes(self) -> bool:
        """Whether anything stored would become another."""
        return self.state != state_of_sheets(self.sheets)

    @property
    def replaces(self) -> bool:
        return self.counts.changed + self.counts.unchanged + self.counts.removed > 0


def plan_year(year: int, read: ReadYear) -> YearPlan:
    """Everything that the preview shows; writes nothing."""
    names = find_units(read.annexes.values())
    sheets = {annex: _sheet(one, names) for annex, one in read.annexes.items()}
    base = next((one for one in annex_years() if one < year), None)
    before = _figures_of(base)
    stored = list(Quota.objects.filter(year=year))
    corrections = sum(quota.correction is not None for quota in stored)
    plan = YearPlan(
        year,
        read,
        names,
        sheets,
        find(sheets, goals_of(year)),
        [_table(one, names, before) for one in read.annexes.values()],
        base,
        _counts(sheets, stored),
        corrections,
        [*read.findings.errors, *names.errors],
        [*read.findings.remarks, *_absent(read, names)],
        stored_state(year),
    )
    if corrections and plan.changes:
        text = (
            f"{year}年附件已载入并有 {corrections} 处更正，不能用另一份代替；"
            "请先到附件核对页撤回更正，或逐格更正"
        )
        plan.errors.append(excel.Finding(f"{year}年", text))
    return plan


def goals_of(year: int) -> list[GoalValue]:
    """The year's stored goals."""
    rows = Goal.objects.filter(year=year).order_by("pk")
    return [GoalValue(Annex(row.annex), GoalKey(row.key), row.target, row.clause) for row in rows]


def _sheet(read: ReadAnnex, names: Names) -> Sheet:
    rows: list[SheetRow] = []
    figures: dict[tuple[int, QuotaBand], int | None] = {}
    for row in read.rows:
        unit = names.units.get((read.annex, row.line))
        if unit is None:
            continue
        rows.append(SheetRow(unit.pk, row.number, unit.name, row.name, row.remark))
        figures |= {(unit.pk, band): number for band, number in row.figures.items()}
    return Sheet(read.annex, rows, figures, read.totals)


def _figures_of(year: int | None) -> Mapping[Key, int | None]:
    """A year's effective figures."""
    if year is None:
        return {}
    quotas = Quota.objects.filter(year=year).with_effective()
    return {
        (Annex(annex), unit, QuotaBand(band)): number
        for annex, unit, band, number in quotas.values_list("annex", "unit", "band", "effective")
    }


def _table(read: ReadAnnex, names: Names, before: Mapping[Key, int | None]) -> Table:
    bands = ANNEX_BANDS[read.annex]
    return Table(
        read.annex,
        [str(band.label) for band in bands],
        [_row(read.annex, row, names, before) for row in read.rows],
        [read.totals.get(band) for band in bands],
    )


def _row(annex: Annex, row: ReadRow, names: Names, before: Mapping[Key, int | None]) -> Row:
    unit = names.units.get((annex, row.line))
    cells = []
    for band in ANNEX_BANDS[annex]:
        value = row.figures.get(band)
        old = before.get((annex, unit.pk, band)) if unit else None
        cells.append(Cell(value, old, _change(value, old) if unit and before else ""))
    return Row(row.number, row.name, unit, cells, row.remark)


def _change(value: int | None, before: int | None) -> str:
    if value == before:
        return ""
    if before is None:
        return "新增"
    if value is None:
        return f"上年 {before}"
    return f"+{value - before}" if value > before else f"−{before - value}"


def _absent(read: ReadYear, names: Names) -> list[excel.Finding]:
    """Units without a row: worth knowing, no error."""
    found = []
    units = list(Unit.objects.all())
    for annex in read.annexes.values():
        present = {names.units[key].pk for key in names.units if key[0] is annex.annex}
        missing = [unit.name for unit in units if unit.pk not in present]
        if missing:
            text = f"下列单位没有任务：{'、'.join(missing)}"
            found.append(excel.Finding(annex.sheet, text))
    return found


def _counts(sheets: Mapping[Annex, Sheet], stored: list[Quota]) -> Counts:
    wanted = {
        (annex.value, unit, band.value): number
        for annex, sheet in sheets.items()
        for (unit, band), number in sheet.figures.items()
    }
    there = {(one.annex, one.unit_id, one.band): one.printed for one in stored}
    same = sum(key in there and there[key] == number for key, number in wanted.items())
    new = sum(key not in there for key in wanted)
    removed = sum(key not in wanted for key in there)
    return Counts(new, len(wanted) - new - same, same, removed)


def stored_state(year: int) -> str:
    """A hash over the year's stored rows, figures, corrections aside, and totals."""
    rows = AnnexRow.objects.filter(year=year).values_list(
        "annex", "number", "unit_id", "printed_name", "remark"
    )
    quotas = Quota.objects.filter(year=year).values_list("annex", "unit_id", "band", "printed")
    totals = AnnexTotal.objects.filter(year=year).values_list("annex", "band", "printed")
    return _hash(list(rows), list(quotas), list(totals))


def state_of_sheets(sheets: Mapping[Annex, Sheet]) -> str:
    """The hash that `stored_state` gives once the sheets are written."""
    rows: list[tuple] = []
    quotas: list[tuple] = []
    totals: list[tuple] = []
    for annex, sheet in sheets.items():
        at = annex.value
        rows += [(at, row.number, row.unit, row.printed_name, row.remark) for row in sheet.rows]
        quotas += [(at, unit, band.value, number) for (unit, band), number in sheet.figures.items()]
        totals += [(at, band.value, number) for band, number in sheet.totals.items()]
    return _hash(rows, quotas, totals)


def _hash(*parts: list[tuple]) -> str:
    ordered = [sorted(part, key=repr) for part in parts]
    return sha256(repr(ordered).encode()).hexdigest()
