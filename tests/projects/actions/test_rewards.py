"""Rewards from candidate to decision: 发改局 only, on the rules' own amounts."""

from datetime import date
from decimal import Decimal

import pytest

from projects.actions.reporting import StaleError
from projects.actions.rewards import Decision, add_tier, decide, record_interest, remove_tier
from projects.actions.versions import RefusedError
from projects.choices import Level, Role
from projects.choices.rewards import RewardKind, RewardState
from projects.models import Reward, RewardTier
from projects.rewards import NO_LONGER, line_of, lines
from tests.factories import make_month, make_plan, make_project, make_unit, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    """On the city's list with its plan met, and producing in the year of its start."""
    project = make_project(
        "A1",
        unit=make_unit("甲镇"),
        is_industrial=True,
        level=Level.CITY,
        start_due=date(2023, 3, 1),
        started_on=date(2023, 3, 1),
        completed_on=date(2023, 9, 1),
        in_production_on=date(2023, 10, 1),
    )
    make_plan(project, 2023, 100)
    make_month(project, "2023-09", done=100)
    return project


@pytest.fixture
def drc():
    return make_user(Role.DRC, username="fagai")


def move(project, by, name, kind=RewardKind.LISTED, version=0, **settled):
    given = Decision(settled.get("both", False), settled.get("amount"), settled.get("opinion", ""))
    return decide(
        project=project, year=2023, kind=kind, move=name, decision=given, version=version, by=by
    )


def test_the_candidates_are_computed_not_typed_in(project, drc):
    found = {line.kind: line for line in lines(2023, drc)}
    assert found[RewardKind.LISTED].amount == 5
    assert found[RewardKind.PRODUCTION].amount is None
    assert not Reward.objects.exists()
    assert lines(2022, drc) == []


def test_from_candidate_to_agreed(project, drc):
    row = move(project, drc, "verify")
    row = move(project, drc, "agree", version=row.version)
    assert (row.state, row.amount) == (RewardState.AGREED, 5)
    assert list(row.history.values_list("state", "history_user__username")) == [
        ("agreed", "fagai"), ("verified", "fagai"),
    ]  # fmt: skip


def test_on_both_lists_the_higher_counts_and_is_flagged(project, drc):
    row = move(project, drc, "verify", both=True)
    line = line_of(project, 2023, RewardKind.LISTED)
    assert (row.amount, line.claim.amount) == (10, 10)
    assert "同时在省、市" in line.flag


@pytest.mark.parametrize(
    ("name", "settled", "words"),
    [
        pytest.param("agree", {}, "不能同意", id="not-before-it-is-verified"),
        pytest.param("refuse", {}, "须写明意见", id="refused-without-a-word"),
        pytest.param("verify", {"amount": Decimal("5.01")}, "不能超过", id="more-than-the-rules"),
        pytest.param("nonsense", {}, "不能操作", id="no-such-move"),
    ],
)
def test_what_is_refused(project, drc, name, settled, words):
    with pytest.raises(RefusedError, match=words):
        move(project, drc, name, **settled)
    assert not Reward.objects.exists()


@pytest.mark.parametrize("role", [Role.UNIT, Role.FINANCE, Role.STATISTICS, Role.LEADER])
def test_only_the_drc_decides(project, role):
    with pytest.raises(RefusedError, match="发改局"):
        move(project, make_user(role, project.unit if role == Role.UNIT else None), "verify")


def test_without_a_tier_nothing_is_agreed(project, drc):
    row = move(project, drc, "verify", RewardKind.PRODUCTION)
    with pytest.raises(RefusedError, match="档次未设置"):
        move(project, drc, "agree", RewardKind.PRODUCTION, row.version)
    add_tier(year=2023, floor=Decimal(500), amount=Decimal(30), by=drc)
    row = move(project, drc, "agree", RewardKind.PRODUCTION, row.version)
    assert row.amount == 30


def test_a_form_that_is_behind_loses(project, drc):
    row = move(project, drc, "verify")
    for version in (0, row.version + 1):
        with pytest.raises(StaleError):
            move(project, drc, "agree", version=version)


def test_a_decision_outlives_its_facts_and_says_so(project, drc):
    move(project, drc, "verify")
    project.monthly_reports.update(amount=1)
    line = line_of(project, 2023, RewardKind.LISTED)
    assert (line.state, line.flag) == (RewardState.VERIFIED, NO_LONGER)


def test_interest_is_recorded_by_hand(project, drc):
    record_interest(project=project, year=2023, amount=None, opinion="技改", by=drc)
    row = move(project, drc, "verify", RewardKind.INTEREST, 1, amount=Decimal(3), opinion="技改")
    assert (row.state, row.amount) == (RewardState.VERIFIED, 3)
    with pytest.raises(RefusedError, match="已有这一类"):
        record_interest(project=project, year=2023, amount=None, opinion="再", by=drc)


def test_tiers_keep_to_the_hundred_and_to_their_version(drc):
    with pytest.raises(RefusedError, match="0至100"):
        add_tier(year=2023, floor=Decimal(1), amount=Decimal("100.01"), by=drc)
    tier = add_tier(year=2023, floor=Decimal(1), amount=Decimal(100), by=drc)
    with pytest.raises(StaleError):
        remove_tier(tier=tier, version=2, by=drc)
    remove_tier(tier=tier, version=1, by=drc)
    assert not RewardTier.objects.exists()
    assert RewardTier.history.filter(history_type="-", history_user=drc).exists()


def test_a_unit_sees_its_own_only(project):
    other = make_user(Role.UNIT, make_unit("乙镇"))
    assert lines(2023, other) == []
    assert len(lines(2023, make_user(Role.UNIT, project.unit))) == 2
