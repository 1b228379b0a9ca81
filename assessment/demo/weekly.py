"""The last weeks of the dispatch: most in time, a few late, some units silent."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal

from assessment.deadlines import week_window
from assessment.demo import vocabulary as words
from assessment.demo.drafts import Draft
from assessment.demo.returns import CLERKS, Calendar
from projects.models import MonthlyReport, Unit, WeeklyUpdate
from projects.periods import Month
from projects.weeks import Week, weeks_of

WEEKS = 6
SILENT_EVERY, LATE_EVERY, WAITING_EVERY = 17, 13, 3
UNCHANGED_EVERY, WORDS_EVERY, PROBLEMS_EVERY = 9, 4, 11
Amounts = Mapping[tuple[str, Month], Decimal | None]


def weekly_updates(
    drafts: Sequence[Draft], reports: Sequence[MonthlyReport], calendar: Calendar
) -> list[WeeklyUpdate]:
    """One row a project under construction, for the last six weeks with the day's own."""
    amounts = {(row.project.code, Month(row.year, row.month)): row.amount for row in reports}
    this_week = Week.of(calendar.day)
    dispatch = _Dispatch(calendar, amounts)
    return [
        update
        for back in range(WEEKS - 1, -1, -1)
        for update in dispatch.week(this_week.plus(-back), drafts)
    ]


@dataclass(frozen=True)
class _Dispatch:
    calendar: Calendar
    amounts: Amounts

    def week(self, week: Week, drafts: Sequence[Draft]) -> Iterator[WeeklyUpdate]:
        for number, draft in enumerate(drafts):
            first_on = self._told_on(draft.project.unit, week)
            if first_on and _builds(draft, week):
                yield self._update(number, draft, week, first_on)

    def _told_on(self, unit: Unit, week: Week) -> date | None:
        """The day on which the unit told of the week; None if it did not, or not yet."""
        due, day = week_window(week, self.calendar.policy).due, self.calendar.day
        waits = unit.name in CLERKS or unit.number % WAITING_EVERY == 0
        if (due >= day and waits) or (5 * unit.number + 3 * week.week) % SILENT_EVERY == 0:
            return None
        if (unit.number + week.week) % LATE_EVERY == 0:
            late = due + timedelta(days=1 + unit.number % 2)
            return late if late <= day else None
        return max(week.first, min(due, day) - timedelta(days=unit.number % 3))

    def _update(self, number: int, draft: Draft, week: Week, first_on: date) -> WeeklyUpdate:
        project, turn = draft.project, number + week.week
        row = WeeklyUpdate(project=project, year=week.year, week=week.week, first_on=first_on)
        if turn % UNCHANGED_EVERY == 0:
            return row
        row.amount = self._amount(project.code, week)
        if turn % WORDS_EVERY == 0:
            row.visible_progress = words.WEEKLY[turn // WORDS_EVERY % len(words.WEEKLY)]
        if turn % PROBLEMS_EVERY == 0:
            row.problems = words.PROBLEMS[turn % len(words.PROBLEMS)]
        return row

    def _amount(self, code: str, week: Week) -> Decimal | None:
        """The week's part of the month, the rest in its last week; else a fifth of last month."""
        month = week.month
        whole = self.amounts.get((code, month))
        weeks = weeks_of(month)
        if whole is None:
            before = self.amounts.get((code, month.plus(-1)))
            return None if before is None else _part(before, 5)
        part = _part(whole, len(weeks))
        return whole - part * (len(weeks) - 1) if week == weeks[-1] else part


def _part(amount: Decimal, parts: int) -> Decimal:
    return (amount / parts).quantize(Decimal("0.01"), ROUND_DOWN)


def _builds(draft: Draft, week: Week) -> bool:
    """It is being built in the week, as `projects.queries.built` asks of the ledger."""
    project = draft.project
    if project.started_on is None or project.started_on > week.last:
        return False
    if project.completed_on and project.completed_on < week.first:
        return False
    return not any(
        stop.from_on <= week.last and (stop.until_on is None or stop.until_on > week.last)
        for stop in draft.suspensions
    )
