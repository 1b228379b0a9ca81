"""签约: task forces, talks, questions, readiness, the year's events, and who leads each unit."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

from projects.choices.signing import EventKind, Readiness, TalkWay
from projects.models import (
    Project,
    ReadinessItem,
    Signing,
    SigningEvent,
    SigningTeam,
    Talk,
    TalkQuestion,
    Unit,
)
from projects.signing import in_talks

if TYPE_CHECKING:
    from assessment.demo.stages import Stage

TABLES = (Signing, SigningTeam, Talk, TalkQuestion, ReadinessItem, SigningEvent)
# Month, day, kind, name, place: the occasions of 二（二）2.
EVENTS = (
    (3, 28, EventKind.SEASON, "示例一季度招商引资集中签约活动", "宁阳县"),
    (5, 18, EventKind.LIAISON, "示例驻长三角联络处招商推介会", "上海市"),
    (6, 20, EventKind.MAJOR, "示例跨国公司领导人青岛峰会宁阳专场", "青岛市"),
    (6, 29, EventKind.SEASON, "示例二季度招商引资集中签约活动", "宁阳县"),
    (9, 16, EventKind.FESTIVAL, "示例泰山国际登山节签约活动", "泰安市"),
    (9, 27, EventKind.SEASON, "示例三季度招商引资集中签约活动", "宁阳县"),
    (11, 6, EventKind.MAJOR, "示例进博会宁阳招商推介", "上海市"),
)
SURNAMES = "张王李赵刘陈杨周"
TALKS = (
    "商定用地位置和面积",
    "考察现有厂区和配套",
    "商谈优惠政策条款",
    "核对环保能耗要求",
    "修改合同文本",
)
QUESTIONS = (
    "用地指标尚未落实",
    "供电容量不足",
    "优惠政策条款有分歧",
    "环评类别待确认",
    "投资方资金证明未提供",
)
NO_TEAM_SHARE, QUESTION_SHARE, CLOSED_SHARE, EVENT_SHARE = 0.12, 0.5, 0.55, 0.4
TALKED_BEFORE, NEAR = 200, 30


def write(stage: "Stage") -> None:
    rng = stage.random("signing")
    _name_heads(stage, rng)
    events = stage.write(list(_events(stage.day)))
    talking = set(in_talks(stage.day).values_list("pk", flat=True))
    chosen = [project for project in stage.projects if project.pk in talking]
    stage.write([_team(project, rng) for project in chosen if rng.random() > NO_TEAM_SHARE])
    stage.write([talk for project in chosen for talk in _talks(project, stage.day, rng)])
    stage.write([row for project in chosen for row in _questions(project, stage.day, rng)])
    stage.write([row for project in chosen for row in _readiness(project, stage.day, rng)])
    signed = [project for project in stage.projects if project.signed_on]
    signings = [_signing(project, events, rng) for project in signed]
    stage.change([row.project for row in signings if row.event], ["signed_on"])
    stage.write(signings)


def _name(rng: Random, title: str) -> str:
    return f"示例{rng.choice(SURNAMES)}{title}"


def _name_heads(stage: "Stage", rng: Random) -> None:
    """A name that was given by hand stays."""
    units = list(Unit.objects.order_by("number"))
    names = [_name(rng, "主任") for _ in units]
    nameless = [unit for unit in units if not unit.head]
    for unit, name in zip(units, names, strict=True):
        unit.head = unit.head or name
    stage.change(nameless, ["head"])


def _events(day: date) -> Iterator[SigningEvent]:
    for month, number, kind, name, place in EVENTS:
        held_on = date(day.year, month, number)
        if held_on <= day:
            yield SigningEvent(name=name, held_on=held_on, kind=kind, place=place)


def _team(project: Project, rng: Random) -> SigningTeam:
    members = "、".join(_name(rng, "科长") for _ in range(3))
    return SigningTeam(project=project, head=_name(rng, "主任"), members=members)


def _talks(project: Project, day: date, rng: Random) -> Iterator[Talk]:
    days = sorted(
        day - timedelta(days=rng.randrange(TALKED_BEFORE)) for _ in range(rng.randrange(5))
    )
    for number, held_on in enumerate(days, start=1):
        yield Talk(
            project=project,
            number=number,
            held_on=held_on,
            way=rng.choice(TalkWay.values),
            people=f"{_name(rng, '主任')}、示例投资方代表",
            content=rng.choice(TALKS),
        )


def _questions(project: Project, day: date, rng: Random) -> Iterator[TalkQuestion]:
    if rng.random() > QUESTION_SHARE:
        return
    for number in range(1, 1 + rng.randrange(1, 4)):
        raised_on = day - timedelta(days=rng.randrange(10, 90))
        limit_on = raised_on + timedelta(days=rng.choice((15, 30, 60)))
        row = TalkQuestion(
            project=project,
            number=number,
            content=rng.choice(QUESTIONS),
            owner=_name(rng, "科长"),
            raised_on=raised_on,
            limit_on=limit_on,
        )
        if rng.random() < CLOSED_SHARE:
            row.closed_on = min(day, raised_on + timedelta(days=rng.randrange(5, 40)))
            row.result = "已协调解决"
        yield row


def _readiness(project: Project, day: date, rng: Random) -> Iterator[ReadinessItem]:
    done = rng.randrange(len(Readiness) + 1)
    for at, item in enumerate(list(Readiness)[:done]):
        done_on = day - timedelta(days=10 * (done - at))
        yield ReadinessItem(project=project, item=item, done_on=done_on)


def _signing(project: Project, events: list[SigningEvent], rng: Random) -> Signing:
    """Some on the event next to their day, which then is theirs; the rest by themselves."""
    near = [event for event in events if _could_sign(project, event.held_on)]
    event = near[0] if near and rng.random() < EVENT_SHARE else None
    if event:
        project.signed_on = event.held_on
    return Signing(project=project, partner=f"示例{project.code}投资方", event=event)


def _could_sign(project: Project, day: date) -> bool:
    """Not before it was planned, nor after it was started."""
    signed: date = project.signed_on  # type: ignore[assignment]
    earliest, latest = project.planned_on or signed, project.started_on or day
    return earliest <= day <= latest and abs((day - signed).days) <= NEAR
