"""Closing the reminders of a return that has come in."""

from datetime import datetime

from projects.models import Message
from projects.periods import Month
from projects.weeks import Week


def due_prefix(period: Month | Week, unit_id: int) -> str:
    """How the keys of a unit's reminders of one month or week begin."""
    return f"due-{period}-{unit_id}-"


def close_reminders(*, period: Month | Week, unit_id: int, at: datetime) -> None:
    """The unit has reported: what reminded it of this leaves its first page."""
    found = Message.objects.filter(key__startswith=due_prefix(period, unit_id), done_at=None)
    found.update(done_at=at)
