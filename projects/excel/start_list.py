"""The month's list of starts due as a workbook of its own, 二（三）2."""

from collections.abc import Iterator
from datetime import date
from typing import IO, Any

from projects.excel.printed import PrintedTable, long_day, write_printed
from projects.periods import Month
from projects.starts import ListLine, MonthList

COLUMNS = (
    ("序号", 6),
    ("项目编号", 14),
    ("项目名称", 42),
    ("责任单位", 18),
    ("包保县领导", 12),
    ("总投资(万元)", 14),
    ("清单所列开工时限", 12),
    ("上月结转", 10),
    ("调整后时限", 12),
    ("实际开工", 12),
    ("现在情况", 12),
)
NOTE = (
    "注：清单于每月1日固定，列计划开工日期在本月底以前、月初尚未开工的项目，停建、终止的不列；"
    "此后调整时限不改动清单，如期与否按清单所列时限判断。"
)


def write_start_list(target: IO[bytes], found: MonthList, month: Month, day: date) -> None:
    """A row a project of the list, as it stands at the end of `day`."""
    counts = "，".join(f"{label}{number}个" for label, number in found.counts if number)
    table = PrintedTable(
        sheet="新开工清单",
        title=f"宁阳县{month.label}新开工项目清单",
        says=f"应开工{len(found.lines)}个，其中上月结转{found.rolled_over}个"
        f"{'；' if counts else ''}{counts}　　数据截至{long_day(day)}",
        note=NOTE,
        columns=COLUMNS,
        rows=_rows(found.lines),
    )
    write_printed(target, table)


def _rows(lines: list[ListLine]) -> Iterator[tuple[tuple[Any, ...], bool]]:
    for number, line in enumerate(lines, 1):
        project = line.project
        values = (
            number,
            project.code,
            project.name,
            project.unit.name,
            project.county_leader,
            project.total_investment,
            line.start_due,
            "是" if line.rolled_over else "",
            line.amended,
            project.started_on,
            line.standing.value,
        )
        yield values, False
