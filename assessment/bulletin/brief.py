"""The bulletin's prose, drafted from the same figures as its tables: 三（一）通报 and 专报."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db.models import Sum

from assessment.bulletin.build.source import Source, read
from assessment.bulletin.build.starts import cards_of, newly_started
from assessment.bulletin.data import Kind, Passage, long_date
from assessment.bulletin.text import shown
from assessment.choices import Annex, Colour, QuotaBand, Rule
from assessment.choices.mentions import MentionKind, MentionState
from assessment.completion import UnitRow
from assessment.interviews import interview_proposals
from assessment.investment import InvestmentRow
from assessment.models import Mention
from projects.choices import Layer
from projects.models import MonthlyReport, Project, Unit
from projects.periods import Month
from projects.queries import all_units, cents, counts_by_unit, due_to_start, lacking

NAMED = 3
LAYERS = {Layer.TOWN_PARK: "镇街园区", Layer.DEPARTMENT: "部门企业"}
QUARTERS = "一二三四"


@dataclass(frozen=True)
class Period:
    """What the prose is about: a month, or the quarter that ends with it."""

    first: Month
    last: Month

    @property
    def is_quarter(self) -> bool:
        return self.first != self.last

    @property
    def label(self) -> str:
        if self.is_quarter:
            return f"{self.last.year}年第{QUARTERS[(self.last.month - 1) // 3]}季度"
        return self.last.label

    @property
    def this(self) -> str:
        return "本季度" if self.is_quarter else "本月"


@dataclass(frozen=True)
class Brief:
    """The drafted paper: its title, passages with a line a paragraph, what is attached to it."""

    title: str
    day: date
    passages: tuple[Passage, ...]
    attachments: tuple[str, ...]

    @property
    def file_name(self) -> str:
        return f"{self.title}.docx"


@dataclass(frozen=True)
class _Facts:
    """What the prose tells beside the tables; `counts` are projects by unit and question."""

    period: Period
    source: Source
    counts: Mapping[int, Mapping[str, int]]
    red: Counter[int]

    def by_unit(self, question: str) -> Counter[int]:
        return Counter({unit: own[question] for unit, own in self.counts.items() if own[question]})


def _read(period: Period) -> _Facts:
    source = read(period.last)
    asked = {
        "new": newly_started(period.first.first, source.day),
        "due": due_to_start(source.day),
        "missing": lacking(period.last),
    }
    counts = counts_by_unit(Project.objects.all(), asked)
    lasting = {run.project for run in interview_proposals(period.last)}
    red = Counter(project.unit_id for project in lasting)
    return _Facts(period, source, counts, red)


def quarter_of(month: Month) -> Period | None:
    """The quarter that ends with `month`; None for a month in its midst."""
    return Period(month.plus(-2), month) if month.month % 3 == 0 else None


def brief(period: Period, attachments: Sequence[str] = ()) -> Brief:
    """The prose of `period`; NoBulletinError if its last month was never assessed."""
    facts = _read(period)
    kind = "专报" if period.is_quarter else "通报"
    passages = (
        Passage("一、总体情况", tuple(_overview(facts.source))),
        Passage("二、开工情况", tuple(_starts(facts))),
        Passage("三、投资进度", tuple(_money(facts))),
        Passage("四、存在问题", tuple(_problems(facts))),
        Passage("五、下步要求", tuple(_demands(facts))),
    )
    title = f"宁阳县{period.label}重点项目推进情况{kind}"
    return Brief(title, facts.source.day, passages, tuple(attachments))


def _overview(source: Source) -> list[str]:
    elapsed = f"{source.completion.elapsed * 100:.2f}%"
    return [
        f"截至{long_date(source.day)}，序时进度{elapsed}。{_quota(source, Annex.START)}"
        f"{_quota(source, Annex.PLANNING)}{_invested(source)}",
        "".join(_cards(source, rule) for rule in Rule),
    ]


def _quota(source: Source, annex: Annex) -> str:
    verb = "新开工" if annex is Annex.START else "策划"
    line = source.completion.total
    cell = line.cells[annex, QuotaBand.TOTAL]
    if cell.effective is None:
        return f"全县累计{verb}项目{cell.counted}个。"
    return (
        f"全县累计{verb}项目{cell.counted}个，完成年度任务{cell.effective}个的"
        f"{_percent(cell.rate)}，{_lead(line.lead[annex])}。"
    )


def _invested(source: Source) -> str:
    total = source.investment.total
    return (
        f"重点项目累计完成投资{_yuan(total.done)}，占年度计划{_yuan(total.annual_plan)}的"
        f"{_percent(total.rate)}，{_lead(total.lead)}。"
    )


def _cards(source: Source, rule: Rule) -> str:
    now, before = source.cards, source.cards_before
    told = "、".join(f"{colour.label}{cards_of(now, now, rule, colour)}个" for colour in Colour)
    change = cards_of(now, now, rule, Colour.RED) - cards_of(before, before, rule, Colour.RED)
    moved = "持平" if change == 0 else f"增加{change}个" if change > 0 else f"减少{-change}个"
    return f"{rule.label}：{told}，红牌比上月{moved}。"


def _starts(facts: _Facts) -> list[str]:
    cells = facts.source.completion.total.cells
    parts = [
        f"{band.label}{cells[Annex.START, band].counted}个"
        for band in (QuotaBand.OVER_100M, QuotaBand.INDUSTRIAL)
    ]
    new = facts.by_unit("new").total()
    head = f"{facts.period.this}新开工项目{new}个。累计新开工项目中，{'、'.join(parts)}。"
    lines = [row for row in facts.source.completion.rows if row.unit]
    return [head, *_by_layer(lines, Annex.START)]


def _money(facts: _Facts) -> list[str]:
    table = facts.source.investment
    done = _done_in(facts.period) if facts.period.is_quarter else table.total.month_done
    head = f"{facts.period.this}完成投资{_yuan(done)}。"
    return [head, *_by_layer([row for row in table.rows if row.unit])]


def _done_in(period: Period) -> Decimal:
    """万元 counted in the months of `period`, which lie in one year."""
    months = {"year": period.last.year, "month__range": (period.first.month, period.last.month)}
    counted = MonthlyReport.objects.counted().filter(**months)
    found = counted.aggregate(cents=Sum(cents("amount")))["cents"] or 0
    return Decimal(found).scaleb(-2)


def _by_layer(lines: Sequence[UnitRow | InvestmentRow], annex: Annex | None = None) -> list[str]:
    """Of each layer the first and the last by completion, with their rates."""
    told = []
    for layer, name in LAYERS.items():
        ranked = [(_place(line, annex), line) for line in lines if line.unit.layer == layer]  # type: ignore[union-attr]
        rows = sorted(
            ((place, line) for place, line in ranked if place is not None), key=lambda pair: pair[0]
        )
        if len(rows) > 2 * NAMED:
            first, last = rows[:NAMED], rows[: -NAMED - 1 : -1]
            told.append(
                f"{name}完成率靠前的是{_named(first, annex)}；靠后的是{_named(last, annex)}。"
            )
    return told


def _place(line: UnitRow | InvestmentRow, annex: Annex | None) -> int | None:
    if isinstance(line, InvestmentRow):
        return line.rank
    return line.rank.get(annex) if annex else None


def _named(rows: Iterable[tuple[int | None, UnitRow | InvestmentRow]], annex: Annex | None) -> str:
    return "、".join(f"{line.label}（{_percent(_rate(line, annex))}）" for _, line in rows)


def _rate(line: UnitRow | InvestmentRow, annex: Annex | None) -> Fraction | None:
    if isinstance(line, InvestmentRow):
        return line.rate
    return line.cells[annex, QuotaBand.TOTAL].rate if annex else None


def _problems(facts: _Facts) -> list[str]:
    found = [
        _counted("应开未开项目", facts.by_unit("due")),
        _counted("持续红牌项目", facts.red),
        _counted("未报送月度进度的在建项目", facts.by_unit("missing")),
    ]
    told = [line for line in found if line]
    return [f"（{QUARTERS[number]}）{line}" for number, line in enumerate(told)] or [
        "没有应开未开、持续红牌和未报送的项目。"
    ]


def _counted(what: str, by_unit: Counter[int]) -> str:
    """应开未开项目5个，涉及2个单位：甲镇3个、乙镇2个。 Most first; "" for none."""
    if not by_unit:
        return ""
    units = [unit for unit in all_units() if by_unit[unit.pk]]
    units.sort(key=lambda unit: -by_unit[unit.pk])
    each = "、".join(f"{unit.name}{by_unit[unit.pk]}个" for unit in units)
    return f"{what}{by_unit.total()}个，涉及{len(units)}个单位：{each}。"


def _demands(facts: _Facts) -> list[str]:
    listed = _mentions(facts.period.last)
    lines = [
        "紧盯开工节点。应开未开的项目逐个倒排工期，明确开工日期和责任人，按周调度。",
        "加快投资进度。落后序时的单位逐月分解计划，完成投资当月报送、当月入账，做到应报尽报。",
    ]
    if facts.red:
        names = _names(unit for unit in all_units() if unit.pk in facts.red)
        lines.append(f"抓好红牌整改。{names}有持续红牌项目，是否约谈由县发展和改革局按程序确定。")
    if listed[MentionKind.PRAISE]:
        lines.append(f"强化正向激励。对{_names(listed[MentionKind.PRAISE])}予以通报表扬。")
    if listed[MentionKind.WARNING]:
        lines.append(f"严肃预警提醒。对{_names(listed[MentionKind.WARNING])}予以预警提醒。")
    return [f"{number}．{line}" for number, line in enumerate(lines, 1)]


def _mentions(month: Month) -> dict[MentionKind, list[Unit]]:
    """Only what was decided; proposals are not for print."""
    rows = Mention.objects.filter(
        year=month.year, month=month.month, state=MentionState.LISTED
    ).select_related("unit")
    found: dict[MentionKind, list[Unit]] = {kind: [] for kind in MentionKind}
    for row in rows:
        found[MentionKind(row.kind)].append(row.unit)
    return found


def _names(units: Iterable[Unit]) -> str:
    return "、".join(unit.name for unit in units)


def _percent(rate: Fraction | None) -> str:
    return "—" if rate is None else f"{shown(rate, Kind.RATE)}%"


def _lead(lead: Fraction | None) -> str:
    if lead is None:
        return "没有任务，不比序时"
    if lead == 0:
        return "与序时持平"
    points = shown(abs(lead), Kind.RATE)
    return f"超序时{points}个百分点" if lead > 0 else f"落后序时{points}个百分点"


def _yuan(amount: Decimal) -> str:
    """万元; from 1 亿 on in 亿元, two places."""
    if amount >= 10_000:
        return f"{shown(amount / 10_000, Kind.MONEY)}亿元"
    return f"{shown(amount, Kind.MONEY)}万元"
