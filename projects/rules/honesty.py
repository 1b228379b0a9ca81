"""Checks of reported figures that only point (二（五）3). Pure; amounts in 万元.

The limits are this project's proposal: the document gives none.
"""

from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from projects.choices.enrolment import Doubt

EQUAL_MONTHS = 3
JUMP_SHARE = Decimal("0.4")
JUMP_BEFORE = 3
FAR_SHARE = Decimal("0.2")
DECEMBER = 12

Amounts = Mapping[int, Decimal]


class Finding(NamedTuple):
    doubt: Doubt
    words: str


class Figures(NamedTuple):
    """One project's year: planned and done by month, reported to statistics from January on."""

    plan: Amounts
    done: Amounts
    statistics: Amounts


def findings(figures: Figures, month: int) -> list[Finding]:
    """Everything that the figures of January to `month` point at."""
    found = (
        equal_to_plan(figures, month),
        december_jump(figures, month),
        falling(figures, month),
        far(ledger_upto(figures.done, month), figures.statistics.get(month)),
    )
    return [finding for finding in found if finding]


def ledger_upto(done: Amounts, month: int) -> Decimal:
    """The ledger's cumulative from January; a month without a report adds nothing (domain 4)."""
    return sum((amount for at, amount in done.items() if at <= month), Decimal(0))


def equal_to_plan(figures: Figures, month: int) -> Finding | None:
    """Done equals plan, neither zero, in three adjoining months or more; the longest run."""
    best, run = (0, 0), 0
    for at in range(1, month + 1):
        done, plan = figures.done.get(at), figures.plan.get(at)
        run = run + 1 if done and done == plan else 0
        best = max(best, (run, at))
    length, last = best
    if length < EQUAL_MONTHS:
        return None
    words = f"{last - length + 1}月至{last}月连续{length}个月完成数与计划数完全相等"
    return Finding(Doubt.EQUAL_TO_PLAN, words)


def december_jump(figures: Figures, month: int) -> Finding | None:
    """December alone is more than 40 % of the year, with three reported months before it."""
    before = [amount for at, amount in figures.done.items() if at < DECEMBER]
    december = figures.done.get(DECEMBER)
    if month < DECEMBER or not december or len(before) < JUMP_BEFORE:
        return None
    share = december / (sum(before) + december)
    if share <= JUMP_SHARE:
        return None
    words = f"12月完成{december}万元，占全年{share * 100:.1f}%（超过{JUMP_SHARE * 100:.0f}%）"
    return Finding(Doubt.DECEMBER_JUMP, words)


def falling(figures: Figures, month: int) -> Finding | None:
    """The cumulative in statistics is less than in the month reported before it."""
    known = [(at, figures.statistics[at]) for at in sorted(figures.statistics) if at <= month]
    for (earlier, before), (later, after) in pairwise(known):
        if after < before:
            words = f"统计累计数{earlier}月为{before}万元，{later}月为{after}万元"
            return Finding(Doubt.FALLING, words)
    return None


def far(ledger: Decimal, statistics: Decimal | None) -> Finding | None:
    """Statistics and ledger differ by more than a fifth of the ledger; exactly a fifth is not."""
    if statistics is None or abs(statistics - ledger) <= FAR_SHARE * ledger:
        return None
    words = f"台账累计{ledger}万元，统计累计{statistics}万元"
    return Finding(Doubt.FAR, words)
