"""全市均值: the city's averages as a sheet of the ledger workbook."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from django.db.models import F

from assessment.models import CityAverage
from assessment.models.averages import AVERAGE_MAX, AVERAGE_PLACES
from projects.actions.bulk import TableChanges, write_changes
from projects.excel.columns import Column, MonthWidget, NumberWidget, TextWidget
from projects.excel.plan import Context, Kind, PlannedRow, SheetPlan
from projects.excel.resources import SheetResource, type_widget
from projects.excel.stored import locked, tidied
from projects.excel.table import BAD, CLEAR, Row, Table, unique_rows
from projects.models import User
from projects.permissions import reads_county

NAME = "全市均值"
KEY = ("month", "project_type_id")


class AveragesResource(SheetResource):
    """全市均值: one project type's average progress (%) of one month."""

    choices = {"project_type_id": type_widget}

    month = Column("月份", "month", MonthWidget(), starred=True, note="如 2023-04")
    project_type = Column("项目类型", "project_type_id", TextWidget(20), starred=True)
    rate = Column(
        "平均进度(%)",
        "rate",
        NumberWidget(places=AVERAGE_PLACES, largest=AVERAGE_MAX, example="45"),
        starred=True,
        note="百分数，45% 填 45，最多十二位小数",
    )
    source = Column("来源", "source", TextWidget(200))


class AveragesSheet:
    """全市均值 in import, export and template; 发改局 alone fills it."""

    name = NAME
    key: tuple[str, ...] = KEY
    area = None
    county_only = True

    def resource(self) -> AveragesResource:
        return AveragesResource()

    def check(self, table: Table, context: Context) -> SheetPlan:
        return AveragesCheck(table, context).plan()

    def export(self, user: User, year: int | None) -> Iterator[Mapping[str, Any]]:
        """One mapping an average; none for a unit, which could not send them back."""
        averages = CityAverage.objects.order_by("year", "month", "project_type_id")
        if not reads_county(user):
            return
        if year is not None:
            averages = averages.filter(year=year)
        values = averages.values("project_type_id", "rate", "source", at=F("year"), of=F("month"))
        for row in values.iterator():
            yield {**row, "month": f"{row['at']}-{row['of']:02d}"}


class AveragesCheck:
    """Goes through the rows once and gathers what is to be written."""

    def __init__(self, table: Table, context: Context) -> None:
        self.table, self.context = table, context
        self.changes = TableChanges(
            CityAverage, ("project_type_id", "year", "month"), ("rate", "source")
        )
        stored = locked(CityAverage.objects.order_by(), context.locking)
        self.stored = {
            (year, month, kind): (pk, *tidied(values))
            for year, month, kind, pk, *values in stored.values_list(
                "year", "month", "project_type_id", "pk", "rate", "source"
            )
        }

    def plan(self) -> SheetPlan:
        plan = SheetPlan(NAME, self.table.columns, KEY)
        rows = map(self._planned, self.context.counted(unique_rows(self.table)))
        plan.rows = [planned for planned in rows if planned]
        plan.write = partial(write_changes, self.changes)
        return plan

    def _planned(self, row: Row) -> PlannedRow | None:
        if BAD in row.values:
            return None
        month, kind, rate, source = row.values
        held = self.stored.get((*month, kind))
        old = (month, kind, *(held[1:] if held else (None, "")))
        new = (month, kind, rate, old[3] if source is None else "" if source is CLEAR else source)
        if new == old:
            return PlannedRow(row.number, Kind.UNCHANGED, old, new)
        if month in self.context.locked_months:
            text = f"{month.label}已锁定，不能更改，请删去这一行，或请发改局重新开放该月"
            attribute = "rate" if new[2] != old[2] else "source"
            self.table.error(row.number, attribute, text)
            return None
        if held is None:
            self.changes.new.append((kind, *month, *new[2:]))
            return PlannedRow(row.number, Kind.NEW, None, new)
        self.changes.changed.append((held[0], *new[2:]))
        return PlannedRow(row.number, Kind.CHANGED, old, new)
