"""What a person types, read one way everywhere: by forms and by workbook imports.

Each parser takes what a cell or a form field holds (text, number, date, truth value) and returns
the value, or raises `ParseError` whose message quotes what was read and says what to fill in.
A blank is the caller's business and never comes here.
"""

import math
import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from projects.models.fields import MONEY_MAX, YEAR_MAX, YEAR_MIN
from projects.models.ledger import CODE_PATTERN, CODE_RULE
from projects.periods import Month

QUOTED_LENGTH = 30
# A spreadsheet keeps 15 significant digits; anything beyond is noise of the binary float.
SIGNIFICANT_DIGITS = 15
LARGEST_EXACT = 10**SIGNIFICANT_DIGITS

_CODE = re.compile(CODE_PATTERN)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?\Z")
_SEPARATED = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?\Z")
_DAY = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})\Z")
_CHINESE_DAY = re.compile(r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日\Z")
_MONTH = re.compile(
    r"([0-9]{4})[-/]([0-9]{1,2})\Z|([0-9]{4})年([0-9]{1,2})月\Z|([0-9]{4})([0-9]{2})\Z"
)
_YEAR = re.compile(r"([0-9]{4})年?\Z")

YES, NO = "是", "否"


class ParseError(ValueError):
    """The value cannot be read; the message is for the person who typed it."""


def quoted(value: Any) -> str:
    """What was read, in Chinese quotation marks, on one line and not too long."""
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        value = value.date()
    text = " ".join(_CONTROL.sub("", str(value)).split())
    return f"“{text[:QUOTED_LENGTH]}…”" if len(text) > QUOTED_LENGTH else f"“{text}”"


def plain(value: str) -> str:
    """Full-width letters, digits and signs made narrow, blanks around them taken off."""
    return unicodedata.normalize("NFKC", value).strip()


def tidy_text(value: str) -> str:
    """Text as it is kept: one kind of line end, no control characters, no blanks around it."""
    return _CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n")).strip()


def parse_text(value: Any, longest: int) -> str:
    """Free text of at most `longest` characters; a number or day in a text cell is written out."""
    if isinstance(value, bool):
        raise ParseError(f"{quoted(value)}不是文字，请填文字")
    if isinstance(value, datetime) and value.time() != datetime.min.time():
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float):
        return format(_from_float(value), "f")
    if _CONTROL.search(str(value)):
        raise ParseError(f"{quoted(value)}含有不可见的控制字符，请删去后重填")
    text = tidy_text(str(value))
    if len(text) > longest:
        raise ParseError(f"{quoted(text)}共{len(text)}字，超过{longest}字，请缩短到{longest}字以内")
    return text


