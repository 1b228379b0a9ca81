"""Days, months and shares of a year. Pure: every function takes its day, none reads the clock."""

import calendar
from datetime import date, timedelta
from typing import NamedTuple, Self


class Month(NamedTuple):
    """A calendar month. Orders and compares by time; prints as 2023-04."""

    year: int
    month: int

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year, day.month)

    @classmethod
    def from_ordinal(cls, ordinal: int) -> Self:
        return cls(ordinal // 12, ordinal % 12 + 1)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the address and command form YYYY-MM; ValueError on anything else."""
        year, _, month = text.partition("-")
        digits = year + month
        if not (len(year) == 4 and len(month) == 2 and digits.isascii() and digits.isdigit()):
            raise ValueError(text)
        parsed = cls(int(year), int(month))
        if not (2000 <= parsed.year <= 2999 and 1 <= parsed.month <= 12):
            raise ValueError(text)
        return parsed

    @property
    def ordinal(self) -> int:
        """Months since year 0: adjoining months differ by one."""
        return self.year * 12 + self.month - 1

    @property
    def first(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    @property
    def label(self) -> str:
        return f"{self.year}年{self.month}月"

    def plus(self, months: int) -> "Month":
        return Month.from_ordinal(self.ordinal + months)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


def add_months(day: date, months: int) -> date:
    """The same day `months` later, or that month's last day where it does not exist."""
    target = Month.of(day).plus(months)
    return min(target.first + timedelta(days=day.day - 1), target.last)


def whole_months(start: date, end: date) -> int:
    """Whole calendar months from `start` to `end` (二（三）3): 31 January to 28 February is one."""
    months = Month.of(end).ordinal - Month.of(start).ordinal
    return months if add_months(start, months) <= end else months - 1


def elapsed_share(day: date) -> float:
    """序时进度: the share of `day`'s year that has passed at its end, 0 to 1, by days."""
    days_in_year = 366 if calendar.isleap(day.year) else 365
    return day.timetuple().tm_yday / days_in_year


def months_through(first: Month, last: Month) -> list[Month]:
    """Every month from `first` to `last`, both included."""
    return [Month.from_ordinal(ordinal) for ordinal in range(first.ordinal, last.ordinal + 1)]


def opens_on(month: Month, open_day: int) -> date:
    """The first day on which `month` may be reported: day `open_day` of the month itself."""
    return month.first.replace(day=open_day)


def due_on(month: Month, due_day: int) -> date:
    """The last day on which a report of `month` is in time: day `due_day` of the next month."""
    return month.plus(1).first.replace(day=due_day)
