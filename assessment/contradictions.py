"""Where the annexes contradict themselves, found by arithmetic (domain 2).

Pure: two sheets and the goals come in, findings go out. Nothing here knows a year or a unit.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import TextChoices

from assessment.choices import ANNEX_BANDS, SPLIT_BANDS, Annex, GoalKey, QuotaBand


class Kind(TextChoices):
    """What does not agree; the values are stable, users' files hold them."""

    COLUMN_SUM = "column_sum", "列合计不符"
    ROW_SUM = "row_sum", "行合计不符"
    TOTAL_ROW = "total_row", "合计行不符"
    INDUSTRIAL = "industrial", "产业项目多于项目指标"
    UNIT_NAME = "unit_name", "单位名称不一"
    GOAL_SHORT = "goal_short", "分解数少于目标"
    GOAL_SURPLUS = "goal_surplus", "分解数多于目标"


class SheetRow(NamedTuple):
    """A unit's row; `unit` is its key, `name` its name, `printed_name` that of this annex."""

    unit: int
    number: int
    name: str
    printed_name: str
    remark: str = ""


@dataclass(frozen=True)
class Sheet:
    """One annex: rows in order, figures by unit and band, the printed 合计. None is blank."""

    annex: Annex
    rows: Sequence[SheetRow]
    figures: Mapping[tuple[int, QuotaBand], int | None]
    totals: Mapping[QuotaBand, int | None]

    def column(self, band: QuotaBand) -> int:
        return sum(self.figures.get((row.unit, band)) or 0 for row in self.rows)

    def split_sum(self, unit: int) -> int:
        return sum(self.figures.get((unit, band)) or 0 for band in SPLIT_BANDS[self.annex])

    def row_excess(self, unit: int) -> int:
        """By how much the bands of a row exceed its own total; 0 where the total is blank."""
        total = self.figures.get((unit, QuotaBand.TOTAL))
        return 0 if total is None else self.split_sum(unit) - total


class GoalValue(NamedTuple):
    annex: Annex
    key: GoalKey
    target: int
    clause: str


@dataclass(frozen=True)
class Finding:
    """One contradiction. `printed` is what the document says, `computed` what adds up.

    `rows` are the annex numbers it stands on, `units` their names. `hint` says which figures
    would make rows and column agree, where that can be derived. `names` are the names printed
    for one unit.
    """

    kind: Kind
    annex: Annex | None
    band: QuotaBand | None
    rows: tuple[int, ...]
    units: tuple[str, ...]
    printed: int | None
    computed: int | None
    message: str
    hint: str = ""
    names: tuple[str, ...] = ()

    @property
    def key(self) -> tuple:
        """The same place of the annexes, whatever the figures there."""
        return self.kind, self.annex, self.band, self.rows


def find(sheets: Mapping[Annex, Sheet], goals: Sequence[GoalValue]) -> list[Finding]:
    """Every contradiction, annex by annex, then names, then goals."""
    found: list[Finding] = []
    for sheet in sheets.values():
        found += [*_columns(sheet), *_rows(sheet), *_total_row(sheet), *_industrial(sheet)]
    return [*found, *_names(list(sheets.values())), *_goals(sheets, goals)]


def _differs(by: int) -> str:
    return f"多{by}" if by > 0 else f"少{-by}"


def _place(annex: Annex) -> str:
    return annex.label.split()[0]


def _columns(sheet: Sheet) -> Iterator[Finding]:
    for band in ANNEX_BANDS[sheet.annex]:
        printed, computed = sheet.totals.get(band), sheet.column(band)
        if printed is None or printed == computed:
            continue
        message = (
            f"{_place(sheet.annex)}「{band.label}」列：印发合计{printed}，"
            f"各行相加{computed}，{_differs(computed - printed)}"
        )
        yield Finding(
            Kind.COLUMN_SUM, sheet.annex, band, (), (), printed, computed, message,
            _hint(sheet, band),
        )  # fmt: skip


def _rows(sheet: Sheet) -> Iterator[Finding]:
    hint = next((hint for band in SPLIT_BANDS[sheet.annex] if (hint := _hint(sheet, band))), "")
    for row in sheet.rows:
        excess = sheet.row_excess(row.unit)
        if not excess:
            continue
        parts = "＋".join(
            f"{band.label}{number}"
            for band in SPLIT_BANDS[sheet.annex]
            if (number := sheet.figures.get((row.unit, band))) is not None
        )
        computed = sheet.split_sum(row.unit)
        message = (
            f"{_place(sheet.annex)}第{row.number}行 {row.printed_name}：项目指标"
            f"{computed - excess}，各档相加{computed}（{parts}），{_differs(excess)}"
        )
        yield Finding(
            Kind.ROW_SUM, sheet.annex, QuotaBand.TOTAL, (row.number,), (row.name,),
            computed - excess, computed, message, hint,
        )  # fmt: skip


