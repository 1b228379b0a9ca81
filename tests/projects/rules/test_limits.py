"""What is left of a limit, and what may be asked for; each at its boundary."""

from datetime import date

import pytest

from projects.rules.limits import Pressure, countdown, extension_fault

LIMIT = date(2023, 4, 20)


@pytest.mark.parametrize(
    ("day", "pressure", "days", "label"),
    [
        pytest.param(date(2023, 4, 16), Pressure.OPEN, 4, "剩4天", id="four-days-before"),
        pytest.param(date(2023, 4, 17), Pressure.SOON, 3, "剩3天", id="three-days-before"),
        pytest.param(LIMIT, Pressure.SOON, 0, "今日到期", id="on-the-day"),
        pytest.param(date(2023, 4, 21), Pressure.OVERDUE, 1, "逾期1天", id="the-day-after"),
    ],
)
def test_while_it_is_owed(day, pressure, days, label):
    found = countdown(LIMIT, day)
    assert (found.pressure, found.days, found.label) == (pressure, days, label)


@pytest.mark.parametrize(
    ("finished", "label"),
    [
        pytest.param(date(2023, 4, 19), "按期报送", id="before"),
        pytest.param(LIMIT, "按期报送", id="on-the-day"),
        pytest.param(date(2023, 4, 21), "逾期1天报送", id="after"),
    ],
)
def test_once_it_is_met_the_day_stands_still(finished, label):
    found = countdown(LIMIT, date(2024, 1, 1), finished)
    assert (found.pressure, found.label) == (Pressure.OVER, label)


@pytest.mark.parametrize(
    ("wanted", "day", "fault"),
    [
        pytest.param(date(2023, 4, 21), LIMIT, "", id="asked-on-the-last-day"),
        pytest.param(date(2023, 4, 21), date(2023, 4, 21), "已过", id="asked-too-late"),
        pytest.param(LIMIT, LIMIT, "须晚于", id="no-later-than-now"),
        pytest.param(None, LIMIT, "哪一天", id="no-day"),
    ],
)
def test_what_may_be_asked_for(wanted, day, fault):
    found = extension_fault(LIMIT, wanted, day)
    assert fault in found
    assert bool(found) is bool(fault)
