"""Changing a year's policy; every change is a new version, and each card names its version."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction

from assessment.cards.effect import Effect, try_change
from assessment.cards.foresight import Supposed
from assessment.models import Policy
from assessment.queries import policy_for
from assessment.readings.points import Reading
from projects.actions.reporting import ReportingError, StaleError
from projects.models import User
from projects.periods import Month
from projects.permissions import leads


@transaction.atomic
def save_policy(*, policy: Policy, by: User, reason: str = "") -> Policy:
    """Write `policy` as the next version of its year; the first one is version 1."""
    stored = Policy.objects.select_for_update().filter(pk=policy.pk).first()
    policy.version = stored.version + 1 if stored else 1
    policy._history_user = by  # type: ignore[attr-defined]
    policy._change_reason = reason or None  # type: ignore[attr-defined]
    policy.save()
    return policy


def change_policy(
    *,
    year: int,
    values: Mapping[str, Any],
    seen: int,
    today: date,
    by: User,
    expected: str | None = None,
    page: int = 1,
    reason: str = "",
) -> Effect:
    """Set the year's values and judge the cards in one transaction, if the steps are `expected`.

    Without that nothing stays: it is the preview. `seen` is the version that was read, 0 where
    the year had none; StaleError if it is another by now, ReportingError for anybody but 发改局.
    Values that are already so make no version; the `reason` stays with the version.
    """
    if not leads(by):
        raise ReportingError("只有发改局可以修改年度政策")
    policy = _next(year, values, seen)
    try:
        return try_change(
            supposed=Supposed(policy=policy),
            write=partial(_set, year, values, seen, by, reason),
            since=Month(year, 1),
            today=today,
            by=by,
            expected=expected,
            page=page,
        )
    except IntegrityError:  # both were the year's first
        raise StaleError(Policy.objects.filter(year=year).first()) from None


def _next(year: int, values: Mapping[str, Any], seen: int) -> Policy:
    """The year's policy with these values, unsaved, as the version after the one `seen`."""
    policy = policy_for(year)
    _refuse_stale(policy if policy.pk else None, seen)
    for name, value in values.items():
        setattr(policy, name, value)
    policy.version = seen + 1
    return policy


def _set(year: int, values: Mapping[str, Any], seen: int, by: User, reason: str) -> None:
    stored = Policy.objects.select_for_update().filter(year=year).first()
    _refuse_stale(stored, seen)
    if stored and all(getattr(stored, name) == value for name, value in values.items()):
        return
    save_policy(policy=_next(year, values, seen), by=by, reason=reason)


def _refuse_stale(stored: Policy | None, seen: int) -> None:
    if (stored.version if stored else 0) != seen:
        raise StaleError(stored)


def switch_reading(
    *,
    year: int,
    reading: Reading,
    reason: str,
    seen: int,
    today: date,
    by: User,
    expected: str | None = None,
    page: int = 1,
) -> Effect:
    """Read an open point of the text otherwise from January of `year` on; see `change_policy`.

    The reason is 发改局's, kept with the version. ReportingError without one.
    """
    if not reason.strip():
        raise ReportingError("请写明改用这种读法的原因")
    return change_policy(
        year=year,
        values=reading.values,
        seen=seen,
        today=today,
        by=by,
        expected=expected,
        page=page,
        reason=reason.strip(),
    )
