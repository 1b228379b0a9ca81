"""Database triggers that leave a ChangeMark for every change of what the cards stand on.

Whoever writes, page, import, admin, bulk or SQL by hand, the next run sees it. They are part of
the database's layout, not a rule: installed after every migrate, and taken off before one that
has work to do, because SQLite drops them with a table that it remakes.
"""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

_PROJECTS = {
    "projects_project": "id",
    "projects_annualplan": "project_id",
    "projects_monthlyreport": "project_id",
    "projects_suspension": "project_id",
    "projects_startdueamendment": "project_id",
}
# A change here touches every project: 0 stands for all of them.
_ALL = ("assessment_policy", "projects_reportingmonth")
_AVERAGE = "assessment_cityaverage"
_EVENTS = {"insert": ("NEW",), "update": ("OLD", "NEW"), "delete": ("OLD",)}


def _statements(vendor: str) -> dict[str, str]:
    """Trigger name → statement; the name holds a hash, so that a changed trigger is a new one."""
    template = _postgresql if vendor == "postgresql" else _sqlite
    statements = {}
    for table in (*_PROJECTS, *_ALL, _AVERAGE):
        for event, rows in _EVENTS.items():
            statement = template(table, event, rows)
            digest = sha256(statement.encode()).hexdigest()[:8]
            name = f"mark_{table}_{event}_{digest}"
            statements[name] = statement.replace("TRIGGER_NAME", name)
    return statements


def _sqlite(table: str, event: str, rows: tuple[str, ...]) -> str:
    """One mark a project is enough: there is one writer at a time."""
    marks = " ".join(_sqlite_mark(table, row) for row in rows)
    return f"CREATE TRIGGER TRIGGER_NAME AFTER {event} ON {table} BEGIN {marks} END"


def _sqlite_mark(table: str, row: str) -> str:
    insert = "INSERT INTO assessment_changemark (project_id)"
    unmarked = "NOT EXISTS (SELECT 1 FROM assessment_changemark WHERE project_id ="
    if table in _ALL:
        return f"{insert} SELECT 0 WHERE {unmarked} 0);"
    if table == _AVERAGE:
        return (
            f"{insert} SELECT p.id FROM projects_project p"
            f" WHERE p.project_type_id = {row}.project_type_id AND {unmarked} p.id);"
        )
    column = f"{row}.{_PROJECTS[table]}"
    return f"{insert} SELECT {column} WHERE {unmarked} {column});"


def _postgresql(table: str, event: str, rows: tuple[str, ...]) -> str:
    """Once a statement, from its transition tables; append only, so writers never wait."""
    tables = " ".join(f"{row} TABLE AS {row.lower()}_rows" for row in rows)
    marks = " UNION ".join(_postgresql_projects(table, f"{row.lower()}_rows") for row in rows)
    return f"""
        CREATE OR REPLACE FUNCTION TRIGGER_NAME() RETURNS trigger LANGUAGE plpgsql AS $body$
        BEGIN
            INSERT INTO assessment_changemark (project_id) {marks};
            RETURN NULL;
        END $body$;
        CREATE TRIGGER TRIGGER_NAME AFTER {event} ON {table}
        REFERENCING {tables} FOR EACH STATEMENT EXECUTE FUNCTION TRIGGER_NAME()
    """


def _postgresql_projects(table: str, rows: str) -> str:
    if table in _ALL:
        return f"SELECT DISTINCT 0 FROM {rows}"
    if table == _AVERAGE:
        return (
            "SELECT DISTINCT p.id FROM projects_project p"
            f" JOIN {rows} r ON r.project_type_id = p.project_type_id"
        )
    return f"SELECT DISTINCT {_PROJECTS[table]} FROM {rows}"


def _installed(connection: BaseDatabaseWrapper) -> set[str]:
    query = (
        "SELECT tgname FROM pg_trigger"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {name for (name,) in cursor.fetchall() if name.startswith("mark_")}


def install(using: str) -> None:
    """Install the triggers that are missing; then everything is marked, for nobody watched."""
    connection = connections[using]
    wanted, installed = _statements(connection.vendor), _installed(connection)
    if wanted.keys() == installed:
        return
    _drop(connection, installed - wanted.keys())
    with connection.cursor() as cursor:
        for name in sorted(wanted.keys() - installed):
            cursor.execute(wanted[name])
        cursor.execute("INSERT INTO assessment_changemark (project_id) VALUES (0)")


def _drop(connection: BaseDatabaseWrapper, names: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for name in sorted(names):
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP FUNCTION {name} CASCADE")
            else:
                cursor.execute(f"DROP TRIGGER {name}")


def before_migrate(*, using: str, plan: Any = (), **_: Any) -> None:
    """Take all triggers off if tables may be remade."""
    if plan:
        _drop(connections[using], _installed(connections[using]))


def after_migrate(*, using: str, **_: Any) -> None:
    """Put them on, once all their tables are there; a migration back to zero leaves none."""
    tables = {*_PROJECTS, *_ALL, _AVERAGE, "assessment_changemark"}
    if tables <= set(connections[using].introspection.table_names()):
        install(using)
