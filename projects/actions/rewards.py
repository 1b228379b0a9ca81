"""Deciding on rewards, and setting their tiers; 发改局 only, 二（四）3."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from projects.actions.reporting import StaleError
from projects.actions.versions import RefusedError, create_row, remove_row, update_row
from projects.choices.areas import Area
from projects.choices.rewards import RewardKind, RewardState
from projects.lifecycles import MoveError
from projects.lifecycles.rewards import REWARD
from projects.models import Project, Reward, RewardTier, User
from projects.permissions import keeps_area, role_of
from projects.rewards import Line, line_of
from projects.rules.rewards import LISTED, UNSET, Claim


@dataclass(frozen=True)
class Decision:
    """What 发改局 settles with a move; `amount` in 万元, None takes what the rules give."""

    on_both_lists: bool
    amount: Decimal | None
    opinion: str


@transaction.atomic
def decide(
    *,
    project: Project,
    year: int,
    kind: RewardKind,
    move: str,
    decision: Decision,
    version: int,
    by: User,
) -> Reward:
    """Move one reward on, with amount and opinion; the row is made with its first move.

    StaleError if the row has another version by now, RefusedError in words if the move, the
    amount or the missing evidence forbids it.
    """
    _require_keeper(by)
    line = line_of(project, year, kind)
    if line.reward is not None and not version:
        raise StaleError(line.reward)
    try:
        state = RewardState(REWARD.after(move, line.state, role_of(by)))
    except MoveError as error:
        raise RefusedError(str(error)) from None
    values = vars(decision) | {"state": state, "amount": _amount(line, state, decision)}
    if line.reward is None:
        return create_row(Reward(project=project, year=year, kind=kind, **values), by=by)
    return update_row(line.reward, version=version, by=by, **values)


def _amount(line: Line, state: RewardState, decision: Decision) -> Decimal | None:
    """The amount to write; a decision for the reward stands on the rules' own."""
    if state in {RewardState.CANDIDATE, RewardState.REFUSED}:
        return None if line.kind is not RewardKind.INTEREST else decision.amount
    if line.kind is RewardKind.INTEREST:
        return decision.amount
    if line.claim is None:
        raise RefusedError("台账数据不符合奖励条件，请先核对台账")
    most = _most(line.claim, decision)
    if state is RewardState.AGREED and most is None:
        raise RefusedError(f"奖励档次未设置（{UNSET}），请先在本年度奖励页设置档次")
    given = most if decision.amount is None else decision.amount
    if given is not None and most is not None and given > most:
        raise RefusedError(f"核定金额不能超过按规则计算的{most}万元")
    return given


def _most(claim: Claim, decision: Decision) -> Decimal | None:
    """The most that the rules allow; on both lists the higher of the two."""
    if claim.kind is RewardKind.LISTED and decision.on_both_lists:
        return max(LISTED.values())
    return claim.amount


@transaction.atomic
def record_interest(
    *, project: Project, year: int, amount: Decimal | None, opinion: str, by: User
) -> Reward:
    """Name a project for 财政贴息; RefusedError if it is named already or not industrial."""
    _require_keeper(by)
    if not project.is_industrial:
        raise RefusedError("贴息只给产业类项目")
    row = Reward(
        project=project, year=year, kind=RewardKind.INTEREST, amount=amount, opinion=opinion
    )
    return create_row(row, by=by)


def add_tier(*, year: int, floor: Decimal, amount: Decimal, by: User) -> RewardTier:
    """From `floor` 万元 of total investment on, `amount` 万元."""
    _require_keeper(by)
    return create_row(RewardTier(year=year, floor=floor, amount=amount), by=by)


def remove_tier(*, tier: RewardTier, version: int, by: User) -> None:
    _require_keeper(by)
    remove_row(tier, version=version, by=by)


def _require_keeper(by: User) -> None:
    if not keeps_area(by, Area.REWARDS):
        raise RefusedError("奖励由发改局核实和决定")
