from datetime import date

import pytest

from assessment.cards.engine import assess
from assessment.choices import Colour, Reason, Rule
from assessment.models import Card
from assessment.models.runs import RunKind
from projects.periods import Month
from tests.factories import make_average, make_month, make_plan, make_project

pytestmark = pytest.mark.django_db


def run(day, **options):
    return assess(date.fromisoformat(day), kind=RunKind.COMMAND, **options)


def test_a_year_of_progress():
    project = make_project(start_due=date(2023, 1, 31), started_on=date(2023, 2, 28))
    make_plan(project, 2023, 1000)
    make_average("2023-02", 10)
    make_average("2023-03", 20)
    make_average("2023-04", 30)
    make_month(project, "2023-02", 50)
    make_month(project, "2023-03", 150)
    assert run("2023-04-30").written == 8
    assert run("2023-04-30").written == 0
    cards = Card.objects.filter(rule=Rule.PROGRESS).order_by("month")
    assert [(c.month, c.reason, c.run, c.done_cents) for c in cards] == [
        (1, Reason.NOT_STARTED, 0, 0),
        (2, Reason.BELOW_AVERAGE, 1, 5000),
        (3, Reason.AT_OR_ABOVE_AVERAGE, 0, 20000),
        (4, Reason.BELOW_AVERAGE, 1, 20000),
    ]
    starts = Card.objects.filter(rule=Rule.START).order_by("month")
    assert [c.colour for c in starts] == [None, Colour.YELLOW, Colour.YELLOW, Colour.YELLOW]
    assert Card.objects.of_project(project.pk).count() == 8
    assert list(Card.objects.counts_by_unit(Month(2023, 4))) == [project.unit_id]
