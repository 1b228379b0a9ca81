"""The bulletin's values from the database: one module a sheet, what they share in `source`."""

from assessment.bulletin.build import (
    cards,
    completed,
    enrolment,
    explanation,
    interviews,
    planning,
    progress,
    starts,
)
from assessment.bulletin.build.source import NoBulletinError, NotAssessedError, read
from assessment.bulletin.data import Bulletin
from projects.periods import Month

__all__ = ["NoBulletinError", "NotAssessedError", "build"]

_SHEETS = (starts, planning, progress, cards, completed, enrolment, interviews)


def build(month: Month) -> Bulletin:
    """The bulletin of `month` for the whole county; NoBulletinError if it was never assessed.

    The figures are those of the month's last day, or of the last assessment's day if the month
    was still running then. The number of queries does not depend on the number of projects.
    """
    source = read(month)
    return Bulletin(
        month=month,
        day=source.day,
        title=f"宁阳县{month.label}重点项目建设通报",
        figures=explanation.figures(source),
        passages=explanation.passages(source),
        tables=tuple(sheet.table(source) for sheet in _SHEETS),
    )
