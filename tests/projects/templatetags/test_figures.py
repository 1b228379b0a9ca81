from decimal import Decimal
from fractions import Fraction

import pytest

from projects.templatetags import figures


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (figures.money(Decimal("1234567.50")), "1,234,567.50"),
        (figures.money(Decimal("1200.00")), "1,200"),
        (figures.money(None), "—"),
        (figures.percent(Fraction(100, 3)), "33.3%"),
        (figures.percent(0), "0.0%"),
        (figures.percent(None), "—"),
        (figures.points(Fraction(-5, 4)), "−1.2"),
        (figures.points(0.04), "+0.0"),
        (figures.points(None), "—"),
        (figures.dash(0), "0"),
        (figures.dash(None), "—"),
        (figures.dash(""), "—"),
        (figures.hundred_millions(Decimal("14205105.3")), "1,420.51"),
        (figures.change(0), "持平"),
        (figures.change(3), "+3"),
        (figures.change(-3), "−3"),
    ],
)
def test_how_figures_are_written(shown, expected):
    assert str(shown) == expected


@pytest.mark.parametrize(
    ("value", "width"), [(None, 0), (-3, 0), (45.25, 45.2), (100, 100), (508.3, 100)]
)
def test_a_bar_stays_in_its_frame(value, width):
    assert figures.bar(value, 91.5) == {"width": width, "mark": 91.5}
