"""The leader's one screen: four numbers, the last of each layer, who has not reported."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from assessment import overview
from assessment.choices import Annex, Colour, QuotaBand, Rule
from assessment.completion import CompletionTable, completion, lead_of
from assessment.duties import Counts, Duty
from assessment.links import cards_url, counted_url, projects_url
from assessment.overview import CardCounts, Investment, LaggingUnit
from projects.choices import Layer
from projects.periods import Month

BEHIND, RED = "▼", "■"


@dataclass(frozen=True)
class Number:
    """One of the four: what, how much, of how much; `url` is its list.

    `mark` is ▼ for a rate behind the elapsed share, ■ for red cards, "" where all is well.
    """

    label: str
    value: str
    unit: str
    note: str
    mark: str
    url: str


@dataclass(frozen=True)
class Last:
    """A unit at the end of its layer: why, and how many places it moved since last month.

    `moved` above 0 is up; None where it had no place last month.
    """

    unit: LaggingUnit
    reason: str
    moved: int | None
    url: str

    @property
    def movement(self) -> str:
        if self.moved is None:
            return "上月无位次"
        if self.moved == 0:
            return "持平"
        return f"▲ 升{self.moved}位" if self.moved > 0 else f"▼ 降{-self.moved}位"


def quota_number(table: CompletionTable, annex: Annex) -> Number:
    """Projects done against the annex's quota, beside the elapsed share of the year."""
    cell, lead = table.total.cells[annex, QuotaBand.TOTAL], table.total.lead[annex]
    return Number(
        "新开工" if annex is Annex.START else "策划",
        str(cell.counted),
        f"/ {cell.effective} 个" if cell.effective is not None else "个",
        _against(cell.rate, table.elapsed),
        BEHIND if lead is not None and lead < 0 else "",
        counted_url(annex, table.year, table.day),
    )


def judged_month(day: date) -> Month:
    """The month whose reports and progress cards are told: the last one that has ended by `day`.

    Those of a running month are not in yet and would read as a fall in red cards. January has
    no earlier month of its year and tells its own.
    """
    month = Month.of(day)
    return month if day == month.last or month.month == 1 else month.plus(-1)


def money_number(found: Investment, month: Month, elapsed: float) -> Number:
    """Investment from January, 亿元, against the year's plan."""
    lead = lead_of(found.rate, elapsed)
    return Number(
        f"1-{month.month}月投资" if month.month > 1 else "1月投资",
        f"{found.done / 10_000:,.1f}",
        f"/ {found.plan / 10_000:,.1f} 亿元",
        _against(found.rate, elapsed),
        BEHIND if lead is not None and lead < 0 else "",
        projects_url(),
    )


def red_number(month: Month, now: Mapping, before: Mapping) -> Number:
    """Red cards of both rules, beside yellow ones and the change since last month."""
    red, yellow = _cards(now, Colour.RED), _cards(now, Colour.YELLOW)
    change = red - _cards(before, Colour.RED)
    moved = "持平" if change == 0 else f"多{change}张" if change > 0 else f"少{-change}张"
    note = f"比上月{moved}，另有黄牌{yellow}张"
    url = cards_url(month, colour=Colour.RED.code)
    return Number(f"{month.month}月红牌", str(red), "张", note, RED if red else "", url)


def _cards(counts: Mapping, colour: Colour) -> int:
    return sum(counts.get((rule, colour), 0) for rule in Rule)


def _against(rate: Fraction | None, elapsed: float) -> str:
    if rate is None:
        return "没有任务，不计完成率"
    return f"完成 {float(rate):.1f}%，序时 {elapsed * 100:.1f}%"


def last_units(
    table: CompletionTable, month: Month, cards: CardCounts, projects: Counts
) -> dict[Layer, list[Last]]:
    """The last five of each layer by Annex 1, the very last first, with reason and movement.

    `projects` counts `missing` and `overdue` by unit.
    """
    earlier = _ranks_before(table, month)
    missing = {unit: own.get("missing", 0) for unit, own in projects.items()}
    found = overview.lagging(table, month, cards, missing)
    return {
        layer: [_last(unit, earlier, projects) for unit in units] for layer, units in found.items()
    }


def _ranks_before(table: CompletionTable, month: Month) -> dict[int, int]:
    """Each unit's place at the end of last month; none in January, which begins anew."""
    before = month.plus(-1)
    if before.year != table.year:
        return {}
    rows = completion(before.year, before.last).rows
    return {row.unit.pk: row.rank[Annex.START] for row in rows if row.unit and row.rank}


def _last(found: LaggingUnit, earlier: Mapping[int, int], projects: Counts) -> Last:
    unit = found.row.unit.pk if found.row.unit else 0
    was = earlier.get(unit)
    reason = _reason(found, projects.get(unit, {}).get("overdue", 0))
    return Last(found, reason, None if was is None else was - found.rank, projects_url(unit=unit))


def _reason(found: LaggingUnit, overdue: int) -> str:
    cell = found.row.cells[Annex.START, QuotaBand.TOTAL]
    parts = [f"开工 {cell.counted}/{cell.effective} 个"]
    numbers = (
        (overdue, "应开未开 {} 个"),
        (found.red, "红牌 {} 张"),
        (found.missing, "缺报 {} 个"),
    )
    return "，".join(parts + [said.format(number) for number, said in numbers if number])


def months_asked(found: list[Duty]) -> list[Duty]:
    """The months still owed, the oldest first; if none is, the last one asked for."""
    months = [duty for duty in found if duty.is_month]
    return [duty for duty in months if duty.owing and not duty.locked] or months[-1:]
