"""The hard-case library of the demonstration: weekly meetings with gaps, questions on their way."""

from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

from projects.choices.hard_cases import CaseState, QuestionState
from projects.models import HardCase, HardQuestion, Project, SiteMeeting

if TYPE_CHECKING:
    from assessment.demo.stages import Stage

CASES, WEEKS, MISSED = 24, 8, 0.15
MEETING_DAY = 3
LEADERS = ("示例县领导甲", "示例县领导乙", "示例县领导丙")
TEXTS = ("示例：高压线缆迁改未完成", "示例：三户附属物未清点", "示例：进场道路限高")
MINUTES = "示例：通报上周进展，逐条研究问题，明确责任人和完成时限。"


def write(stage: "Stage") -> None:
    """The marked projects, in the library for some weeks up to the stage's day."""
    chance = stage.random("hard-cases")
    projects = _chosen(stage)
    entered = {project.pk: _entered(project, stage.day) for project in projects}
    stage.write([_case(project, entered[project.pk]) for project in projects])
    meetings = [
        SiteMeeting(project=project, held_on=held, chair=LEADERS[project.pk % 3], minutes=MINUTES)
        for project in projects
        for held in _held(entered[project.pk], stage.day, chance)
    ]
    stage.write(meetings)
    stage.write([row for project in projects for row in _questions(project, stage.day, chance)])


def _chosen(stage: "Stage") -> list[Project]:
    """What the ledger marks; the large ones beside them stay suggestions."""
    return [
        project
        for project in stage.projects
        if project.is_hard_case and project.completed_on is None
    ][:CASES]


def _entered(project: Project, day: date) -> date:
    monday = day - timedelta(days=day.weekday())
    return monday - timedelta(weeks=WEEKS - project.pk % 4)


def _case(project: Project, entered: date) -> HardCase:
    return HardCase(
        project=project,
        state=CaseState.LISTED,
        leader=LEADERS[project.pk % 3],
        task_force=f"示例：{project.unit}牵头，发改、自然资源、住建、电力派员",
        reason="示例：投资大、手续多",
        entered_on=entered,
    )


def _held(entered: date, day: date, chance: Random) -> list[date]:
    days = (entered + timedelta(weeks=week, days=MEETING_DAY) for week in range(WEEKS + 1))
    return [held for held in days if held <= day and chance.random() > MISSED]


def _questions(project: Project, day: date, chance: Random) -> list[HardQuestion]:
    states = [QuestionState.CLOSED, QuestionState.SOLVED, QuestionState.OPEN]
    return [
        HardQuestion(
            project=project,
            number=number,
            text=text,
            owner="示例责任人",
            due_on=day + timedelta(days=chance.randrange(-20, 40)),
            state=state,
            result="" if state == QuestionState.OPEN else "示例：已完成",
        )
        for number, (text, state) in enumerate(zip(TEXTS, states, strict=True), start=1)
    ]
