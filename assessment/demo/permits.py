"""Permits of the demonstration's projects: done before a start, some late, some lacking papers."""

from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

from projects.choices.permits import PermitState
from projects.models import Permit, PermitTemplate, Project
from projects.rules.permits import due_on

if TYPE_CHECKING:
    from assessment.demo.stages import Stage

STARTED_SHOWN = 60
LATE, LACKING = 0.12, 0.2
MISSING = ("示例：红线图未出", "示例：缺土地证原件", "示例：能评报告待修改")


def write(stage: "Stage") -> None:
    """Lists for all projects not yet started and for the last of those that have."""
    chance = stage.random("permits")
    templates: dict[int, list[PermitTemplate]] = {}
    for template in PermitTemplate.objects.all():
        templates.setdefault(template.project_type_id, []).append(template)
    rows = [
        _permit(project, template, stage.day, chance)
        for project in _chosen(stage)
        for template in templates.get(project.project_type_id, [])
    ]
    stage.write(rows)


def _chosen(stage: "Stage") -> list[Project]:
    started = sorted(
        (project for project in stage.projects if project.started_on),
        key=lambda project: (project.started_on, project.code),
    )
    waiting = [project for project in stage.projects if not project.started_on]
    return [*started[-STARTED_SHOWN:], *waiting]


def _permit(project: Project, template: PermitTemplate, day: date, chance: Random) -> Permit:
    planned = due_on(project.start_due, template.lead_days)
    permit = Permit(project=project, name=template.name, order=template.order, planned_on=planned)
    late, lacking, days = chance.random(), chance.random(), chance.randrange(1, 12)
    if project.started_on:
        _finish(permit, min(planned or project.started_on, project.started_on, day), days)
    elif planned and planned < day and late > LATE:
        _finish(permit, planned, days)
    elif planned and planned < day + timedelta(days=30):
        _begin(permit, day, lacking, days)
    return permit


def _finish(permit: Permit, planned: date, days: int) -> None:
    permit.state, permit.done_on = PermitState.DONE, planned - timedelta(days=days)


def _begin(permit: Permit, day: date, lacking: float, days: int) -> None:
    permit.state = PermitState.HANDLING
    if lacking < LACKING:
        permit.state = PermitState.LACKING
        permit.missing = MISSING[days % len(MISSING)]
        permit.promised_on = day + timedelta(days=3 * days - 9)
