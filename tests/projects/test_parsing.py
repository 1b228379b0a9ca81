"""Every accepted form of a value, and the nearest ones that are not."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from projects import parsing
from projects.forms import AmountField, LedgerDateField
from projects.parsing import ParseError
from projects.periods import Month

FIRST_OF_MARCH = date(2023, 3, 1)


@pytest.mark.parametrize(
    "value",
    [
        "2023-03-01",
        "2023-3-1",
        "2023/3/1",
        "2023.3.1",
        "2023年3月1日",
        "2023年03月01日",
        " ２０２３－０３－０１ ",
        date(2023, 3, 1),
        datetime(2023, 3, 1),
    ],
    ids=str,
)
def test_dates(value):
    assert parsing.parse_date(value) == FIRST_OF_MARCH
    assert LedgerDateField().clean(value) == FIRST_OF_MARCH


@pytest.mark.parametrize(
    "value",
    [
        "2023-02-30",
        "2023-13-01",
        "3/1/2023",
        "01-03-2023",
        "23-3-1",
        "2023-3/1",
        "2023-03",
        "20230301",
        20230301,
        44986,
        44986.5,
        "2023-03-01 00:00",
        "三月一日",
        "2023年3月",
        "1999-12-31",
        "3000-01-01",
        datetime(2023, 3, 1, 8, 30),
        True,
    ],
    ids=str,
)
def test_not_dates(value):
    with pytest.raises(ParseError, match="2023-03-01"):
        parsing.parse_date(value)
    with pytest.raises(ValidationError):
        LedgerDateField().clean(value)


@pytest.mark.parametrize(
    "value",
    [
        "2023-04",
        "2023-4",
        "2023年4月",
        "2023年04月",
        "2023/4",
        "2023/04",
        "202304",
        202304,
        "２０２３年４月",
        datetime(2023, 4, 1),
    ],
    ids=str,
)
def test_months(value):
    assert parsing.parse_month(value) == Month(2023, 4)


@pytest.mark.parametrize(
    "value",
    [
        "2023.4",
        2023.4,
        "4/2023",
        "2023-13",
        "2023-00",
        "202313",
        20234,
        "2023",
        2023,
        "4月",
        "23-04",
        "2023-04-01",
        datetime(2023, 4, 2),
        datetime(2023, 4, 1, 12),
        "199912",
        True,
    ],
    ids=str,
)
def test_not_months(value):
    with pytest.raises(ParseError):
        parsing.parse_month(value)


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (0, "0"),
        (-0.0, "0"),
        (100, "100"),
        (0.1 + 0.2, "0.3"),
        (99999999.99, "99999999.99"),
        ("99999999.99", "99999999.99"),
        ("1,200.50", "1200.5"),
        ("1，200", "1200"),
        ("12 345", "12345"),
        ("1,234,567", "1234567"),
        ("１２００．５", "1200.5"),
        ("+5", "5"),
        ("007", "7"),
        (Decimal("1.25"), "1.25"),
    ],
    ids=str,
)
def test_amounts(value, read):
    assert parsing.parse_amount(value) == Decimal(read)
    assert AmountField().clean(value) == Decimal(read)


@pytest.mark.parametrize(
    "value",
    [
        "一百万",
        "NaN",
        "nan",
        "Infinity",
        "-inf",
        float("nan"),
        float("inf"),
        "1e5",
        "0x10",
        "12万",
        "45%",
        "-1",
        -0.01,
        True,
        False,
        "1,23",
        "1,2345",
        "1'234",
        "1.2.3",
        ",5",
        "5.",
        ".5",
        "1 0",
        "100000000",
        99999999.995,
        1e300,
        datetime(2023, 1, 1),
    ],
    ids=str,
)
def test_not_amounts(value):
    with pytest.raises(ParseError):
        parsing.parse_amount(value)
    with pytest.raises(ValidationError):
        AmountField().clean(value)


def test_the_message_says_what_was_read_and_what_to_write():
    with pytest.raises(ParseError) as caught:
        parsing.parse_amount("一百万")
    assert str(caught.value) == "“一百万”不是数字，请填如 100"


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("NY2023-001", "NY2023-001"),
        (" ＮＹ１ ", "NY1"),
        (2023001, "2023001"),
        ("宁〔2023〕1", "宁〔2023〕1"),
        ("〔2023〕1号", "〔2023〕1号"),
        ("（2023）1", "(2023)1"),
        ("_1", "_1"),
        (999_999_999_999_999, "999999999999999"),
    ],
    ids=str,
)
def test_codes(value, read):
    assert parsing.parse_code(value) == read


@pytest.mark.parametrize(
    "value",
    [
        "=A1",
        "-1",
        ".1",
        ")1",
        "〕1",
        "A B",
        "A/B",
        "A\nB",
        "A" * 51,
        1.5,
        10**15,
        True,
        datetime(2023, 1, 1),
        "A'",
    ],
    ids=str,
)
def test_not_codes(value):
    with pytest.raises(ParseError):
        parsing.parse_code(value)


@pytest.mark.parametrize(("value", "read"), [("是", True), ("否", False), (" 是 ", True)], ids=str)
def test_yes_no(value, read):
    assert parsing.parse_yes_no(value) is read


@pytest.mark.parametrize("value", ["Y", "true", 1, 0, True, "不是", "√"], ids=str)
def test_neither_yes_nor_no(value):
    with pytest.raises(ParseError, match="是 或 否"):
        parsing.parse_yes_no(value)


@pytest.mark.parametrize("value", [2023, "2023", "2023年", "２０２３"], ids=str)
def test_years(value):
    assert parsing.parse_year(value) == 2023


@pytest.mark.parametrize("value", ["23", 1999, 3000, 2023.5, "二〇二三", True], ids=str)
def test_not_years(value):
    with pytest.raises(ParseError):
        parsing.parse_year(value)


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (" a\r\nb ", "a\nb"),
        (12, "12"),
        (0.1 + 0.2, "0.3"),
        (datetime(2023, 3, 1), "2023-03-01"),
        (datetime(2023, 3, 1, 8, 5), "2023-03-01 08:05"),
        ("=1+1", "=1+1"),
    ],
    ids=str,
)
def test_texts(value, read):
    assert parsing.parse_text(value, 20) == read


@pytest.mark.parametrize("value", ["a\x00b", "a\x0bb", "x" * 21, True], ids=repr)
def test_not_texts(value):
    with pytest.raises(ParseError):
        parsing.parse_text(value, 20)
