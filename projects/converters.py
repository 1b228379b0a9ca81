"""Parts of addresses: /cards/2023-04/, /weekly/2023-W17/, /quota/2023/."""

from projects.periods import Month
from projects.weeks import Week


class MonthConverter:
    regex = r"[0-9]{4}-[0-9]{2}"

    def to_python(self, value: str) -> Month:
        return Month.parse(value)

    def to_url(self, value: Month) -> str:
        return str(value)


class WeekConverter:
    regex = r"[0-9]{4}-W[0-9]{2}"

    def to_python(self, value: str) -> Week:
        return Week.parse(value)

    def to_url(self, value: Week) -> str:
        return str(value)


class YearConverter:
    """The years that the tables take (`YEAR_MIN` to `YEAR_MAX`)."""

    regex = r"2[0-9]{3}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)
