from datetime import date
from decimal import Decimal

import pytest

from assessment import overview
from assessment.cards.engine import assess
from assessment.choices import Annex, Colour, GoalKey, Rule
from assessment.completion import completion
from assessment.models import Card, Goal, Quota
from assessment.models.runs import RunKind
from projects.choices import Layer, ReportState, Stage
from projects.models import IndustryChain, Project
from projects.periods import Month
from projects.queries import counts_by_unit
from tests.factories import make_month, make_plan, make_project, make_unit

pytestmark = pytest.mark.django_db
DAY = date(2023, 4, 30)
APRIL = Month(2023, 4)


def make_quota(unit, number: int, annex: str = "start", band: str = "total") -> Quota:
    return Quota.objects.create(year=2023, annex=annex, band=band, unit=unit, printed=number)


@pytest.fixture
def unit():
    return make_unit("甲镇")


def counted():
    """What the first page counts of the projects."""
    conditions = overview.funnel_conditions(DAY) | overview.tier_conditions(2023, DAY)
    return overview.summed(counts_by_unit(Project.objects.with_stage(DAY), conditions))


def test_goals_stand_beside_what_the_annexes_hand_out(unit):
    chain = IndustryChain.objects.create(name="新材料", tier="leading")
    make_quota(unit, 3)
    make_quota(unit, 2, "planning", "over_1b")
    for annex, key, target in (
        ("planning", "over_1b", 4),
        ("planning", "leading", 2),
        ("start", "total", 2),
    ):
        Goal.objects.create(year=2023, annex=annex, key=key, target=target, clause="一")
    make_project(unit=unit, started_on=date(2023, 4, 30))
    make_project(unit=unit, started_on=date(2023, 5, 1))
    make_project(unit=unit, planned_on=date(2023, 1, 1), total_investment=100_000, chain=chain)
    make_project(unit=unit, planned_on=date(2023, 1, 1), total_investment="499.99", chain=chain)
    lines = overview.goal_lines(completion(2023, DAY), counted())
    assert [(line.annex, line.key, line.target, line.handed_out, line.done) for line in lines] == [
        (Annex.START, GoalKey.TOTAL, 2, 3, 1),
        (Annex.PLANNING, GoalKey.OVER_1B, 4, 2, 1),
        (Annex.PLANNING, GoalKey.LEADING, 2, None, 1),
    ]
    assert [line.rate for line in lines] == [50, 25, 50]


def test_the_funnel_counts_what_was_reached_and_what_stands(unit, django_assert_num_queries):
    make_project(unit=unit)
    make_project(unit=unit, planned_on=date(2023, 1, 1))
    make_project(unit=unit, signed_on=date(2023, 2, 1), started_on=date(2023, 4, 2))
    make_project(unit=unit, started_on=date(2023, 3, 1), completed_on=date(2023, 5, 1))
    with django_assert_num_queries(1):
        found = overview.funnel(counted(), DAY)
    assert found.total == 4
    assert {step.stage: (step.reached, step.standing) for step in found.steps} == {
        Stage.NONE: (None, 1),
        Stage.PLANNED: (1, 1),
        Stage.SIGNED: (1, 0),
        Stage.STARTED: (2, 1),
        Stage.UNDER_WAY: (None, 1),
        Stage.COMPLETED: (0, 0),
        Stage.IN_PRODUCTION: (0, 0),
        Stage.ENROLLED: (0, 0),
    }


def test_cards_are_counted_by_rule_and_colour_against_the_month_before(unit):
    make_plan(make_project(unit=unit, start_due=date(2023, 2, 28)), 2023, 1)
    make_project(unit=make_unit(), start_due=date(2023, 3, 1))
    assess(DAY, kind=RunKind.COMMAND)
    now = overview.summed(Card.objects.counts_by_unit(APRIL))
    before = overview.summed(Card.objects.counts_by_unit(Month(2023, 3)))
    lines = overview.card_lines(APRIL, now, before)[Rule.START]
    assert [(line.colour, line.now, line.change) for line in lines] == [
        (Colour.GREEN, 0, 0),
        (Colour.YELLOW, 1, 0),
        (Colour.RED, 1, 1),
        (None, 0, -1),
    ]
    assert lines[2].url == "/cards/2023-04/?rule=start&colour=red"


def test_the_last_units_of_each_layer_come_last_first():
    for index in range(7):
        unit = make_unit(f"镇{index}")
        make_quota(unit, 10)
        for _ in range(index):
            make_project(unit=unit, started_on=date(2023, 1, 1))
    bureau = make_unit("县某局", layer=Layer.DEPARTMENT)
    make_quota(bureau, 1)
    make_unit("无任务", layer=Layer.DEPARTMENT)
    red = {bureau.pk: {(1, 3): 2, (2, 3): 1, (2, 1): 5}}
    found = overview.lagging(completion(2023, DAY), APRIL, red, {bureau.pk: 4})
    town_park = found[Layer.TOWN_PARK]
    assert [(item.row.label, item.rank, item.rate) for item in town_park] == [
        (f"镇{index}", 7 - index, index * 10) for index in range(5)
    ]
    [item] = found[Layer.DEPARTMENT]
    assert (item.red, item.missing, item.rate) == (3, 4, 0)


def test_ties_at_the_end_stand_in_annex_order():
    for name in ("甲镇", "乙镇"):
        make_quota(make_unit(name), 1)
    found = overview.lagging(completion(2023, DAY), APRIL, {}, {})[Layer.TOWN_PARK]
    assert [(item.row.label, item.rank) for item in found] == [("甲镇", 1), ("乙镇", 1)]


def test_investment_counts_reports_that_count(unit):
    project = make_project(unit=unit, started_on=date(2023, 1, 1))
    make_plan(project, 2023, "100.10")
    make_plan(project, 2022, 900)
    make_month(project, "2023-03", done="20.02")
    make_month(project, "2023-04", done="30.03")
    make_month(project, "2023-05", done=1)
    other = make_project(unit=unit)
    make_month(other, "2023-04", done=7, state=ReportState.DRAFT)
    found = overview.investment_total(APRIL)
    assert found == overview.Investment(Decimal("100.10"), Decimal("50.05"), Decimal("30.03"))
    assert found.rate == 50


def test_an_empty_ledger_has_totals_of_nothing():
    found = overview.investment_total(APRIL)
    assert (found.plan, found.done, found.rate) == (0, 0, None)
    assert overview.funnel(counted(), DAY).total == 0
    assert overview.goal_lines(completion(2023, DAY), counted()) == []
