"""What looks doubtful in one project's month: a word is asked for, nothing is refused.

Pure. A zero without its reason is the one thing that keeps a return from being submitted.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

# A month's amount that equals the plan and is a whole multiple of this looks copied, 万元.
ROUND_STEP = Decimal(10)
# Less than this share of the month before is a fall worth a word.
FALL = Decimal("0.5")


class Doubt(Enum):
    """A yellow remark; the value is what the person reads."""

    OVER_PLAN = "本月完成超过本月计划"
    OVER_ANNUAL_PLAN = "累计完成超过年度计划"
    COPY_OF_PLAN = "本月完成与本月计划是同一个整数，请核实"
    FALLING = "本月完成不到上月的一半"
    SAME_WORDS = "形象进度与上月完全相同"

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True)
class Figures:
    """One project's month, 万元; `before` is done from January to the month before.

    None is not filled in (blank is not zero).
    """

    done: Decimal | None
    plan: Decimal | None = None
    before: Decimal = Decimal(0)
    annual_plan: Decimal | None = None
    last_done: Decimal | None = None
    words: str = ""
    last_words: str = ""


def doubts(figures: Figures) -> list[Doubt]:
    """What asks for a word, in the order in which it is shown; none where nothing is filled in."""
    done = figures.done
    if done is None:
        return []
    found = {
        Doubt.OVER_PLAN: figures.plan is not None and done > figures.plan,
        Doubt.OVER_ANNUAL_PLAN: figures.annual_plan is not None
        and done > 0
        and figures.before + done > figures.annual_plan,
        Doubt.COPY_OF_PLAN: 0 < done == figures.plan and done % ROUND_STEP == 0,
        Doubt.FALLING: done > 0 and done < (figures.last_done or 0) * FALL,
        Doubt.SAME_WORDS: bool(figures.words) and figures.words == figures.last_words,
    }
    return [doubt for doubt, holds in found.items() if holds]


def wants_zero_reason(done: Decimal | None) -> bool:
    """A zero wants a reason; a blank is no zero."""
    return done is not None and done == 0
