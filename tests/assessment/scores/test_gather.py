"""What a score is reckoned from agrees with the pages that show the same figures."""

from datetime import date
from fractions import Fraction
from io import StringIO

import pytest
from django.core.management import call_command

from assessment.cards.engine import assess
from assessment.choices import Annex, Colour, QuotaBand, Rule
from assessment.completion import completion
from assessment.deadlines import Timeliness
from assessment.demo.ledger import load_demo
from assessment.duties import duties
from assessment.investment import investment
from assessment.models import Card, Policy
from assessment.models.runs import RunKind
from assessment.scores.default import proposal
from assessment.scores.gather import read_year
from assessment.scores.measures import MEASURES
from assessment.scores.schemes import Scheme
from assessment.scores.sheet import freeze, freeze_lines, thaw, thaw_lines
from assessment.scores.standings import (
    standings,
)
from projects.choices import Layer
from projects.periods import Month

pytestmark = pytest.mark.django_db
DAY, MONTH = date(2023, 11, 30), Month(2023, 9)
PROPOSAL = {layer: Scheme("建议", proposal(layer), 3) for layer in Layer}


@pytest.fixture(scope="module")
def demo(shared_rows):
    """One demonstration for all of these tests, which only look at it."""
    shared_rows(write_demo)


def write_demo() -> None:
    call_command("load_annexes", stdout=StringIO())
    load_demo(day=DAY, projects=120, seed=3)
    assess(DAY, kind=RunKind.COMMAND)


def readings(month: Month, code: str, parameter: int = 0):
    facts = read_year(month, DAY).facts(month)
    return {unit: MEASURES[code].read(own, parameter) for unit, own in facts.items()}


@pytest.mark.parametrize("carries", [False, True], ids=["plain", "carried"])
def test_quotas_are_those_of_the_completion_page(demo, carries):
    Policy.objects.update_or_create(year=2023, defaults={"carry_surplus_down": carries})
    table = completion(2023, MONTH.last)
    for annex, band in ((Annex.START, "total"), (Annex.START, "industrial"),
                        (Annex.START, "over_5m"), (Annex.PLANNING, "over_100m")):  # fmt: skip
        found = readings(MONTH, f"{annex.value}_{band}")
        for row in table.rows:
            cell = row.cells[annex, QuotaBand(band)]
            reading = found[row.unit.pk]
            if cell.effective:
                assert (reading.part, reading.whole) == (cell.counted, cell.effective)
            assert len(reading.witnesses) == cell.done


def test_money_is_that_of_the_investment_page(demo):
    found = readings(MONTH, "investment")
    rows = investment(MONTH).rows
    assert sum(bool(row.annual_plan) for row in rows) > 20
    for row in rows:
        if row.annual_plan:
            assert found[row.unit.pk].whole == Fraction(row.annual_plan)
            loose = [one for one in found[row.unit.pk].witnesses if not one.counts]
            assert loose or found[row.unit.pk].part == Fraction(row.done)


def test_cards_are_those_of_the_month(demo):
    counts = Card.objects.counts_by_unit(MONTH)
    for rule in Rule:
        for colour in (Colour.YELLOW, Colour.RED):
            found = readings(MONTH, f"{rule.code}_{colour.code}")
            assert sum(reading.part for reading in found.values()) > 0
            for unit, reading in found.items():
                assert reading.part == counts.get(unit, {}).get((rule, colour), 0)


def test_returns_are_those_of_the_duties(demo):
    months = [Month(2023, number) for number in range(1, MONTH.month + 1)]
    late, missing = readings(MONTH, "monthly_late"), readings(MONTH, "monthly_missing")
    assert sum(reading.part for reading in late.values()) > 0
    for unit in late:
        standing = [
            row.timeliness
            for duty in duties(months, DAY)
            for row in duty.standings
            if row.unit.pk == unit
        ]
        assert late[unit].part == standing.count(Timeliness.LATE)
        assert missing[unit].part == standing.count(Timeliness.MISSING)
        break


def test_eight_queries_for_all_units_with_many_projects(demo, django_assert_num_queries):
    with django_assert_num_queries(8):
        found = standings(MONTH, DAY, PROPOSAL)
    assert len(found.scores) == 40


def test_a_sheet_comes_back_from_the_ice_as_it_went(demo):
    found = standings(MONTH, DAY, PROPOSAL)
    for table in found.tables.values():
        for entry in table.entries:
            sheet = found.sheet(entry.unit)
            assert thaw(freeze(sheet)) == sheet
    for layer in Layer:
        assert thaw_lines(freeze_lines(proposal(layer))) == proposal(layer)
