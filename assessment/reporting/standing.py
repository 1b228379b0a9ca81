"""How a unit's month stands: open to entry or closed, how long still, what was returned."""

from dataclasses import dataclass
from datetime import date

from assessment.deadlines import Window, countdown, window
from assessment.models import Policy
from assessment.queries import policy_for
from projects.actions.submission import allowed_moves, submission_of
from projects.choices import SubmissionState
from projects.lifecycles.reporting import WRITABLE
from projects.models import Submission, Unit, User
from projects.periods import Month
from projects.queries import is_locked


@dataclass(frozen=True)
class Standing:
    """One unit's month as of `today`; `window` holds the first and the last day to submit."""

    month: Month
    today: date
    window: Window
    locked: bool
    submission: Submission
    moves: frozenset[str]

    @property
    def future(self) -> bool:
        return self.month.first > self.today

    @property
    def editable(self) -> bool:
        return not (self.locked or self.future) and self.submission.state in WRITABLE

    @property
    def closed(self) -> str:
        """Why nothing can be entered, for the person; empty where it can."""
        if self.locked:
            return f"{self.month.label}已由发改局锁定，不能修改。确需更正，请联系发改局重新开放。"
        if self.future:
            return f"{self.month.label}还没有开始，到时再填报。"
        return _CLOSED.get(SubmissionState(self.submission.state), "")

    @property
    def may_withdraw(self) -> bool:
        return not self.locked and "withdraw" in self.moves

    @property
    def returned(self) -> bool:
        return self.submission.state == SubmissionState.RETURNED

    @property
    def cell(self) -> str:
        """The id of the cell for which the month was returned; empty where none was named."""
        project, field = self.submission.return_project_id, self.submission.return_field
        return f"f-{project}-{field or 'done'}" if project else ""

    @property
    def submitted(self) -> bool:
        """Handed in, whatever became of it, except returned."""
        return self.submission.state not in WRITABLE

    @property
    def countdown(self) -> str:
        return countdown(self.window, self.today)

    @property
    def is_over(self) -> bool:
        """The due day has passed and nothing was handed in."""
        return self.today > self.window.due and not self.submitted


_CLOSED = {
    SubmissionState.SUBMITTED: "已报送，等待发改局审核。要修改请先撤回。",
    SubmissionState.IN_REVIEW: "发改局正在审核，不能修改。确需更正，请联系发改局退回。",
    SubmissionState.ACCEPTED: "发改局已审核通过，不能修改。确需更正，请联系发改局退回。",
}


def reporting_month(today: date, policy: Policy) -> Month:
    """The month to be reported on `today`: its own once that is open, else the one before."""
    month = Month.of(today)
    return month if today >= window(month, policy).opens else month.plus(-1)


def standing_of(unit: Unit, month: Month, user: User, today: date) -> Standing:
    """Three queries."""
    submission = submission_of(unit, month)
    return Standing(
        month,
        today,
        window(month, policy_for(month.year)),
        is_locked(month),
        submission,
        frozenset(allowed_moves(submission, user)),
    )
