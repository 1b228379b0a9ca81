"""Sheets of 二（四）3 and 二（五）: 纳统环节, 统计投资, 纳统难题, 奖励档次, 奖励."""

from collections.abc import Iterable

from projects.choices.areas import Area
from projects.choices.enrolment import Step
from projects.choices.rewards import RewardKind, RewardState
from projects.excel.columns import (
    ChoiceWidget,
    CodeWidget,
    Column,
    DateWidget,
    NumberWidget,
    TextWidget,
    YearWidget,
    YesNoWidget,
)
from projects.excel.plan import Context
from projects.excel.records import Problem, RecordsSheet, Values
from projects.excel.resources import SheetResource, money_widget
from projects.models import Blocker, EnrolmentStep, Reward, RewardTier, StatisticsReport
from projects.rules.enrolment import MILESTONES
from projects.rules.rewards import MOST

NAMES = {label: value for value, label in Step.choices if value != Step.STARTED}
MONTHS = {str(number): number for number in range(1, 13)}


def code_column() -> Column:
    return Column("项目编号", "code", CodeWidget(), starred=True, note="台账中已有的编号")


def month_widget() -> ChoiceWidget:
    return ChoiceWidget("月份", MONTHS, {f"{name}月": number for name, number in MONTHS.items()})


class StepsResource(SheetResource):
    code = code_column()
    step = Column("环节", "step", ChoiceWidget("环节", NAMES), starred=True)
    done_on = Column("完成日期", "done_on", DateWidget(), note="竣工、投产、已入库在页面登记")
    lacking = Column("尚缺什么", "lacking", TextWidget(200))


def check_step(old: Values, new: Values, context: Context) -> Iterable[Problem]:
    """A milestone wants its evidence, so its date comes from the page or from 项目台账."""
    if old["done_on"] == new["done_on"]:
        return
    if Step(new["step"]) in MILESTONES:
        yield "done_on", "这一环节的日期请在“竣工投产纳统”页登记，这里请留空或保持原值"
    elif new["done_on"] and new["done_on"] > context.today:
        yield "done_on", f"完成日期不能晚于今天（{context.today}）"


class StatisticsResource(SheetResource):
    code = code_column()
    year = Column("年度", "year", YearWidget(), starred=True)
    month = Column("月份", "month", month_widget(), starred=True, note="1 至 12")
    amount = Column(
        "统计累计投资(万元)", "amount", money_widget(), starred=True, note="1月至本月累计"
    )
    explanation = Column("差异说明", "explanation", TextWidget(200), note="由责任单位说明")


def check_month(_old: Values, new: Values, context: Context) -> Iterable[Problem]:
    if (new["year"], new["month"]) > (context.today.year, context.today.month):
        yield "month", "这个月还没有开始，请核对年度和月份"


class BlockersResource(SheetResource):
    code = code_column()
    raised_on = Column("提出日期", "raised_on", DateWidget(), starred=True)
    text = Column("问题", "text", TextWidget(200), starred=True)
    owner = Column("责任人", "owner", TextWidget(50), starred=True)
    due_on = Column("办结时限", "due_on", DateWidget(), starred=True)
    closed_on = Column("销号日期", "closed_on", DateWidget())
    result = Column("办理结果", "result", TextWidget(200))


def check_blocker(_old: Values, new: Values, context: Context) -> Iterable[Problem]:
    if new["due_on"] < new["raised_on"]:
        yield "due_on", "办结时限不能早于提出日期"
    closed = new["closed_on"]
    if closed and not new["raised_on"] <= closed <= context.today:
        yield "closed_on", f"销号日期须在提出日期至今天（{context.today}）之间"
    if closed and not new["result"]:
        yield "result", "销号须写明办理结果"


class TiersResource(SheetResource):
    year = Column("年度", "year", YearWidget(), starred=True)
    floor = Column("总投资下限(万元)", "floor", money_widget(), starred=True)
    amount = Column(
        "奖励金额(万元)",
        "amount",
        NumberWidget(places=2, largest=MOST, example="50"),
        starred=True,
        note=f"不超过{MOST}万元",
    )


class RewardsResource(SheetResource):
    code = code_column()
    year = Column("年度", "year", YearWidget(), starred=True)
    kind = Column(
        "奖励类别",
        "kind",
        ChoiceWidget("奖励类别", {label: value for value, label in RewardKind.choices}),
        starred=True,
    )
    on_both_lists = Column(
        "同在省市名单", "on_both_lists", YesNoWidget(), clearable=False, note="是 或 否"
    )
    state = Column(
        "状态",
        "state",
        ChoiceWidget("状态", {label: value for value, label in RewardState.choices}),
        clearable=False,
        note="在“项目奖励”页核实和决定，这里请留空或保持原值",
    )
    amount = Column("核定金额(万元)", "amount", money_widget(), note="在“项目奖励”页核定")
    opinion = Column("意见", "opinion", TextWidget(200))


def check_reward(old: Values, new: Values, _context: Context) -> Iterable[Problem]:
    """A decision is a person's own, on the page; the sheet carries it and never takes it."""
    for name in ("state", "amount"):
        if old[name] != new[name]:
            yield name, "奖励在“项目奖励”页核实和决定，这里请留空或保持原值"
    if old["state"] is None:
        yield "state", "奖励候选由系统提出，请在“项目奖励”页办理"


SHEETS = (
    RecordsSheet(
        name="纳统环节",
        model=EnrolmentStep,
        columns=StepsResource,
        key=("code", "step"),
        area=Area.STATISTICS,
        check_row=check_step,
    ),
    RecordsSheet(
        name="统计投资",
        model=StatisticsReport,
        columns=StatisticsResource,
        key=("code", "year", "month"),
        area=Area.STATISTICS,
        bureau=frozenset({"amount"}),
        units=frozenset({"explanation"}),
        check_row=check_month,
    ),
    RecordsSheet(
        name="纳统难题",
        model=Blocker,
        columns=BlockersResource,
        key=("code", "raised_on", "text"),
        area=Area.STATISTICS,
        county_only=True,
        check_row=check_blocker,
    ),
    RecordsSheet(
        name="奖励档次",
        model=RewardTier,
        columns=TiersResource,
        key=("year", "floor"),
        area=Area.REWARDS,
        county_only=True,
    ),
    RecordsSheet(
        name="奖励",
        model=Reward,
        columns=RewardsResource,
        key=("code", "year", "kind"),
        area=Area.REWARDS,
        county_only=True,
        check_row=check_reward,
    ),
)
