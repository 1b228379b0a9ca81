"""Scores from the ledger: as many as the other pages count, ranked by layer, frozen for ever."""

import random
from datetime import date
from decimal import Decimal
from fractions import Fraction
from io import StringIO

import pytest
from django.core.management import call_command

from assessment.actions.scores import publish
from assessment.choices.scores import LineKind
from assessment.models import PublishedScore
from assessment.scores.default import proposal
from assessment.scores.gather import read_year
from assessment.scores.measures import MEASURES
from assessment.scores.schemes import Scheme, adopted
from assessment.scores.sheet import thaw
from assessment.scores.standings import (
    differences,
    entry_of,
    frozen_schemes,
    published,
    standings,
)
from projects.actions.versions import RefusedError
from projects.choices import Layer, Role
from projects.models import Project
from projects.periods import Month
from tests.assessment.scores.county import MARCH, lock, make_county
from tests.factories import make_month, make_plan, make_project, make_user

pytestmark = pytest.mark.django_db
DAY, MONTH = date(2023, 11, 30), Month(2023, 9)
PROPOSAL = {layer: Scheme("建议", proposal(layer), 3) for layer in Layer}


@pytest.fixture
def county():
    return make_county()


def places(month: Month = MARCH):
    table = standings(month, date(2023, 4, 20), adopted(2023)).tables[Layer.TOWN_PARK]
    return [(entry.unit.name, entry.rank) for entry in table.entries]


def test_ties_share_a_rank_and_stand_in_annex_order(county):
    assert places() == [("甲", 1), ("乙", 1), ("丙", 3), ("丁", None)]


def test_the_change_is_held_against_the_month_before(county):
    unit = Project.objects.get(code="P4").unit
    for number in range(2):
        make_project(f"N{number}", unit=unit, started_on=date(2023, 3, 5))
    table = standings(MARCH, date(2023, 4, 20), adopted(2023)).tables[Layer.TOWN_PARK]
    assert [(entry.unit.name, entry.rank, entry.before, entry.change) for entry in table.entries] == [
        ("丙", 1, 3, 2), ("甲", 2, 1, -1), ("乙", 2, 1, -1), ("丁", None, None, None),
    ]  # fmt: skip


def test_january_begins_a_new_year(county):
    found = standings(Month(2023, 1), date(2023, 4, 20), adopted(2023))
    assert {entry.before for entry in found.tables[Layer.TOWN_PARK].entries} == {None}


def test_publishing_freezes_rows_and_evidence(county):
    lock()
    row = publish(month=MARCH, seen=0, reason="", today=date(2023, 4, 20), by=county)
    before = published(row)
    Project.objects.filter(code="P0").update(started_on=None)
    make_project("NEW", unit=Project.objects.get(code="P4").unit, started_on=date(2023, 3, 9))
    assert published(row) == before
    sheet = thaw(PublishedScore.objects.get(publication=row, unit__name="甲").sheet)
    starts = next(line for line in sheet.items if line.measure == "start_total")
    assert [one.code for one in starts.counted] == ["P0", "P1"]
    now = standings(MARCH, date(2023, 4, 20), frozen_schemes(row)).tables
    changed = differences(before, now)
    assert [one.unit.name for one in changed] == ["甲", "丙"]
    assert [(one.then.rank, one.now.rank) for one in changed] == [(1, 3), (3, 1)]


def test_only_a_locked_month_is_published(county):
    with pytest.raises(RefusedError, match="尚未锁定"):
        publish(month=MARCH, seen=0, reason="", today=date(2023, 4, 20), by=county)


def test_publishing_again_wants_a_reason_and_keeps_the_first(county):
    lock()
    first = publish(month=MARCH, seen=0, reason="", today=date(2023, 4, 20), by=county)
    kept = published(first)
    Project.objects.filter(code="P0").update(started_on=None)
    with pytest.raises(RefusedError, match="原因"):
        publish(month=MARCH, seen=1, reason="", today=date(2023, 4, 21), by=county)
    with pytest.raises(RefusedError, match="刚由别人公布"):
        publish(month=MARCH, seen=0, reason="更正", today=date(2023, 4, 21), by=county)
    second = publish(month=MARCH, seen=1, reason="更正", today=date(2023, 4, 21), by=county)
    assert (second.number, second.reason) == (2, "更正")
    assert published(first) == kept
    assert published(second) != kept


def test_the_published_rank_before_is_the_published_one(county):
    for month in (Month(2023, 2), MARCH):
        lock(month)
        publish(month=month, seen=0, reason="", today=date(2023, 4, 20), by=county)
    row = PublishedScore.objects.get(publication__month=3, unit__name="丙")
    assert (row.rank, row.before, entry_of(row).change) == (3, 3, 0)


def test_a_later_scheme_does_not_touch_what_was_published(county):
    lock()
    row = publish(month=MARCH, seen=0, reason="", today=date(2023, 4, 20), by=county)
    scheme = frozen_schemes(row)[Layer.TOWN_PARK]
    assert scheme.weights == 100
    assert [line.kind for line in scheme.lines].count(LineKind.ITEM) == 6


def test_without_both_schemes_nothing_is_published(county):
    lock(Month(2022, 3))
    with pytest.raises(RefusedError, match="没有现行的计分办法"):
        publish(month=Month(2022, 3), seen=0, reason="", today=date(2023, 4, 20), by=county)


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.DRC, Role.UNIT}])
def test_only_the_bureau_publishes(county, role):
    lock()
    with pytest.raises(RefusedError):
        publish(month=MARCH, seen=0, reason="", today=date(2023, 4, 20), by=make_user(role))


def test_amounts_are_exact_to_the_cent(county):
    project = Project.objects.get(code="P0")
    make_plan(project, 2023, "0.07")
    chance = random.Random(5)
    cents = [chance.randint(0, 3) for _ in range(3)]
    for month, amount in enumerate(cents, 1):
        make_month(project, f"2023-{month:02d}", done=Decimal(amount).scaleb(-2), state="submitted")
    reading = MEASURES["investment"].read(
        read_year(MARCH, date(2023, 4, 20)).facts(MARCH)[project.unit_id], 0
    )
    assert (reading.part, reading.whole) == (Fraction(sum(cents), 100), Fraction(7, 100))


def test_eight_queries_for_all_units_without_a_project(db, django_assert_num_queries):
    call_command("load_annexes", stdout=StringIO())
    with django_assert_num_queries(8):
        found = standings(MONTH, DAY, PROPOSAL)
    assert len(found.scores) == 40


def test_the_proposal_adds_up_and_is_marked_as_one():
    for layer in Layer:
        scheme = Scheme("", proposal(layer), 3)
        assert scheme.weights == 100
        assert {line.measure for line in scheme.vetoes} == {"quality", "safety", "funds"}
        assert all(line.clause for line in scheme.lines)
        assert all(line.cap is not None for line in scheme.counted)