def parse_code(value: Any, longest: int = 50) -> str:
    """项目编号: Chinese characters, letters, digits and a few signs."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        if isinstance(value, float) or abs(value) >= LARGEST_EXACT:
            raise ParseError(
                f"{quoted(value)}是数值，编号可能已被表格改动，请把单元格设为文本格式后重填完整编号"
            )
    elif not isinstance(value, str):
        raise ParseError(f"{quoted(value)}不是编号，请填如 NY2023-001")
    text = plain(str(value))
    if not _CODE.match(text):
        raise ParseError(f"{quoted(text)}不是编号，{CODE_RULE}，请填如 NY2023-001")
    return parse_text(text, longest)


def _from_float(value: float) -> Decimal:
    return Decimal(format(value, f".{SIGNIFICANT_DIGITS}g"))


def _number(value: Any, example: str) -> Decimal:
    if isinstance(value, bool):
        raise ParseError(f"{quoted(value)}不是数字，请填如 {example}")
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, Decimal) and value.is_finite():
        return value
    if isinstance(value, float) and math.isfinite(value):
        return _from_float(value)
    if isinstance(value, str):
        text = re.sub(r"(?<=[0-9]) (?=[0-9])", ",", plain(value).replace("，", ","))
        if _SEPARATED.match(text):
            text = text.replace(",", "")
        if _NUMBER.match(text):
            return Decimal(text)
        if text.endswith("%"):
            raise ParseError(f"{quoted(value)}带百分号，请去掉百分号，填如 {example}")
    raise ParseError(f"{quoted(value)}不是数字，请填如 {example}")


def parse_number(value: Any, *, largest: Decimal, example: str) -> Decimal:
    """A number from 0 to `largest`, with as many decimals as were typed."""
    number = _number(value, example)
    if number < 0:
        raise ParseError(f"{quoted(value)}是负数，请填 0 或大于 0 的数，如 {example}")
    if number > largest:
        raise ParseError(f"{quoted(value)}太大，最大为 {largest}，请核对单位，填如 {example}")
    return abs(number)


def parse_amount(value: Any) -> Decimal:
    """Money in 万元, 0 to 99,999,999.99, unrounded."""
    return parse_number(value, largest=MONEY_MAX, example="100")


def _day(year: int, month: int, day: int, value: Any) -> date:
    try:
        parsed = date(year, month, day)
    except ValueError:
        raise ParseError(f"{quoted(value)}不是存在的日期，请填如 2023-03-01") from None
    return _in_range(parsed, value)


def _in_range(day: date, value: Any) -> date:
    if not YEAR_MIN <= day.year <= YEAR_MAX:
        raise ParseError(f"{quoted(value)}不在{YEAR_MIN}年至{YEAR_MAX}年之间，请填如 2023-03-01")
    return day


def parse_date(value: Any) -> date:
    """A day: 2023-03-01, 2023/3/1, 2023.3.1, 2023年3月1日, or a real date of the spreadsheet."""
    if isinstance(value, datetime):
        if value.time() != datetime.min.time():
            raise ParseError(f"{quoted(value)}带有时刻，请只填日期，如 2023-03-01")
        return _in_range(value.date(), value)
    if isinstance(value, date):
        return _in_range(value, value)
    if isinstance(value, str):
        text = plain(value)
        match = _DAY.match(text)
        parts = match.group(1, 3, 4) if match else None
        chinese = _CHINESE_DAY.match(text)
        parts = chinese.groups() if chinese else parts
        if parts:
            return _day(int(parts[0]), int(parts[1]), int(parts[2]), value)
    raise ParseError(f"{quoted(value)}不是日期，请填如 2023-03-01")


def parse_month(value: Any) -> Month:
    """A month: 2023-04, 2023/4, 2023年4月, 202304.

    A spreadsheet turns a typed 2023-04 into the first day of the month; that is taken as well.
    """
    if isinstance(value, date):
        day = parse_date(value)
        if day.day != 1:
            raise ParseError(f"{quoted(value)}是某一天，不是月份，请填如 2023-04")
        return Month.of(day)
    if isinstance(value, str | int) and not isinstance(value, bool):
        match = _MONTH.match(plain(str(value)))
        if match:
            year, month = (int(part) for part in match.groups() if part)
            if 1 <= month <= 12 and YEAR_MIN <= year <= YEAR_MAX:
                return Month(year, month)
            raise ParseError(f"{quoted(value)}不是存在的月份，请填如 2023-04")
    raise ParseError(f"{quoted(value)}不是月份，请填如 2023-04")


def parse_year(value: Any) -> int:
    """A calendar year: 2023 or 2023年."""
    if isinstance(value, str | int) and not isinstance(value, bool):
        match = _YEAR.match(plain(str(value)))
        if match and YEAR_MIN <= int(match[1]) <= YEAR_MAX:
            return int(match[1])
    raise ParseError(f"{quoted(value)}不是年度，请填如 2023")


def parse_yes_no(value: Any) -> bool:
    """是 or 否, nothing else."""
    if isinstance(value, str) and plain(value) in (YES, NO):
        return plain(value) == YES
    raise ParseError(f"{quoted(value)}不是“是”或“否”，请填 是 或 否")
