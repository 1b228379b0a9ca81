"""交办 and 限时报告 of the demonstration: every state, some late, one with a later limit."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from assessment.choices.tasks import ExtensionState, Origin, PartState, ReportPeriod
from assessment.demo.returns import at
from assessment.models import ReportDelivery, ReportRule, Task, TaskPart
from assessment.reports.rules import due_on
from assessment.reports.standings import periods_of
from projects.models import Unit, User
from projects.periods import Month

if TYPE_CHECKING:
    from assessment.demo.stages import Stage

TABLES = (
    TaskPart.files.through,
    TaskPart,
    Task,
    ReportDelivery.files.through,
    ReportDelivery,
    ReportRule,
)
REPORT = "示例：已会同有关部门现场办公，问题解决，附现场照片和会议纪要。"
TEXT = "示例：本期项目总体按计划推进，存在问题已列出并明确责任人，下步加快设备安装。"


class Matter(NamedTuple):
    """A task: given and due so many days from the day, the states of its units in turn."""

    title: str
    origin: Origin
    given_by: str
    given: int
    limit: int
    states: tuple[PartState, ...]


P = PartState
MATTERS = (
    Matter(
        "示例：协调解决厂区临时用电", Origin.GOVERNMENT, "示例副县长", -4, 6, (P.GIVEN, P.GIVEN)
    ),
    Matter(
        "示例：清理红线内附属物", Origin.PARTY, "示例县委常委", -20, -5, (P.UNDER_WAY, P.CLOSED)
    ),
    Matter("示例：报送施工图审查进展", Origin.DRC, "示例科长", -12, 2, (P.UNDER_WAY, P.REPORTED)),
    Matter("示例：落实项目用水接入", Origin.OFFICE, "示例专班", -30, -10, (P.REPORTED, P.CLOSED)),
    Matter(
        "示例：核实投资未入库原因", Origin.MEETING, "示例调度会", -45, -25, (P.CLOSED, P.CLOSED)
    ),
    Matter("示例：重复交办的道路事项", Origin.VISIT, "示例县领导甲", -15, 5, (P.CANCELLED,)),
)
PERIODICAL = (("月度", ReportPeriod.MONTH, 8), ("季度", ReportPeriod.QUARTER, 15))
PERIODS = 3
GAP = 6  # units between those of one matter


def write(stage: "Stage") -> None:
    """Tasks with parts of some units, and two reports with the deliveries of the year."""
    units = list(Unit.objects.order_by("number"))
    projects = {project.unit_id: project for project in reversed(stage.projects)}
    tasks = [_task(matter, projects.get(units[0].pk), stage) for matter in MATTERS]
    tasks = stage.write(tasks)
    for number, (task, matter) in enumerate(zip(tasks, MATTERS, strict=True)):
        given = [units[(number % 2) + GAP * at] for at in range(len(matter.states))]
        _write_parts(task, matter, given, stage)
    _write_reports(units, stage)


def _task(matter: Matter, project: Any, stage: "Stage") -> Task:
    given = stage.day + timedelta(days=matter.given)
    task = Task(
        origin=matter.origin,
        given_by=matter.given_by,
        given_on=given,
        title=matter.title,
        demands="示例：查明原因，明确责任人，在时限内办结并报告结果。",
        project=project if matter.limit % 2 else None,
        limit_on=stage.day + timedelta(days=matter.limit),
    )
    task._history_date = at(given, 9)  # type: ignore[attr-defined]
    return task


def _write_parts(task: Task, matter: Matter, units: list[Unit], stage: "Stage") -> None:
    parts = [TaskPart(task=task, unit=unit, limit_on=task.limit_on) for unit in units]
    for part in parts:
        part._history_date = at(task.given_on, 9)  # type: ignore[attr-defined]
    parts = stage.write(parts)
    for part, state in zip(parts, matter.states, strict=True):
        _bring(part, state, stage)


def _bring(part: TaskPart, state: PartState, stage: "Stage") -> None:
    """A part on its way to its state, one step of history a step."""
    clerk, given = stage.clerk(part.unit), part.task.given_on
    if state not in {P.GIVEN, P.CANCELLED}:
        received = {"state": P.UNDER_WAY, "received_on": given + timedelta(days=1)}
        _step(part, given + timedelta(days=1), clerk, stage, **received)
    if state == P.UNDER_WAY and part.limit_on > stage.day:
        asked = {"extension": ExtensionState.ASKED, "extension_reason": "示例：等待电网停电窗口"}
        asked["extension_to"] = part.limit_on + timedelta(days=7)  # type: ignore[assignment]
        _step(part, stage.day, clerk, stage, **asked)
    if state in {P.REPORTED, P.CLOSED}:
        on = min(part.limit_on + timedelta(days=2), stage.day)
        _step(part, on, clerk, stage, state=P.REPORTED, report=REPORT, reported_on=on)
    if state in {P.CLOSED, P.CANCELLED}:
        on = min(part.limit_on + timedelta(days=4), stage.day)
        note = "示例：属实，同意办结" if state == P.CLOSED else "示例：与另一件重复"
        checked = {"check_note": note, "checked_on": on, "checked_by": stage.by}
        _step(part, on, stage.by, stage, state=state, **checked)


def _step(part: TaskPart, on: date, by: User, stage: "Stage", **values: Any) -> None:
    for name, value in values.items():
        setattr(part, name, value)
    part._history_date = at(on, 10)  # type: ignore[attr-defined]
    stage.change([part], [*values], by)


def _write_reports(units: list[Unit], stage: "Stage") -> None:
    since = Month.of(stage.day).plus(-PERIODS).first
    rules = stage.write(
        [
            ReportRule(name=f"示例{name}工作进度报告", period=period, due_day=day, since=since)
            for name, period, day in PERIODICAL
        ]
    )
    stage.write([row for rule in rules for row in _deliveries(rule, units, stage)])


def _deliveries(rule: ReportRule, units: list[Unit], stage: "Stage") -> Iterator[ReportDelivery]:
    """The last three periods: most in time, every ninth unit late, every seventh not at all."""
    chance = stage.random(f"reports-{rule.period}")
    for period in periods_of(rule, stage.day)[-PERIODS:]:
        due = due_on(period, rule.due_day)
        for unit in units:
            draw = chance.random()
            on = due + timedelta(days=3) if draw < 0.12 else due - timedelta(days=2)
            if draw < 0.9 and period.last < on <= stage.day:
                row = ReportDelivery(
                    rule=rule, unit=unit, year=period.year, part=period.part, due_on=due,
                    delivered_on=on, text=TEXT,
                )  # fmt: skip
                row._history_date = at(on, 15)  # type: ignore[attr-defined]
                yield row
