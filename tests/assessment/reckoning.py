"""A slow, plain reckoning of all cards of one project, by its own arithmetic.

It shares nothing with the project but the words of the verdicts: a second opinion.
"""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction


@dataclass
class History:
    """What the ledger knows of one project; `reports` hold counted amounts only."""

    kind: str
    start_due: date | None = None
    first_due: date | None = None
    started: date | None = None
    completed: date | None = None
    stops: list[tuple[str, date, date | None]] = field(default_factory=list)
    plans: dict[int, Decimal] = field(default_factory=dict)
    reports: dict[tuple[int, int], Decimal] = field(default_factory=dict)


def last_day(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def full_months(start: date, end: date) -> int:
    """How many times one can go to the same day of the next month and not pass `end`."""
    count = 0
    year, month = start.year, start.month
    while True:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        if date(year, month, min(start.day, monthrange(year, month)[1])) > end:
            return count
        count += 1


def standstill(history: History, day: date) -> str | None:
    kinds = set()
    for kind, since, until in history.stops:
        upto = until - timedelta(days=1) if until else date.max
        if since <= day <= upto:
            kinds.add(kind)
    for kind in ("ended", "suspended"):
        if kind in kinds:
            return kind
    return None


@dataclass(frozen=True)
class Readings:
    """The open points of the text as one year reads them."""

    two_months: str = "red"
    under: str | None = None
    gap: str = "break"


def start_verdict(
    history: History,
    due: date | None,
    day: date,
    yellow: int,
    red: int,
    readings: Readings = Readings(),
):
    """(colour, reason, months, days)."""
    stopped = standstill(history, day)
    if stopped:
        return None, stopped, None, None
    if due is None:
        return None, "no_start_due", None, None
    begun = history.started is not None and history.started <= day
    if begun and history.started <= due:
        return "green", "on_time", 0, 0
    if not begun and day <= due:
        return None, "not_due", 0, 0
    end = history.started if begun else day
    months, days = full_months(due, end), (end - due).days
    if months < yellow:
        named = readings.under if begun or readings.under == "yellow" else None
        return named, "late_under_limit", months, days
    day_before = full_months(due, end - timedelta(days=1))
    if readings.two_months == "yellow" and day_before < red <= months:
        return "yellow", "at_red_limit", months, days
    return (
        ("yellow", "late_yellow", months, days)
        if months < red
        else ("red", "late_red", months, days)
    )


def progress_reason(
    history: History, year: int, month: int, judged: date, average, plan
) -> str | None:
    stopped = standstill(history, judged)
    if stopped:
        return stopped
    if history.started is None or history.started > judged:
        return "not_started"
    if history.completed and last_day(history.completed.year, history.completed.month) < date(
        year, month, 1
    ):
        return "completed"
    if average is None:
        return "no_average"
    return "no_plan" if not plan else None


def year_of_progress(
    history: History, year: int, upto: date, averages: dict, readings: Readings = Readings()
) -> dict:
    """{month: (colour, reason, done, plan, average, missing, run)}"""
    found = {}
    done, below_before, latest, gap = Fraction(0), 0, None, False
    plan = history.plans.get(year)
    for month in range(1, 13):
        if date(year, month, 1) > upto:
            break
        judged = min(last_day(year, month), upto)
        amount = history.reports.get((year, month))
        done += Fraction(amount) if amount is not None else 0
        average = averages.get((year, month, history.kind))
        stale = average is None and readings.gap == "last"
        average = latest if stale else average
        latest = average if average is not None else latest
        reason = progress_reason(history, year, month, judged, average, plan)
        colour, word = None, "last_average" if stale else "average"
        if reason == "no_average" and readings.gap == "keep":
            gap = True
        elif reason is not None:
            below_before, gap = 0, False
        elif done / Fraction(plan) * 100 >= Fraction(average):
            colour, reason, below_before, gap = "green", f"at_or_above_{word}", 0, False
        elif below_before == 0:
            colour, reason, below_before, gap = "yellow", f"below_{word}", 1, False
        else:
            colour, reason = "red", "below_average_across" if gap else f"below_{word}_again"
            below_before, gap = below_before + 1, False
        found[month] = (colour, reason, done, plan, average, amount is None, below_before)
    return found


def all_cards(
    history: History,
    first_year: int,
    day: date,
    averages: dict,
    limits: dict,
    readings: Readings = Readings(),
) -> dict:
    """{("start" | "progress", year, month): figures} for every month up to `day`."""
    cards = {}
    for year in range(first_year, day.year + 1):
        yellow, red = limits.get(year, (1, 2))
        for month, progress in year_of_progress(history, year, day, averages, readings).items():
            cards["progress", year, month] = progress
            judged = min(last_day(year, month), day)
            begun = history.started if history.started and history.started <= judged else None
            verdict = start_verdict(history, history.start_due, judged, yellow, red, readings)
            first = start_verdict(history, history.first_due, judged, yellow, red, readings)[0]
            cards["start", year, month] = (
                *verdict,
                history.start_due,
                begun,
                history.first_due,
                first,
            )
    return cards
