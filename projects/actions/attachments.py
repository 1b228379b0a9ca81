"""Storing files behind a record."""

import hashlib
from collections.abc import Iterable

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Sum

from projects.actions.versions import RefusedError
from projects.choices.areas import Area
from projects.files.content import CleanFile
from projects.models import Attachment, Unit, User
from projects.permissions import stores_files


@transaction.atomic
def store_files(
    *, files: Iterable[CleanFile], unit: Unit | None, area: Area, by: User
) -> list[Attachment]:
    """Store files of a unit, or of the county without one; RefusedError over the unit's quota.

    Who may is `permissions.stores_files`.
    """
    if not stores_files(by, unit.pk if unit else None, area):
        raise RefusedError("无权上传附件")
    files = list(files)
    _check_quota(unit, sum(len(file.content) for file in files))
    return [_store(file, unit, area, by) for file in files]


def _check_quota(unit: Unit | None, size: int) -> None:
    quota = settings.ATTACHMENT_QUOTA_BYTES
    used = Attachment.objects.filter(unit=unit).aggregate(used=Sum("size"))["used"] or 0
    if used + size > quota:
        raise RefusedError(
            f"附件空间不足：已用 {used // 1024**2} MB，共 {quota // 1024**2} MB，请联系系统管理员"
        )


def _store(file: CleanFile, unit: Unit | None, area: Area, by: User) -> Attachment:
    suffix = file.name.rpartition(".")[2]
    row = Attachment(
        unit=unit,
        area=area,
        name=file.name,
        kind=file.kind,
        size=len(file.content),
        sha256=hashlib.sha256(file.content).hexdigest(),
        by=by,
    )
    row.file.save(f"{row.sha256[:24]}.{suffix}", ContentFile(file.content), save=False)
    if file.thumbnail:
        row.thumbnail.save(f"{row.sha256[:24]}-s.jpg", ContentFile(file.thumbnail), save=False)
    row.save()
    return row
