"""When a project is far behind, and which months it owes a note."""

from datetime import date
from fractions import Fraction

import pytest

from assessment.listings.rules import far_behind, least_rate, owed_months
from projects.periods import Month

JUNE = Month(2023, 6)
ELAPSED = Fraction(181 * 100, 365)  # at the end of June


@pytest.mark.parametrize(
    ("rate", "behind"),
    [
        pytest.param(ELAPSED - 30 - Fraction(1, 1000), True, id="more-than-thirty-points"),
        pytest.param(ELAPSED - 30, True, id="exactly-thirty-points"),
        pytest.param(ELAPSED - 30 + Fraction(1, 1000), False, id="less-than-thirty-points"),
        pytest.param(None, False, id="no-plan"),
    ],
)
def test_far_behind_the_elapsed_year(rate, behind):
    assert far_behind(rate, JUNE) is behind


def test_nothing_is_far_behind_in_the_first_quarter():
    assert least_rate(Month(2023, 3)) is None
    assert not far_behind(Fraction(0), Month(2023, 3))
    assert far_behind(Fraction(0), Month(2023, 4))


@pytest.mark.parametrize(
    ("ended", "day", "months"),
    [
        pytest.param(None, date(2023, 4, 30), [], id="the-month-is-not-over"),
        pytest.param(None, date(2023, 5, 1), ["2023-04"], id="over"),
        pytest.param(None, date(2023, 7, 1), ["2023-04", "2023-06"], id="one-is-noted"),
        pytest.param(date(2023, 5, 20), date(2023, 7, 1), ["2023-04"], id="off-the-list-in-may"),
    ],
)
def test_owed_months(ended, day, months):
    noted = {Month(2023, 5)}
    assert [str(each) for each in owed_months(date(2023, 4, 10), ended, noted, day)] == months
