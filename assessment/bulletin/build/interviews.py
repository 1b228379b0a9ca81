"""附表7 督办约谈, 二（三）3 and 二（四）2: units whose projects stay red, proposed for a talk."""

from assessment.bulletin.build.source import Source
from assessment.bulletin.data import Column, Kind, Row, Table
from assessment.interviews import Proposal, interview_proposals

STATE = "建议约谈，待发改局确认"
NUMBER, SHORT = "附表7", "督办约谈"
COLUMNS = (
    Column("序号", Kind.COUNT, 5),
    Column("责任单位", Kind.NAME, 18),
    Column("项目编号", Kind.NAME, 13),
    Column("项目名称", Kind.TEXT, 30),
    Column("牌种", Kind.NAME, 8),
    Column("持续红牌月份", Kind.NAME, 20),
    Column("红牌月数", Kind.COUNT, 5),
    Column("情况", Kind.TEXT, 44),
    Column("依据", Kind.NAME, 11),
    Column("状态", Kind.NAME, 14),
)


def table(source: Source) -> Table:
    proposals = interview_proposals(source.month)
    least = source.policy.persistent_red_months
    scope = source.policy.get_persistent_scope_display()
    return Table(
        number=NUMBER,
        short=SHORT,
        title=f"宁阳县{source.month.label}建议约谈责任单位名单",
        unit="单位：月",
        columns=COLUMNS,
        rows=tuple(_row(number, proposal) for number, proposal in enumerate(proposals, 1)),
        notes=(
            f"同一项目{scope}至本月止连续{least}个月及以上红牌的，建议约谈其责任单位负责人；"
            "一次持续红牌只提一次建议，月数随月份增加。",
            "本表由系统提出，是否约谈、何时约谈由发改局确认。",
        ),
        empty="本月没有建议约谈的责任单位",
    )


def _row(number: int, proposal: Proposal) -> Row:
    return Row(
        (
            number,
            proposal.unit.name,
            proposal.project.code,
            proposal.project.name,
            proposal.rule.label,
            proposal.months,
            proposal.length,
            proposal.figures,
            proposal.clause,
            STATE,
        )
    )
