"""Writing one row that people edit in forms: it loses to whoever wrote since it was read.

A model for it has a `version` column (`projects.models.fields.version_column`) and a `history`.
"""

from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import CheckConstraint, F, Q

from projects.actions.reporting import StaleError
from projects.models import User

Row = TypeVar("Row", bound=models.Model)


class RefusedError(Exception):
    """The write is not allowed, or breaks a rule; the message is for the person."""


@transaction.atomic
def create_row(row: Row, *, by: User) -> Row:
    """Write a new row with its history; RefusedError in the words of a broken constraint."""
    _check(row)
    row._history_user = by  # type: ignore[attr-defined]
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise RefusedError("同样的记录刚由别人写入，请刷新后再看") from None
    return row


@transaction.atomic
def update_row(row: Row, *, version: int, by: User, **values: Any) -> Row:
    """Write `values` into the row if it still has the `version` in which it was read.

    StaleError with the row as it stands now, else; RefusedError in the words of a broken
    constraint. The row that comes back is the one stored.
    """
    model: Any = type(row)
    stored = model._default_manager.select_for_update().get(pk=row.pk)
    if stored.version != version:
        raise StaleError(stored)
    for name, value in values.items():
        setattr(stored, name, value)
    _check(stored)
    columns = {name: getattr(stored, name) for name in values}
    model._default_manager.filter(pk=row.pk).update(version=F("version") + 1, **columns)
    stored.version = version + 1
    model.history.bulk_history_create([stored], update=True, default_user=by)
    return stored


@transaction.atomic
def remove_row(row: Row, *, version: int, by: User) -> None:
    """Delete the row if it still has the `version` in which it was read; StaleError else."""
    model: Any = type(row)
    stored = model._default_manager.select_for_update().get(pk=row.pk)
    if stored.version != version:
        raise StaleError(stored)
    stored._history_user = by
    stored.delete()


def _check(row: models.Model) -> None:
    """RefusedError in the words of the constraints that the row breaks."""
    if _holds(row):
        return
    try:
        row.validate_constraints()
    except ValidationError as error:
        raise RefusedError("；".join(error.messages)) from None


def _holds(row: models.Model) -> bool:
    """Whether every constraint holds; one query for all checks, where Django takes one for each."""
    model: type[models.Model] = type(row)
    checks = [each for each in model._meta.constraints if isinstance(each, CheckConstraint)]
    others = [each for each in model._meta.constraints if each not in checks]
    if checks:
        whole = Q(*(each.condition for each in checks))
        others.append(CheckConstraint(condition=whole, name="all_checks"))
    try:
        for each in others:
            each.validate(model, row)
    except ValidationError:
        return False
    return True
