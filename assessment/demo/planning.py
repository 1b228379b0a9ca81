"""The demonstration of planning: steps of every project, and the county's 三个一 events."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from assessment.demo.vocabulary import MARK
from projects.choices.planning import PlanningStep, ThreeOne
from projects.models import (
    IndustryChain,
    PlanningAttendance,
    PlanningEvent,
    PlanningRecord,
    Project,
    Unit,
)
from projects.periods import Month
from projects.rules.planning import EVERY

if TYPE_CHECKING:
    from assessment.demo.stages import Stage

S = PlanningStep
# Days before the pass, or before the demonstration's day for those that wait.
BEFORE = {S.DRAFT: 75, S.IMPROVE: 50, S.SHAPE: 28, S.REVIEW: 9, S.PASS: 0}
# How far the waiting ones have come, in turn.
REACHED = (S.REVIEW, S.IDEA, S.SHAPE, S.DRAFT, S.IMPROVE, S.REVIEW)
EXPERTS = f"{MARK}研究院 张研究员、{MARK}大学 李教授、{MARK}设计院 王高工"
OPINIONS = {
    S.DRAFT: "已形成策划初稿，建设内容和用地需求待细化。",
    S.IMPROVE: "补充了市场分析和上下游配套，建议压缩一期规模。",
    S.SHAPE: "建设规模、选址和投资结构已定，同意定型。",
    S.REVIEW: "专家一致认为符合产业方向，资金来源落实，建议通过。",
    S.PASS: "同意通过策划评审。",
}
WITHDRAWN = "评审会签到表不全，重新组织评审"
TITLES = {
    ThreeOne.INDUSTRY: "产业专题研判会",
    ThreeOne.TALK: "项目策划宣讲会",
    ThreeOne.FACTORY: "重点企业进厂诊断",
}
# One turn of each kind that nobody held, and the day of the month of all others.
MISSED = {ThreeOne.INDUSTRY: 7, ThreeOne.TALK: 5, ThreeOne.FACTORY: 10}
DAYS = {ThreeOne.INDUSTRY: 12, ThreeOne.TALK: 18, ThreeOne.FACTORY: 22}
TABLES = (
    PlanningRecord.files.through,
    PlanningRecord,
    PlanningEvent.files.through,
    PlanningAttendance,
    PlanningEvent,
)


def write(stage: "Stage") -> None:
    """The steps of all projects; one pass taken back; one missed turn of each kind."""
    rows: list[PlanningRecord] = []
    waiting = 0
    for project in stage.projects:
        if project.planned_on:
            rows += _steps(project, S.PASS, project.planned_on)
        elif project.started_on is None:
            last = stage.day - timedelta(days=waiting % 7)
            rows += _steps(project, REACHED[waiting % len(REACHED)], last)
            if waiting == 0:
                rows.append(_withdrawn(project, last))
            waiting += 1
    stage.write(rows)
    _write_events(stage)


def _steps(project: Project, reached: PlanningStep, last: date) -> Iterator[PlanningRecord]:
    for number, (step, days) in enumerate(BEFORE.items(), start=1):
        if reached is S.IDEA:
            return
        yield PlanningRecord(
            project=project,
            step=step,
            on=last - timedelta(days=days),
            experts="" if step is S.DRAFT else EXPERTS,
            opinion=OPINIONS[step],
            edition=min(number, 3),
        )
        if step is reached:
            return


def _withdrawn(project: Project, last: date) -> PlanningRecord:
    return PlanningRecord(
        project=project,
        step=S.PASS,
        on=last - timedelta(days=5),
        opinion=OPINIONS[S.PASS],
        withdrawn_on=last,
        withdrawn_because=WITHDRAWN,
    )


def _write_events(stage: "Stage") -> None:
    chains = list(IndustryChain.objects.filter(name__startswith=MARK).order_by("pk"))
    units = list(Unit.objects.all())
    rng = stage.random("planning")
    events = stage.write(list(_events(stage.day, chains)))
    held = [event for event in events if event.on <= stage.day]
    stage.write(
        [
            PlanningAttendance(event=event, unit=unit)
            for event in held
            for unit in rng.sample(units, min(len(units), rng.randint(4, 9)))
        ]
    )


def _events(day: date, chains: list[IndustryChain]) -> Iterator[PlanningEvent]:
    """Every turn up to the day's own, and what is announced for the next month."""
    ahead = Month.of(day).plus(1)
    for kind, every in EVERY.items():
        for month in range(1, 13, every):
            on = date(day.year, month, DAYS[kind])
            if month == MISSED[kind] or on > ahead.last:
                continue
            chain = chains[month % len(chains)] if chains else None
            yield PlanningEvent(
                kind=kind,
                on=on,
                title=f"{MARK}{month}月{TITLES[kind]}",
                chain=chain,
                place=f"{MARK}会议中心" if kind is not ThreeOne.FACTORY else f"{MARK}企业厂区",
                people=f"{MARK}县领导、{EXPERTS}" if on <= day else "",
            )
