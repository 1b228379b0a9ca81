"""Every forecast against the engine: what is foreseen is what the night then judges."""

import os
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest

from assessment.cards.engine import assess
from assessment.choices import Colour, Rule
from assessment.models import Card, CityAverage, Policy
from assessment.models.runs import RunKind
from assessment.outlook.reading import month_ahead, outlooks
from assessment.outlook.rules import MOST, Basis, assumed
from assessment.rules import ProgressMonth
from projects.choices import Role
from projects.models import MonthlyReport, Project, ReportingMonth
from projects.periods import Month
from tests.assessment.histories import (
    KINDS,
    random_averages,
    random_history,
    store,
    store_averages,
)
from tests.factories import (
    make_average,
    make_month,
    make_plan,
    make_project,
    make_type,
    make_unit,
    make_user,
)

pytestmark = pytest.mark.django_db
CENT = Decimal("0.01")
NUMBER = 150


@pytest.fixture
def random():
    seed = int(os.environ.get("SEED", "0")) or Random().randrange(1, 10**9)
    print(f"SEED={seed}")  # noqa: T201 - to repeat a failure
    return Random(seed)


@pytest.fixture
def ledger(random):
    """Random histories under random readings, February locked; averages up to a month."""
    Policy.objects.create(
        year=2022,
        at_red_limit=random.choice(("red", "yellow")),
        under_yellow_limit=random.choice(("none", "yellow", "green")),
        without_average=random.choice(("break", "keep", "last")),
    )
    averages = random_averages(random)
    store_averages({key: rate for key, rate in averages.items() if key[:2] <= (2023, 5)})
    store([random_history(random) for _ in range(NUMBER)])
    MonthlyReport.objects.filter(year=2023, month__gte=6).delete()
    assess(date(2023, 2, 28), kind=RunKind.COMMAND)
    ReportingMonth.objects.create(year=2023, month=2)


@pytest.fixture
def reader():
    return make_user(Role.DRC)


def colours(day: date, rule: Rule) -> dict[int, int | None]:
    """The cards of `day`'s month as judged at its end."""
    assess(day, kind=RunKind.COMMAND)
    cards = Card.objects.of_month(Month.of(day)).filter(rule=rule)
    return dict(cards.values_list("project", "colour"))


def report(project: int, month: Month, amount: Decimal) -> None:
    MonthlyReport.objects.update_or_create(
        project_id=project,
        year=month.year,
        month=month.month,
        defaults={"amount": amount, "state": "submitted"},
    )


@pytest.mark.parametrize("number", [pytest.param(5, id="known"), pytest.param(6, id="assumed")])
@pytest.mark.parametrize("basis", ["flat", "trend"])
def test_the_least_investment_gives_green_and_a_cent_less_does_not(
    ledger, random, reader, number, basis
):
    month = Month(2023, number)
    scenarios = {
        one.project.pk: getattr(one.progress, basis)
        for one in outlooks(reader, month.first, month)
        if getattr(one.progress, basis)
    }
    kinds = dict(Project.objects.values_list("pk", "project_type_id"))
    for kind, average in {(kinds[pk], one.average) for pk, one in scenarios.items()}:
        CityAverage.objects.update_or_create(
            project_type_id=kind, year=2023, month=number, defaults={"rate": average}
        )
    reachable = {pk: one for pk, one in scenarios.items() if one.possible}
    for pk, one in reachable.items():
        report(pk, month, one.least)
    now = colours(month.last, Rule.PROGRESS)
    assert len(reachable) > NUMBER // 10
    assert {pk for pk in reachable if now[pk] != Colour.GREEN} == set()
    more = {pk: one for pk, one in reachable.items() if one.least > 0}
    for pk, one in more.items():
        report(pk, month, one.least - CENT)
    now = colours(month.last, Rule.PROGRESS)
    # An average that fell to nothing asks for nothing.
    assert more or not any(one.average for one in reachable.values())
    assert {pk for pk in more if now[pk] == Colour.GREEN} == set()


def test_the_start_card_turns_on_the_day_and_not_before(ledger, random, reader):
    # After February, whose locked cards turn no more.
    day = date(2023, 3, 1) + timedelta(days=random.randrange(240))
    found = outlooks(reader, day, Month.of(day))
    turns = [
        (turn.on, turn.colour, one.project.pk)
        for one in found
        for turn in one.turns
        if turn.rule is Rule.START
    ]
    assert turns
    days = sorted({on for on, _, _ in turns})
    for on in random.sample(days, min(8, len(days))):
        before = colours(on - timedelta(days=1), Rule.START)
        then = colours(on, Rule.START)
        for _, colour, pk in (turn for turn in turns if turn[0] == on):
            assert then[pk] == colour, (on, pk)
            assert before[pk] != colour, (on, pk)


