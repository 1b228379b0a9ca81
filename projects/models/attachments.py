"""附件: papers and photos behind a record, served through one checked view only."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.urls import reverse

from projects.choices.areas import Area
from projects.models.units import Unit
from projects.models.visibility import UnitScopedQuerySet
from projects.permissions import AREAS, READS_ALL, SHARED, reports, role_of

if TYPE_CHECKING:
    from projects.permissions import Person


class FileKind(models.TextChoices):
    """What the content itself says that the file is."""

    PICTURE = "picture", "图片"
    PDF = "pdf", "版式文件"
    DOCX = "docx", "文字文档"
    XLSX = "xlsx", "电子表格"


class AttachmentQuerySet(UnitScopedQuerySet):
    def visible_to(self, user: "Person") -> Self:
        """A unit's own and what the county shares; a co-lead's subjects; all for who reads all."""
        role = role_of(user)
        if role in AREAS:
            return self.filter(area__in=AREAS[role])
        if role in READS_ALL:
            return self.all()
        own = super().visible_to(user)
        return own | self.filter(unit=None, area__in=SHARED) if reports(user) else own


class Attachment(models.Model):
    """One stored file, never changed. Records point at it; without a unit it is the county's.

    Pictures were re-encoded, so that neither place nor code travels in them. `size` in bytes.
    """

    unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        related_name="attachments",
        verbose_name="责任单位",
        null=True,
        blank=True,
    )
    area = models.CharField("业务", max_length=12, choices=Area)
    name = models.CharField("文件名", max_length=120)
    kind = models.CharField("类型", max_length=8, choices=FileKind)
    size = models.PositiveIntegerField("大小(字节)")
    sha256 = models.CharField("校验值", max_length=64)
    file = models.FileField("文件", upload_to="attachments/%Y/%m/")
    thumbnail = models.FileField("缩略图", upload_to="attachments/%Y/%m/", blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="上传人",
        null=True,
        blank=True,
    )
    at = models.DateTimeField("上传时间", auto_now_add=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = verbose_name_plural = "附件"

    def __str__(self) -> str:
        return self.name

    @property
    def url(self) -> str:
        return reverse("file", args=[self.pk])
