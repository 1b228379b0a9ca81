"""The card rules at their boundaries, in Python and in SQL."""

from datetime import date
from decimal import Decimal

import pytest

from assessment.cards.engine import assess
from assessment.choices import Rule
from assessment.models import Card, Policy
from assessment.models.runs import RunKind
from assessment.rules import ProgressMonth, progress_cards, start_card
from projects.models import Suspension
from projects.periods import Month
from tests.assessment.card_cases import COLOURS, PROGRESS_CASES, START_CASES, amount, day
from tests.factories import make_average, make_month, make_plan, make_project


def stop(project, stops):
    for found in stops:
        Suspension.objects.create(
            project=project,
            kind=found.kind,
            from_on=found.from_on,
            until_on=found.until_on,
            reason="-",
        )


@pytest.mark.parametrize("case", START_CASES)
def test_start_rule(case):
    got = start_card(day(case.due), day(case.started), day(case.on), case.stops, case.limits)
    assert (got.colour, got.reason, got.late_months, got.late_days) == (
        case.colour, case.reason, case.months, case.days,
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("case", START_CASES)
def test_start_sql(case):
    on = day(case.on)
    project = make_project(start_due=day(case.due), started_on=day(case.started))
    make_plan(project, on.year, 1)
    stop(project, case.stops)
    Policy.objects.create(
        year=on.year,
        yellow_after_months=case.limits.yellow_after_months,
        red_after_months=case.limits.red_after_months,
        at_red_limit=case.limits.at_red_limit,
        under_yellow_limit=case.limits.under_yellow_limit,
    )
    assess(on, kind=RunKind.COMMAND)
    card = Card.objects.of_month(Month.of(on)).get(rule=Rule.START)
    assert (card.colour, card.reason, card.late_months or 0, card.late_days or 0) == (
        case.colour, case.reason, case.months, case.days,
    )  # fmt: skip
    assert (card.first_start_due, card.first_colour) == (card.start_due, card.colour)


@pytest.mark.parametrize("case", PROGRESS_CASES)
def test_progress_rule(case):
    months = [
        ProgressMonth(Month(2023, number), amount(done), amount(average))
        for number, (done, average) in enumerate(zip(case.amounts, case.averages, strict=True), 1)
    ]
    plan = amount(case.plan)
    dates = (day(case.started), day(case.completed), day(case.on))
    got = progress_cards(months, plan, *dates, case.stops, case.without)
    assert [(v.reason, v.run) for v in got] == list(case.verdicts)
    assert [v.colour for v in got] == [COLOURS.get(reason) for reason, _ in case.verdicts]


@pytest.mark.django_db
@pytest.mark.parametrize("case", PROGRESS_CASES)
def test_progress_sql(case):
    project = make_project(started_on=day(case.started), completed_on=day(case.completed))
    if case.plan is not None:
        make_plan(project, 2023, case.plan)
    for number, (done, average) in enumerate(zip(case.amounts, case.averages, strict=True), 1):
        month = str(Month(2023, number))
        if done is not None:
            make_month(project, month, done)
        if average is not None:
            make_average(month, average)
    Policy.objects.create(year=2023, without_average=case.without)
    make_month(make_project(), "2023-01", 0)  # the ledger begins in 2023 whatever the case
    stop(project, case.stops)
    last = Month(2023, len(case.amounts)).last
    assess(min(last, day(case.on)), kind=RunKind.COMMAND)
    cards = list(Card.objects.of_project(project.pk).filter(rule=Rule.PROGRESS).order_by("month"))
    assert [(card.reason, card.run) for card in cards] == list(case.verdicts)
    assert [card.colour for card in cards] == [COLOURS.get(reason) for reason, _ in case.verdicts]
    assert [card.missing_report for card in cards] == [done is None for done in case.amounts]
    assert cards[-1].done == sum((Decimal(done) for done in case.amounts if done), Decimal(0))


@pytest.mark.django_db
def test_january_starts_a_new_run():
    project = make_project(started_on=date(2022, 1, 1))
    for month in ("2022-11", "2022-12", "2023-01"):
        make_average(month, 1)
        make_plan(project, int(month[:4]), 100) if month != "2022-12" else None
    assess(date(2023, 1, 31), kind=RunKind.COMMAND)
    cards = Card.objects.filter(rule=Rule.PROGRESS).order_by("id")
    assert [card.run for card in cards][-3:] == [1, 2, 1]
