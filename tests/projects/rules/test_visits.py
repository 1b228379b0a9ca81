from datetime import date

import pytest

from projects.choices.guarantees import Guarantor
from projects.rules.visits import Span, Standing, span_before, span_of, standing

LEADER, CADRE = Guarantor.LEADER, Guarantor.CADRE


@pytest.mark.parametrize(
    ("kind", "day", "first", "last"),
    [
        pytest.param(LEADER, (2023, 4, 1), (2023, 4, 1), (2023, 4, 15), id="first-of-month"),
        pytest.param(LEADER, (2023, 4, 15), (2023, 4, 1), (2023, 4, 15), id="fifteenth"),
        pytest.param(LEADER, (2023, 4, 16), (2023, 4, 16), (2023, 4, 30), id="sixteenth"),
        pytest.param(LEADER, (2023, 2, 28), (2023, 2, 16), (2023, 2, 28), id="short-month"),
        pytest.param(LEADER, (2024, 2, 29), (2024, 2, 16), (2024, 2, 29), id="leap-month"),
        pytest.param(LEADER, (2023, 12, 31), (2023, 12, 16), (2023, 12, 31), id="year-end"),
        pytest.param(CADRE, (2023, 4, 24), (2023, 4, 24), (2023, 4, 30), id="monday"),
        pytest.param(CADRE, (2023, 4, 30), (2023, 4, 24), (2023, 4, 30), id="sunday"),
        pytest.param(CADRE, (2023, 1, 1), (2022, 12, 26), (2023, 1, 1), id="week-over-new-year"),
    ],
)
def test_the_days_in_which_a_visit_is_due(kind, day, first, last):
    assert span_of(kind, date(*day)) == Span(date(*first), date(*last))


@pytest.mark.parametrize(
    ("kind", "day", "first", "last"),
    [
        pytest.param(LEADER, (2023, 4, 15), (2023, 3, 16), (2023, 3, 31), id="into-last-month"),
        pytest.param(LEADER, (2023, 1, 1), (2022, 12, 16), (2022, 12, 31), id="into-last-year"),
        pytest.param(LEADER, (2023, 4, 30), (2023, 4, 1), (2023, 4, 15), id="same-month"),
        pytest.param(CADRE, (2023, 4, 24), (2023, 4, 17), (2023, 4, 23), id="last-week"),
    ],
)
def test_the_days_before(kind, day, first, last):
    assert span_before(kind, date(*day)) == Span(date(*first), date(*last))


HALF = Span(date(2023, 4, 1), date(2023, 4, 15))


@pytest.mark.parametrize(
    ("visits", "day", "expected"),
    [
        pytest.param([], 14, Standing.OPEN, id="nobody-yet"),
        pytest.param([], 15, Standing.OPEN, id="nobody-on-the-last-day"),
        pytest.param([], 16, Standing.MISSED, id="nobody-the-day-after"),
        pytest.param([1], 1, Standing.DONE, id="first-day"),
        pytest.param([15], 16, Standing.DONE, id="last-day"),
        pytest.param([16], 16, Standing.MISSED, id="a-day-late"),
        pytest.param([10], 9, Standing.OPEN, id="not-known-yet"),
    ],
)
def test_how_a_span_stands(visits, day, expected):
    days = [date(2023, 4, number) for number in visits]
    assert standing(days, HALF, date(2023, 4, day)) is expected


def test_a_visit_before_the_span_does_not_count():
    assert standing([date(2023, 3, 31)], HALF, date(2023, 4, 16)) is Standing.MISSED
