"""Cells: what is typed, what is shown."""

from decimal import Decimal

import pytest

from assessment.reporting.entry import read, written
from projects.parsing import ParseError


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        pytest.param("", None, id="blank"),
        pytest.param(" 　 ", None, id="blanks-of-both-widths"),
        pytest.param("0", Decimal(0), id="zero-is-no-blank"),
        pytest.param("1,234.5", Decimal("1234.5"), id="separators"),
        pytest.param("１，２３４．５０", Decimal("1234.50"), id="full-width"),
        pytest.param(" 12.345 ", Decimal("12.35"), id="to-the-cent"),
    ],
)
@pytest.mark.parametrize("field", ["plan", "done"])
def test_amounts(field, typed, value):
    assert read(field, typed) == value


@pytest.mark.parametrize("typed", ["-1", "一百", "1e3", "NaN", "1,23", "5%"])
def test_what_is_no_amount_is_quoted(typed):
    with pytest.raises(ParseError, match=f"“{typed}”"):
        read("done", typed)


def test_text_keeps_its_lines_and_has_an_end():
    assert read("problems", "一\r\n二") == "一\n二"
    assert read("remark", "字" * 200) == "字" * 200
    with pytest.raises(ParseError, match="超过200字"):
        read("remark", "字" * 201)
    with pytest.raises(ParseError, match="超过1000字"):
        read("visible_progress", "字" * 1001)


@pytest.mark.parametrize(
    "value", [None, Decimal("1234.50"), Decimal(0), Decimal("1000000"), "甲\n乙"]
)
def test_what_is_shown_is_read_back_unchanged(value):
    field = "problems" if isinstance(value, str) else "done"
    assert read(field, written(value)) == value
