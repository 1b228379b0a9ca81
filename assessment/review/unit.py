"""/review/<month>/<unit>/: one unit's month, project by project, as 发改局 looks at it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from assessment.reporting.rows import rows_of
from assessment.review.lines import BY_LEAD, NOT_BEGUN, Line, filled_by_lead
from projects.models import Submission, Unit
from projects.periods import Month


@dataclass(frozen=True)
class UnitReview:
    """`lines` have the doubtful projects first; `changes` are the versions of the return."""

    unit: Unit
    month: Month
    submission: Submission
    lines: list[Line]
    changes: Sequence[Any]

    @property
    def state(self) -> str:
        if self.submission.pk:
            return self.submission.get_state_display()
        return BY_LEAD if filled_by_lead(self.submission, self.lines) else NOT_BEGUN

    @property
    def doubtful(self) -> list[Line]:
        return [line for line in self.lines if line.doubts]

    @property
    def last(self) -> Decimal:
        """Done in the month before, 万元."""
        return _sum(line.last for line in self.lines)

    @property
    def plan(self) -> Decimal:
        """Planned for the month, 万元."""
        return _sum(line.row.values["plan"] for line in self.lines)

    @property
    def done(self) -> Decimal:
        """Done in the month as entered, 万元."""
        return _sum(line.row.done for line in self.lines)


def _sum(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((amount for amount in amounts if amount is not None), Decimal(0))


def unit_review(unit: Unit, month: Month) -> UnitReview:
    """Everything of one unit's month; eight queries, however many projects."""
    key = {"unit": unit, "year": month.year, "month": month.month}
    returns = Submission.objects.select_related("return_project", "submitted_by", "reviewed_by")
    submission = returns.filter(**key).first() or Submission(**key)
    changes = submission.history.select_related("history_user") if submission.pk else ()
    lines = [Line(row) for row in rows_of(unit, month)]
    lines.sort(key=lambda line: (-line.weight, line.row.project.code))
    return UnitReview(unit, month, submission, lines, changes)
