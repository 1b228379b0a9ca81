"""The workbook's sheets of 签约: task forces, talks, questions, readiness, events, signings."""

from collections.abc import Iterable

from projects.choices.areas import Area
from projects.choices.signing import EventKind, Readiness, TalkWay
from projects.excel.columns import (
    ChoiceWidget,
    CodeWidget,
    Column,
    CountWidget,
    DateWidget,
    TextWidget,
)
from projects.excel.plan import Context
from projects.excel.records import Problem, RecordsSheet, Values
from projects.excel.resources import SheetResource
from projects.models import (
    ReadinessItem,
    Signing,
    SigningEvent,
    SigningTeam,
    Talk,
    TalkQuestion,
)
from projects.models.signing import WORDS
from projects.rules.signing import question_faults

LAST_NUMBER = 9999


def _code() -> Column:
    note = "台账中已有或本工作簿新增的编号"
    return Column("项目编号", "code", CodeWidget(), starred=True, note=note)


def _number(note: str) -> Column:
    return Column("序号", "number", CountWidget(LAST_NUMBER), starred=True, note=note)


def _choice(label: str, choices) -> ChoiceWidget:
    return ChoiceWidget(label, {name: value for value, name in choices.choices})


def event_widget() -> ChoiceWidget:
    """签约活动 as it is written: 名称（日期）; one query."""
    return ChoiceWidget("签约活动", {str(event): event.pk for event in SigningEvent.objects.all()})


class TeamResource(SheetResource):
    code = _code()
    head = Column("专班牵头人", "head", TextWidget(50), starred=True, note="项目单位主要负责同志")
    members = Column("专班成员", "members", TextWidget(300))


class TalkResource(SheetResource):
    code = _code()
    number = _number("该项目的第几次洽谈，从 1 起")
    held_on = Column("洽谈日期", "held_on", DateWidget(), starred=True)
    way = Column("洽谈方式", "way", _choice("洽谈方式", TalkWay), starred=True)
    people = Column("参加人员", "people", TextWidget(200), starred=True)
    content = Column("洽谈内容", "content", TextWidget(WORDS), starred=True)


class QuestionResource(SheetResource):
    code = _code()
    number = _number("该项目的第几个问题，从 1 起")
    content = Column("问题", "content", TextWidget(300), starred=True)
    owner = Column("责任人", "owner", TextWidget(50), starred=True)
    raised_on = Column("提出日期", "raised_on", DateWidget(), starred=True)
    limit_on = Column("办结期限", "limit_on", DateWidget(), starred=True)
    closed_on = Column("办结日期", "closed_on", DateWidget(), note="填了就须填办理结果")
    result = Column("办理结果", "result", TextWidget(300))


class ReadinessResource(SheetResource):
    code = _code()
    item = Column("签约条件", "item", _choice("签约条件", Readiness), starred=True)
    done_on = Column("完成日期", "done_on", DateWidget(), note="留空为未完成")


class EventResource(SheetResource):
    name = Column("活动名称", "name", TextWidget(100), starred=True)
    held_on = Column("活动日期", "held_on", DateWidget(), starred=True)
    kind = Column("活动类别", "kind", _choice("活动类别", EventKind), starred=True)
    place = Column("活动地点", "place", TextWidget(100))
    content = Column("活动情况", "content", TextWidget(WORDS))


class SigningResource(SheetResource):
    choices = {"event_id": event_widget}

    code = _code()
    partner = Column("签约方", "partner", TextWidget(100))
    event = Column(
        "签约活动",
        "event_id",
        TextWidget(120),
        note="写作 名称（日期），须已登记；签约日期填在项目台账",
    )


def _past(name: str, values: Values, context: Context) -> Iterable[Problem]:
    """A day of something that happened is not one to come."""
    day = values[name]
    if day is not None and day > context.today:
        yield name, f"{day:%Y-%m-%d} 还没有到，请填今天或以前的日期"


def check_talk(_old: Values, new: Values, context: Context) -> Iterable[Problem]:
    return _past("held_on", new, context)


def check_question(_old: Values, new: Values, context: Context) -> Iterable[Problem]:
    yield from _past("raised_on", new, context)
    yield from _past("closed_on", new, context)
    yield from question_faults(
        raised_on=new["raised_on"],
        limit_on=new["limit_on"],
        closed_on=new["closed_on"],
        result=new["result"],
    )


def check_readiness(_old: Values, new: Values, context: Context) -> Iterable[Problem]:
    return _past("done_on", new, context)


SHEETS = (
    RecordsSheet("签约专班", SigningTeam, TeamResource, ("code",), Area.SIGNING),
    RecordsSheet(
        "签约洽谈", Talk, TalkResource, ("code", "number"), Area.SIGNING, check_row=check_talk
    ),
    RecordsSheet(
        "洽谈问题",
        TalkQuestion,
        QuestionResource,
        ("code", "number"),
        Area.SIGNING,
        check_row=check_question,
    ),
    RecordsSheet(
        "签约条件",
        ReadinessItem,
        ReadinessResource,
        ("code", "item"),
        Area.SIGNING,
        check_row=check_readiness,
    ),
    RecordsSheet(
        "签约活动", SigningEvent, EventResource, ("name", "held_on"), Area.SIGNING, county_only=True
    ),
    RecordsSheet("签约情况", Signing, SigningResource, ("code",), Area.SIGNING),
)
