"""The monthly dispatch of signing as a workbook of its own, 二（二）3."""

from collections.abc import Iterator
from typing import IO, Any

from projects.excel.printed import PrintedTable, long_day, write_printed
from projects.signing import Dispatch, Numbers

COLUMNS = (
    ("序号", 6),
    ("责任单位", 20),
    ("一把手", 14),
    ("在谈项目", 10),
    ("本月洽谈(次)", 10),
    ("本月新签约(个)", 10),
    ("本月签约总投资(万元)", 16),
    ("逾期未办结问题", 10),
    ("本年累计签约(个)", 11),
    ("累计签约总投资(万元)", 16),
)
NOTE = (
    "注：在谈项目为未签约、未开工、未终止的项目；签约总投资为项目总投资，不是到位资金；"
    "逾期未办结问题为到截至日期已过期限、还没有办结的洽谈问题。"
)


def write_dispatch(target: IO[bytes], dispatch: Dispatch) -> None:
    """A row a unit with its head, subtotals and total."""
    table = PrintedTable(
        sheet="签约月调度",
        title=f"宁阳县{dispatch.month.label}项目签约调度通报",
        says=f"单位：个、次、万元　　数据截至{long_day(dispatch.day)}",
        note=NOTE,
        columns=COLUMNS,
        rows=_rows(dispatch),
    )
    write_printed(target, table)


def _rows(dispatch: Dispatch) -> Iterator[tuple[tuple[Any, ...], bool]]:
    for section in dispatch.sections:
        for line in section.lines:
            unit = line.unit
            yield (unit.number, unit.name, unit.head, *_figures(line.numbers)), False
        if dispatch.summed:
            yield ("", f"{section.layer.label}小计", "", *_figures(section.total)), True
    if dispatch.summed:
        yield ("", "合计", "", *_figures(dispatch.total)), True


def _figures(numbers: Numbers) -> tuple[Any, ...]:
    return tuple(vars(numbers).values())
