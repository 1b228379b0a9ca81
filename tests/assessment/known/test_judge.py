"""The cards and the completion that the trail tells are those that each night had stored."""

import os
from datetime import date
from random import Random

import pytest

from assessment.known.completing import completion_then
from assessment.known.inputs import read_trail
from assessment.known.instants import end_of
from assessment.known.judge import Past
from tests.assessment.known.play import YEAR, Clock, Play, cells_of, known_cards, stored_cards

pytestmark = pytest.mark.django_db


def told(past: Past, instant, day: date) -> dict:
    found: dict = {}
    for month in range(1, 13):
        found |= dict(known_cards(past.cards(month, instant, day)))
    return found


def first_differences(told_cards: dict, stored: dict) -> list:
    keys = sorted({*told_cards, *stored}, key=str)
    pairs = [(key, told_cards.get(key), stored.get(key)) for key in keys]
    return [pair for pair in pairs if pair[1] != pair[2]][:3]


@pytest.mark.parametrize("round_", range(4))
def test_every_night_is_told_again(monkeypatch, round_):
    seed = int(os.environ.get("SEED", "0")) or Random().randrange(1, 10**9)
    print(f"SEED={seed}")  # noqa: T201 - to repeat a failure
    play = Play(Random(seed), Clock(monkeypatch))
    play.days(45)
    past = Past(read_trail(YEAR))
    assert len(play.nights) >= 30
    for day, stored in play.nights.items():
        where = f"SEED={seed} day={day}"
        assert first_differences(told(past, end_of(day), day), stored) == [], where
        table = completion_then(past.ledger(end_of(day)), YEAR, day)
        assert cells_of(table) == cells_of(play.tables[day]), where
    last = max(play.nights)
    assert first_differences(told(past, None, last), stored_cards()) == [], f"SEED={seed} now"
