"""The few expressions that SQLite and PostgreSQL write differently."""

from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True)
class Dialect:
    """Templates with `{0}` for a column.

    `hundredths` and `picos` give money and a percentage as whole numbers, `days` a day's
    running number, `ordinal` the months since January 2000, `is_last` whether it is its
    month's last day.
    """

    hundredths: str
    picos: str
    days: str
    ordinal: str
    day: str
    is_last: str
    differs: str


POSTGRESQL = Dialect(
    hundredths="CAST({0} * 100 AS BIGINT)",
    picos="CAST({0} * 1000000000000 AS BIGINT)",
    days="({0} - DATE '2000-01-01')",
    ordinal=("CAST((EXTRACT(YEAR FROM {0}) - 2000) * 12 + EXTRACT(MONTH FROM {0}) - 1 AS INTEGER)"),
    day="CAST(EXTRACT(DAY FROM {0}) AS INTEGER)",
    is_last="(EXTRACT(DAY FROM {0} + 1) = 1)",
    differs="({0} IS DISTINCT FROM {1})",
)

# SQLite keeps decimals as binary fractions: rounding brings the exact hundredth back.
SQLITE = Dialect(
    hundredths="CAST(ROUND({0} * 100) AS INTEGER)",
    picos="CAST(ROUND({0} * 1000000000000) AS INTEGER)",
    days="CAST(JULIANDAY({0}) - 2451544.5 AS INTEGER)",
    ordinal=(
        "((CAST(SUBSTR({0}, 1, 4) AS INTEGER) - 2000) * 12"
        " + CAST(SUBSTR({0}, 6, 2) AS INTEGER) - 1)"
    ),
    day="CAST(SUBSTR({0}, 9, 2) AS INTEGER)",
    is_last="(SUBSTR(DATE({0}, '+1 day'), 9, 2) = '01')",
    differs="({0} IS NOT {1})",
)


def current() -> Dialect:
    """The dialect of the database in use."""
    return POSTGRESQL if connection.vendor == "postgresql" else SQLITE
