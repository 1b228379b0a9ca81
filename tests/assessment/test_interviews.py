"""Proposals for interviews, 二（三）3 and 二（四）2: red at two month-ends running."""

from datetime import date

import pytest

from assessment.actions.proposals import write_proposals
from assessment.cards.engine import assess
from assessment.choices import Colour, Rule
from assessment.interviews import interview_proposals
from assessment.models import Card, InterviewProposal, Policy
from assessment.models.runs import RunKind
from projects.choices import Role
from projects.periods import Month
from tests.factories import make_average, make_plan, make_project, make_unit, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def late_project():
    """Red from the end of March 2023 on."""
    project = make_project(start_due=date(2023, 1, 31))
    make_plan(project, 2023, 100)
    assess(date(2023, 5, 31), kind=RunKind.COMMAND)
    return project


@pytest.mark.parametrize(
    ("month", "months"),
    [
        pytest.param(2, [], id="yellow"),
        pytest.param(3, [], id="red-for-the-first-time"),
        pytest.param(4, ["2023年3月至2023年4月"], id="red-twice-running"),
        pytest.param(5, ["2023年3月至2023年5月"], id="one-entry-for-the-whole-run"),
    ],
)
def test_proposed_once_for_an_unbroken_run(late_project, month, months):
    assert [p.months for p in interview_proposals(Month(2023, month))] == months


def test_a_proposal_names_unit_figures_and_clause(late_project):
    [proposal] = interview_proposals(Month(2023, 4))
    assert proposal.unit == late_project.unit
    assert (proposal.length, proposal.clause) == (2, "二（三）3")
    assert "逾期满3个月（共89天）" in proposal.figures


def test_the_policy_says_how_long_is_persistent(late_project):
    Policy.objects.create(year=2023, persistent_red_months=3)
    assert interview_proposals(Month(2023, 4)) == []
    assert len(interview_proposals(Month(2023, 5))) == 1


def test_a_clerk_sees_own_units_only(late_project, django_assert_num_queries):
    stranger = make_user(Role.UNIT, make_unit())
    assert interview_proposals(Month(2023, 5), stranger) == []
    own = make_user(Role.UNIT, late_project.unit)
    with django_assert_num_queries(2):
        assert len(interview_proposals(Month(2023, 5), own)) == 1


@pytest.fixture
def red_by_turns():
    """Red by its start in March, for progress only in April and May: it started on 30 April."""
    project = make_project(start_due=date(2023, 1, 31))
    for month in ("2023-02", "2023-03", "2023-04", "2023-05"):
        make_average(month, 10)
    make_plan(project, 2023, 100)
    assess(date(2023, 5, 31), kind=RunKind.COMMAND)
    InterviewProposal.objects.all().delete()
    red = Colour.RED
    for month, start, progress in ((3, red, None), (4, None, red), (5, None, red)):
        for rule, colour in ((Rule.START, start), (Rule.PROGRESS, progress)):
            Card.objects.of_month(Month(2023, month)).filter(rule=rule).update(colour=colour)
    return project


@pytest.mark.parametrize(
    ("scope", "least", "found"),
    [
        pytest.param("same", 2, [("进度牌", "2023年4月至2023年5月")], id="one-rule"),
        pytest.param("same", 3, [], id="one-rule-is-too-short"),
        pytest.param("any", 3, [("进度牌", "2023年3月至2023年5月")], id="both-rules-together"),
        pytest.param("any", 4, [], id="both-rules-are-too-short"),
    ],
)
def test_the_reading_says_whose_red_cards_count(red_by_turns, scope, least, found):
    policy = Policy(year=2023, persistent_scope=scope, persistent_red_months=least)
    proposals = interview_proposals(Month(2023, 5), policy=policy)
    assert [(one.rule.label, one.months) for one in proposals] == found


def test_the_evidence_of_a_run_under_both_rules_names_the_other_one(red_by_turns):
    Policy.objects.create(year=2023, persistent_scope="any", persistent_red_months=2)
    assert write_proposals(day=date(2023, 5, 31)) == 1
    evidence = InterviewProposal.objects.get().evidence["months"]
    said = [(month["month"], month["figures"].startswith("开工牌，")) for month in evidence]
    assert said == [("2023年3月", True), ("2023年4月", False)]


def test_a_run_that_goes_on_under_the_other_rule_is_not_proposed_again(red_by_turns):
    Policy.objects.create(year=2023, persistent_scope="any", persistent_red_months=2)
    Card.objects.of_month(Month(2023, 4)).filter(rule=Rule.START).update(colour=Colour.RED)
    Card.objects.of_month(Month(2023, 4)).filter(rule=Rule.PROGRESS).update(colour=None)
    assert [write_proposals(day=Month(2023, month).last) for month in (4, 5)] == [1, 0]


def test_a_project_red_under_both_rules_is_proposed_once(late_project):
    Card.objects.filter(rule=Rule.PROGRESS, month__gte=3).update(colour=Colour.RED)
    month = Month(2023, 4)
    for scope, number in (("same", 2), ("any", 1)):
        policy = Policy(year=2023, persistent_scope=scope)
        assert len(interview_proposals(month, policy=policy)) == number
    [proposal] = interview_proposals(month, policy=policy)
    assert (proposal.rule, proposal.length) == (Rule.START, 2)
