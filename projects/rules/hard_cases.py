"""Which projects are suggested for the hard-case library, and which weeks lack a meeting. Pure.

二（三）4: the document asks for a site meeting every week; from when on a project is a hard case it
leaves to 发改局, so that these are suggestions only.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from projects.choices.hard_cases import CaseState, Suggestion
from projects.weeks import Week

# 10 亿 in 万元.
SUGGESTED_FROM = Decimal(100_000)
# From a day on, before another one if there is one.
Span = tuple[date, date | None]


def suggestion_of(
    total_investment: Decimal, *, marked: bool, completed: bool, state: str | None
) -> Suggestion | None:
    """Why 发改局 is to decide on the project; None once it has, or if nothing speaks for it.

    `marked` is the ledger's own 攻坚项目; `state` that of its case, None without one.
    """
    if state is not None:
        return Suggestion.ASKED if state == CaseState.SUGGESTED else None
    if completed:
        return None
    if marked:
        return Suggestion.MARKED
    return Suggestion.LARGE if total_investment >= SUGGESTED_FROM else None


def owed_weeks(
    entered_on: date, closed_on: date | None, day: date, still: Iterable[Span] = ()
) -> list[Week]:
    """The whole weeks in the library that are over at `day`, each of which owes a meeting.

    A week on any day of which the project stood `still` (停建、终止) owes none.
    """
    spans = list(still)
    week = Week.of(entered_on)
    if week.first < entered_on:
        week = week.plus(1)
    weeks = []
    while week.last < day and (closed_on is None or week.last <= closed_on):
        if not any(_touches(span, week) for span in spans):
            weeks.append(week)
        week = week.plus(1)
    return weeks


def _touches(span: Span, week: Week) -> bool:
    first, until = span
    return first <= week.last and (until is None or until > week.first)


def missed_weeks(
    entered_on: date,
    closed_on: date | None,
    held: Iterable[date],
    day: date,
    still: Iterable[Span] = (),
) -> list[Week]:
    """The weeks owed at `day` in which no meeting was held, the earliest first."""
    met = {Week.of(one) for one in held}
    return [week for week in owed_weeks(entered_on, closed_on, day, still) if week not in met]
