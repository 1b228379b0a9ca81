"""Changing a year's policy; every change is a new version, and each card names its version."""

from django.db import transaction

from assessment.models import Policy
from projects.models import User


@transaction.atomic
def save_policy(*, policy: Policy, by: User) -> Policy:
    """Write `policy` as the next version of its year; the first one is version 1."""
    stored = Policy.objects.select_for_update().filter(pk=policy.pk).first()
    policy.version = stored.version + 1 if stored else 1
    policy._history_user = by  # type: ignore[attr-defined]
    policy.save()
    return policy
