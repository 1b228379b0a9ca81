"""The run's temporary tables: months, projects, standstills, averages, and what differs.

They live for one run. Days are also kept as numbers so that the judging queries, which see
every project in every month, add and compare integers only.
"""

from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date

from django.db import connection

from assessment.cards.dialect import current
from assessment.choices import Reason
from assessment.models import Card
from projects.choices import SuspensionKind

COLUMNS = tuple(str(field.column) for field in Card._meta.concrete_fields)
Values = Sequence[int | str | date]
EPOCH = date(2000, 1, 1)


@dataclass(frozen=True)
class MonthRow:
    """One month of the run; `frozen`: locked with cards, so they stand and are read only.

    The readings in force (`assessment.choices.readings`): `red_at_limit`, exactly the red limit is
    red; `under`, the colour under the yellow limit, 0 for none; without an average the month
    `keeps` the run going, or `carries` the year's last average on.
    """

    ord: int
    year: int
    month: int
    judged_on: date
    judged_no: int
    judged_day: int
    judged_last: bool
    yellow: int
    red: int
    red_at_limit: bool
    under: int
    keeps: bool
    carries: bool
    policy_version: int
    locked: bool
    frozen: bool


MONTH_WIDTH = len(fields(MonthRow))
_TABLES = {
    "assess_month": (
        "ord INTEGER PRIMARY KEY, year INTEGER, month INTEGER, judged_on DATE,"
        " judged_no INTEGER, judged_day INTEGER, judged_last BOOLEAN, yellow INTEGER,"
        " red INTEGER, red_at_limit BOOLEAN, under INTEGER, keeps BOOLEAN, carries BOOLEAN,"
        " policy_version INTEGER, locked BOOLEAN, frozen BOOLEAN"
    ),
    "assess_seen": "id BIGINT PRIMARY KEY, project_id BIGINT",
    "assess_touched": "id BIGINT PRIMARY KEY",
    "assess_moving": "id BIGINT PRIMARY KEY",
    "assess_stop": (
        "project_id BIGINT, ord INTEGER, reason INTEGER, PRIMARY KEY (project_id, ord)"
    ),
    "assess_average": (
        "type_id BIGINT, ord INTEGER, picos BIGINT, carried INTEGER, PRIMARY KEY (type_id, ord)"
    ),
    "assess_project": (
        "id BIGINT PRIMARY KEY, type_id BIGINT, start_due DATE, due_no INTEGER,"
        " due_ord INTEGER, due_day INTEGER, first_due DATE, first_no INTEGER,"
        " first_ord INTEGER, first_day INTEGER, started_on DATE, started_no INTEGER,"
        " started_ord INTEGER, started_day INTEGER, started_last BOOLEAN, completed_ord INTEGER"
    ),
}


def names_of(table: str) -> str:
    """The names of a table's columns."""
    columns, _, _ = _TABLES[table].partition(", PRIMARY KEY (")
    return ", ".join(column.split()[0] for column in columns.split(", "))


def execute(sql: str, params: Values = ()) -> int:
    """Run one statement; the number of rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.rowcount


def fetch(sql: str, params: Values = ()) -> tuple:
    """The first row of a query."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchone()


def create() -> None:
    drop()
    for name, columns in _TABLES.items():
        execute(f"CREATE TEMPORARY TABLE {name} ({columns})")
    execute(
        f"CREATE TEMPORARY TABLE assess_diff AS SELECT {', '.join(COLUMNS)}"
        " FROM assessment_card WHERE 1 = 0"
    )


def drop() -> None:
    for name in (*_TABLES, "assess_diff"):
        execute(f"DROP TABLE IF EXISTS {name}")


def analyze(table: str) -> None:
    """Tell PostgreSQL's planner how large a temporary table is; SQLite needs no telling."""
    if connection.vendor == "postgresql":
        execute(f"ANALYZE {table}")


def fill_months(months: Sequence[MonthRow]) -> None:
    marks = ", ".join(["%s"] * MONTH_WIDTH)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO assess_month VALUES ({marks})", [astuple(row) for row in months]
        )
    analyze("assess_month")


def fill_stops() -> None:
    execute(f"INSERT INTO assess_stop {stops()}")
    analyze("assess_stop")


def stops() -> str:
    """Each project's standstill at each month's day of judgement; 终止 wins over 停建."""
    return f"""
        SELECT s.project_id, m.ord, MAX(
            CASE s.kind WHEN '{SuspensionKind.ENDED}' THEN {Reason.ENDED:d}
            ELSE {Reason.SUSPENDED:d} END)
        FROM projects_suspension s JOIN assess_month m
          ON s.from_on <= m.judged_on AND (s.until_on IS NULL OR m.judged_on < s.until_on)
        GROUP BY s.project_id, m.ord
        """


def fill_averages() -> None:
    execute(f"INSERT INTO assess_average {carried_on(averages())}")
    analyze("assess_average")


def averages() -> str:
    """The stored averages of the run's months: project type, month, 10^-12 %."""
    return f"""
        SELECT a.project_type_id, m.ord, {current().picos.format("a.rate")}
        FROM assessment_cityaverage a JOIN assess_month m
          ON m.year = a.year AND m.month = a.month
        """


def carried_on(known: str) -> str:
    """The averages `known`, and where a month without one carries it, the year's last one."""
    return f"""
        WITH k (type_id, ord, picos) AS ({known})
        SELECT k.type_id, m.ord, k.picos, CASE WHEN k.ord = m.ord THEN 0 ELSE 1 END
        FROM k JOIN assess_month m ON k.ord <= m.ord AND k.ord > m.ord - m.month
          AND (k.ord = m.ord OR m.carries AND k.ord = (
            SELECT MAX(o.ord) FROM k o WHERE o.type_id = k.type_id AND o.ord <= m.ord))
        """


def fill_projects(after: int, last: int, touched_only: bool) -> None:
    """The projects with `after` < id <= `last`."""
    execute("DELETE FROM assess_project")
    only = "AND p.id IN (SELECT id FROM assess_touched)" if touched_only else ""
    chosen = projects(f"p.id > %s AND p.id <= %s {only}")
    execute(f"INSERT INTO assess_project {chosen}", [after, last])
    analyze("assess_project")


def projects(where: str) -> str:
    """The projects `p` that meet `where`, their dates as numbers."""
    to = current()
    dates = [
        f"p.{name}, {to.days.format(column)}, {to.ordinal.format(column)}, {to.day.format(column)}"
        for name, column in (
            ("start_due", "p.start_due"),
            ("first_due", "p.first_due"),
            ("started_on", "p.started_on"),
        )
    ]
    return f"""
        SELECT p.id, p.project_type_id, {", ".join(dates)},
            {to.is_last.format("p.started_on")}, {to.ordinal.format("p.completed_on")}
        FROM (
            SELECT p.id, p.project_type_id, p.start_due, p.started_on, p.completed_on,
                COALESCE((
                    SELECT a.old FROM projects_startdueamendment a
                    WHERE a.project_id = p.id ORDER BY a.at, a.id LIMIT 1
                ), p.start_due) AS first_due
            FROM projects_project p WHERE {where}
        ) p
        """


def day_number(day: date) -> int:
    """The running number that `Dialect.days` gives."""
    return (day - EPOCH).days
