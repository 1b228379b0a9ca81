"""Judgements on the way to the statistics register, 二（五）2. Pure: the day is an argument."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from projects.choices.enrolment import Step
from projects.periods import whole_months

# In the order of the clause; 开工 is the project's own start.
STEPS = (Step.STARTED, Step.WORKS, Step.PAPERS, Step.SUBMITTED, Step.ENROLLED)
# Steps that are a date of the project itself.
MILESTONES: dict[Step, str] = {
    Step.STARTED: "started_on",
    Step.ENROLLED: "enrolled_on",
    Step.COMPLETED: "completed_on",
    Step.IN_PRODUCTION: "in_production_on",
}
# The end of building counts only with a paper or photo behind it.
NEEDS_EVIDENCE = frozenset({Step.COMPLETED, Step.IN_PRODUCTION})
# What stands out, by the first step that is missing.
WAITS = {
    Step.STARTED: "待开工",
    Step.WORKS: "待形成实物工作量",
    Step.PAPERS: "待备齐材料",
    Step.SUBMITTED: "待申报",
    Step.ENROLLED: "待入库",
}
REMIND_MONTHS, URGE_MONTHS = 1, 2

Dates = Mapping[Step, date | None]


class Standing(NamedTuple):
    """How far a project is at the end of a day: whole months since its start, what is missing."""

    months: int
    reached: Step | None
    missing: tuple[Step, ...]
    reminder: str

    @property
    def lacks(self) -> str:
        return "、".join(step.label for step in self.missing)

    @property
    def waits(self) -> str:
        """The next step in words; empty once the project is in the register."""
        return WAITS[self.missing[0]] if Step.ENROLLED in self.missing else ""


def standing(dates: Dates, day: date, *, stopped: bool = False) -> Standing:
    """What is reached and missing at the end of `day`; who stands still is not reminded."""
    done = {step for step in STEPS if _by(dates.get(step), day)}
    missing = tuple(step for step in STEPS if step not in done)
    reached = next((step for step in reversed(STEPS) if step in done), None)
    started = dates.get(Step.STARTED)
    if started is None or started > day:
        return Standing(0, reached, missing, "")
    enrolled = dates.get(Step.ENROLLED)
    until = enrolled if enrolled and enrolled <= day else day
    months = whole_months(started, until)
    quiet = stopped or Step.ENROLLED in done
    return Standing(months, reached, missing, "" if quiet else reminder_after(months))


def reminder_after(months: int) -> str:
    """What a project that is not enrolled after so many whole months is due (domain 8)."""
    if months >= URGE_MONTHS:
        return f"满{URGE_MONTHS}个月，催办"
    return f"满{REMIND_MONTHS}个月，提醒" if months >= REMIND_MONTHS else ""


def wrong_date(step: Step, on: date, dates: Dates, today: date) -> str:
    """What is wrong with a step's date, in words; empty if nothing is."""
    if on > today:
        return f"{step.label}日期不能晚于今天（{today}）"
    started = dates.get(Step.STARTED)
    if started is None:
        return "项目还没有实际开工日期，请先登记开工"
    if on < started:
        return f"{step.label}日期不能早于实际开工日期（{started}）"
    return _out_of_order(step, on, dates) if step in STEPS else ""


def _out_of_order(step: Step, on: date, dates: Dates) -> str:
    at = STEPS.index(step)
    for before in STEPS[:at]:
        other = dates.get(before)
        if other and on < other:
            return f"{step.label}日期不能早于{before.label}日期（{other}）"
    for after in STEPS[at + 1 :]:
        other = dates.get(after)
        if other and on > other:
            return f"{step.label}日期不能晚于{after.label}日期（{other}）"
    return ""


def _by(on: date | None, day: date) -> bool:
    return on is not None and on <= day