def _hint(sheet: Sheet, band: QuotaBand) -> str:
    """Which figures of `band` would set right every wrong row and the column at once."""
    wrong = [row for row in sheet.rows if sheet.row_excess(row.unit)]
    printed = sheet.totals.get(band)
    if band not in SPLIT_BANDS[sheet.annex] or not wrong or printed is None:
        return ""
    right = [
        (sheet.figures.get((row.unit, band)) or 0) - sheet.row_excess(row.unit) for row in wrong
    ]
    excesses = sum(sheet.row_excess(row.unit) for row in wrong)
    if min(right) < 0 or excesses != sheet.column(band) - printed:
        return ""
    values = [str(right[0])] if len(set(right)) == 1 else [str(value) for value in right]
    each = "分别" if len(values) > 1 else ""
    rows = {1: "该行", 2: "两行"}.get(len(wrong), f"{len(wrong)}行")
    numbers = "、".join(str(row.number) for row in wrong)
    return f"第{numbers}行「{band.label}」若{each}为{'、'.join(values)}，{rows}与合计均相符"


def _total_row(sheet: Sheet) -> Iterator[Finding]:
    """The printed 合计 row against its own bands."""
    printed = sheet.totals.get(QuotaBand.TOTAL)
    parts = [sheet.totals.get(band) for band in SPLIT_BANDS[sheet.annex]]
    computed = sum(part or 0 for part in parts)
    if printed is None or all(part is None for part in parts) or printed == computed:
        return
    message = (
        f"{_place(sheet.annex)}合计行：项目指标{printed}，各档合计相加{computed}，"
        f"{_differs(computed - printed)}"
    )
    yield Finding(Kind.TOTAL_ROW, sheet.annex, QuotaBand.TOTAL, (), (), printed, computed, message)


def _industrial(sheet: Sheet) -> Iterator[Finding]:
    for row in sheet.rows:
        total = sheet.figures.get((row.unit, QuotaBand.TOTAL))
        industrial = sheet.figures.get((row.unit, QuotaBand.INDUSTRIAL))
        if total is None or industrial is None or industrial <= total:
            continue
        message = (
            f"{_place(sheet.annex)}第{row.number}行 {row.printed_name}："
            f"产业项目{industrial}，多于项目指标{total}"
        )
        yield Finding(
            Kind.INDUSTRIAL, sheet.annex, QuotaBand.INDUSTRIAL, (row.number,), (row.name,),
            industrial, total, message,
        )  # fmt: skip


def _names(sheets: Sequence[Sheet]) -> Iterator[Finding]:
    printed: dict[int, list[tuple[Annex, SheetRow]]] = {}
    for sheet in sheets:
        for row in sheet.rows:
            printed.setdefault(row.unit, []).append((sheet.annex, row))
    for places in printed.values():
        if len({row.printed_name for _, row in places}) == 1:
            continue
        names = "，".join(
            f"{_place(annex)}第{row.number}行作「{row.printed_name}」" for annex, row in places
        )
        first = places[0][1]
        yield Finding(
            Kind.UNIT_NAME, None, None, (first.number,), (first.name,), None, None,
            f"{names}：按同一单位「{first.name}」处理",
            names=tuple(row.printed_name for _, row in places),
        )  # fmt: skip


def _goals(sheets: Mapping[Annex, Sheet], goals: Sequence[GoalValue]) -> Iterator[Finding]:
    """Goals that an annex has a column for; chain tiers are not handed out to units."""
    for goal in goals:
        sheet = sheets.get(goal.annex)
        band = next((b for b in ANNEX_BANDS[goal.annex] if b.value == goal.key.value), None)
        if sheet is None or band is None or sheet.column(band) == goal.target:
            continue
        excess = sheet.column(band) - goal.target
        kind = Kind.GOAL_SURPLUS if excess > 0 else Kind.GOAL_SHORT
        message = (
            f"{goal.clause} {goal.key.label}：目标{goal.target}个以上，"
            f"{_place(goal.annex)}分解{sheet.column(band)}个，{_differs(excess)}"
        )
        yield Finding(
            kind, goal.annex, band, (), (), goal.target, sheet.column(band), message,
            _cumulative(sheet, band) if excess < 0 else "",
        )  # fmt: skip


def _cumulative(sheet: Sheet, band: QuotaBand) -> str:
    """What the column would come to if each higher band counted for it as well."""
    split = SPLIT_BANDS[sheet.annex]
    if band not in split or band == split[0]:
        return ""
    reached = sum(sheet.column(higher) for higher in split[: split.index(band) + 1])
    return f"若连同更高档次累计，为{reached}个"
