"""A project's month on the desk: the row of the unit's own page, and what is doubtful in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from assessment.reporting.rows import Row
from assessment.review.rules import Claim, Doubt, doubts, weigh
from projects.models import Submission

NOT_BEGUN, BY_LEAD, NOTHING_DUE = "未填报", "由发改局代填", "无需填报"


@dataclass(frozen=True)
class Line:
    row: Row

    @property
    def last(self) -> Decimal | None:
        """Done in the month before, 万元."""
        return self.row.last.amount if self.row.last else None

    @cached_property
    def doubts(self) -> list[Doubt]:
        return doubts(
            Claim(
                expected=self.row.is_due,
                done=self.row.done,
                last=self.last,
                zero_reason=self.row.values["zero_reason"],
                remark=self.row.values["remark"],
                remarks=self.row.doubts,
            )
        )

    @property
    def weight(self) -> int:
        return weigh(self.doubts)

    @property
    def field(self) -> str:
        """The column that a return is most likely about."""
        return self.doubts[0].field if self.doubts else "done"


def filled_by_lead(submission: Submission | None, lines: Iterable[Line]) -> bool:
    """发改局 brought the month's figures in itself; the unit has handed in and begun nothing."""
    begun = submission is not None and submission.pk is not None
    return not begun and any(line.row.counts for line in lines)
