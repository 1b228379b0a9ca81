"""Telling a unit what was decided on its projects, and closing what is settled."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from projects.actions.versions import RefusedError
from projects.models import Message, Project, User
from projects.models.messages import NEWS, TEXT_MAX
from projects.periods import Month
from projects.queries import open_messages
from projects.weeks import Week

RETURNED = "returned-"


def due_prefix(period: Month | Week, unit_id: int) -> str:
    """How the keys of a unit's reminders of one month or week begin."""
    return f"due-{period}-{unit_id}-"


def close_reminders(*, period: Month | Week, unit_id: int, at: datetime) -> None:
    """The unit has reported: what reminded it of this leaves its first page."""
    _close(due_prefix(period, unit_id), at)


def tell(*, row: Any, words: str, page: str) -> Message:
    """News to the unit of a row's project, with the way to `page` of that project."""
    return _told(NEWS, row, words, page)


def tell_returned(*, row: Any, words: str, page: str) -> Message:
    """Something that came back to the unit: it stays on the first page until `settle`."""
    return _told(RETURNED, row, words, page)


def settle(*, row: Any) -> None:
    """The unit has answered what came back of this row."""
    _close(f"{RETURNED}{_name(row)}-", timezone.now())


def take_note(*, message: Message, by: User) -> None:
    """Its reader has read the news; RefusedError where something is still to be done."""
    if not (message.is_news and open_messages(by).filter(pk=message.pk).exists()):
        raise RefusedError("这条提醒在办理后自动撤下")
    Message.objects.filter(pk=message.pk).update(done_at=timezone.now())


def message(kind: str, row: Any, words: str, page: str) -> Message:
    """An unsaved message about a row that has a project and a version."""
    project: Project = row.project
    return Message(
        unit_id=project.unit_id,
        key=f"{kind}{_name(row)}-{row.version}",
        text=f"“{project.name}”{words}"[:TEXT_MAX],
        url=reverse(page, args=[project.code]),
    )


def _told(kind: str, row: Any, words: str, page: str) -> Message:
    told = message(kind, row, words, page)
    told.save()
    return told


def _name(row: Any) -> str:
    return f"{row._meta.model_name}-{row.pk}"


def _close(prefix: str, at: datetime) -> None:
    Message.objects.filter(key__startswith=prefix, done_at=None).update(done_at=at)
