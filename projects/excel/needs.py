"""要素需求: what the projects need, by kind and with a date."""

from collections.abc import Iterable

from projects.choices.areas import Area
from projects.choices.resources import NeedState, ResourceKind
from projects.excel.columns import (
    ChoiceWidget,
    CodeWidget,
    Column,
    DateWidget,
    TextWidget,
    YesNoWidget,
)
from projects.excel.plan import Context
from projects.excel.records import Problem, RecordsSheet, Values
from projects.excel.resources import SheetResource
from projects.excel.states import lawful
from projects.lifecycles.resources import NEED
from projects.models import ResourceNeed
from projects.rules.resources import problems


class NeedsResource(SheetResource):
    code = Column("项目编号", "code", CodeWidget(), starred=True)
    kind = Column(
        "要素类别",
        "kind",
        ChoiceWidget("要素类别", {label: value for value, label in ResourceKind.choices}),
        starred=True,
        note="土地、能耗排放、资金、交通、通讯、供电、供水、供热、供气、其他",
    )
    content = Column("需求内容", "content", TextWidget(100), starred=True, note="同项目同类不重复")
    amount = Column("需求数量", "amount", TextWidget(60), note="如 120亩")
    need_by = Column("需要日期", "need_by", DateWidget(), starred=True)
    state = Column(
        "状态",
        "state",
        ChoiceWidget("状态", {label: value for value, label in NeedState.choices}),
        starred=True,
        note="提出、已对接、已落实、撤销",
    )
    green_channel = Column(
        "绿色通道", "green_channel", YesNoWidget(), clearable=False, note="是 或 否，由发改局填写"
    )
    matched_with = Column("对接部门", "matched_with", TextWidget(60), note="已对接的必填")
    result = Column("落实情况", "result", TextWidget(300), note="已落实的必填")


def check_need(old: Values, new: Values, context: Context) -> Iterable[Problem]:
    yield from lawful(NEED, old["state"], new["state"], context)
    yield from problems(new)


NEEDS_SHEET = RecordsSheet(
    name="要素需求",
    model=ResourceNeed,
    columns=NeedsResource,
    key=("code", "kind", "content"),
    area=Area.RESOURCES,
    bureau=frozenset({"green_channel"}),
    check_row=check_need,
)
