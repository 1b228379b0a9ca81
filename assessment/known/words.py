"""A difference in the words of a reader: what stood then, what stands now, and what made it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from assessment.choices import Colour, Reason, Rule
from assessment.completion import Cell
from assessment.known.changes import Change
from assessment.known.differences import CardDifference, CellDifference, Differences, Move
from assessment.known.judge import KnownCard
from projects.models import Unit

NOTHING = "—"
_SIGNS = {Colour.GREEN: "●", Colour.YELLOW: "▲", Colour.RED: "■"}
CARD, FIGURES, CELL, MOVE = "亮牌变化", "数据变化", "指标变化", "责任单位变更"
GROUPS = (CARD, FIGURES, CELL, MOVE)


@dataclass(frozen=True)
class Line:
    """One difference; `project` is the key of the project, None where it is a unit's figure."""

    group: str
    unit_id: int
    unit: str
    subject: str
    what: str
    before: str
    after: str
    causes: list[Change]
    project: int | None = None
    code: str = ""


def lines(found: Differences) -> list[Line]:
    """All differences, unit by unit: cards, figures, the unit's cells, projects that moved."""
    units = found.units
    rows = [
        *(_card_line(row, units) for row in found.cards),
        *(_cell_line(row) for row in found.cells),
        *(_move_line(row) for row in found.moves),
    ]
    order = {group: place for place, group in enumerate(GROUPS)}
    numbers = {key: unit.number for key, unit in units.items()}
    return sorted(rows, key=lambda row: (numbers.get(row.unit_id, 0), order[row.group]))


def _card_line(row: CardDifference, units: Mapping[int, Unit]) -> Line:
    unit = units.get(row.unit_id)
    return Line(
        CARD if row.changes_colour else FIGURES,
        row.unit_id,
        unit.name if unit else NOTHING,
        f"{row.project.code} {row.project.name}",
        row.rule.label,
        card_words(row.before),
        card_words(row.after),
        row.causes,
        row.project_id,
        row.project.code,
    )


def _cell_line(row: CellDifference) -> Line:
    return Line(
        CELL,
        row.unit.pk,
        row.unit.name,
        row.annex.label,
        row.band.label,
        cell_words(row.before),
        cell_words(row.after),
        row.causes,
    )


def _move_line(row: Move) -> Line:
    before, after = (unit.name if unit else NOTHING for unit in (row.before, row.after))
    subject = f"{row.project.code} {row.project.name}"
    return Line(
        MOVE, row.unit_id, after, subject, "责任单位", before, after, row.causes,
        row.project_id, row.project.code,
    )  # fmt: skip


def colour_words(colour: int | None) -> str:
    """▲ 黄牌, or ○ 未亮牌."""
    return "○ 未亮牌" if colour is None else f"{_SIGNS[Colour(colour)]} {Colour(colour).label}"


def card_words(card: KnownCard | None) -> str:
    """Colour, reason and figures on one line."""
    if card is None:
        return "台账中没有该项目"
    reason = Reason(card.reason).label
    figures = "，".join(_start(card) if card.rule is Rule.START else _progress(card))
    return f"{colour_words(card.colour)}（{reason}）" + (f"：{figures}" if figures else "")


def _start(card: KnownCard) -> Iterator[str]:
    if card.start_due:
        yield f"计划开工{card.start_due}"
    if card.started_on:
        yield f"实际开工{card.started_on}"
    if card.late_days:
        yield f"逾期{card.late_days}天"


def _progress(card: KnownCard) -> Iterator[str]:
    if card.done_cents is not None:
        yield f"累计完成{_money(card.done_cents)}万元"
    if card.plan_cents is not None:
        yield f"年度计划{_money(card.plan_cents)}万元"
    if card.average_picos is not None:
        yield f"均值{(Decimal(card.average_picos) / 10**12).normalize():f}%"
    if card.missing_report and card.colour is not None:
        yield "缺报"


def _money(cents: int) -> str:
    return f"{Decimal(cents) / 100:,.2f}".removesuffix(".00")


def cell_words(cell: Cell) -> str:
    """任务4，完成1，完成率25.00%."""
    quota = NOTHING if cell.effective is None else str(cell.effective)
    rate = NOTHING if cell.rate is None else f"{float(cell.rate):.2f}%"
    carried = f"（含抵顶{cell.counted}）" if cell.counted != cell.done else ""
    return f"任务{quota}，完成{cell.done}{carried}，完成率{rate}"


def cause_words(change: Change) -> str:
    """李四 2023-04-10 09:00 月报填报：2023年3月完成投资(万元) 10 → 100."""
    at = timezone.localtime(change.at)
    who = f"{change.by or '系统'} {at:%Y-%m-%d %H:%M} " if change.scope != ("days",) else ""
    return f"{change.kind.label}：{who}{change.how}，{change.label} {change.old} → {change.new}"
