"""Judgements on planning: how far it has come, when a step may be dated, what 三个一 owes."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from projects.choices.planning import PlanningStep, ThreeOne
from projects.periods import Month

# One event in every so many months of the year: 12, 6 and 4 a year, 二（一）4.
EVERY: dict[ThreeOne, int] = {ThreeOne.INDUSTRY: 1, ThreeOne.TALK: 2, ThreeOne.FACTORY: 3}


def step_of(planned_on: date | None, latest: str | None) -> PlanningStep:
    """Where planning stands: passed by the ledger's own date, else at the latest recorded step.

    A recorded pass whose date the ledger has lost counts as a review.
    """
    if planned_on is not None:
        return PlanningStep.PASS
    step = PlanningStep(latest or PlanningStep.IDEA)
    return PlanningStep.REVIEW if step is PlanningStep.PASS else step


def wrong_day(on: date, before: date | None, after: date | None, today: date) -> str:
    """Why a step cannot have been on this day, in Chinese; empty where it can.

    `before` and `after` are the days of the steps beside it. The same day is allowed.
    """
    if on > today:
        return f"{on:%Y-%m-%d} 还没有到，请填今天或以前的日期"
    if before and on < before:
        return f"日期不能早于上一环节的 {before:%Y-%m-%d}"
    if after and on > after:
        return f"日期不能晚于下一环节的 {after:%Y-%m-%d}"
    return ""


class Standing(StrEnum):
    """How one part of the year stands: held, missed, due now, or still ahead."""

    HELD = "已举办"
    MISSED = "未举办"
    DUE = "本期应办"
    AHEAD = "未到期"


class Turn(NamedTuple):
    """One part of the year in which an event is owed, and the day on which it was first held."""

    first: Month
    last: Month
    held_on: date | None
    standing: Standing

    @property
    def label(self) -> str:
        if self.first == self.last:
            return f"{self.first.month}月"
        return f"{self.first.month}-{self.last.month}月"


def turns(kind: ThreeOne, year: int, days: Iterable[date], today: date) -> list[Turn]:
    """The parts of the year for one kind of event, as they stand at the end of `today`.

    `days` are those of the events; one that has not come yet is not held. A part is missed from
    the day after its last one.
    """
    every = EVERY[kind]
    held = sorted(day for day in days if day <= today)
    found = []
    for number in range(1, 13, every):
        first, last = Month(year, number), Month(year, number + every - 1)
        on = next((day for day in held if first.first <= day <= last.last), None)
        found.append(Turn(first, last, on, _standing(first, last, on, today)))
    return found


def _standing(first: Month, last: Month, on: date | None, today: date) -> Standing:
    if on is not None:
        return Standing.HELD
    if today > last.last:
        return Standing.MISSED
    return Standing.DUE if today >= first.first else Standing.AHEAD


def next_due(found: Iterable[Turn]) -> Turn | None:
    """The first part of the year that still waits for its event; None if none does."""
    waiting = (turn for turn in found if turn.standing in {Standing.DUE, Standing.AHEAD})
    return next(waiting, None)
