"""附表1 开工任务, 二（三）: quota, starts, start cards by unit."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Q

from assessment.bulletin.build.corrections import corrected_units
from assessment.bulletin.build.layout import UNIT_COLUMNS, summed, unit_rows
from assessment.bulletin.build.source import CardCounts, Source
from assessment.bulletin.data import Column, Kind, Table, Value, long_date
from assessment.choices import ANNEX_BANDS, Annex, Colour, QuotaBand, Rule
from assessment.completion import UnitRow
from projects.choices import Band
from projects.models import Project, StartDueAmendment
from projects.periods import Month
from projects.queries import due_to_start

BANDS = ANNEX_BANDS[Annex.START]
BAND_TITLES = {QuotaBand.TOTAL: "合计"}


def band_columns(group: str, bands: Iterable[QuotaBand]) -> tuple[Column, ...]:
    return tuple(Column(BAND_TITLES.get(band, band.label), Kind.COUNT, 10, group) for band in bands)


NUMBER, SHORT = "附表1", "开工任务"
COLUMNS = (
    *UNIT_COLUMNS,
    *band_columns("年度任务", BANDS),
    Column("本月新开工", Kind.COUNT, 7),
    *band_columns("累计开工", BANDS),
    Column("完成率%", Kind.RATE, 9),
    Column("位次", Kind.COUNT, 6),
    Column("应开未开", Kind.COUNT, 5),
    Column("绿", Kind.COUNT, 5, "开工牌"),
    Column("黄", Kind.COUNT, 5, "开工牌"),
    Column("红", Kind.COUNT, 5, "开工牌"),
    Column("备注", Kind.TEXT, 18),
)


def table(source: Source) -> Table:
    started = started_between(source.month.first, source.day)
    overdue = due_not_started(source.day)
    remarks = corrected_units(source.corrections, Annex.START)
    amended = amended_by_unit(source.month)

    def values(line: UnitRow, keys: list[int]) -> Iterable[Value]:
        return (
            *quota_values(line, Annex.START),
            summed(started, keys),
            *done_values(line, Annex.START),
            *standing_values(line, Annex.START),
            summed(overdue, keys),
            *(cards_of(source.cards, keys, Rule.START, colour) for colour in Colour),
            _remark(line, remarks, amended),
        )

    lines = source.completion
    return Table(
        number=NUMBER,
        short=SHORT,
        title=f"宁阳县{source.month.label}重点项目开工任务完成情况",
        unit="单位：个、%",
        columns=COLUMNS,
        rows=unit_rows(lines.rows, lines.subtotals, lines.total, values),
        notes=_notes(source.day),
    )


def quota_values(line: UnitRow, annex: Annex) -> list[Value]:
    return [line.cells[annex, band].effective for band in ANNEX_BANDS[annex]]


def done_values(line: UnitRow, annex: Annex) -> list[Value]:
    return [line.cells[annex, band].done for band in ANNEX_BANDS[annex]]


def standing_values(line: UnitRow, annex: Annex) -> tuple[Value, Value]:
    """Completion rate (%) and rank within the layer; a sum has no rank."""
    return line.cells[annex, QuotaBand.TOTAL].rate, line.rank.get(annex)


def remark_of(line: UnitRow, corrected: dict[int, str]) -> str:
    if line.unit is None:
        return ""
    parts = (line.unit.group, corrected.get(line.unit.pk, ""))
    return "；".join(part for part in parts if part)


def _remark(line: UnitRow, corrected: dict[int, str], amended: dict[int, int]) -> str:
    """The unit's remark and how often its start dates were amended this year."""
    number = amended.get(line.unit.pk, 0) if line.unit else 0
    words = f"开工时限调整{number}次" if number else ""
    return "；".join(part for part in (remark_of(line, corrected), words) if part)


def amended_by_unit(month: Month) -> dict[int, int]:
    """Approved amendments of start dates from January to `month`, by unit (domain 3)."""
    rows = StartDueAmendment.objects.filter(at__year=month.year, at__month__lte=month.month)
    return dict(rows.order_by().values_list("project__unit").annotate(Count("pk")))


def cards_of(counts: CardCounts, keys: Iterable[int], rule: Rule, colour: Colour | None) -> int:
    return sum(counts.get(key, {}).get((rule, colour), 0) for key in keys)


def newly_started(first: date, last: date) -> Q:
    """Started on these days and counting for the quota (500 万元 and more)."""
    return Q(started_on__gte=first, started_on__lte=last) & ~Q(band=Band.BELOW)


def started_between(first: date, last: date) -> dict[int, int]:
    """Started on these days, by unit; those that count for the quota (500 万元 and more)."""
    projects = Project.objects.filter(newly_started(first, last))
    return dict(projects.order_by().values_list("unit").annotate(Count("pk")))


def due_not_started(day: date) -> dict[int, int]:
    """Due by `day` in this year or an earlier one, not started, not suspended or ended."""
    projects = Project.objects.filter(due_to_start(day))
    return dict(projects.order_by().values_list("unit").annotate(Count("pk")))


def _notes(day: date) -> tuple[str, ...]:
    return (
        "任务为有效任务数：附件1印发数，有更正的用更正数并在备注注明；“—”为未下达任务，不是0。",
        "完成数按实际开工日期计入当年，投资500万元以上各档不重复；“500万元以上”指500万元以上、"
        "不足1亿元；不足500万元的项目不计入任务。产业项目为合计中的产业项目。",
        "完成率＝累计开工合计÷年度任务合计；位次在镇街园区、部门企业两个层面内分别排列，"
        "完成率相同的并列。",
        f"应开未开：计划开工日期在{long_date(day)}及以前（含以前年度），至该日仍未开工的项目，"
        "停建、终止的不计。应开未开和开工牌按全部项目统计，含不足500万元的项目。",
        "备注中的开工时限调整次数为本年度截至本月经批准的次数。",
    )
