"""附表2 策划任务, 二（一）: quota and planned projects by unit."""

from collections.abc import Iterable

from assessment.bulletin.build.corrections import corrected_units
from assessment.bulletin.build.layout import UNIT_COLUMNS, unit_rows
from assessment.bulletin.build.source import Source
from assessment.bulletin.build.starts import (
    band_columns,
    done_values,
    quota_values,
    remark_of,
    standing_values,
)
from assessment.bulletin.data import Column, Kind, Table, Value
from assessment.choices import ANNEX_BANDS, Annex
from assessment.completion import UnitRow

BANDS = ANNEX_BANDS[Annex.PLANNING]
NUMBER, SHORT = "附表2", "策划任务"
COLUMNS = (
    *UNIT_COLUMNS,
    *band_columns("年度任务", BANDS),
    *band_columns("累计策划", BANDS),
    Column("完成率%", Kind.RATE, 9),
    Column("位次", Kind.COUNT, 6),
    Column("备注", Kind.TEXT, 16),
)
NOTES = (
    "任务为有效任务数：附件2印发数，有更正的用更正数并在备注注明；“—”为未下达任务，不是0。",
    "完成数按策划评审通过日期计入当年；各投资档次不重复，“10亿元以上”等均指该数以上、"
    "不足上一档的项目；不足500万元的项目不计入任务。",
    "完成率＝累计策划合计÷年度任务合计；位次在镇街园区、部门企业两个层面内分别排列，"
    "完成率相同的并列。",
)


def table(source: Source) -> Table:
    corrected = corrected_units(source.corrections, Annex.PLANNING)

    def values(line: UnitRow, _keys: list[int]) -> Iterable[Value]:
        return (
            *quota_values(line, Annex.PLANNING),
            *done_values(line, Annex.PLANNING),
            *standing_values(line, Annex.PLANNING),
            remark_of(line, corrected),
        )

    lines = source.completion
    return Table(
        number=NUMBER,
        short=SHORT,
        title=f"宁阳县{source.month.label}重点项目策划任务完成情况",
        unit="单位：个、%",
        columns=COLUMNS,
        rows=unit_rows(lines.rows, lines.subtotals, lines.total, values),
        notes=NOTES,
    )
