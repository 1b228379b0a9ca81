"""附表4 黄红牌项目, 二（三）3 and 二（四）2: every project that is yellow or red this month."""

from collections import defaultdict
from decimal import Decimal

from django.db.models import Subquery

from assessment.bulletin.build.source import Source
from assessment.bulletin.data import Column, Kind, Row, Table, Value, long_date
from assessment.choices import CARRIED_AVERAGE, Colour, Reason, Rule
from assessment.explain import figures
from assessment.models import Card
from assessment.models.cards import CardQuerySet
from projects.models import MonthlyReport
from projects.periods import Month

_PROBLEMS_SHOWN = 200
_SIGNS = {Colour.GREEN: "●", Colour.YELLOW: "▲", Colour.RED: "■"}
NUMBER, SHORT = "附表4", "黄红牌项目"
COLUMNS = (
    Column("序号", Kind.COUNT, 5),
    Column("项目编号", Kind.NAME, 13),
    Column("项目名称", Kind.TEXT, 22),
    Column("责任单位", Kind.NAME, 12),
    Column("牌种", Kind.NAME, 7),
    Column("项目类型", Kind.NAME, 9),
    Column("总投资", Kind.MONEY, 12),
    Column("年度计划", Kind.MONEY, 11),
    Column("累计完成", Kind.MONEY, 11),
    Column("完成率%", Kind.RATE, 8),
    Column("全市均值%", Kind.RATE, 7),
    Column("差", Kind.LEAD, 7),
    Column("上月牌", Kind.CARD, 8),
    Column("本月牌", Kind.CARD, 8),
    Column("连续月数", Kind.COUNT, 5),
    Column("依据", Kind.TEXT, 30),
    Column("存在问题", Kind.TEXT, 18),
    Column("包保县领导", Kind.NAME, 8),
)
NOTES = (
    "列出本月亮黄牌、红牌的全部项目，一个项目两种牌都亮的分两行；先红牌后黄牌，再按责任单位排列。",
    "差＝完成率－全市均值，单位百分点；亮牌按精确数值比较，表中保留两位小数。",
    "连续月数：同一牌种至本月止连续亮黄牌或红牌的月数；进度牌按年度计，一月重新起算。",
)


def table(source: Source) -> Table:
    cards = list(_yellow_and_red(source.month))
    before = _colours_before(source.month)
    lit = _months_lit(source.month)
    problems = _problems(source.month)
    rows = tuple(
        Row(
            (
                number,
                *_project_values(card),
                *_figures(card),
                _shown_before(before, card),
                sign(card.colour),
                _run(card, source.month, lit),
                basis(card),
                problems.get(card.project_id, ""),
                card.project.county_leader,
            )
        )
        for number, card in enumerate(cards, 1)
    )
    return Table(
        number=NUMBER,
        short=SHORT,
        title=f"宁阳县{source.month.label}亮黄牌红牌项目名单",
        unit="单位：万元、%、百分点",
        columns=COLUMNS,
        rows=rows,
        notes=NOTES,
        empty="本月没有亮黄牌、红牌的项目",
    )


def sign(colour: int | None) -> str:
    """A card in words and sign, never by colour alone."""
    return f"{_SIGNS[Colour(colour)]} {Colour(colour).label}" if colour else "○ 未亮牌"


def basis(card: Card) -> str:
    """Clause and what it holds against, in short: a progress card's figures stand beside it."""
    clause = Rule(card.rule).clause
    if card.rule == Rule.START:
        return f"{clause}：{figures(card)}{_by_first_due(card)}"
    run = f"，连续{card.run}个月" if (card.run or 0) > 1 else ""
    missing = "；本月缺报，按累计不变计算" if card.missing_report else ""
    carried = "；本月未公布均值，沿用上一次的" if card.reason in CARRIED_AVERAGE else ""
    return f"{clause}：{Reason.BELOW_AVERAGE.label}{run}{carried}{missing}"


def _by_first_due(card: Card) -> str:
    """What the date first committed to would give, where the approved one differs (domain 3)."""
    if card.first_start_due is None or card.first_start_due == card.start_due:
        return ""
    first = Colour(card.first_colour).label if card.first_colour else "未亮牌"
    return f"；时限经批准调整，按原定{long_date(card.first_start_due)}为{first}"


def _yellow_and_red(month: Month) -> CardQuerySet:
    cards = _lit(Card.objects.of_month(month)).select_related(
        "project__unit", "project__project_type"
    )
    return cards.order_by("-colour", "project__unit__number", "project__code", "rule")


def _lit(cards: CardQuerySet) -> CardQuerySet:
    return cards.filter(colour__in=(Colour.YELLOW, Colour.RED))


def _colours_before(month: Month) -> dict[tuple[int, int], int | None]:
    cards = Card.objects.of_month(month.plus(-1)).order_by()
    return {
        (project, rule): c for project, rule, c in cards.values_list("project", "rule", "colour")
    }


def _shown_before(before: dict[tuple[int, int], int | None], card: Card) -> str | None:
    key = (card.project_id, card.rule)
    return sign(before[key]) if key in before else None


def _months_lit(month: Month) -> dict[int, set[int]]:
    """Months with a yellow or red start card, by project, for this month's start cards."""
    listed = _lit(Card.objects.of_month(month)).filter(rule=Rule.START)
    cards = _lit(Card.objects.filter(rule=Rule.START)).filter(
        project__in=Subquery(listed.order_by().values("project"))
    )
    found: dict[int, set[int]] = defaultdict(set)
    for project, year, number in cards.order_by().values_list("project", "year", "month"):
        found[project].add(Month(year, number).ordinal)
    return found


def _run(card: Card, month: Month, lit: dict[int, set[int]]) -> int:
    """Adjoining months, this one included, with a yellow or red card under the same rule."""
    if card.rule == Rule.PROGRESS:
        return card.run or 0
    ordinal, months = month.ordinal, lit[card.project_id]
    while ordinal in months:
        ordinal -= 1
    return month.ordinal - ordinal


def _problems(month: Month) -> dict[int, str]:
    """This month's problems by project; a very long text ends with …… on paper."""
    reports = MonthlyReport.objects.counted().filter(year=month.year, month=month.month)
    texts = reports.exclude(problems="").order_by().values_list("project", "problems")
    return {
        project: text if len(text) <= _PROBLEMS_SHOWN else f"{text[:_PROBLEMS_SHOWN]}……"
        for project, text in texts
    }


def _project_values(card: Card) -> tuple[Value, ...]:
    project = card.project
    return (
        project.code,
        project.name,
        project.unit.name,
        Rule(card.rule).label,
        project.project_type.name,
        project.total_investment,
    )


def _figures(card: Card) -> tuple[Decimal | None, ...]:
    """Plan, done (万元), rate, average, difference; a start card has none of them."""
    if card.rule == Rule.START:
        return (None,) * 5
    rate, average = card.rate, card.average
    gap = None if rate is None or average is None else rate - average
    return card.plan, card.done, rate, average, gap
