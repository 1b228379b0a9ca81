"""Writing the steps of planning and the county's 三个一 events, 二（一）3 and 4.

Every write raises RefusedError where the person may not or a rule forbids it, and StaleError where
the row was written since it was read.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from simple_history.utils import bulk_create_with_history

from projects.actions.attachments import store_files
from projects.actions.messages import tell
from projects.actions.versions import RefusedError, create_row, update_row
from projects.choices.areas import Area
from projects.choices.planning import PlanningStep
from projects.files.content import CleanFile
from projects.lifecycles import MoveError
from projects.lifecycles.planning import PLANNING
from projects.models import (
    IndustryChain,
    PlanningAttendance,
    PlanningEvent,
    PlanningRecord,
    Project,
    Unit,
    User,
)
from projects.permissions import keeps_area, leads, may_edit, role_of
from projects.rules.planning import step_of, wrong_day


@dataclass(frozen=True)
class Entry:
    """What is written of one step; `edition` numbers the plan that was talked over."""

    on: date
    experts: str = ""
    opinion: str = ""
    edition: int | None = None


@dataclass(frozen=True)
class EventEntry:
    """What is written of one event."""

    kind: str
    on: date
    title: str
    chain: IndustryChain | None = None
    place: str = ""
    people: str = ""


def latest_step(project: Project) -> PlanningStep:
    """Where the project's planning stands now; at most two queries."""
    records = PlanningRecord.objects.filter(project=project).standing()
    passed = records.filter(step=PlanningStep.PASS).exists()
    last = None if passed else records.steps().last()
    latest = PlanningStep.PASS.value if passed else last.step if last else None
    return step_of(project.planned_on, latest)


@transaction.atomic
def add_idea(*, project: Project, by: User) -> Project:
    """Enter an idea: a project of the person's own unit without a planning date."""
    if not may_edit(by, project):
        raise RefusedError("只能填报本单位的项目")
    if Project.objects.filter(code=project.code).exists():
        raise RefusedError(f"项目编号“{project.code}”已被使用，请换一个")
    project.planned_on = None
    return create_row(project, by=by)


@transaction.atomic
def record_step(
    *, project: Project, move: str, entry: Entry, files: Iterable[CleanFile], today: date, by: User
) -> PlanningRecord:
    """Take the next step. 发改局's pass dates the project, so that it counts for Annex 2."""
    held = _held(project, by)
    step = _after(held, move, by)
    last = held.planning_records.standing().steps().last()
    if wrong := wrong_day(entry.on, last.on if last else None, None, today):
        raise RefusedError(wrong)
    _take_back(held, on=today, reason="台账中的通过日期已清空", by=by)
    if move == "pass":
        _date(held, entry.on, "策划评审通过", by)
    record = create_row(PlanningRecord(project=held, step=step, **asdict(entry)), by=by)
    record.files.set(store_files(files=files, unit=held.unit, area=Area.PLANNING, by=by))
    if move == "pass":
        tell(row=record, words=f"已通过策划评审（{entry.on}）", page="planning-project")
    return record


@transaction.atomic
def correct_record(
    *,
    record: PlanningRecord,
    version: int,
    entry: Entry,
    files: Iterable[CleanFile],
    today: date,
    by: User,
) -> PlanningRecord:
    """Correct a step that was taken, until the project has passed; files are added to it."""
    held = _held(record.project, by)
    if latest_step(held) is PlanningStep.PASS:
        raise RefusedError("项目已通过策划评审，研判记录不再修改；确需更正，由发改局先撤回通过")
    beside = _beside(held, record)
    row = update_row(record, version=version, by=by, **asdict(entry))
    if wrong := wrong_day(row.on, *beside, today):
        raise RefusedError(wrong)
    row.files.add(*store_files(files=files, unit=held.unit, area=Area.PLANNING, by=by))
    return row


@transaction.atomic
def withdraw_pass(*, project: Project, reason: str, today: date, by: User) -> None:
    """发改局 takes a wrong pass back: the date is emptied, the record stays with the reason."""
    held = _held(project, by)
    _after(held, "withdraw", by)
    if not reason.strip():
        raise RefusedError("请写明撤回的原因")
    passes = held.planning_records.standing().filter(step=PlanningStep.PASS)
    if held.planned_on and not passes.exists():  # the ledger's workbook dated it
        row = PlanningRecord(project=held, step=PlanningStep.PASS, on=held.planned_on)
        create_row(row, by=by)
    _take_back(held, on=today, reason=reason, by=by)
    _date(held, None, f"撤回策划通过：{reason}", by)


@transaction.atomic
def save_event(
    *,
    event: PlanningEvent | None,
    version: int,
    entry: EventEntry,
    units: Iterable[Unit],
    files: Iterable[CleanFile],
    by: User,
) -> PlanningEvent:
    """Enter an event of the county, or change one; files are added to it."""
    if not keeps_area(by, Area.PLANNING):
        raise RefusedError("三个一活动由发改局登记")
    if event is None:
        row = create_row(PlanningEvent(**vars(entry)), by=by)
    else:
        row = update_row(event, version=version, by=by, **vars(entry))
    _attend(row, units, by)
    row.files.add(*store_files(files=files, unit=None, area=Area.PLANNING, by=by))
    return row


def _attend(event: PlanningEvent, units: Iterable[Unit], by: User) -> None:
    """Exactly these units took part; who was there before stays as it is."""
    asked = {unit.pk for unit in units}
    before = PlanningAttendance.objects.filter(event=event)
    for row in before.exclude(unit__in=asked):
        row._history_user = by  # type: ignore[attr-defined]
        row.delete()
    new = asked - set(before.values_list("unit", flat=True))
    rows = [PlanningAttendance(event=event, unit_id=unit) for unit in sorted(new)]
    bulk_create_with_history(rows, PlanningAttendance, default_user=by)


def _held(project: Project, by: User) -> Project:
    """The project as it stands, held until the write is done: one step at a time."""
    if not may_edit(by, project):
        raise RefusedError("只能填报本单位的项目")
    rows = Project.objects.select_for_update(of=("self",)).select_related("unit")
    return rows.get(pk=project.pk)


def _after(project: Project, move: str, by: User) -> PlanningStep:
    if move in {"pass", "withdraw"} and not leads(by):
        raise RefusedError("策划通过由发改局记录和撤回")
    try:
        return PlanningStep(PLANNING.after(move, latest_step(project), role_of(by)))
    except MoveError as error:
        raise RefusedError(str(error)) from None


def _beside(project: Project, record: PlanningRecord) -> tuple[date | None, date | None]:
    """The days of the steps before and after this one."""
    steps = list(project.planning_records.steps())
    if record not in steps:
        raise RefusedError("撤回的通过只供查阅，不能修改")
    at = steps.index(record)
    before = steps[at - 1].on if at else None
    return before, steps[at + 1].on if at + 1 < len(steps) else None


def _take_back(project: Project, *, on: date, reason: str, by: User) -> None:
    """Mark the pass that stands, if there is one."""
    for record in project.planning_records.standing().filter(step=PlanningStep.PASS):
        values = {"withdrawn_on": on, "withdrawn_because": reason}
        row = update_row(record, version=record.version, by=by, **values)
        tell(row=row, words=f"的策划通过被撤回：{reason}", page="planning-project")


def _date(project: Project, on: date | None, reason: str, by: User) -> None:
    """Set or empty the ledger's own date of the pass, with its history."""
    project.planned_on = on
    Project.objects.filter(pk=project.pk).update(planned_on=on)
    Project.history.bulk_history_create(
        [project], update=True, default_user=by, default_change_reason=reason[:100]
    )
