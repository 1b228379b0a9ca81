"""What a preview foresees is what the night then writes, card by card and figure by figure."""

import os
from datetime import date
from decimal import Decimal
from random import Random

import pytest

from assessment.cards.engine import assess
from assessment.cards.foresight import Supposed, foresee
from assessment.choices import Colour, Rule
from assessment.models import Card, CityAverage, Policy
from assessment.models.runs import RunKind
from projects.models import MonthlyReport, Project, ProjectType, ReportingMonth
from projects.periods import Month
from tests.assessment.histories import (
    RATES,
    random_averages,
    random_history,
    store,
    store_averages,
)
from tests.factories import make_month, make_plan, make_project, make_type

pytestmark = pytest.mark.django_db
DAY = date(2023, 9, 20)
FEBRUARY = Month(2023, 2)
NUMBER = 200


@pytest.fixture
def random():
    seed = int(os.environ.get("SEED", "0")) or Random().randrange(1, 10**9)
    print(f"SEED={seed}")  # noqa: T201 - to repeat a failure
    return Random(seed)


@pytest.fixture
def ledger(random):
    """Random histories, two months locked with their cards, and changes that no run has judged."""
    store_averages(random_averages(random))
    store([random_history(random) for _ in range(NUMBER)])
    assess(DAY, kind=RunKind.COMMAND)
    for month in (3, 6):
        ReportingMonth.objects.create(year=2023, month=month)
    assess(DAY, kind=RunKind.COMMAND, full=True)
    some = Project.objects.order_by("?")[: NUMBER // 10]
    MonthlyReport.objects.filter(project__in=list(some)).delete()


def night(since: Month) -> dict[int, dict]:
    """All cards from `since` on, as a run writes them."""
    assess(DAY, kind=RunKind.COMMAND)
    rows = Card.objects.filter(year__gt=since.year) | Card.objects.filter(
        year=since.year, month__gte=since.month
    )
    return {row["id"]: row for row in rows.values()}


def moved(before: dict[int, dict], after: dict[int, dict]) -> list[dict]:
    """The new cards whose colour is another, in the order of the preview."""
    rows = [row for key, row in after.items() if before[key]["colour"] != row["colour"]]
    return sorted(rows, key=lambda row: (row["year"], row["month"], row["id"]))


def as_row(card: Card) -> dict:
    return {field.attname: getattr(card, field.attname) for field in Card._meta.concrete_fields}


def test_averages_come_out_as_the_night_judges_them(ledger, random):
    rates = {
        (kind.pk, FEBRUARY): random.choice((None, *map(Decimal, RATES)))
        for kind in ProjectType.objects.all()
    }
    rates[make_type("产业").pk, FEBRUARY] = Decimal(500)
    seen = foresee(Supposed(averages=rates), FEBRUARY, DAY)
    before = night(FEBRUARY)
    for (kind, month), rate in rates.items():
        key = {"project_type_id": kind, "year": month.year, "month": month.month}
        CityAverage.objects.filter(**key).delete()
        if rate is not None:
            CityAverage.objects.create(**key, rate=rate)
    after = night(FEBRUARY)
    assert seen
    assert [as_row(card) for card, _ in seen] == moved(before, after)
    assert [colour for _, colour in seen] == [before[card.pk]["colour"] for card, _ in seen]


def test_a_policy_comes_out_as_the_night_judges_it(ledger):
    policy = Policy(year=2022, version=1, yellow_after_months=2, red_after_months=5)
    since = Month(2022, 1)
    seen = foresee(Supposed(policy=policy), since, DAY)
    before = night(since)
    policy.save()
    after = night(since)
    assert {card.year for card, _ in seen} == {2022, 2023}
    assert [as_row(card) for card, _ in seen] == moved(before, after)


def test_a_policy_of_a_later_year_is_left_alone(ledger):
    Policy.objects.create(year=2023, version=1)
    policy = Policy(year=2022, version=1, yellow_after_months=2, red_after_months=5)
    seen = foresee(Supposed(policy=policy), Month(2022, 1), DAY)
    assert {card.year for card, _ in seen} == {2022}


def test_a_first_average_brings_the_year_with_it():
    """Nothing else is known of the year: the start cards come with it."""
    make_project("A1", start_due=date(2023, 1, 31), started_on=date(2023, 1, 10))
    supposed = Supposed(averages={(make_type().pk, FEBRUARY): Decimal(5)})
    seen = foresee(supposed, FEBRUARY, date(2023, 3, 31))
    assert [(card.rule, card.month, card.colour, before) for card, before in seen] == [
        (Rule.START, 2, Colour.GREEN, None),
        (Rule.START, 3, Colour.GREEN, None),
    ]


def test_a_day_before_the_month_shows_nothing():
    make_plan(make_project("A1", started_on=date(2022, 1, 1)), 2022, 1000)
    supposed = Supposed(averages={(make_type().pk, FEBRUARY): Decimal(5)})
    assert foresee(supposed, FEBRUARY, date(2022, 12, 31)) == []


def test_the_number_of_queries_is_fixed(django_assert_num_queries):
    supposed = Supposed(averages={(make_type().pk, FEBRUARY): Decimal(50)})
    for size in (1, 20):
        for _ in range(size):
            project = make_project(started_on=date(2023, 1, 1))
            make_plan(project, 2023, 1000)
            make_month(project, "2023-02", done=10)
        with django_assert_num_queries(4):
            assert len(foresee(supposed, FEBRUARY, DAY)) >= size
