"""附表8 项目增减: what came, went and changed, so that no rate hides a dropped project."""

from collections import Counter

from assessment.bulletin.build.source import Source
from assessment.bulletin.data import Column, Kind, Row, RowKind, Table, long_date
from assessment.movement import KINDS, Movement, movements

NUMBER, SHORT = "附表8", "项目增减"
COLUMNS = (
    Column("序号", Kind.COUNT, 5),
    Column("项目编号", Kind.NAME, 14),
    Column("项目名称", Kind.TEXT, 38),
    Column("责任单位", Kind.NAME, 22),
    Column("日期", Kind.DATE, 11),
    Column("原为", Kind.NAME, 18),
    Column("现为", Kind.TEXT, 34),
)


def table(source: Source) -> Table:
    found = movements(source.month, source.day)
    counts = Counter(move.kind for move in found)
    rows = [
        row
        for at, kind in enumerate((kind for kind in KINDS if counts[kind]), 1)
        for row in _section(at, kind, [move for move in found if move.kind == kind])
    ]
    return Table(
        number=NUMBER,
        short=SHORT,
        title=f"宁阳县{source.month.label}重点项目增减变动情况",
        unit="单位：个",
        columns=COLUMNS,
        rows=tuple(rows),
        notes=(
            f"按台账变更记录，自{long_date(source.month.first)}至{long_date(source.day)}："
            "新进入为首次列入台账；退出为停建、终止或删除；升级、降级为投资档次或重点级别变动；"
            "其他变化为产业项目认定或责任单位变更。",
            "停建、终止的项目不减少责任单位的任务数。",
        ),
        empty="本月没有项目增减变动",
    )


def _section(at: int, kind: str, moves: list[Movement]) -> list[Row]:
    head = Row((f"{'一二三四五六'[at - 1]}、{kind}（{len(moves)}项）",), RowKind.SECTION)
    return [head, *(_row(number, move) for number, move in enumerate(moves, 1))]


def _row(number: int, move: Movement) -> Row:
    return Row((number, move.code, move.name, move.unit, move.on, move.before, move.after))
