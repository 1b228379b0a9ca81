"""The hard-case library as a workbook of its own, 二（三）4."""

from collections.abc import Iterator
from datetime import date
from typing import IO, Any

from projects.excel.printed import PrintedTable, long_day, write_printed
from projects.hard_cases import Standing

COLUMNS = (
    ("序号", 6),
    ("项目编号", 14),
    ("项目名称", 40),
    ("责任单位", 18),
    ("牵头县领导", 12),
    ("总投资(万元)", 14),
    ("入库日期", 12),
    ("销号日期", 12),
    ("现场会(次)", 8),
    ("最近一次", 12),
    ("缺会(周)", 8),
    ("缺会的周", 40),
    ("未销号问题", 8),
    ("其中逾期", 8),
)
NOTE = "注：入库后每个整周应开一次现场会；停建期间不计。逾期为过了解决时限还没有销号的问题。"


def write_cases(target: IO[bytes], found: list[Standing], day: date) -> None:
    """A row a project that is or was in the library, as it stands at the end of `day`."""
    table = PrintedTable(
        sheet="攻坚项目库",
        title="宁阳县攻坚项目推进情况",
        says=f"单位：个、次、万元　　数据截至{long_day(day)}",
        note=NOTE,
        columns=COLUMNS,
        rows=_rows(found),
    )
    write_printed(target, table)


def _rows(found: list[Standing]) -> Iterator[tuple[tuple[Any, ...], bool]]:
    for number, line in enumerate(found, 1):
        case, project = line.case, line.case.project
        values = (
            number,
            project.code,
            project.name,
            project.unit.name,
            case.leader,
            project.total_investment,
            case.entered_on,
            case.closed_on,
            line.meetings,
            line.latest,
            len(line.missed),
            "、".join(week.label for week in line.missed),
            line.open,
            line.late,
        )
        yield values, False
