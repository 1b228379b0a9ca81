"""/review/<month>/: the units with the state of their return, the doubtful ones first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from assessment.queries import policy_for
from assessment.reporting.rows import rows_by_unit
from assessment.review.lines import BY_LEAD, NOT_BEGUN, NOTHING_DUE, Line, filled_by_lead
from assessment.review.rules import WAITING, Doubt, desk_place, weigh
from projects.choices import SubmissionState
from projects.models import Submission, Unit
from projects.periods import Month, due_on

_CLAIMED = {*WAITING, SubmissionState.ACCEPTED}


@dataclass(frozen=True)
class Row:
    """One unit's month; `due` is the last day in time, `today` the day of the page."""

    unit: Unit
    submission: Submission | None
    lines: Sequence[Line]
    due: date
    today: date

    @property
    def state(self) -> SubmissionState | None:
        return SubmissionState(self.submission.state) if self.submission else None

    @property
    def is_due(self) -> bool:
        """It has projects to report, or has begun a return all the same."""
        return bool(self.expected) or self.submission is not None

    @property
    def label(self) -> str:
        if self.state:
            return self.state.label
        if self.is_by_lead:
            return BY_LEAD
        return NOT_BEGUN if self.is_due else NOTHING_DUE

    @property
    def is_by_lead(self) -> bool:
        return filled_by_lead(self.submission, self.lines)

    @property
    def expected(self) -> int:
        """Projects under construction in the month."""
        return sum(line.row.is_due for line in self.lines)

    @property
    def missing(self) -> int:
        """Projects under construction without a figure."""
        return sum(line.row.is_missing for line in self.lines)

    @property
    def reported(self) -> int:
        return sum(line.row.done is not None for line in self.lines)

    @property
    def plan(self) -> Decimal:
        """Planned for the month, 万元."""
        plans = [line.row.values["plan"] for line in self.lines]
        return sum((plan for plan in plans if plan is not None), Decimal(0))

    @property
    def done(self) -> Decimal | None:
        """Done in the month as entered, 万元; None if nothing was."""
        amounts = [line.row.done for line in self.lines if line.row.done is not None]
        return sum(amounts, Decimal(0)) if amounts else None

    @cached_property
    def doubts(self) -> list[tuple[Line, Doubt]]:
        """Doubts about a return that was handed in; a draft claims nothing yet."""
        if self.state not in _CLAIMED:
            return []
        found = [(line, doubt) for line in self.lines for doubt in line.doubts]
        return sorted(found, key=lambda pair: -pair[1].weight)

    @property
    def weight(self) -> int:
        return weigh(doubt for _, doubt in self.doubts)

    @property
    def is_waiting(self) -> bool:
        return self.state in WAITING

    @property
    def is_clean(self) -> bool:
        """Waits for the review, and nothing in it is doubtful."""
        return self.is_waiting and not self.doubts

    @property
    def is_overdue(self) -> bool:
        """Was never handed in, and the last day is over."""
        handed_in = self.submission and self.submission.first_submitted_at
        return self.is_due and not handed_in and self.today > self.due

    @property
    def is_late(self) -> bool:
        return self.submission is not None and self.submission.late


@dataclass(frozen=True)
class Desk:
    """All units of a month; `rows` in the order of the work."""

    month: Month
    due: date
    rows: list[Row]

    def in_state(self, *states: SubmissionState | None) -> list[Row]:
        """The units in one of these states, in annex order; those with nothing due left out."""
        chosen = (row for row in self.rows if row.is_due and row.state in states)
        return _in_order(chosen)

    @property
    def not_begun(self) -> list[Row]:
        """Units that have something to report of which nobody has entered anything."""
        return [row for row in self.in_state(None) if not row.is_by_lead]

    @property
    def by_lead(self) -> list[Row]:
        """Units that handed in nothing and whose figures are 发改局's own."""
        return _in_order(row for row in self.rows if row.is_by_lead)

    @property
    def nothing_due(self) -> list[Row]:
        return _in_order(row for row in self.rows if not (row.is_due or row.is_by_lead))

    @property
    def clean(self) -> list[Row]:
        return _in_order(row for row in self.rows if row.is_clean)

    @property
    def doubtful(self) -> list[Row]:
        return [row for row in self.rows if row.is_waiting and row.doubts]

    @property
    def overdue(self) -> list[Row]:
        return _in_order(row for row in self.rows if row.is_overdue)

    @property
    def late(self) -> list[Row]:
        return _in_order(row for row in self.rows if row.is_late)

    @property
    def lacking(self) -> list[Row]:
        """Units with projects under construction that have no figure."""
        return _in_order(row for row in self.rows if row.missing)


def _in_order(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: row.unit.number)


def desk(month: Month, today: date) -> Desk:
    """The desk of `month` as seen on `today`; nine queries."""
    due = due_on(month, policy_for(month.year).monthly_due_day)
    own = rows_by_unit(month)
    returns = Submission.objects.filter(year=month.year, month=month.month)
    by_unit = {row.unit_id: row for row in returns}
    rows = [
        Row(unit, by_unit.get(unit.pk), [Line(row) for row in own.get(unit.pk, ())], due, today)
        for unit in Unit.objects.all()
    ]
    rows.sort(key=lambda row: (not row.is_due, desk_place(row.state, row.weight), row.unit.number))
    return Desk(month, due, rows)
