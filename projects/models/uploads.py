"""Workbooks that were sent in, bound to the person and the content."""

from django.conf import settings
from django.db import models


class ImportState(models.TextChoices):
    CHECKED = "checked", "待确认"
    REJECTED = "rejected", "有错误"
    WRITTEN = "written", "已导入"
    ABANDONED = "abandoned", "已放弃"


class WorkbookImportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Only the person who sent it in."""
        return self.filter(by=user) if user.is_authenticated else self.none()


class WorkbookImport(models.Model):
    """One upload: what it would change was shown as `plan_hash`, and only that is written."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="上传人",
    )
    at = models.DateTimeField("上传时间", auto_now_add=True)
    name = models.CharField("文件名", max_length=200)
    file = models.FileField("文件", upload_to="imports/")
    sha256 = models.CharField("文件校验值", max_length=64)
    state = models.CharField("状态", max_length=10, choices=ImportState)
    plan_hash = models.CharField("预览校验值", max_length=64, blank=True)
    new = models.PositiveIntegerField("新增", default=0)
    changed = models.PositiveIntegerField("更新", default=0)
    unchanged = models.PositiveIntegerField("无变化", default=0)
    errors = models.PositiveIntegerField("错误", default=0)
    written_at = models.DateTimeField("导入时间", null=True, blank=True)

    objects = WorkbookImportQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        verbose_name = verbose_name_plural = "工作簿导入记录"

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M}"
