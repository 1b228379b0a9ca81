"""附表3 投资进度, 二（四）: planned and done investment and progress cards by unit."""

from collections.abc import Iterable

from assessment.bulletin.build.layout import UNIT_COLUMNS, unit_rows
from assessment.bulletin.build.source import Source
from assessment.bulletin.build.starts import cards_of
from assessment.bulletin.data import Column, Kind, Table, Value, long_date
from assessment.choices import Colour, Rule
from assessment.investment import InvestmentRow
from projects.periods import elapsed_share

NUMBER, SHORT = "附表3", "投资进度"
COLUMNS = (
    *UNIT_COLUMNS,
    Column("项目数", Kind.COUNT, 7),
    Column("年度计划", Kind.MONEY, 16),
    Column("本月计划", Kind.MONEY, 15),
    Column("本月完成", Kind.MONEY, 15),
    Column("累计完成", Kind.MONEY, 16),
    Column("完成率%", Kind.RATE, 10),
    Column("超欠序时", Kind.LEAD, 10),
    Column("位次", Kind.COUNT, 7),
    Column("绿", Kind.COUNT, 6, "进度牌"),
    Column("黄", Kind.COUNT, 6, "进度牌"),
    Column("红", Kind.COUNT, 6, "进度牌"),
    Column("未亮", Kind.COUNT, 6, "进度牌"),
)


def table(source: Source) -> Table:
    def values(line: InvestmentRow, keys: list[int]) -> Iterable[Value]:
        return (
            line.projects,
            line.annual_plan,
            line.month_plan,
            line.month_done,
            line.done,
            line.rate,
            line.lead,
            line.rank,
            *(cards_of(source.cards, keys, Rule.PROGRESS, card) for card in (*Colour, None)),
        )

    lines = source.investment
    return Table(
        number=NUMBER,
        short=SHORT,
        title=f"宁阳县{source.month.label}重点项目投资进度情况",
        unit="单位：个、万元、%、百分点",
        columns=COLUMNS,
        rows=unit_rows(lines.rows, lines.subtotals, lines.total, values),
        notes=_notes(source),
    )


def _notes(source: Source) -> tuple[str, ...]:
    elapsed = elapsed_share(source.month.last) * 100
    return (
        "项目数为本年有年度计划或已报送进度的项目；累计完成为1月至本月已报送的完成投资之和。",
        f"完成率＝累计完成÷年度计划；超欠序时＝完成率－序时进度，"
        f"至{long_date(source.month.last)}序时进度为{elapsed:.2f}%，正数为超、负数为欠，单位百分点。",
        "位次在镇街园区、部门企业两个层面内分别排列，完成率相同的并列。",
        "进度牌为本月全部项目的亮牌数；未亮含未开工、已竣工、停建、终止、缺全市均值、"
        "缺年度计划、锁定后录入的项目。",
    )
