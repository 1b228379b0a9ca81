"""Boundary cases of both card rules, driven through `assessment.rules` and through the SQL."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import pytest

from assessment.choices import Colour, Reason
from assessment.choices.readings import AtRedLimit, UnderYellowLimit, WithoutAverage
from assessment.rules import Limits, Stop
from projects.choices import SuspensionKind

GREEN, YELLOW, RED = Colour.GREEN, Colour.YELLOW, Colour.RED


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@dataclass(frozen=True)
class StartCase:
    """Due and start, the day of judgement, and the verdict: colour, reason, months, days."""

    due: str | None
    started: str | None
    on: str
    colour: Colour | None
    reason: Reason
    months: int = 0
    days: int = 0
    stops: tuple[Stop, ...] = ()
    limits: Limits = field(default_factory=Limits)


def _start(name: str, *values, **options):
    return pytest.param(StartCase(*values, **options), id=name)


def _stop(kind: SuspensionKind, since: str, until: str | None = None) -> Stop:
    return Stop(kind, date.fromisoformat(since), day(until))


SUSPENDED, ENDED = SuspensionKind.SUSPENDED, SuspensionKind.ENDED
LONG = Limits(yellow_after_months=2, red_after_months=4)
LENIENT = Limits(at_red_limit=AtRedLimit.YELLOW)
STRICT = Limits(under_yellow_limit=UnderYellowLimit.YELLOW)
MILD = Limits(under_yellow_limit=UnderYellowLimit.GREEN)

START_CASES = [
    _start("no-due-date", None, None, "2023-04-30", None, Reason.NO_START_DUE),
    _start("no-due-date-though-started", None, "2023-01-01", "2023-04-30", None, Reason.NO_START_DUE),
    _start("day-before-due", "2023-04-10", None, "2023-04-09", None, Reason.NOT_DUE),
    _start("on-the-due-day", "2023-04-10", None, "2023-04-10", None, Reason.NOT_DUE),
    _start("day-after-due", "2023-04-10", None, "2023-04-11", None, Reason.LATE_UNDER_LIMIT, 0, 1),
    _start("started-before-due", "2023-04-10", "2023-04-09", "2023-04-30", GREEN, Reason.ON_TIME),
    _start("started-on-due", "2023-04-10", "2023-04-10", "2023-04-30", GREEN, Reason.ON_TIME),
    _start("started-on-the-day-judged", "2023-04-30", "2023-04-30", "2023-04-30", GREEN, Reason.ON_TIME),
    _start("starts-tomorrow", "2023-04-30", "2023-05-01", "2023-04-30", None, Reason.NOT_DUE),
    _start("started-day-after-due", "2023-04-10", "2023-04-11", "2023-09-30", None, Reason.LATE_UNDER_LIMIT, 0, 1),
    _start("day-short-of-one-month", "2023-03-10", None, "2023-04-09", None, Reason.LATE_UNDER_LIMIT, 0, 30),
    _start("exactly-one-month", "2023-03-10", None, "2023-04-10", YELLOW, Reason.LATE_YELLOW, 1, 31),
    _start("day-over-one-month", "2023-03-10", None, "2023-04-11", YELLOW, Reason.LATE_YELLOW, 1, 32),
    _start("day-short-of-two-months", "2023-03-10", None, "2023-05-09", YELLOW, Reason.LATE_YELLOW, 1, 60),
    _start("exactly-two-months", "2023-03-10", None, "2023-05-10", RED, Reason.LATE_RED, 2, 61),
    _start("day-over-two-months", "2023-03-10", None, "2023-05-11", RED, Reason.LATE_RED, 2, 62),
    _start("31-january-to-27-february", "2023-01-31", None, "2023-02-27", None, Reason.LATE_UNDER_LIMIT, 0, 27),
    _start("31-january-to-28-february", "2023-01-31", None, "2023-02-28", YELLOW, Reason.LATE_YELLOW, 1, 28),
    _start("31-january-to-28-february-of-a-leap-year", "2024-01-31", None, "2024-02-28", None, Reason.LATE_UNDER_LIMIT, 0, 28),
    _start("31-january-to-29-february", "2024-01-31", None, "2024-02-29", YELLOW, Reason.LATE_YELLOW, 1, 29),
    _start("28-february-to-27-march", "2023-02-28", None, "2023-03-27", None, Reason.LATE_UNDER_LIMIT, 0, 27),
    _start("28-february-to-28-march", "2023-02-28", None, "2023-03-28", YELLOW, Reason.LATE_YELLOW, 1, 28),
    _start("31-march-to-29-april", "2023-03-31", None, "2023-04-29", None, Reason.LATE_UNDER_LIMIT, 0, 29),
    _start("31-march-to-30-april", "2023-03-31", None, "2023-04-30", YELLOW, Reason.LATE_YELLOW, 1, 30),
    _start("31-december-to-28-february", "2022-12-31", None, "2023-02-28", RED, Reason.LATE_RED, 2, 59),
    _start("over-the-year", "2022-12-15", None, "2023-01-15", YELLOW, Reason.LATE_YELLOW, 1, 31),
    _start("keeps-the-card-of-its-start", "2023-01-31", "2023-02-28", "2023-12-31", YELLOW, Reason.LATE_YELLOW, 1, 28),
    _start("started-exactly-two-months-late", "2023-01-15", "2023-03-15", "2023-12-31", RED, Reason.LATE_RED, 2, 59),
    _start("policy-limits-just-before", "2023-01-10", None, "2023-03-09", None, Reason.LATE_UNDER_LIMIT, 1, 58, limits=LONG),
    _start("policy-limits-yellow", "2023-01-10", None, "2023-03-10", YELLOW, Reason.LATE_YELLOW, 2, 59, limits=LONG),
    _start("policy-limits-red", "2023-01-10", None, "2023-05-10", RED, Reason.LATE_RED, 4, 120, limits=LONG),
    _start("two-months-less-a-day-read-as-yellow", "2023-03-10", None, "2023-05-09", YELLOW, Reason.LATE_YELLOW, 1, 60, limits=LENIENT),
    _start("exactly-two-months-read-as-yellow", "2023-03-10", None, "2023-05-10", YELLOW, Reason.AT_RED_LIMIT, 2, 61, limits=LENIENT),
    _start("day-over-two-months-is-red-either-way", "2023-03-10", None, "2023-05-11", RED, Reason.LATE_RED, 2, 62, limits=LENIENT),
    _start("two-months-to-a-month-end-read-as-yellow", "2022-12-31", None, "2023-02-28", YELLOW, Reason.AT_RED_LIMIT, 2, 59, limits=LENIENT),
    _start("day-after-that-month-end", "2022-12-31", None, "2023-03-01", RED, Reason.LATE_RED, 2, 60, limits=LENIENT),
    _start("from-a-month-end-to-its-day-read-as-yellow", "2023-02-28", None, "2023-04-28", YELLOW, Reason.AT_RED_LIMIT, 2, 59, limits=LENIENT),
    _start("from-a-month-end-and-a-day", "2023-02-28", None, "2023-04-29", RED, Reason.LATE_RED, 2, 60, limits=LENIENT),
    _start("started-at-exactly-two-months-read-as-yellow", "2023-01-15", "2023-03-15", "2023-12-31", YELLOW, Reason.AT_RED_LIMIT, 2, 59, limits=LENIENT),
    _start("on-the-due-day-whatever-the-reading", "2023-04-10", None, "2023-04-10", None, Reason.NOT_DUE, limits=STRICT),
    _start("day-after-due-read-as-yellow", "2023-04-10", None, "2023-04-11", YELLOW, Reason.LATE_UNDER_LIMIT, 0, 1, limits=STRICT),
    _start("started-day-after-due-read-as-yellow", "2023-04-10", "2023-04-11", "2023-09-30", YELLOW, Reason.LATE_UNDER_LIMIT, 0, 1, limits=STRICT),
    _start("one-month-is-yellow-either-way", "2023-03-10", None, "2023-04-10", YELLOW, Reason.LATE_YELLOW, 1, 31, limits=STRICT),
    _start("started-day-after-due-read-as-green", "2023-04-10", "2023-04-11", "2023-09-30", GREEN, Reason.LATE_UNDER_LIMIT, 0, 1, limits=MILD),
    _start("not-started-is-never-green", "2023-04-10", None, "2023-04-11", None, Reason.LATE_UNDER_LIMIT, 0, 1, limits=MILD),
    _start("started-after-a-month-is-yellow-either-way", "2023-03-10", "2023-04-10", "2023-09-30", YELLOW, Reason.LATE_YELLOW, 1, 31, limits=MILD),
    _start("suspended-tomorrow", "2023-03-10", None, "2023-04-10", YELLOW, Reason.LATE_YELLOW, 1, 31,
           stops=(_stop(SUSPENDED, "2023-04-11"),)),
    _start("suspended-today", "2023-03-10", None, "2023-04-10", None, Reason.SUSPENDED,
           stops=(_stop(SUSPENDED, "2023-04-10"),)),
    _start("last-day-suspended", "2023-03-10", None, "2023-04-10", None, Reason.SUSPENDED,
           stops=(_stop(SUSPENDED, "2023-04-01", "2023-04-11"),)),
    _start("resumed-today", "2023-03-10", None, "2023-04-10", YELLOW, Reason.LATE_YELLOW, 1, 31,
           stops=(_stop(SUSPENDED, "2023-04-01", "2023-04-10"),)),
    _start("ended-today", "2023-03-10", "2023-03-01", "2023-04-10", None, Reason.ENDED,
           stops=(_stop(ENDED, "2023-04-10"),)),
    _start("ended-wins-over-suspended", "2023-03-10", None, "2023-04-10", None, Reason.ENDED,
           stops=(_stop(SUSPENDED, "2023-02-01", "2023-06-01"), _stop(ENDED, "2023-04-01"))),
    _start("suspended-wins-over-no-due-date", None, None, "2023-04-10", None, Reason.SUSPENDED,
           stops=(_stop(SUSPENDED, "2023-04-10"),)),
]  # fmt: skip


@dataclass(frozen=True)
class ProgressCase:
    """A year of 2023: amounts and averages by month from January, and (reason, run) by month."""

    amounts: tuple[str | None, ...]
    averages: tuple[str | None, ...]
    verdicts: tuple[tuple[Reason, int], ...]
    plan: str | None = "1000"
    started: str | None = "2022-06-01"
    completed: str | None = None
    on: str = "2023-12-31"
    stops: tuple[Stop, ...] = ()
    without: WithoutAverage = WithoutAverage.BREAK


def _progress(name: str, *values, **options):
    return pytest.param(ProgressCase(*values, **options), id=name)


ABOVE = (Reason.AT_OR_ABOVE_AVERAGE, 0)
BELOW = (Reason.BELOW_AVERAGE, 1)


def again(run: int) -> tuple[Reason, int]:
    return (Reason.BELOW_AVERAGE_AGAIN, run)


def none(reason: Reason) -> tuple[Reason, int]:
    return (reason, 0)


COLOURS = {
    Reason.AT_OR_ABOVE_AVERAGE: GREEN,
    Reason.AT_OR_ABOVE_LAST_AVERAGE: GREEN,
    Reason.BELOW_AVERAGE: YELLOW,
    Reason.BELOW_LAST_AVERAGE: YELLOW,
    Reason.BELOW_AVERAGE_AGAIN: RED,
    Reason.BELOW_LAST_AVERAGE_AGAIN: RED,
    Reason.BELOW_AVERAGE_ACROSS: RED,
}
KEEP, LAST = WithoutAverage.KEEP, WithoutAverage.LAST
GAP, KEPT = (Reason.NO_AVERAGE, 0), (Reason.NO_AVERAGE, 1)
MOST = "99999999.99"

PROGRESS_CASES = [
    _progress("a-cent-below", ("99.99",), ("10",), (BELOW,)),
    _progress("exactly-the-average", ("100",), ("10",), (ABOVE,)),
    _progress("a-cent-above", ("100.01",), ("10",), (ABOVE,)),
    _progress("a-millionth-of-a-percent-below", ("100",), ("10.000001",), (BELOW,)),
    _progress("a-third-is-not-rounded", ("1",), ("33.333333",), (ABOVE,), plan="3"),
    _progress("a-third-rounded-up-is-more", ("1",), ("33.333334",), (BELOW,), plan="3"),
    _progress("one-third-of-a-cent-plan", ("0.01",), ("33.333334",), (BELOW,), plan="0.03"),
    _progress("eight-decimals-of-a-third", ("1",), ("33.33333334",), (BELOW,), plan="3"),
    _progress("seven-decimals-of-two-thirds", ("20000000",), ("66.6666665",), (ABOVE,), plan="30000000"),
    _progress("twelve-decimals-under-two-thirds", ("20000000",), ("66.666666666666",), (ABOVE,), plan="30000000"),
    _progress("twelve-decimals-over-two-thirds", ("20000000",), ("66.666666666667",), (BELOW,), plan="30000000"),
    _progress("the-last-decimal-below", ("100",), ("10.000000000001",), (BELOW,)),
    _progress("the-last-decimal-above", ("100",), ("9.999999999999",), (ABOVE,)),
    _progress("the-least-average-of-nothing-done", ("0",), ("0.000000000001",), (BELOW,)),
    _progress("the-least-average-of-a-cent-done", ("0.01",), ("0.000000000001",), (ABOVE,), plan=MOST),
    _progress("the-last-decimal-of-the-most", (MOST,), ("100.000000000001",), (BELOW,), plan=MOST),
    _progress("the-last-decimal-under-500", (MOST,) * 5, ("0",) * 4 + ("499.999999999999",), (ABOVE,) * 5, plan=MOST),
    _progress("a-cent-short-of-500", ("99999999.98", *(MOST,) * 4), ("0",) * 4 + ("499.999999999999",),
              (*(ABOVE,) * 4, BELOW), plan=MOST),
    _progress("average-of-zero", ("0",), ("0",), (ABOVE,)),
    _progress("nothing-done", ("0",), ("0.000001",), (BELOW,)),
    _progress("over-the-plan", ("2000",), ("150",), (ABOVE,)),
    _progress("twice-running-is-red", ("0", "0", "0"), ("1", "2", "3"), (BELOW, again(2), again(3))),
    _progress("green-breaks-the-run", ("0", "100", "0"), ("1", "2", "30"), (BELOW, ABOVE, BELOW)),
    _progress("no-average-breaks-the-run", ("0", "0", "0"), ("1", None, "3"),
              (BELOW, none(Reason.NO_AVERAGE), BELOW)),
    _progress("missing-report-stands-still", ("50", None, "0"), ("5", "6", "7"), (ABOVE, BELOW, again(2))),
    _progress("missing-is-not-better-than-zero", ("50", "0", "0"), ("5", "6", "7"), (ABOVE, BELOW, again(2))),
    _progress("no-plan", ("50",), ("5",), (none(Reason.NO_PLAN),), plan=None),
    _progress("plan-of-zero", ("50",), ("5",), (none(Reason.NO_PLAN),), plan="0"),
    _progress("no-average-before-no-plan", ("50",), (None,), (none(Reason.NO_AVERAGE),), plan=None),
    _progress("not-started", ("50",), ("5",), (none(Reason.NOT_STARTED),), started=None),
    _progress("starts-on-the-month-s-last-day", ("0", "0"), ("5", "5"), (BELOW, again(2)), started="2023-01-31"),
    _progress("starts-on-the-next-month-s-first-day", ("0", "0"), ("5", "5"),
              (none(Reason.NOT_STARTED), BELOW), started="2023-02-01"),
    _progress("starts-after-the-day-judged", ("0",), ("5",), (none(Reason.NOT_STARTED),),
              started="2023-01-20", on="2023-01-19"),
    _progress("starts-on-the-day-judged", ("0",), ("5",), (BELOW,), started="2023-01-20", on="2023-01-20"),
    _progress("completed-on-the-month-s-first-day", ("0", "0", "0"), ("5", "5", "5"),
              (BELOW, again(2), none(Reason.COMPLETED)), completed="2023-02-01"),
    _progress("completed-on-the-month-s-last-day", ("0", "0"), ("5", "5"),
              (BELOW, none(Reason.COMPLETED)), completed="2023-01-31"),
    _progress("completed-last-year", ("0",), ("5",), (none(Reason.COMPLETED),), completed="2022-12-31"),
    _progress("not-started-before-no-average", ("0",), (None,), (none(Reason.NOT_STARTED),), started=None, plan=None),
    _progress("suspension-breaks-the-run", ("0", "0", "0"), ("5", "5", "5"),
              (BELOW, none(Reason.SUSPENDED), BELOW), stops=(_stop(SUSPENDED, "2023-02-28", "2023-03-31"),)),
    _progress("suspension-within-the-month-is-not-seen", ("0", "0"), ("5", "5"), (BELOW, again(2)),
              stops=(_stop(SUSPENDED, "2023-02-01", "2023-02-28"),)),
    _progress("ended", ("0", "0"), ("5", "5"), (BELOW, none(Reason.ENDED)), stops=(_stop(ENDED, "2023-02-28"),)),
    _progress("ended-before-completed", ("0", "0"), ("5", "5"), (BELOW, none(Reason.ENDED)),
              completed="2023-01-15", stops=(_stop(ENDED, "2023-02-28"),)),
    _progress("kept-over-a-month-without-average", ("0", "0", "0", "0"), ("1", None, "3", "4"),
              (BELOW, KEPT, (Reason.BELOW_AVERAGE_ACROSS, 2), again(3)), without=KEEP),
    _progress("kept-over-two-months-without-average", ("0",) * 4, ("1", None, None, "4"),
              (BELOW, KEPT, KEPT, (Reason.BELOW_AVERAGE_ACROSS, 2)), without=KEEP),
    _progress("nothing-to-keep-in-january", ("0", "0"), (None, "2"), (GAP, BELOW), without=KEEP),
    _progress("kept-green-stays-unbroken", ("100", "0", "0"), ("1", None, "30"), (ABOVE, GAP, BELOW), without=KEEP),
    _progress("kept-then-green-ends-the-run", ("0", "0", "100", "0"), ("1", None, "3", "40"),
              (BELOW, KEPT, ABOVE, BELOW), without=KEEP),
    _progress("kept-does-not-stretch-to-a-standstill", ("0",) * 3, ("1", None, "3"),
              (BELOW, none(Reason.SUSPENDED), BELOW), without=KEEP,
              stops=(_stop(SUSPENDED, "2023-02-28", "2023-03-31"),)),
    _progress("kept-does-not-stretch-to-no-plan", ("0",), ("1",), (none(Reason.NO_PLAN),), plan=None, without=KEEP),
    _progress("the-last-average-stands-in", ("5", "4", "0"), ("1", None, "3"),
              (BELOW, (Reason.BELOW_LAST_AVERAGE_AGAIN, 2), again(3)), without=LAST),
    _progress("reaches-the-last-average", ("5", "5", "0"), ("1", None, "3"),
              (BELOW, (Reason.AT_OR_ABOVE_LAST_AVERAGE, 0), BELOW), without=LAST),
    _progress("falls-below-only-the-new-average", ("10", "0", "0"), ("1", None, "3"),
              (ABOVE, (Reason.AT_OR_ABOVE_LAST_AVERAGE, 0), BELOW), without=LAST),
    _progress("the-last-average-stands-in-for-months", ("5", "0", "0"), ("1", None, None),
              (BELOW, (Reason.BELOW_LAST_AVERAGE_AGAIN, 2), (Reason.BELOW_LAST_AVERAGE_AGAIN, 3)), without=LAST),
    _progress("first-below-by-the-last-average", ("0", "0"), ("1", None),
              (none(Reason.NOT_STARTED), (Reason.BELOW_LAST_AVERAGE, 1)), started="2023-02-01", without=LAST),
    _progress("no-last-average-in-january", ("0", "0"), (None, "2"), (GAP, BELOW), without=LAST),
    _progress("a-last-average-of-zero", ("0", "0"), ("0", None),
              (ABOVE, (Reason.AT_OR_ABOVE_LAST_AVERAGE, 0)), without=LAST),
    _progress("the-most-that-can-stand", (MOST,) * 12, ("0",) + ("500",) * 11,
              (ABOVE, *(BELOW, again(2), again(3)), *(ABOVE,) * 8), plan=MOST),
    _progress("the-most-done-of-the-least-plan", (MOST,) * 12, ("500",) * 12, (ABOVE,) * 12, plan="0.01"),
    _progress("a-cent-done-of-the-most", ("0.01",), ("0.000001",), (BELOW,), plan=MOST),
    _progress("a-cent-short-of-the-most", ("99999999.98",), ("100",), (BELOW,), plan=MOST),
]  # fmt: skip


def amount(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
