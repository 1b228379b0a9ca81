"""Corrections beside the printed quotas: who, when, why. The printed value never changes."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from assessment.models import Quota
from assessment.models.quotas import QUOTA_MAX
from projects.models import User

CORRECTION_MAX = QUOTA_MAX


@transaction.atomic
def correct_quota(*, quota: Quota, value: int, reason: str, by: User) -> Quota:
    """Put `value` (a number of projects) beside the printed one; ValidationError if it is wrong.

    A second correction takes the place of the first, which the history keeps.
    """
    quota = Quota.objects.select_for_update().get(pk=quota.pk)
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": "请写明更正原因，如：与合计相符"})
    if not 0 <= value <= CORRECTION_MAX:
        raise ValidationError({"value": f"更正数须为0至{CORRECTION_MAX}的整数"})
    if value == quota.printed:
        raise ValidationError({"value": f"更正数与印发数相同（{value}），无需更正"})
    quota.correction, quota.correction_reason = value, reason
    quota.corrected_by, quota.corrected_at = by, timezone.now()
    return _save(quota, by)


@transaction.atomic
def withdraw_correction(*, quota: Quota, by: User) -> Quota:
    """Let the printed value count again; the history keeps the correction."""
    quota = Quota.objects.select_for_update().get(pk=quota.pk)
    if quota.correction is None:
        raise ValidationError("该指标没有更正，无需撤回")
    quota.correction, quota.correction_reason = None, ""
    quota.corrected_by = quota.corrected_at = None
    quota._change_reason = "撤回更正"  # type: ignore[attr-defined]
    return _save(quota, by)


def _save(quota: Quota, by: User) -> Quota:
    quota._history_user = by  # type: ignore[attr-defined]
    quota.full_clean()
    quota.save()
    return quota
