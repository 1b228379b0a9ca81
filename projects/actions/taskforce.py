"""Minutes of 固定资产投资专班, and blockers followed to closure, 二（五）1."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from projects.actions.attachments import store_files
from projects.actions.versions import RefusedError, create_row, update_row
from projects.choices.areas import Area
from projects.files.content import CleanFile
from projects.models import Blocker, Project, TaskForceMeeting, User
from projects.permissions import keeps_area


@transaction.atomic
def save_meeting(
    *,
    meeting: TaskForceMeeting | None,
    held_on: date,
    title: str,
    summary: str,
    papers: Sequence[CleanFile],
    version: int,
    today: date,
    by: User,
) -> TaskForceMeeting:
    """Write a new meeting, or change one that still has `version`; minutes are added."""
    _require_keeper(by)
    if held_on > today:
        raise RefusedError(f"会议日期不能晚于今天（{today}）")
    values: dict[str, Any] = {"held_on": held_on, "title": title, "summary": summary}
    if meeting is None:
        row = create_row(TaskForceMeeting(**values), by=by)
    else:
        row = update_row(meeting, version=version, by=by, **values)
    row.files.add(*store_files(files=papers, unit=None, area=Area.STATISTICS, by=by))
    return row


@transaction.atomic
def raise_blocker(
    *, project: Project, raised_on: date, text: str, owner: str, due_on: date, by: User
) -> Blocker:
    """Name what keeps a project out of the register, who settles it and until when."""
    _require_keeper(by)
    row = Blocker(project=project, raised_on=raised_on, text=text, owner=owner, due_on=due_on)
    return create_row(row, by=by)


@transaction.atomic
def follow_blocker(
    *,
    blocker: Blocker,
    owner: str,
    due_on: date,
    closed_on: date | None,
    result: str,
    version: int,
    today: date,
    by: User,
) -> Blocker:
    """Change owner or limit, or close it with its result (销号); StaleError on another version."""
    _require_keeper(by)
    if closed_on and closed_on > today:
        raise RefusedError(f"销号日期不能晚于今天（{today}）")
    values = {"owner": owner, "due_on": due_on, "closed_on": closed_on, "result": result}
    return update_row(blocker, version=version, by=by, **values)


def _require_keeper(by: User) -> None:
    if not keeps_area(by, Area.STATISTICS):
        raise RefusedError("专班记录由统计局或发改局填写")
