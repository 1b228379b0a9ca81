"""What the ledger holds now for the projects of a workbook."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import QuerySet

from projects.actions.bulk import chunks
from projects.actions.ledger import PROJECT_VALUES
from projects.models import Project
from projects.parsing import tidy_text


class StoredProject(NamedTuple):
    """`values` follow `PROJECT_VALUES`, texts as an export would write them."""

    pk: int
    unit_id: int
    values: tuple[Any, ...]


def locked(rows: QuerySet, locking: bool) -> QuerySet:
    """The rows, held against other writers if they are read in order to write.

    No key is ever changed, so that a row which points here may still be added meanwhile: the
    entry page adds one while it holds a return that an import waits for.
    """
    return rows.select_for_update(of=("self",), no_key=True) if locking else rows


def tidied(values: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(tidy_text(value) if type(value) is str else value for value in values)


def stored_projects(codes: Iterable[str], locking: bool) -> dict[str, StoredProject]:
    """The projects with these codes; one query for every 900."""
    return {
        code: StoredProject(pk, values[1], tidied(values))
        for chunk in chunks(codes)
        for pk, code, *values in locked(
            Project.objects.filter(code__in=chunk).order_by("pk"), locking
        ).values_list("pk", "code", *PROJECT_VALUES)
    }
