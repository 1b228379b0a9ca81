"""Letters, confirmed starts and requests of the demonstration, 二（三）1-2."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING

from assessment.demo.papers import Papers, papers
from assessment.demo.returns import CLERKS, at
from assessment.pledges import letter, pledging_units
from projects.actions.messages import RETURNED, message
from projects.actions.starts import amended_words, returned_words
from projects.choices import Role
from projects.choices.areas import Area
from projects.choices.starts import PledgeState, RequestState, StartState
from projects.models import (
    Message,
    Pledge,
    Project,
    StartConfirmation,
    StartDueAmendment,
    StartDueRequest,
    StartList,
    StartListEntry,
    Unit,
    User,
)
from projects.models.messages import NEWS

if TYPE_CHECKING:
    from assessment.demo.stages import Stage

BATCH = 500
# Children first.
TABLES = (
    StartListEntry,
    StartList,
    StartConfirmation.files.through,
    StartConfirmation,
    StartDueRequest,
    Pledge,
)
DRAFTS, SIGNED = 3, 12
CONFIRMED_SHARE = 0.9
CLAIMED = 3
NOTES = ("1号厂房基础开挖", "桩基施工进场", "场区主干道路基施工", "综合楼基坑支护")
REASONS = ("土地挂牌时间推迟", "施工图审查尚未完成", "专项债资金到位晚于计划")


def write(stage: "Stage") -> None:
    """Everything that had happened around starts by the stage's day."""
    _date_amendments(stage)
    found = _papers(stage)
    _write_pledges(stage, found)
    _write_starts(stage, found)
    _write_requests(stage)


def _date_amendments(stage: "Stage") -> None:
    """An amendment was approved some days before the first date came."""
    rows = list(StartDueAmendment.objects.all())
    for row in rows:
        row.at = at(min(row.old, stage.day) - timedelta(days=5), 10)
    StartDueAmendment.objects.bulk_update(rows, ["at"], batch_size=BATCH)


def _papers(stage: "Stage") -> Papers:
    units = list(Unit.objects.filter(pk__in={project.unit_id for project in stage.projects}))
    units += [unit for unit in pledging_units(stage.day.year) if unit not in units]
    return papers(stage, Area.STARTS, units, "示例佐证.png")


def _write_pledges(stage: "Stage", found: Papers) -> None:
    year = stage.day.year
    issued_on = min(date(year, 2, 10), stage.day)
    signed_on = min(date(year, 2, 20), stage.day)
    units = list(pledging_units(year))
    order = sorted(units, key=lambda unit: unit.name not in CLERKS)
    rows = []
    for place, unit in enumerate(order):
        row = Pledge(unit=unit, year=year)
        if place < len(order) - DRAFTS:
            row.state, row.issued_on = PledgeState.ISSUED, issued_on
            row.content = letter(unit, year, issued_on)
        if 0 < place <= SIGNED and row.state == PledgeState.ISSUED:
            row.state, row.signed_on = PledgeState.SIGNED, signed_on
            row.scan, row.confirmed_by = found.of(unit.pk), stage.by
        rows.append(row)
    stage.write(rows)


def _write_starts(stage: "Stage", found: Papers) -> None:
    chance = stage.random("starts")
    clerks = _clerks()
    rows = []
    for project in stage.projects:
        started = project.started_on
        if started is None or started.year != stage.day.year or chance.random() > CONFIRMED_SHARE:
            continue
        row = _start(project, started, chance.choice(NOTES), clerks)
        row.asked_on = min(started + timedelta(days=3), stage.day)
        row.state, row.answered_by = StartState.CONFIRMED, stage.by
        row.answered_on = min(started + timedelta(days=6), stage.day)
        rows.append(row)
    rows += _waiting_starts(stage, clerks)
    saved = stage.write(rows)
    through = StartConfirmation.files.through
    through.objects.bulk_create(
        through(startconfirmation_id=row.pk, attachment_id=found.of(row.project.unit_id).pk)
        for row in saved
        if row.state != StartState.CLAIMED
    )
    _tell(
        message(RETURNED, row, returned_words(row), "start")
        for row in saved
        if row.state == StartState.RETURNED
    )


def _tell(told: Iterable[Message]) -> None:
    """What the pages would have told the units."""
    Message.objects.bulk_create(told)


def _start(project: Project, on: date, note: str, clerks: dict[int, User]) -> StartConfirmation:
    by = clerks.get(project.unit_id)
    return StartConfirmation(project=project, started_on=on, note=note, asked_on=on, asked_by=by)


def _waiting_starts(stage: "Stage", clerks: dict[int, User]) -> Iterable[StartConfirmation]:
    """The first projects that are due wait for an answer, one was sent back, one lacks evidence."""
    for number, project in enumerate(_due(stage)[:4]):
        row = _start(project, stage.day - timedelta(days=2), NOTES[number], clerks)
        row.asked_on = stage.day - timedelta(days=1)
        if number == 1:
            row.state, row.answer = StartState.RETURNED, "照片未注明拍摄日期，请重新上传"
            row.answered_on, row.answered_by = stage.day, stage.by
        if number == CLAIMED:
            row.state, row.note = StartState.CLAIMED, "工作簿填报，待上传佐证"
        yield row


def _due(stage: "Stage") -> list[Project]:
    """Due and not started, those of the clerks who can sign in first."""
    due = [
        project
        for project in stage.projects
        if project.started_on is None and project.start_due and project.start_due <= stage.day
    ]
    return sorted(due, key=lambda project: project.unit.name not in CLERKS)


def _write_requests(stage: "Stage") -> None:
    clerks = _clerks()
    rows = []
    for number, project in enumerate(_due(stage)[4:8]):
        due = project.start_due or stage.day
        row = StartDueRequest(
            project=project,
            old=due,
            new=stage.day + timedelta(days=30 + number),
            reason=REASONS[number % len(REASONS)],
            asked_on=stage.day - timedelta(days=1),
            asked_by=clerks.get(project.unit_id),
        )
        if number == 1:
            row.state, row.answer = RequestState.REFUSED, "手续已齐备，请按原时限开工"
            row.answered_on, row.answered_by = stage.day, stage.by
        rows.append(row)
    saved = stage.write(rows)
    _tell(
        message(NEWS, row, amended_words(row), "start")
        for row in saved
        if row.state != RequestState.ASKED
    )


def _clerks() -> dict[int, User]:
    staff = User.objects.filter(role=Role.UNIT)
    return {clerk.unit_id: clerk for clerk in staff if clerk.unit_id}
