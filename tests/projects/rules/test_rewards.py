"""Who is a candidate for a reward, and for how much, 二（四）3."""

from datetime import date
from decimal import Decimal

import pytest

from projects.choices import Level
from projects.choices.rewards import RewardKind
from projects.rules.rewards import Facts, Tier, claims

FACTS = Facts(
    is_industrial=True,
    level="",
    on_both_lists=False,
    total_investment=Decimal(10_000),
    start_due=date(2023, 3, 1),
    started_on=date(2023, 3, 1),
    completed_on=date(2023, 11, 1),
    in_production_on=date(2023, 12, 31),
    plan=Decimal(1000),
    done=Decimal(1000),
)
TIERS = [Tier(Decimal(10_000), Decimal(50)), Tier(Decimal(50_000), Decimal(100))]


def kinds(**changed) -> dict:
    return {claim.kind: claim for claim in claims(FACTS._replace(**changed), 2023, TIERS)}


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        pytest.param({}, True, id="on-the-day-and-at-the-year-s-end"),
        pytest.param({"started_on": date(2023, 2, 28)}, True, id="a-day-early"),
        pytest.param({"started_on": date(2023, 3, 2)}, False, id="a-day-late"),
        pytest.param({"in_production_on": date(2024, 1, 1)}, False, id="production-a-day-late"),
        pytest.param({"started_on": date(2022, 12, 31)}, False, id="started-the-year-before"),
        pytest.param({"in_production_on": None}, False, id="not-in-production"),
        pytest.param({"start_due": None}, False, id="no-committed-date"),
        pytest.param({"is_industrial": False}, False, id="not-industrial"),
    ],
)
def test_started_in_time_and_producing_in_the_year(changed, found):
    assert (RewardKind.PRODUCTION in kinds(**changed)) is found


@pytest.mark.parametrize(
    ("investment", "amount"),
    [
        pytest.param("9999.99", None, id="below-the-lowest-tier"),
        pytest.param("10000", 50, id="on-a-tier"),
        pytest.param("49999.99", 50, id="just-below-the-next"),
        pytest.param("50000", 100, id="on-the-next"),
    ],
)
def test_the_tier_gives_the_amount(investment, amount):
    claim = kinds(total_investment=Decimal(investment))[RewardKind.PRODUCTION]
    assert claim.amount == amount
    assert ("待定档" in claim.flag) is (amount is None)


def test_never_more_than_a_hundred():
    (claim,) = claims(FACTS, 2023, [Tier(Decimal(0), Decimal(150))])
    assert claim.amount == 100


def test_without_tiers_the_amount_is_open():
    (claim,) = claims(FACTS, 2023, [])
    assert (claim.amount, claim.flag) == (None, "待定档")


def test_production_without_completion_is_flagged():
    assert "未登记竣工" in kinds(completed_on=None)[RewardKind.PRODUCTION].flag


@pytest.mark.parametrize(
    ("changed", "amount"),
    [
        pytest.param({"level": Level.PROVINCE}, 10, id="province"),
        pytest.param({"level": Level.CITY}, 5, id="city"),
        pytest.param({"level": Level.CITY, "on_both_lists": True}, 10, id="both-the-higher"),
        pytest.param({"level": Level.COUNTY}, None, id="county"),
        pytest.param({"level": Level.CITY, "done": Decimal("999.99")}, None, id="plan-missed"),
        pytest.param({"level": Level.CITY, "done": Decimal("1000.01")}, 5, id="plan-passed"),
        pytest.param({"level": Level.CITY, "plan": None}, None, id="no-plan"),
        pytest.param({"level": Level.CITY, "plan": Decimal(0)}, None, id="plan-of-nothing"),
        pytest.param({"level": Level.CITY, "is_industrial": False}, None, id="not-industrial"),
    ],
)
def test_on_a_list_with_the_year_s_plan_met(changed, amount):
    claim = kinds(**changed).get(RewardKind.LISTED)
    assert (claim and claim.amount) == amount
    if claim:
        assert bool(claim.flag) is FACTS._replace(**changed).on_both_lists
