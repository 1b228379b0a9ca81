"""Periods of the reports that are due again and again, 三（五）. Pure."""

from datetime import date, timedelta
from typing import NamedTuple

from assessment.choices.tasks import ReportPeriod
from projects.periods import Month

QUARTER = 3


class Period(NamedTuple):
    """One month or quarter; `part` counts from 1. Orders by time within one kind."""

    kind: ReportPeriod
    year: int
    part: int

    @property
    def last(self) -> date:
        length = QUARTER if self.kind is ReportPeriod.QUARTER else 1
        return Month(self.year, self.part * length).last

    @property
    def label(self) -> str:
        if self.kind is ReportPeriod.QUARTER:
            return f"{self.year}年第{'一二三四'[self.part - 1]}季度"
        return f"{self.year}年{self.part}月"

    @property
    def code(self) -> str:
        """As it stands in addresses: 2023-4 or 2023-Q1."""
        return f"{self.year}-{'Q' if self.kind is ReportPeriod.QUARTER else ''}{self.part}"


def parse_period(kind: ReportPeriod, code: str) -> Period:
    """Read `Period.code`; ValueError for anything else."""
    year, _, part = code.partition("-")
    if kind is ReportPeriod.QUARTER:
        if not part.startswith("Q"):
            raise ValueError(code)
        part = part[1:]
    number = int(part) if part.isascii() and part.isdigit() else 0
    most = 4 if kind is ReportPeriod.QUARTER else 12
    if not (len(year) == 4 and year.isascii() and year.isdigit() and 1 <= number <= most):
        raise ValueError(code)
    return Period(kind, int(year), number)


def due_on(period: Period, due_day: int) -> date:
    """The limit: `due_day` of the month after the period."""
    return (period.last + timedelta(days=1)).replace(day=due_day)


def ended(kind: ReportPeriod, since: date, until: date | None, day: date) -> list[Period]:
    """The periods that ended on or after `since`, not after `until`, and before `day`."""
    found = []
    for year in range(since.year, day.year + 1):
        for part in range(1, (4 if kind is ReportPeriod.QUARTER else 12) + 1):
            period = Period(kind, year, part)
            if since <= period.last < day and (until is None or period.last <= until):
                found.append(period)
    return found
