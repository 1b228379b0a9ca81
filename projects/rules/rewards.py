"""Who is a candidate for a reward, and for how much, 二（四）3. Pure; amounts in 万元."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from projects.choices import Level
from projects.choices.rewards import RewardKind

MOST = Decimal(100)
LISTED: dict[Level, Decimal] = {Level.PROVINCE: Decimal(10), Level.CITY: Decimal(5)}
UNSET = "待定档"


class Tier(NamedTuple):
    """From this total investment on, this reward."""

    floor: Decimal
    amount: Decimal


class Facts(NamedTuple):
    """A project as the rules see it; `plan` and `done` are those of the year."""

    is_industrial: bool
    level: str
    on_both_lists: bool
    total_investment: Decimal
    start_due: date | None
    started_on: date | None
    completed_on: date | None
    in_production_on: date | None
    plan: Decimal | None
    done: Decimal


class Claim(NamedTuple):
    """A candidate's reward; `amount` is None while no tier is set. `flag` wants a person's eye."""

    kind: RewardKind
    amount: Decimal | None
    evidence: str
    flag: str = ""


def claims(facts: Facts, year: int, tiers: Sequence[Tier]) -> list[Claim]:
    """The rewards that the facts speak for in `year`."""
    found = (production(facts, year, tiers), listed(facts))
    return [claim for claim in found if claim]


def production(facts: Facts, year: int, tiers: Sequence[Tier]) -> Claim | None:
    """Industrial, started by the committed date and in production in the same year, at most 100."""
    due, started, running = facts.start_due, facts.started_on, facts.in_production_on
    if not (facts.is_industrial and due and started and running and started <= due):
        return None
    if {started.year, running.year} != {year}:
        return None
    completed = facts.completed_on
    evidence = f"计划开工{due}，实际开工{started}，竣工{completed or '未登记'}，投产{running}"
    amount = tier_amount(facts.total_investment, tiers)
    flags = (UNSET if amount is None else "", "" if completed else "未登记竣工")
    return Claim(RewardKind.PRODUCTION, amount, evidence, "；".join(filter(None, flags)))


def tier_amount(total_investment: Decimal, tiers: Sequence[Tier]) -> Decimal | None:
    """The amount of the highest tier reached; None if there is none."""
    reached = [tier for tier in tiers if total_investment >= tier.floor]
    return min(max(reached).amount, MOST) if reached else None


def listed(facts: Facts) -> Claim | None:
    """Industrial, on the provincial (10) or the city's (5) list, with the year's plan met."""
    amount = LISTED.get(Level(facts.level)) if facts.level else None
    if not (facts.is_industrial and amount and facts.plan and facts.done >= facts.plan):
        return None
    evidence = f"{Level(facts.level).label}，年度计划{facts.plan}万元，完成{facts.done}万元"
    if facts.on_both_lists:
        both = "同时在省、市重点名单，按高的计"
        return Claim(RewardKind.LISTED, max(LISTED.values()), evidence, both)
    return Claim(RewardKind.LISTED, amount, evidence)
