"""Parts of addresses: /cards/2023-04/, /projects/<code>/."""

from projects.periods import Month


class MonthConverter:
    regex = r"[0-9]{4}-[0-9]{2}"

    def to_python(self, value: str) -> Month:
        return Month.parse(value)

    def to_url(self, value: Month) -> str:
        return str(value)