def test_no_start_card_turns_unforeseen(ledger, random, reader):
    """The other way round: what the engine turns first was foreseen for that day."""
    day = date(2023, 3, 1) + timedelta(days=random.randrange(60))
    found = {one.project.pk: one for one in outlooks(reader, day, Month.of(day))}
    now = colours(day, Rule.START)
    for later in (day + timedelta(days=step) for step in range(1, 13)):
        then = colours(later, Rule.START)
        for pk, one in found.items():
            unstarted = one.project.started_on is None or one.project.started_on > later
            if unstarted and then[pk] == Colour.RED and now[pk] != Colour.RED:
                assert one.start.red_on is not None
                assert one.start.red_on <= later


@pytest.mark.parametrize("basis", ["flat", "trend"])
def test_the_progress_card_turns_at_the_month_end_and_not_before(ledger, reader, basis):
    """With the averages that the forecast assumes, and no reports, the year comes out as said."""
    month = Month(2023, 4)
    found = outlooks(reader, month.first, month)
    for kind in KINDS:
        store_assumed(make_type(kind).pk, month, {"flat": Basis.LAST, "trend": Basis.TREND}[basis])
    MonthlyReport.objects.filter(year=2023, month__gte=6).delete()
    at_ends = {number: colours(Month(2023, number).last, Rule.PROGRESS) for number in range(3, 13)}
    seen = 0
    for one in found:
        scenario = getattr(one.progress, basis)
        if scenario is None:
            continue
        pk = one.project.pk
        for colour, on in ((Colour.YELLOW, scenario.yellow_on), (Colour.RED, scenario.red_on)):
            if on:
                seen += 1
                assert at_ends[on.month][pk] == colour, (pk, on)
                assert at_ends[on.month - 1][pk] != colour, (pk, on)
        assert at_ends[4][pk] == scenario.if_silent
    assert seen


def store_assumed(kind: int, month: Month, basis: Basis) -> None:
    """Store what the forecast takes for the averages of one type."""
    known = dict(
        CityAverage.objects.filter(project_type=kind, year=2023).values_list("month", "rate")
    )
    year = [ProgressMonth(Month(2023, n), None, known.get(n)) for n in range(1, 13)]
    for entry in assumed(year, month, basis):
        if entry.average is not None and entry.month.month not in known:
            CityAverage.objects.create(
                project_type_id=kind, year=2023, month=entry.month.month, rate=entry.average
            )


def test_the_number_of_queries_is_fixed(reader, django_assert_num_queries):
    make_average("2023-03", 10)
    for size in (1, 20):
        for _ in range(size):
            project = make_project(started_on=date(2023, 1, 1))
            make_plan(project, 2023, 1000)
            make_month(project, "2023-02", done=10)
        with django_assert_num_queries(8):
            assert len(outlooks(reader, date(2023, 4, 1), Month(2023, 3))) >= size


def test_a_clerk_sees_own_projects_only():
    own, _other = make_project("A1"), make_project("A2", unit=make_unit())
    clerk = make_user(Role.UNIT, own.unit)
    seen = outlooks(clerk, date(2023, 4, 1), Month(2023, 3))
    assert [one.project for one in seen] == [own]


def test_a_project_of_years_ago_is_past(reader):
    make_project("A1", started_on=date(2021, 1, 1), completed_on=date(2022, 12, 31))
    assert outlooks(reader, date(2023, 4, 1), Month(2023, 3)) == []


@pytest.mark.parametrize(
    ("day", "locked", "month"),
    [
        pytest.param(date(2023, 4, 24), False, Month(2023, 3), id="before-it-opens"),
        pytest.param(date(2023, 4, 25), False, Month(2023, 4), id="open"),
        pytest.param(date(2023, 4, 24), True, Month(2023, 4), id="last-month-is-locked"),
    ],
)
def test_the_month_whose_report_is_to_come(day, locked, month):
    if locked:
        ReportingMonth.objects.create(year=2023, month=3)
    assert month_ahead(day) == month


def test_the_most_is_one_report():
    assert MonthlyReport._meta.get_field("amount").max_digits == len(str(MOST)) - 1
