"""The columns of 项目台账 and 月度进度, in the order of the template."""

from typing import Any

from import_export.resources import Resource

from projects.choices import Level
from projects.excel.columns import (
    ChoiceWidget,
    CodeWidget,
    Column,
    DateWidget,
    MonthWidget,
    NumberWidget,
    TextWidget,
    YearWidget,
    YesNoWidget,
)
from projects.models import IndustryChain, ProjectType, Unit, UnitAlias
from projects.models.fields import MONEY_MAX


def money_widget() -> NumberWidget:
    return NumberWidget(places=2, largest=MONEY_MAX, example="100")


def type_widget() -> ChoiceWidget:
    """项目类型 as 发改局 keeps the list now; one query."""
    return ChoiceWidget("项目类型", dict(ProjectType.objects.values_list("name", "pk")))


class SheetResource(Resource):
    """A sheet's columns; choices are looked up when an instance is made."""

    choices: dict[str, Any] = {}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.columns: list[Column] = self.get_import_fields()
        for column in self.columns:
            if column.attribute in self.choices:
                column.widget = self.choices[column.attribute]()


def unit_widget() -> ChoiceWidget:
    """责任单位 by name or alias; two queries."""
    return ChoiceWidget(
        "责任单位",
        dict(Unit.objects.values_list("name", "pk")),
        dict(UnitAlias.objects.values_list("name", "unit_id")),
    )


def chain_widget() -> ChoiceWidget:
    return ChoiceWidget("产业链", dict(IndustryChain.objects.values_list("name", "pk")))


class LedgerResource(SheetResource):
    """项目台账: a project's own values, then one year's plan."""

    choices = {
        "unit_id": unit_widget,
        "project_type_id": type_widget,
        "chain_id": chain_widget,
    }

    code = Column("项目编号", "code", CodeWidget(), starred=True, note="全表不重复，导入后不再改变")
    name = Column("项目名称", "name", TextWidget(200), starred=True)
    unit = Column("责任单位", "unit_id", TextWidget(50), starred=True, note="单位名称或别名")
    owner = Column("建设单位", "owner", TextWidget(100))
    project_type = Column("项目类型", "project_type_id", TextWidget(20), starred=True)
    is_industrial = Column(
        "产业项目", "is_industrial", YesNoWidget(), starred=True, note="是 或 否"
    )
    chain = Column("产业链", "chain_id", TextWidget(30))
    level = Column(
        "重点级别",
        "level",
        ChoiceWidget("重点级别", {label: value for value, label in Level.choices}),
        note="省重点、市重点、县重点，或留空",
    )
    total_investment = Column(
        "总投资(万元)", "total_investment", money_widget(), starred=True, note="最多两位小数"
    )
    year = Column(
        "年度", "year", YearWidget(), clearable=False, note="年度计划投资所属年份，如 2023"
    )
    plan = Column("年度计划投资(万元)", "plan", money_widget(), note="填了就须填年度")
    planned_on = Column("策划通过日期", "planned_on", DateWidget(), note="由发改局填写")
    signed_on = Column("签约日期", "signed_on", DateWidget())
    start_due = Column("计划开工日期", "start_due", DateWidget(), note="填报后的更改须经发改局批准")
    started_on = Column(
        "实际开工日期",
        "started_on",
        DateWidget(),
        note="单位填的先列为待补佐证，在“开工”页面上传佐证、发改局确认后计入",
    )
    completion_due = Column("计划竣工日期", "completion_due", DateWidget())
    completed_on = Column("实际竣工日期", "completed_on", DateWidget())
    in_production_on = Column("投产日期", "in_production_on", DateWidget())
    enrolled_on = Column("纳统日期", "enrolled_on", DateWidget())
    location = Column("建设地点", "location", TextWidget(200))
    content = Column("建设内容", "content", TextWidget(2000))
    county_leader = Column("包保县领导", "county_leader", TextWidget(50))
    cadre = Column("挂职干部", "cadre", TextWidget(50))
    is_hard_case = Column(
        "攻坚项目", "is_hard_case", YesNoWidget(), clearable=False, note="是 或 否，由发改局填写"
    )
    remarks = Column("备注", "remarks", TextWidget(1000))


class MonthsResource(SheetResource):
    """月度进度: one project's plan and report of one month."""

    code = Column(
        "项目编号", "code", CodeWidget(), starred=True, note="台账中已有或本工作簿新增的编号"
    )
    month = Column("月份", "month", MonthWidget(), starred=True, note="如 2023-04")
    plan = Column("计划投资(万元)", "plan", money_widget())
    done = Column("完成投资(万元)", "done", money_widget(), note="留空为未报，0 为零")
    visible_progress = Column("形象进度", "visible_progress", TextWidget(1000))
    problems = Column("存在问题", "problems", TextWidget(1000))
