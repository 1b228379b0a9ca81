"""The units' monthly returns: handed in and when, how far 发改局 has come, what went back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from django.urls import reverse
from django.utils import timezone

from assessment.deadlines import Window, window
from assessment.demo import vocabulary as words
from assessment.models import Policy
from assessment.queries import policy_for
from assessment.reporting.page import name_of
from assessment.reporting.standing import reporting_month
from projects.actions.submission import return_words
from projects.choices import SubmissionState
from projects.models import Message, MonthlyReport, Submission, Unit, User
from projects.periods import Month, months_through

S = SubmissionState
# The month being reported, dealt to the units in turn; None has not begun.
CURRENT_CYCLE = (
    S.ACCEPTED, S.SUBMITTED, S.OPEN, S.IN_REVIEW, S.SUBMITTED, S.OPEN, S.ACCEPTED,
    S.SUBMITTED, None, S.SUBMITTED, S.ACCEPTED,
)  # fmt: skip
# The units of the demonstration's clerks have something to do in it.
CLERKS = {"文庙街道": S.RETURNED, "县工信局": S.OPEN}
# What is left of the month before, which waits for its lock.
LAGGARDS = (S.OPEN, None, S.RETURNED)
# How many of a unit's projects are filled in.
FILLED_IN: dict[SubmissionState | None, float] = {None: 0.0, S.OPEN: 0.7}
NEARLY_ALL = 0.985
LATE_EVERY = 19
LOCK_DAY = 12


def at(day: date, hour: int) -> datetime:
    """The full hour of `day` in Beijing."""
    return timezone.make_aware(datetime.combine(day, time(hour)))


@dataclass(frozen=True)
class Calendar:
    """Where the reporting stands on `day`: which month is under way and which are locked."""

    day: date
    policy: Policy
    laggards: tuple[int, ...]

    @classmethod
    def on(cls, day: date, laggards: Iterable[int]) -> "Calendar":
        """`laggards`: keys of the units that are behind with their last months."""
        return cls(day, policy_for(day.year), tuple(laggards))

    @property
    def current(self) -> Month:
        return reporting_month(self.day, self.policy)

    @property
    def locked(self) -> list[Month]:
        """This year's months, up to the one before the last that is over."""
        last = self.current.plus(-1 if self.day > self.window(self.current).due else -2)
        months = months_through(Month(self.day.year, 1), last)
        return [month for month in months if self.locked_on(month) < self.day]

    def window(self, month: Month) -> Window:
        return window(month, self.policy)

    def locked_on(self, month: Month) -> date:
        return month.plus(1).first.replace(day=LOCK_DAY)

    def state(self, unit: Unit, month: Month) -> SubmissionState | None:
        """How the unit's return of the month stands; None has not begun."""
        behind = self.current.ordinal - month.ordinal
        if behind < 0:
            return None
        if behind == 1 and unit.pk in self.laggards:
            return LAGGARDS[self.laggards.index(unit.pk) % len(LAGGARDS)]
        return S.ACCEPTED if behind else self._current_state(unit)

    def _current_state(self, unit: Unit) -> SubmissionState | None:
        if unit.pk in self.laggards:
            return None
        over = self.day > self.window(self.current).due
        dealt = S.ACCEPTED if over else CURRENT_CYCLE[unit.number % len(CURRENT_CYCLE)]
        return CLERKS.get(unit.name, dealt)

    def filled_in(self, unit: Unit, month: Month) -> float:
        """The share of the unit's projects that have a report of the month."""
        return FILLED_IN.get(self.state(unit, month), NEARLY_ALL)

    def is_late(self, unit: Unit, month: Month) -> bool:
        return month < self.current and (unit.number + 7 * month.month) % LATE_EVERY == 0

    def handed_in_on(self, unit: Unit, month: Month) -> date:
        """Some days before the due day or the demonstration's, or just after the due day."""
        opens, due = self.window(month)
        if self.is_late(unit, month):
            return due + timedelta(days=1 + unit.number % 3)
        last = min(due, self.day)
        return max(opens, last - timedelta(days=unit.number % 6))


def returns_of(
    calendar: Calendar, reports: Iterable[MonthlyReport], clerks: Mapping[int, User], by: User
) -> list[Submission]:
    """A return for every unit and month with reports, as it stands in the end."""

    def place(report: MonthlyReport) -> tuple[int, Month]:
        return report.project.unit_id, Month(report.year, report.month)

    found = []
    for (unit_id, month), own in groupby(sorted(reports, key=place), key=place):
        rows = list(own)
        found.append(_return(calendar, rows, month, clerks.get(unit_id, by), by))
    return found


def _return(
    calendar: Calendar, reports: list[MonthlyReport], month: Month, clerk: User, by: User
) -> Submission:
    unit = reports[0].project.unit
    state = calendar.state(unit, month) or S.OPEN
    row = Submission(unit=unit, year=month.year, month=month.month, state=state)
    if state == S.OPEN:
        row._history_user = clerk  # type: ignore[attr-defined]
        return row
    handed_in = calendar.handed_in_on(unit, month)
    row.first_submitted_at = row.submitted_at = at(handed_in, 9 + unit.number % 8)
    row.submitted_by, row.late = clerk, calendar.is_late(unit, month)
    row.version, row._history_user = 2, clerk  # type: ignore[attr-defined]
    if state in {S.ACCEPTED, S.RETURNED}:
        reviewed = min(handed_in + timedelta(days=1), calendar.day)
        row.reviewed_at, row.reviewed_by, row.version = at(reviewed, 17), by, 3
        row._history_user = by  # type: ignore[attr-defined]
    if state == S.RETURNED:
        row.return_project = max(reports, key=lambda report: report.amount or 0).project
        row.return_field, row.return_reason = "done", words.RETURN_REASON
    row._history_date = row.reviewed_at or row.submitted_at  # type: ignore[attr-defined]
    return row


def told(returned: Submission) -> Message:
    """The message about a return that went back, with the way to its cell."""
    month = Month(returned.year, returned.month)
    cell = name_of(returned.return_project_id or 0, returned.return_field)
    return Message(
        unit=returned.unit,
        key=f"returned-{month}-{returned.unit_id}-{returned.version}",
        text=return_words(month, returned),
        url=f"{reverse('report', args=[month])}#{cell}",
    )
