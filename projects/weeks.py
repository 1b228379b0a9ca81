"""Weeks of the dispatch, 三（一）: Monday to Sunday, numbered as in ISO 8601. Pure."""

import re
from datetime import date, timedelta
from typing import NamedTuple, Self

from projects.periods import Month

_WRITTEN = re.compile(r"([0-9]{4})-W([0-9]{2})")
FRIDAY = 5


class Week(NamedTuple):
    """A week of an ISO year. Orders and compares by time; prints as 2023-W17."""

    year: int
    week: int

    @classmethod
    def of(cls, day: date) -> Self:
        year, week, _ = day.isocalendar()
        return cls(year, week)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the address and command form YYYY-Www; ValueError on anything else."""
        found = _WRITTEN.fullmatch(text)
        if not found:
            raise ValueError(text)
        parsed = cls(int(found[1]), int(found[2]))
        if not 2000 <= parsed.year <= 2999:
            raise ValueError(text)
        parsed.day(1)  # ValueError for a week that the year does not have
        return parsed

    def day(self, weekday: int) -> date:
        """The day of the week, 1 for Monday to 7 for Sunday."""
        return date.fromisocalendar(self.year, self.week, weekday)

    @property
    def first(self) -> date:
        return self.day(1)

    @property
    def last(self) -> date:
        return self.day(7)

    @property
    def month(self) -> Month:
        """The month that the week's amounts are held against: that of its Friday."""
        return Month.of(self.day(FRIDAY))

    @property
    def label(self) -> str:
        return f"{self.year}年第{self.week}周（{_day(self.first)}—{_day(self.last)}）"

    @property
    def short_label(self) -> str:
        return f"{self.year}年第{self.week}周"

    def plus(self, weeks: int) -> "Week":
        return Week.of(self.first + timedelta(weeks=weeks))

    def __str__(self) -> str:
        return f"{self.year:04d}-W{self.week:02d}"


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def weeks_of(month: Month) -> list[Week]:
    """The weeks that belong to `month`: four or five, each to exactly one month."""
    week = Week.of(month.first)
    weeks = [week.plus(number) for number in range(6)]
    return [week for week in weeks if week.month == month]
