"""The bulletin as frozen values: what stands on each sheet, nothing about how it looks.

`build/` makes these from the database, `render/` and the page turn them into paper and HTML.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum, auto
from fractions import Fraction

from projects.periods import Month

Value = str | int | Decimal | Fraction | date | None


class Kind(Enum):
    """How a column's values read; a blank number or date is shown as “—”."""

    COUNT = auto()
    MONEY = auto()
    RATE = auto()
    LEAD = auto()
    DATE = auto()
    NAME = auto()
    CARD = auto()
    TEXT = auto()


class RowKind(Enum):
    ITEM = auto()
    SUBTOTAL = auto()
    TOTAL = auto()
    SECTION = auto()


@dataclass(frozen=True)
class Column:
    """One column; neighbours with the same `group` stand under one merged header.

    `width` is in characters of the table's font, a Chinese one counting two.
    """

    title: str
    kind: Kind
    width: int
    group: str = ""

    @property
    def name(self) -> str:
        """The header read from top to bottom: 年度任务·合计."""
        return f"{self.group}·{self.title}" if self.group else self.title


@dataclass(frozen=True)
class Row:
    """One line; a SECTION has one value that runs across the sheet."""

    values: tuple[Value, ...]
    kind: RowKind = RowKind.ITEM
    page_break: bool = False


@dataclass(frozen=True)
class Table:
    """One annex of the bulletin. `number` is 附表1 …, `empty` stands where there are no rows."""

    number: str
    short: str
    title: str
    unit: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    empty: str = ""

    @property
    def name(self) -> str:
        """The sheet's name: 附表1开工任务."""
        return f"{self.number}{self.short}"


@dataclass(frozen=True)
class Passage:
    """One headed part of the explanation sheet, a paragraph a line."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Figure:
    """One of the county's key figures, as words: 累计开工 / 52个 / 任务315个，完成率16.51%."""

    label: str
    value: str
    note: str


@dataclass(frozen=True)
class Bulletin:
    """The whole bulletin of `month`; its figures are those of the end of `day`.

    `standing` says what it is: a draft reckoned now, or which issue of which day.
    """

    month: Month
    day: date
    title: str
    figures: tuple[Figure, ...]
    passages: tuple[Passage, ...]
    tables: tuple[Table, ...]
    standing: str = ""

    @property
    def as_of(self) -> str:
        return f"数据截至：{long_date(self.day)}"

    @property
    def file_name(self) -> str:
        return f"{self.title}.xlsx"


def long_date(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
