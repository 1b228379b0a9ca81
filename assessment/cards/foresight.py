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
_ENDLESS = 10**9
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


def foresee(supposed: Supposed, since: Month, day: date, last: Month | None = None) -> list[Seen]:
    """The cards of `since` and later whose colour would be another at the end of `day`.

    With `last` only up to that month. Locked months stand. What changed since the last run counts
    on both sides.
    """
    until = day if supposed.policy else min(day, Month(since.year, 12).last)
    ground = _ground(since, until)
    # A first average makes the year one of the ledger's.
    after = ground.all if any(rate is not None for rate in supposed.averages.values()) else None
    after = ground.known if after is None else after
    if supposed.policy:
        after = _under(supposed.policy, after, ground.policies)
    return _compared(
        _judged(ground.known, since, last), _judged(after, since, last, supposed.averages)
    )


def foresee_numbers(policies: Sequence[Policy], month: Month, day: date) -> list[int]:
    """How many cards of `month` would change their colour under each of `policies`; one query."""
    ground = _ground(month, day)
    before = _judged(ground.known, month, month)
    differences = []
    for number, policy in enumerate(policies):
        rows = _under(policy, ground.known, ground.policies)
        after = _judged(rows, month, month)
        if before and after:
            differences.append(_difference(f"{number} AS n, COUNT(*)", before, after))
    if not differences:
        return [0] * len(policies)
    found = dict(_rows(_union(differences)))
    return [found.get(number, 0) for number in range(len(policies))]


class _Ground(NamedTuple):
    """The months that are judged: `all` from the year on, and those that the ledger knows."""

    policies: list[Policy]
    all: list[tables.MonthRow]
    known: list[tables.MonthRow]


def _ground(since: Month, until: date) -> _Ground:
    first, policies = scope.first_year(), stored_policies()
    rows = scope.months_of(since.year, until, policies)
    known = [row for row in rows if first is not None and row.year >= first]
    return _Ground(policies, rows, known)


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
    found = _difference(f"{names}, {{old}}", before, after)
    ordered = _Query(f"{found.sql} ORDER BY n.year, n.month, n.id", found.params)
    return [Seen(_card(row[:-1]), row[-1]) for row in _rows(ordered)]


def _difference(columns: str, before: _Query | None, after: _Query) -> _Query:
    """`columns` of the cards `n` whose colour differs; `{old}` is the colour before."""
    old, join, params = "NULL", "", list(after.params)
    if before:
        old, join = "b.colour", f"LEFT JOIN ({before.sql}) b ON b.id = n.id"
        params += before.params
    differs = current().differs.format("n.colour", old)
    selected = columns.format(old=old)
    return _Query(f"SELECT {selected} FROM ({after.sql}) n {join} WHERE {differs}", params)


def _union(queries: Iterable[_Query]) -> _Query:
    queries = list(queries)
    params = [value for query in queries for value in query.params]
    return _Query(" UNION ALL ".join(query.sql for query in queries), params)


def _rows(query: _Query) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query.sql, query.params)
        return cursor.fetchall()


def _card(values: Sequence[Any]) -> Card:
    """SQLite gives days as text and truths as numbers."""
    columns = zip(Card._meta.concrete_fields, values, strict=True)
    return Card(**{field.attname: field.to_python(value) for field, value in columns})


def _judged(
    rows: Sequence[tables.MonthRow],
    since: Month,
    last: Month | None = None,
    averages: Averages | None = None,
) -> _Query | None:
    """All cards of the open months of `rows` from `since` to `last`; None where there are none."""
    first, end = scope.number(since), scope.number(last) if last else _ENDLESS
    wanted = [row.ord for row in rows if first <= row.ord <= end and not row.frozen]
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
