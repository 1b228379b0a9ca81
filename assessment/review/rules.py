"""What 发改局 should look at before it accepts, and in which order. Pure.

A doubt is no error. What the unit's own page remarks upon is doubtful here too; the weights and
the limit of a jump are this project's own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assessment.reporting.remarks import Doubt as Remark
from assessment.reporting.remarks import wants_zero_reason
from projects.choices import SubmissionState

# A jump is this many times the month before, and at least this much above it (万元).
JUMP_TIMES = 3
JUMP_AT_LEAST = Decimal(500)
# Worst first: what is missing or cannot be right, then what is unlikely, then what is lazy.
# From HEAVY on a doubt stands even where the unit has written its word about it.
MISSING, UNEXPLAINED_ZERO, JUMP, HEAVY = 10, 8, 5, 5
WEIGHTS: dict[Remark, int] = {
    Remark.OVER_ANNUAL_PLAN: 6,
    Remark.FALLING: 4,
    Remark.OVER_PLAN: 3,
    Remark.COPY_OF_PLAN: 2,
    Remark.SAME_WORDS: 1,
}


@dataclass(frozen=True)
class Claim:
    """One project's month as reported; 万元, None is blank, which is not zero.

    `expected`: the project was being built. `remarks` are those of the unit's own page.
    """

    expected: bool
    done: Decimal | None
    last: Decimal | None = None
    zero_reason: str = ""
    remark: str = ""
    remarks: Sequence[Remark] = ()


@dataclass(frozen=True)
class Doubt:
    """`weight` orders units and projects; `field` is the column of the entry page it is about."""

    text: str
    weight: int
    field: str = "done"


def doubts(claim: Claim) -> list[Doubt]:
    """All doubts about one project's month, the weightiest first."""
    found = [*_gaps(claim), *_jump(claim), *_remarks(claim)]
    if claim.remark.strip():
        found = [
            replace(doubt, text=f"{doubt.text}（已写说明）") for doubt in found if _heavy(doubt)
        ]
    return sorted(found, key=lambda doubt: -doubt.weight)


def _heavy(doubt: Doubt) -> bool:
    return doubt.weight >= HEAVY


def _gaps(claim: Claim) -> Iterable[Doubt]:
    if claim.expected and claim.done is None:
        yield Doubt("在建项目缺报本月完成", MISSING)
    if wants_zero_reason(claim.done) and not claim.zero_reason.strip():
        yield Doubt("本月完成为0，没有写明原因", UNEXPLAINED_ZERO, "zero_reason")


def _jump(claim: Claim) -> Iterable[Doubt]:
    if not claim.done or not claim.last:
        return
    if claim.done >= claim.last * JUMP_TIMES and claim.done - claim.last >= JUMP_AT_LEAST:
        yield Doubt(f"本月完成是上月的 {claim.done / claim.last:.1f} 倍", JUMP)


def _remarks(claim: Claim) -> Iterable[Doubt]:
    for remark in claim.remarks:
        field = "visible_progress" if remark is Remark.SAME_WORDS else "done"
        yield Doubt(str(remark), WEIGHTS[remark], field)


def weigh(found: Iterable[Doubt]) -> int:
    """How doubtful a unit or project is; 0 is clean."""
    return sum(doubt.weight for doubt in found)


# On the desk what waits for 发改局 comes first, and what it has done with comes last.
WAITING = frozenset({SubmissionState.SUBMITTED, SubmissionState.IN_REVIEW})
_LATER = (SubmissionState.RETURNED, SubmissionState.OPEN, None, SubmissionState.ACCEPTED)


def desk_place(state: SubmissionState | None, weight: int) -> tuple[int, int]:
    """Sort key: waiting and doubtful (worst first), waiting and clean, then the others."""
    if state in WAITING:
        return (0 if weight else 1), -weight
    return 2 + _LATER.index(state), -weight
