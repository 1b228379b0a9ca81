"""What makes a reported figure doubtful. Pure: values in, doubts in words out.

A doubt is no error: it asks 发改局 to look before it accepts. The limits are this project's own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from projects.choices import SubmissionState

# A month counts as a jump at this many times the month before, and this much above it (万元).
JUMP_TIMES = 3
JUMP_AT_LEAST = Decimal(500)
# A figure that repeats the plan is remarkable when it is as round as plans are (万元).
ROUND = Decimal(10)


@dataclass(frozen=True)
class Figures:
    """One project's month as reported, amounts in 万元; None is blank, which is not zero.

    `before` is done from January to the month before, `last` the month before alone (None where
    it was not reported or lies in another year). `expected`: the project was being built.
    """

    expected: bool
    annual_plan: Decimal | None
    plan: Decimal | None
    done: Decimal | None
    last: Decimal | None
    before: Decimal
    zero_reason: str = ""
    remark: str = ""
    progress: str = ""
    last_progress: str = ""

    @property
    def cumulative(self) -> Decimal:
        """Done from January to this month; a blank adds nothing."""
        return self.before + (self.done or 0)

    @property
    def rate(self) -> Decimal | None:
        """Cumulative ÷ annual plan in %; None without a plan."""
        return self.cumulative * 100 / self.annual_plan if self.annual_plan else None


@dataclass(frozen=True)
class Doubt:
    """`weight` orders units and projects; `field` is the column of the entry page it is about."""

    text: str
    weight: int
    field: str = "done"


def doubts(figures: Figures) -> tuple[Doubt, ...]:
    """All doubts about one project's month, the weightiest first."""
    found = (check(figures) for check in _CHECKS)
    return tuple(sorted(filter(None, found), key=lambda doubt: -doubt.weight))


def _missing(figures: Figures) -> Doubt | None:
    if figures.done is not None or not figures.expected:
        return None
    return Doubt("在建项目缺报本月完成投资", 10)


def _unexplained_zero(figures: Figures) -> Doubt | None:
    if figures.done != 0 or figures.zero_reason.strip():
        return None
    return Doubt("本月完成为0，没有写明原因", 8, "zero_reason")


def _over_annual_plan(figures: Figures) -> Doubt | None:
    plan, total = figures.annual_plan, figures.cumulative
    if not plan or not figures.done or total <= plan:
        return None
    return Doubt(f"累计完成 {_money(total)} 超过年度计划 {_money(plan)} 万元", 6)


def _jump(figures: Figures) -> Doubt | None:
    if not figures.done or not figures.last:
        return None
    rise = figures.done - figures.last
    if figures.done < figures.last * JUMP_TIMES or rise < JUMP_AT_LEAST:
        return None
    times = figures.done / figures.last
    return Doubt(f"本月完成是上月 {_money(figures.last)} 万元的 {times:.1f} 倍", 5)


def _over_plan(figures: Figures) -> Doubt | None:
    if figures.plan is None or figures.done is None or figures.done <= figures.plan:
        return None
    return Doubt(f"本月完成超过本月计划 {_money(figures.plan)} 万元{_explained(figures)}", 3)


def _copied_plan(figures: Figures) -> Doubt | None:
    if not figures.done or figures.done != figures.plan or figures.done % ROUND:
        return None
    return Doubt(f"本月完成与本月计划是同一个整数{_explained(figures)}", 2)


def _same_words(figures: Figures) -> Doubt | None:
    words = figures.progress.strip()
    if not figures.done or not words or words != figures.last_progress.strip():
        return None
    return Doubt("形象进度与上月一字不差", 1, "visible_progress")


_CHECKS: tuple[Callable[[Figures], Doubt | None], ...] = (
    _missing,
    _unexplained_zero,
    _over_annual_plan,
    _jump,
    _over_plan,
    _copied_plan,
    _same_words,
)


def _explained(figures: Figures) -> str:
    return "（已写说明）" if figures.remark.strip() else ""


def _money(amount: Decimal) -> str:
    return f"{amount:,.2f}".removesuffix(".00")


def weigh(found: Sequence[Doubt]) -> int:
    """How doubtful a unit or project is; 0 is clean."""
    return sum(doubt.weight for doubt in found)


# On the desk: what waits for 发改局 comes first, what it has done with comes last.
WAITING = {SubmissionState.SUBMITTED, SubmissionState.IN_REVIEW}
_LATER = (SubmissionState.RETURNED, SubmissionState.OPEN, None, SubmissionState.ACCEPTED)


def desk_place(state: SubmissionState | None, weight: int) -> tuple[int, int]:
    """Sort key: waiting and doubtful (worst first), waiting and clean, then the others."""
    if state in WAITING:
        return (0 if weight else 1), -weight
    return 2 + _LATER.index(state), -weight
