"""What the cards would become if some averages or a policy were others: read, never written.

The judging queries are the night's own (`sql`) over the same selections (`tables`); only here
these stand in one query, as stored and as supposed, instead of in temporary tables.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection

from assessment.cards import scope, sql, tables
from assessment.cards.dialect import current
from assessment.models import Card, Policy
from assessment.queries import stored_policies
from projects.periods import Month

Averages = Mapping[tuple[int, Month], Decimal | None]
_PICOS = 10**12
_ALL_PROJECTS = (0, 2**62) * 2


@dataclass(frozen=True)
class Supposed:
    """What shall hold in place of what is stored.

    `averages` by project type and month (%; None for none), all of one year; a `policy`.
    """

    averages: Averages = field(default_factory=dict)
    policy: Policy | None = None


class Seen(NamedTuple):
    """A card as it would be, unsaved, and the colour that it has as things stand."""

    card: Card
    before: int | None


class _Query(NamedTuple):
    sql: str
    params: Sequence[Any]


def foresee(supposed: Supposed, since: Month, day: date) -> list[Seen]:
    """The cards of `since` and later whose colour would be another at the end of `day`.

    Locked months stand. What changed since the last run counts on both sides.
    """
    until = day if supposed.policy else min(day, Month(since.year, 12).last)
    first = scope.first_year()
    policies = stored_policies()
    rows = scope.months_of(since.year, until, policies)
    known = [row for row in rows if first is not None and row.year >= first]
    # A first average makes the year one of the ledger's.
    after = rows if any(rate is not None for rate in supposed.averages.values()) else known
    if supposed.policy:
        after = _under(supposed.policy, after, policies)
    return _compared(_judged(known, since), _judged(after, since, supposed.averages))


def _under(
    policy: Policy, rows: Iterable[tables.MonthRow], stored: Sequence[Policy]
) -> list[tables.MonthRow]:
    """The rows as judged by `policy`, up to the next year that has its own."""
    end = next((later.year for later in stored if later.year > policy.year), None)
    return [
        replace(row, **scope.judged_by(policy))
        if policy.year <= row.year and (end is None or row.year < end)
        else row
        for row in rows
    ]


def _compared(before: _Query | None, after: _Query | None) -> list[Seen]:
    if after is None:
        return []
    names = ", ".join(f"n.{name}" for name in tables.COLUMNS)
    old, join, params = "NULL", "", list(after.params)
    if before:
        old, join = "b.colour", f"LEFT JOIN ({before.sql}) b ON b.id = n.id"
        params += before.params
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {names}, {old} FROM ({after.sql}) n {join}"
            f" WHERE {current().differs.format('n.colour', old)} ORDER BY n.year, n.month, n.id",
            params,
        )
        return [Seen(_card(row[:-1]), row[-1]) for row in cursor.fetchall()]


def _card(values: Sequence[Any]) -> Card:
    """SQLite gives days as text and truths as numbers."""
    columns = zip(Card._meta.concrete_fields, values, strict=True)
    return Card(**{field.attname: field.to_python(value) for field, value in columns})


def _judged(
    rows: Sequence[tables.MonthRow], since: Month, averages: Averages | None = None
) -> _Query | None:
    """All cards of the open months of `rows` from `since` on; None where there are none."""
    wanted = [row.ord for row in rows if row.ord >= scope.number(since) and not row.frozen]
    if not wanted:
        return None
    months, read = scope.in_list(wanted), scope.in_list(row.ord for row in rows)
    progress = sql.progress_cards(months, read, rows)
    given = _given(rows, averages or {})
    return _Query(
        f"WITH {given.sql} {_columns(sql.start_cards(months), sql.START_COLUMNS)}"
        f" UNION ALL {_columns(progress, sql.PROGRESS_COLUMNS)}",
        [*given.params, *_ALL_PROJECTS],
    )


def _columns(select: str, present: Iterable[str]) -> str:
    names = ", ".join(f"v.{n}" if n in present else f"NULL AS {n}" for n in tables.COLUMNS)
    return f"SELECT {names} FROM ({select}) v"


def _given(rows: Sequence[tables.MonthRow], averages: Averages) -> _Query:
    """The run's tables as named queries."""
    months = _values(tables.MONTH_WIDTH, map(astuple, rows))
    rates = _averages(averages)
    selects = {
        "assess_month": months.sql,
        "assess_stop": tables.stops(),
        "assess_average": tables.carried_on(rates.sql),
        "assess_project": tables.projects("1 = 1"),
    }
    named = (f"{name} ({tables.names_of(name)}) AS ({text})" for name, text in selects.items())
    return _Query(", ".join(named), [*months.params, *rates.params])


def _averages(supposed: Averages) -> _Query:
    """The stored averages with the supposed ones in their place."""
    if not supposed:
        return _Query(tables.averages(), ())
    keys = [(kind, scope.number(month)) for kind, month in supposed]
    others = " AND ".join(f"NOT (t = {kind:d} AND o = {month:d})" for kind, month in keys)
    new = [
        (*key, int(rate * _PICOS))
        for key, rate in zip(keys, supposed.values(), strict=True)
        if rate is not None
    ]
    values = _values(3, new)
    stored = f"WITH s (t, o, picos) AS ({tables.averages()}) SELECT * FROM s WHERE {others}"
    return _Query(f"{stored} UNION ALL {values.sql}" if new else stored, values.params)


def _values(width: int, rows: Iterable[Sequence[Any]]) -> _Query:
    params = list(rows)
    marks = ", ".join(["(" + ", ".join(["%s"] * width) + ")"] * len(params))
    return _Query(f"VALUES {marks}", [value for row in params for value in row])
