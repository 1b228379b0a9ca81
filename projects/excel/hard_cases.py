"""攻坚例会 and 攻坚问题: the site meetings and questions of projects in the library."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from functools import partial

from projects.choices.areas import Area
from projects.choices.hard_cases import CaseState, QuestionState
from projects.excel.columns import (
    ChoiceWidget,
    CodeWidget,
    Column,
    DateWidget,
    NumberWidget,
    TextWidget,
)
from projects.excel.names import files_column, files_of
from projects.excel.plan import Context, SheetPlan
from projects.excel.records import Problem, RecordsCheck, RecordsSheet, Values
from projects.excel.resources import SheetResource
from projects.excel.states import lawful
from projects.excel.table import Table
from projects.lifecycles.hard_cases import QUESTION
from projects.models import HardCase, HardQuestion, SiteMeeting

NUMBERS_MAX = Decimal(9999)


class MeetingsResource(SheetResource):
    code = Column("项目编号", "code", CodeWidget(), starred=True, note="在库的攻坚项目")
    held_on = Column("会议日期", "held_on", DateWidget(), starred=True)
    chair = Column("主持人", "chair", TextWidget(50))
    minutes = Column("会议纪要", "minutes", TextWidget(2000), starred=True)
    files = files_column()


class QuestionsResource(SheetResource):
    code = Column("项目编号", "code", CodeWidget(), starred=True, note="在库的攻坚项目")
    number = Column(
        "序号", "number", NumberWidget(0, NUMBERS_MAX, "1"), starred=True, note="同一项目不重复"
    )
    text = Column("问题", "text", TextWidget(300), starred=True)
    owner = Column("责任人", "owner", TextWidget(50), starred=True)
    due_on = Column("解决时限", "due_on", DateWidget(), starred=True)
    state = Column(
        "状态",
        "state",
        ChoiceWidget("状态", {label: value for value, label in QuestionState.choices}),
        starred=True,
        note="未解决、提请销号、已销号",
    )
    result = Column("解决情况", "result", TextWidget(300), note="提请销号和已销号的必填")


class LibrarySheet(RecordsSheet):
    """A sheet whose new and changed rows are of projects in the library only; one query more."""

    def check(self, table: Table, context: Context) -> SheetPlan:
        cases = HardCase.objects.filter(state=CaseState.LISTED)
        listed = frozenset(cases.values_list("project__code", flat=True))
        check_row = partial(_in_library, listed, self.check_row)
        return RecordsCheck(replace(self, check_row=check_row), table, context).plan()


def _in_library(
    listed: frozenset[str], check_row, old: Values, new: Values, context: Context
) -> Iterable[Problem]:
    if old != new and new["code"] not in listed:
        yield "code", "该项目不在攻坚项目库中，请先由发改局决定入库"
    yield from check_row(old, new, context)


def check_meeting(_old: Values, new: Values, context: Context) -> Iterable[Problem]:
    if new["held_on"] > context.today:
        yield "held_on", "会议日期不能晚于今天"


def check_question(old: Values, new: Values, context: Context) -> Iterable[Problem]:
    yield from lawful(QUESTION, old["state"], new["state"], context)
    if new["state"] != QuestionState.OPEN and not new["result"]:
        yield "result", "提请销号和销号须写明解决情况"
    if context.unit_id is not None and old["due_on"] not in (None, new["due_on"]):
        yield "due_on", f"解决时限填定后由发改局更改，原为{old['due_on']}"


MEETINGS_SHEET = LibrarySheet(
    name="攻坚例会",
    model=SiteMeeting,
    columns=MeetingsResource,
    key=("code", "held_on"),
    area=Area.HARD_CASES,
    check_row=check_meeting,
    names=(files_of(SiteMeeting),),
)
QUESTIONS_SHEET = LibrarySheet(
    name="攻坚问题",
    model=HardQuestion,
    columns=QuestionsResource,
    key=("code", "number"),
    area=Area.HARD_CASES,
    check_row=check_question,
)
