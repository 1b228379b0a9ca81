"""四不两直 of the demonstration: one planned, two done with findings in every state, one off."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

from assessment.choices.patrol import FindingState, InspectionState, Severity
from assessment.demo.returns import at
from assessment.models import Finding, Inspection
from projects.models import Project

if TYPE_CHECKING:
    from assessment.demo.stages import Stage

TABLES = (
    Finding.photos.through,
    Finding.files.through,
    Finding,
    Inspection.units.through,
    Inspection.projects.through,
    Inspection.papers.through,
    Inspection,
)
S, F = InspectionState, FindingState
# Days from the day, state.
TOURS = ((-40, S.DONE), (-12, S.DONE), (3, S.PLANNED), (-6, S.CANCELLED))
FOUND = (
    ("示例：基坑未设置临边防护", Severity.GRAVE),
    ("示例：现场停工，无人值守", Severity.MAJOR),
    ("示例：扬尘覆盖不到位", Severity.MINOR),
    ("示例：形象进度与上报不一致", Severity.MAJOR),
)
STATES = (F.OPEN, F.MENDED, F.CLOSED, F.OPEN)


def write(stage: "Stage") -> None:
    """Each tour looks at the same few projects under way."""
    chance = stage.random("patrol")
    building = [p for p in stage.projects if p.started_on and not p.completed_on]
    tours = []
    for days, state in TOURS:
        row = Inspection(
            key=f"{chance.getrandbits(64):016x}",
            planned_on=stage.day + timedelta(days=days),
            inspectors="示例检查员甲、示例检查员乙",
            focus="示例：现场开工情况、形象进度与上报是否一致、安全防护",
            state=state,
        )
        if state == S.DONE:
            row.done_on, row.summary = row.planned_on, "示例：总体有序，个别项目防护不到位"
        row._history_date = at(min(row.planned_on, stage.day), 8)  # type: ignore[attr-defined]
        tours.append(row)
    tours = stage.write(tours)
    for tour in tours:
        tour.projects.set(building[: len(FOUND)])
    done = [tour for tour in tours if tour.state == S.DONE]
    stage.write([row for tour in done for row in _findings(tour, building, stage, chance)])


def _findings(
    tour: Inspection, projects: list[Project], stage: "Stage", chance: Random
) -> Iterator[Finding]:
    for project, (text, severity), state in zip(projects, FOUND, STATES, strict=False):
        row = Finding(
            key=f"{chance.getrandbits(64):016x}", inspection=tour, unit=project.unit,
            project=project, text=text,
            severity=severity, limit_on=tour.planned_on + timedelta(days=15), state=state,
        )  # fmt: skip
        if state != F.OPEN:
            row.reply = "示例：已按要求整改，附照片"
            row.replied_on = min(tour.planned_on + timedelta(days=9), stage.day)
        if state == F.CLOSED:
            row.recheck, row.rechecked_by = "示例：复查属实，同意销号", stage.by
            row.rechecked_on = min(tour.planned_on + timedelta(days=11), stage.day)
        row._history_date = at(tour.planned_on, 11)  # type: ignore[attr-defined]
        yield row
