"""1,500 generated histories, new ones in every run: the SQL against the plain reckoning, every card, every figure."""

import os
from datetime import date, timedelta
from fractions import Fraction
from random import Random

import pytest

from assessment.cards import engine
from assessment.cards.engine import assess
from assessment.choices import Colour, Reason, Rule
from assessment.models import Card, Policy
from assessment.models.runs import RunKind
from tests.assessment.histories import random_averages, random_history, store, store_averages
from tests.assessment.reckoning import Readings, all_cards

pytestmark = [pytest.mark.django_db, pytest.mark.untraced]
NUMBER, CHUNK = 1_500, 599  # so that a run takes them in three bites
NUMBER_OF_READINGS = 600
_FIGURES = (
    "rule", "year", "month", "colour", "reason", "late_months", "late_days", "start_due",
    "started_on", "first_start_due", "first_colour", "done_cents", "plan_cents",
    "average_picos", "missing_report", "run", "project_id",
)  # fmt: skip
_COLOURS = {None: None, **{colour.value: colour.code for colour in Colour}}
_REASONS = {reason.value: reason.code for reason in Reason}


def _scaled(value, factor):
    return None if value is None else Fraction(value, factor)


def stored(row: dict) -> tuple:
    colour, reason = _COLOURS[row["colour"]], _REASONS[row["reason"]]
    if row["rule"] == Rule.START:
        return (
            colour, reason, row["late_months"], row["late_days"], row["start_due"],
            row["started_on"], row["first_start_due"], _COLOURS[row["first_colour"]],
        )  # fmt: skip
    return (
        colour, reason, _scaled(row["done_cents"], 100), _scaled(row["plan_cents"], 100),
        _scaled(row["average_picos"], 10**12), row["missing_report"], row["run"],
    )  # fmt: skip


def differences(expected: dict, limit: int = 3) -> list:
    found, seen = [], 0
    for row in Card.objects.values(*_FIGURES).iterator(chunk_size=5000):
        key = (row["project_id"], Rule(row["rule"]).code, row["year"], row["month"])
        seen += 1
        want = expected[row["project_id"]][key[1:]]
        if stored(row) != want and len(found) < limit:
            found.append((key, stored(row), want))
    if seen != sum(map(len, expected.values())):
        found.append(("cards", seen))
    return found


def test_every_card_of_generated_histories(monkeypatch):
    monkeypatch.setattr(engine, "CHUNK", CHUNK)
    seed = int(os.environ.get("SEED", "0")) or Random().randrange(1, 10**9)
    print(f"SEED={seed}")  # noqa: T201 - to repeat a failure
    random = Random(seed)
    averages = random_averages(random)
    store_averages(averages)
    limits = {2022: (1, 2), 2023: (random.choice((1, 2)), random.choice((3, 4)))}
    for year, (yellow, red) in limits.items():
        Policy.objects.create(year=year, yellow_after_months=yellow, red_after_months=red)
    histories = [random_history(random) for _ in range(NUMBER)]
    projects = store(histories)
    first = date(2023, 1, 1) + timedelta(days=random.randrange(300))
    # A first night, one some days later, and one in a later month.
    for day in (first, first + timedelta(days=random.randrange(1, 6)), date(2023, 12, 31)):
        assess(day, kind=RunKind.COMMAND)
        expected = {
            project.pk: all_cards(history, 2022, day, averages, limits)
            for project, history in zip(projects, histories, strict=True)
        }
        assert differences(expected) == [], f"SEED={seed} day={day}"


@pytest.mark.parametrize(
    "readings",
    [
        pytest.param(Readings("yellow", "yellow", "keep"), id="yellow-yellow-keep"),
        pytest.param(Readings("yellow", "green", "last"), id="yellow-green-last"),
        pytest.param(Readings("red", "yellow", "last"), id="red-yellow-last"),
    ],
)
def test_every_card_under_the_other_readings(readings):
    seed = int(os.environ.get("SEED", "0")) or Random().randrange(1, 10**9)
    print(f"SEED={seed}")  # noqa: T201 - to repeat a failure
    random = Random(seed)
    averages = {key: rate for key, rate in random_averages(random).items() if random.random() < 0.8}
    store_averages(averages)
    for year in (2022, 2023):
        Policy.objects.create(
            year=year,
            at_red_limit=readings.two_months,
            under_yellow_limit=readings.under or "none",
            without_average=readings.gap,
        )
    histories = [random_history(random) for _ in range(NUMBER_OF_READINGS)]
    projects = store(histories)
    first = date(2023, 1, 1) + timedelta(days=random.randrange(300))
    for day in (first, date(2023, 12, 31)):
        assess(day, kind=RunKind.COMMAND)
        expected = {
            project.pk: all_cards(history, 2022, day, averages, {}, readings)
            for project, history in zip(projects, histories, strict=True)
        }
        assert differences(expected) == [], f"SEED={seed} day={day}"
