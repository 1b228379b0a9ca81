"""What each stage of the chain adds to the demonstration, after the ledger itself."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import NamedTuple

from django.db import models
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from assessment.demo import (
    guarantees,
    hard_cases,
    known,
    listed,
    notices,
    patrol,
    permits,
    planning,
    resources,
    scores,
    signing,
    starts,
    statistics,
    tasks,
)
from assessment.models import BulletinIssue
from projects.models import (
    Attachment,
    HardCase,
    HardQuestion,
    Permit,
    Project,
    ResourceNeed,
    SiteMeeting,
    Unit,
    User,
)

BATCH = 500
CHANGE_REASON = "示例数据"


@dataclass(frozen=True)
class Stage:
    """What a stage draws from: the day, the saved projects in their order, and 发改局's account."""

    day: date
    seed: int
    projects: list[Project]
    by: User

    def random(self, name: str) -> Random:
        """A stage's own chance, so that no stage changes what another one draws."""
        return Random(f"{self.seed}-{name}")  # noqa: S311 - repeatable on purpose

    def clerk(self, unit: Unit) -> User:
        """The clerk of a unit; every unit of a demonstration has one."""
        return User.objects.get(unit=unit)

    def write(self, rows: list, by: User | None = None) -> list:
        """Rows of one table with their history; they come back with their keys."""
        if not rows:
            return []
        return bulk_create_with_history(
            rows,
            type(rows[0]),
            batch_size=BATCH,
            default_user=by or self.by,
            default_change_reason=CHANGE_REASON,
        )

    def change(self, rows: list, fields: list[str], by: User | None = None) -> None:
        """Write these fields of stored rows of one table, with their history."""
        if rows:
            bulk_update_with_history(
                rows,
                type(rows[0]),
                fields,
                batch_size=BATCH,
                default_user=by or self.by,
                default_change_reason=CHANGE_REASON,
            )


class Writer(NamedTuple):
    """One stage: what writes it, and its tables, children first."""

    write: Callable[[Stage], None]
    tables: tuple[type[models.Model], ...]


# In the order in which they are written.
WRITERS: tuple[Writer, ...] = (
    Writer(planning.write, planning.TABLES),
    Writer(signing.write, signing.TABLES),
    Writer(starts.write, starts.TABLES),
    Writer(permits.write, (Permit,)),
    Writer(hard_cases.write, (SiteMeeting.files.through, SiteMeeting, HardQuestion, HardCase)),
    Writer(resources.write, (ResourceNeed,)),
    Writer(guarantees.write, guarantees.TABLES),
    Writer(statistics.write, statistics.TABLES),
    Writer(patrol.write, patrol.TABLES),
    Writer(tasks.write, tasks.TABLES),
    Writer(listed.write, listed.TABLES),
    Writer(notices.write, notices.TABLES),
    Writer(scores.write, scores.TABLES),
    Writer(known.write, (BulletinIssue,)),  # last: it dates the trail of all before it
)


def stage_tables() -> Iterator[type[models.Model]]:
    """All tables of the stages, those that are written last first; files come at the end."""
    for writer in reversed(WRITERS):
        yield from writer.tables
    yield Attachment


def write_stages(stage: Stage) -> None:
    for writer in WRITERS:
        writer.write(stage)
