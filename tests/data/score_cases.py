"""Scores reckoned by hand: what is known of a unit, the scheme's lines, and what must come out.

Each expected value is written as the sum that a person does on paper, with fractions, from the
wording of the scheme; nothing here calls the code that is tested.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from assessment.choices import Annex, Colour, QuotaBand
from assessment.choices.scores import LineKind
from assessment.deadlines import Timeliness
from assessment.rules import Stop
from assessment.scores.facts import Column, PeriodFact, ProjectFacts
from assessment.scores.rules import Line
from projects.choices import SuspensionKind
from projects.periods import Month

F = Fraction
A1, A2, B = Annex.START, Annex.PLANNING, QuotaBand
# What a project of this size counts for, read off the annexes.
SIZES: dict[str, frozenset[Column]] = {
    "400万": frozenset(),
    "500万": frozenset({(A1, B.TOTAL), (A1, B.OVER_5M), (A2, B.TOTAL), (A2, B.OVER_5M)}),
    "1亿": frozenset({(A1, B.TOTAL), (A1, B.OVER_100M), (A2, B.TOTAL), (A2, B.OVER_100M)}),
    "10亿": frozenset({(A1, B.TOTAL), (A1, B.OVER_100M), (A2, B.TOTAL), (A2, B.OVER_1B)}),
}
INDUSTRIAL = frozenset({(A1, B.INDUSTRIAL)})
NONE = None
LATE, MISSING, ON_TIME = Timeliness.LATE, Timeliness.MISSING, Timeliness.ON_TIME
RECORDED, NOT_DUE = Timeliness.RECORDED, Timeliness.NOT_DUE
GREEN, YELLOW, RED = Colour.GREEN, Colour.YELLOW, Colour.RED
# The share of the year at the month's end, counted in a calendar.
ELAPSED = {
    "2023-01": F(31, 365),
    "2023-03": F(90, 365),
    "2023-06": F(181, 365),
    "2023-12": F(1),
    "2024-02": F(60, 366),
}


class Case(NamedTuple):
    """`total` is what the unit gets, None where nothing concerns it."""

    name: str
    total: Fraction | None
    lines: Sequence[Line]
    projects: Sequence[ProjectFacts] = ()
    quotas: Mapping[Column, int | None] = {}
    month: str = "2023-06"
    carries: bool = False
    periods: Sequence[PeriodFact] = ()


def item(measure: str, weight: int, cap=120, floor=None, *, elapsed=False, parameter=0) -> Line:
    lower = None if floor is None else F(floor)
    return Line(
        LineKind.ITEM, measure, measure, F(weight), F(cap), lower, elapsed, parameter, "三（五）"
    )


def off(measure: str, each: str, most: str | None = None) -> Line:
    cap = None if most is None else F(most)
    return Line(LineKind.DEDUCTION, measure, measure, F(each), cap, clause="三（五）")


def day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def one(
    size: str = "1亿",
    *,
    industrial: bool = False,
    planned: str | None = None,
    signed: str | None = None,
    start_due: str | None = None,
    started: str | None = None,
    due: str | None = None,
    completed: str | None = None,
    produced: str | None = None,
    enrolled: str | None = None,
    plan: str | None = None,
    done: str = "0",
    reported: bool = False,
    cards: tuple[Colour | None, Colour | None] = (None, None),
    stopped: str | None = None,
) -> ProjectFacts:
    columns = SIZES[size] | (INDUSTRIAL if industrial and SIZES[size] else frozenset())
    stop = Stop(SuspensionKind.SUSPENDED, date.fromisoformat(stopped)) if stopped else None
    return ProjectFacts(
        "P", "项目", columns, day(planned), day(signed), day(start_due), day(started), day(due),
        day(completed), day(produced), day(enrolled), None if plan is None else Decimal(plan),
        Decimal(done), reported, *cards, (stop,) if stop else (),
    )  # fmt: skip


def starts(number: int, size: str = "1亿", *, industrial: bool = False) -> list[ProjectFacts]:
    return [one(size, industrial=industrial, started="2023-03-05")] * number


def plans(number: int, size: str = "1亿") -> list[ProjectFacts]:
    return [one(size, planned="2023-02-10")] * number


def money(done: str, plan: str | None) -> ProjectFacts:
    return one(started="2023-01-10", plan=plan, done=done)


def told(number: int, timeliness: Timeliness, *, weekly: bool = False) -> list[PeriodFact]:
    return [PeriodFact("期", weekly, timeliness)] * number


def tasks(start: int | None = None, planning: int | None = None, **bands: int) -> dict:
    found: dict[Column, int | None] = {(A1, B.TOTAL): start, (A2, B.TOTAL): planning}
    return found | {(A1, B(name)): number for name, number in bands.items()}


START30 = item("start_total", 30)
PLAN15 = item("planning_total", 15)
MONEY25 = item("investment", 25, elapsed=True)
MONEY_YEAR = item("investment", 25)
DONE10 = item("completion", 10, 100)
ENROL10 = item("enrolment", 10, 100, parameter=2)
SIGN5 = item("signing", 5, 100)
TIMELY10 = item("punctual_starts", 10, 100)
# A unit that has this item in full, so that only the line beside it moves the score.
BASE = item("planning_total", 100)
FULL = plans(10)
FULL_TASK = tasks(planning=10)

QUOTAS = [
    Case("start-five-of-eight", 30 * F(5, 8), [START30], starts(5), tasks(8)),
    Case("start-none-of-eight", F(0), [START30], [], tasks(8)),
    Case("start-all", F(30), [START30], starts(8), tasks(8)),
    Case("start-nine-of-eight", 30 * F(9, 8), [START30], starts(9), tasks(8)),
    Case("start-exactly-at-cap", 30 * F(12, 10), [START30], starts(12), tasks(10)),
    Case("start-over-cap", 30 * F(120, 100), [START30], starts(13), tasks(10)),
    Case("start-far-over-cap", F(36), [START30], starts(40), tasks(10)),
    Case("start-capped-at-full", F(30), [item("start_total", 30, 100)], starts(40), tasks(10)),
    Case("start-one-of-three", F(10), [START30], starts(1), tasks(3)),
    Case("start-two-of-seven", F(60, 7), [START30], starts(2), tasks(7)),
    Case("start-too-small", F(0), [START30], starts(3, "400万"), tasks(3)),
    Case("start-last-year", F(0), [START30], [one(started="2022-12-31")], tasks(2)),
    Case("start-on-new-year", F(15), [START30], [one(started="2023-01-01")], tasks(2)),
    Case("start-on-last-day", F(15), [START30], [one(started="2023-06-30")], tasks(2)),
    Case("start-day-after", F(0), [START30], [one(started="2023-07-01")], tasks(2)),
    Case("start-suspended-counts", F(15), [START30],
         [one(started="2023-03-01", stopped="2023-04-01")], tasks(2)),
    Case("planning-three-of-four", 15 * F(3, 4), [PLAN15], plans(3), tasks(planning=4)),
    Case("planning-last-year", F(0), [PLAN15], [one(planned="2022-06-01")], tasks(planning=4)),
    Case("industrial-two-of-five", 10 * F(2, 5), [item("start_industrial", 10)],
         [*starts(2, industrial=True), *starts(3)], tasks(5, industrial=5)),
    Case("large-only", 20 * F(1, 2), [item("start_over_100m", 20)],
         [*starts(1), *starts(4, "500万")], tasks(6, over_100m=2, over_5m=4)),
    Case("ten-yi-counts-in-annex-1-as-one-yi", F(20), [item("start_over_100m", 20)],
         starts(2, "10亿"), tasks(2, over_100m=2)),
    Case("ten-yi-in-annex-2", 20 * F(1, 4), [item("planning_over_1b", 20)],
         [*plans(1, "10亿"), *plans(3)], {(A2, B.OVER_1B): 4}),
]  # fmt: skip

CARRY = [
    Case("no-carry", 20 * F(1, 4), [item("start_over_5m", 20)],
         [*starts(5), *starts(1, "500万")], tasks(6, over_100m=2, over_5m=4)),
    Case("carry-fills-lower-band", F(20), [item("start_over_5m", 20)],
         [*starts(5), *starts(1, "500万")], tasks(6, over_100m=2, over_5m=4), carries=True),
    Case("carry-part", 20 * F(3, 4), [item("start_over_5m", 20)],
         [*starts(4), *starts(1, "500万")], tasks(6, over_100m=2, over_5m=4), carries=True),
    Case("carry-nothing-over", 20 * F(1, 4), [item("start_over_5m", 20)],
         [*starts(2), *starts(1, "500万")], tasks(6, over_100m=2, over_5m=4), carries=True),
    Case("carry-from-a-band-without-quota", 20 * F(4, 4), [item("start_over_5m", 20)],
         [*starts(3), *starts(1, "500万")], tasks(4, over_5m=4), carries=True),
    Case("carry-does-not-touch-total", 30 * F(6, 12), [START30],
         [*starts(5), *starts(1, "500万")], tasks(12, over_100m=2, over_5m=10), carries=True),
    Case("carry-capped", 20 * F(120, 100), [item("start_over_5m", 20)],
         [*starts(9), *starts(1, "500万")], tasks(6, over_100m=2, over_5m=4), carries=True),
]  # fmt: skip

FLOORS = [
    Case("floor-below", F(0), [item("start_total", 30, floor=50)], starts(4), tasks(10)),
    Case("floor-exactly", F(15), [item("start_total", 30, floor=50)], starts(5), tasks(10)),
    Case("floor-above", F(18), [item("start_total", 30, floor=50)], starts(6), tasks(10)),
    Case("floor-and-cap", F(36), [item("start_total", 30, floor=50)], starts(30), tasks(10)),
    Case("floor-of-full", F(0), [item("start_total", 30, floor=100)], starts(9), tasks(10)),
    Case("floor-just-over-a-third", F(0), [item("start_total", 30, floor=34)], starts(1),
         tasks(3)),
    Case("floor-is-of-its-own-item", 15 * F(1, 2), [item("start_total", 30, floor=50), PLAN15],
         [*starts(4), *plans(2)], tasks(10, 4)),
]  # fmt: skip

MONEY = [
    Case("money-half-a-year", 25 * F(100, 300) / F(181, 365), [MONEY25], [money("100", "300")]),
    Case("money-year-basis", 25 * F(100, 300), [MONEY_YEAR], [money("100", "300")]),
    Case("money-exactly-in-step", F(25), [MONEY25], [money("90", "365")], month="2023-03"),
    Case("money-over-cap", F(30), [MONEY25], [money("300", "300")]),
    Case("money-year-over-cap", F(30), [MONEY_YEAR], [money("500", "300")]),
    Case("money-at-year-end", 25 * F(3, 4), [MONEY25], [money("75", "100")], month="2023-12"),
    Case("money-leap-year", F(25), [MONEY25],
         [one(started="2024-01-02", plan="366", done="60")], month="2024-02"),
    Case("money-cents", 25 * F(3333, 10000), [MONEY_YEAR], [money("33.33", "100")]),
    Case("money-added-over-projects", 25 * F(150, 400), [MONEY_YEAR],
         [money("100", "100"), money("50", "300")]),
    Case("money-without-plan-adds-nothing", 25 * F(50, 300), [MONEY_YEAR],
         [money("50", "300"), money("9999", None)]),
    Case("money-zero-plan-adds-nothing", 25 * F(50, 300), [MONEY_YEAR],
         [money("50", "300"), money("80", "0")]),
    Case("money-only-zero-plan", F(0), [MONEY_YEAR], [money("80", "0")]),
    Case("money-nothing-planned-but-built", F(0), [MONEY_YEAR], [money("80", None)]),
    Case("money-unknown-keeps-its-weight", 15 * F(2, 4), [MONEY_YEAR, PLAN15],
         [money("80", None), *plans(2)], tasks(planning=4)),
    Case("money-none-at-all", NONE, [MONEY_YEAR], []),
    Case("money-not-begun-no-plan", NONE, [MONEY_YEAR], [one(start_due="2023-09-01")]),
    Case("money-not-reported", F(0), [MONEY_YEAR], [money("0", "300")]),
    Case("start-against-elapsed", 30 * F(4, 10) / F(181, 365),
         [item("start_total", 30, elapsed=True)], starts(4), tasks(10)),
    Case("start-against-elapsed-capped", F(36), [item("start_total", 30, elapsed=True)],
         [one(started="2023-01-05")], tasks(2), month="2023-01"),
]  # fmt: skip

COMPLETION = [
    Case("completed-one-of-two", F(5), [DONE10],
         [one(due="2023-05-01", completed="2023-04-20", started="2022-05-01"),
          one(due="2023-05-01", started="2022-05-01")]),
    Case("completed-late-counts", F(10), [DONE10], [one(due="2023-02-01", completed="2023-06-01")]),
    Case("completed-early-counts", F(10), [DONE10],
         [one(due="2023-11-01", completed="2023-06-01")]),
    Case("production-counts", F(10), [DONE10], [one(due="2023-05-01", produced="2023-06-30")]),
    Case("completed-tomorrow", F(0), [DONE10], [one(due="2023-06-30", completed="2023-07-01")]),
    Case("completion-due-tomorrow", NONE, [DONE10], [one(due="2023-07-01")]),
    Case("completion-due-today", F(0), [DONE10], [one(due="2023-06-30")]),
    Case("overdue-from-last-year", F(0), [DONE10], [one(due="2022-11-01")]),
    Case("completed-last-year", NONE, [DONE10], [one(due="2022-11-01", completed="2022-10-01")]),
    Case("completion-suspended-is-not-due", NONE, [DONE10],
         [one(due="2023-05-01", stopped="2023-03-01")]),
    Case("completed-two-of-three", F(20, 3), [DONE10],
         [one(completed="2023-01-05"), one(completed="2023-02-05"), one(due="2023-03-01")]),
]  # fmt: skip

ENROLMENT = [
    Case("enrolled-one-of-two", F(5), [ENROL10],
         [one(started="2023-01-10", enrolled="2023-04-01"), one(started="2023-01-10")]),
    Case("enrolment-due-today", F(0), [ENROL10], [one(started="2023-04-30")]),
    Case("enrolment-due-tomorrow", NONE, [ENROL10], [one(started="2023-05-01")]),
    Case("enrolled-early", F(10), [ENROL10], [one(started="2023-06-01", enrolled="2023-06-20")]),
    Case("enrolled-last-year", NONE, [ENROL10], [one(started="2022-06-01", enrolled="2022-09-01")]),
    Case("enrolment-owed-from-last-year", F(0), [ENROL10], [one(started="2022-06-01")]),
    Case("enrolment-too-small", NONE, [ENROL10], [one("400万", started="2023-01-10")]),
    Case("enrolment-completed-last-year", NONE, [ENROL10],
         [one(started="2022-01-10", completed="2022-12-01")]),
    Case("enrolment-suspended", NONE, [ENROL10], [one(started="2023-01-10", stopped="2023-06-30")]),
    Case("enrolment-three-months", NONE, [item("enrolment", 10, 100, parameter=3)],
         [one(started="2023-04-15")]),
    Case("enrolment-one-month", F(0), [item("enrolment", 10, 100, parameter=1)],
         [one(started="2023-05-30")]),
    Case("enrolment-end-of-february", F(0), [ENROL10], [one(started="2023-12-31")],
         month="2024-02"),
]  # fmt: skip

SHARES = [
    Case("signed-two-of-three", 5 * F(2, 3), [SIGN5],
         [one(planned="2022-03-01", signed="2023-02-01"),
          one(planned="2023-02-01", signed="2023-03-01"), one(planned="2023-02-01")]),
    Case("signed-last-year", NONE, [SIGN5], [one(planned="2022-03-01", signed="2022-05-01")]),
    Case("signing-passed-by-a-start", NONE, [SIGN5],
         [one(planned="2023-02-01", started="2023-03-01")]),
    Case("signing-not-planned-yet", NONE, [SIGN5], [one(planned="2023-07-01")]),
    Case("timely-one-of-two", F(5), [TIMELY10],
         [one(start_due="2023-03-01", started="2023-03-01"),
          one(start_due="2023-03-01", started="2023-03-02")]),
    Case("timely-not-started", F(0), [TIMELY10], [one(start_due="2023-06-30")]),
    Case("timely-not-due", NONE, [TIMELY10], [one(start_due="2023-07-01")]),
    Case("timely-suspended", NONE, [TIMELY10], [one(start_due="2023-03-01", stopped="2023-02-01")]),
    Case("timely-of-last-year", NONE, [TIMELY10], [one(start_due="2022-12-31")]),
]  # fmt: skip

SPREAD = [
    Case("spread-over-one", 45 * F(5, 8), [START30, PLAN15], starts(5), tasks(8)),
    # 30 and 25 carry the 15: 30 × 70/55 and 25 × 70/55.
    Case("spread-in-proportion",
         30 * F(70, 55) * F(5, 8) + 25 * F(70, 55) * F(1, 2), [START30, PLAN15, MONEY_YEAR],
         [*starts(4), one(started="2023-03-05", plan="200", done="100")], tasks(8)),
    Case("spread-two-at-once", 80 * F(3, 4),
         [item("start_total", 40), PLAN15, item("start_industrial", 25)],
         starts(3), tasks(4)),
    Case("spread-to-a-capped-item", 45 * F(120, 100), [START30, PLAN15], starts(20), tasks(8)),
    Case("spread-to-nothing-done", F(0), [START30, PLAN15], [], tasks(8)),
    Case("spread-nothing-left", NONE, [START30, PLAN15], [], {}),
    Case("spread-blank-quota", 45 * F(5, 8), [START30, PLAN15], [*starts(5), *plans(4)],
         tasks(8, None)),
    Case("spread-zero-quota", 45 * F(5, 8), [START30, PLAN15], [*starts(5), *plans(4)],
         tasks(8, 0)),
    Case("no-spread-for-unknown", 30 * F(5, 8), [START30, MONEY_YEAR],
         [*starts(4), money("5", None)], tasks(8)),
    Case("spread-keeps-a-full-unit-full", F(100), [item("start_total", 60), item("signing", 40)],
         starts(8), tasks(8)),
    # The 15 of planning and the 10 of enrolment are spread over the other 75.
    Case("spread-of-the-proposal",
         F(100, 75) * (30 * F(6, 12) + 10 * F(2, 8) + 25 * F(1, 2) + 10 * F(0)),
         [PLAN15, START30, item("start_industrial", 10), MONEY_YEAR, DONE10, ENROL10],
         [*[one(started="2023-06-05", plan="10", done="5")] * 4,
          *[one(started="2023-06-05", industrial=True, plan="100", done="50")] * 2,
          one(due="2023-06-01")], tasks(12, industrial=8)),
]  # fmt: skip

DEDUCTIONS = [
    Case("no-deduction", F(100), [BASE, off("start_red", "1", "6")], FULL, FULL_TASK),
    Case("one-red", F(99), [BASE, off("start_red", "1", "6")],
         [*FULL, one(cards=(RED, None))], FULL_TASK),
    Case("three-yellow", 100 - F(3, 2), [BASE, off("start_yellow", "0.5", "3")],
         [*FULL, *[one(cards=(YELLOW, None))] * 3], FULL_TASK),
    Case("deduction-at-cap", F(94), [BASE, off("start_red", "1", "6")],
         [*FULL, *[one(cards=(RED, None))] * 6], FULL_TASK),
    Case("deduction-over-cap", F(94), [BASE, off("start_red", "1", "6")],
         [*FULL, *[one(cards=(RED, None))] * 9], FULL_TASK),
    Case("deduction-without-cap", F(91), [BASE, off("start_red", "1")],
         [*FULL, *[one(cards=(RED, None))] * 9], FULL_TASK),
    Case("progress-red-is-not-start-red", F(100), [BASE, off("start_red", "1")],
         [*FULL, one(cards=(GREEN, RED))], FULL_TASK),
    Case("progress-both-colours", 100 - 2 * F(1, 2) - 3,
         [BASE, off("progress_yellow", "0.5", "3"), off("progress_red", "1", "6")],
         [*FULL, *[one(cards=(None, YELLOW))] * 2, *[one(cards=(None, RED))] * 3], FULL_TASK),
    Case("green-and-none-cost-nothing", F(100), [BASE, off("start_yellow", "1")],
         [*FULL, one(cards=(GREEN, None)), one()], FULL_TASK),
    Case("late-returns", F(99), [BASE, off("monthly_late", "0.5", "3")], FULL, FULL_TASK,
         periods=[*told(2, LATE), *told(3, ON_TIME)]),
    Case("missing-returns", F(96), [BASE, off("monthly_missing", "1", "6")], FULL, FULL_TASK,
         periods=[*told(4, MISSING), *told(2, LATE)]),
    Case("recorded-is-not-missing", F(100), [BASE, off("monthly_missing", "1")], FULL, FULL_TASK,
         periods=[*told(4, RECORDED), *told(4, NOT_DUE)]),
    Case("weeks-apart-from-months", 100 - 3 * F(1, 10), [BASE, off("weekly_late", "0.1", "2")],
         FULL, FULL_TASK, periods=[*told(3, LATE, weekly=True), *told(5, LATE)]),
    Case("missing-weeks-capped", F(96), [BASE, off("weekly_missing", "0.2", "4")], FULL, FULL_TASK,
         periods=told(21, MISSING, weekly=True)),
    Case("projects-without-report", F(98), [BASE, off("missing_reports", "1")],
         [*FULL, *starts(2), one(started="2023-03-05", reported=True)], FULL_TASK),
    Case("no-report-due-when-suspended", F(100), [BASE, off("missing_reports", "1")],
         [*FULL, one(started="2023-03-05", stopped="2023-06-30")], FULL_TASK),
    Case("no-report-due-when-completed", F(100), [BASE, off("missing_reports", "1")],
         [*FULL, one(started="2023-01-05", completed="2023-05-31")], FULL_TASK),
    Case("report-due-in-the-month-of-completion", F(99), [BASE, off("missing_reports", "1")],
         [*FULL, one(started="2023-01-05", completed="2023-06-01")], FULL_TASK),
    Case("never-below-zero", F(0), [item("start_total", 100), off("start_red", "1")],
         [one(cards=(RED, None))] * 5, tasks(8)),
    Case("deductions-alone-are-no-score", NONE, [START30, off("start_red", "1")],
         [one(cards=(RED, None))], {}),
    Case("deductions-are-not-spread", 45 * F(5, 8) - 1, [START30, PLAN15, off("start_red", "1")],
         [*starts(5), one(cards=(RED, None))], tasks(8)),
]  # fmt: skip

WHOLE = [
    # Completion: one of two due. Enrolment: of the two started last year one is owed, so none.
    Case("a-whole-town",
         15 * F(12, 20) + 30 * F(11, 13) + 10 * F(9, 11) + 25 * F(500, 2000) + 10 * F(1, 2)
         + 10 * F(0) - F(1, 2) - 2,
         [PLAN15, START30, item("start_industrial", 10), MONEY_YEAR, DONE10, ENROL10,
          off("start_yellow", "0.5", "3"), off("progress_red", "1", "6")],
         [*[one(planned="2023-02-10")] * 12,
          *[one(started="2023-06-05", industrial=True, plan="100")] * 9,
          *[one(started="2023-06-05", plan="100")] * 2,
          one(started="2022-03-01", enrolled="2022-06-01", plan="800", done="500",
              completed="2023-06-01"),
          one(due="2023-06-01", cards=(YELLOW, None)),
          one(started="2022-03-01", plan="100", cards=(None, RED)),
          one(cards=(None, RED), planned="2022-01-01")],
         tasks(13, 20, industrial=11)),
    # Nothing due for completion or enrolment: their 20 is spread over the other 80.
    Case("a-bureau-with-little",
         F(100, 80) * (20 * F(1, 9) + 35 * F(2, 3) + 25 * F(120, 100)) - F(1, 2),
         [item("planning_total", 20), item("start_total", 35), MONEY_YEAR, DONE10, ENROL10,
          off("monthly_late", "0.5", "3")],
         [one(planned="2023-02-01"),
          *[one(started="2023-06-05", plan="100", done="200")] * 2],
         tasks(3, 9), periods=told(1, LATE)),
    Case("everything-at-its-most", F(120),
         [item("planning_total", 40), item("start_total", 60)],
         [*plans(30), *starts(30)], tasks(10, 10)),
]  # fmt: skip

CASES: Sequence[Case] = (
    *QUOTAS, *CARRY, *FLOORS, *MONEY, *COMPLETION, *ENROLMENT, *SHARES, *SPREAD,
    *DEDUCTIONS, *WHOLE,
)  # fmt: skip


def month_of(case: Case) -> Month:
    return Month.parse(case.month)
