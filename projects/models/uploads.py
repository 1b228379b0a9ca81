"""Workbooks that were sent in, bound to the person and the content."""

from django.conf import settings
from django.db import models


class ImportState(models.TextChoices):
    """`projects.excel.uploads` and `.jobs` make the moves, each by compare-and-set."""

    QUEUED = "queued", "等待核对"
    CHECKED = "checked", "待确认"
    REJECTED = "rejected", "有错误"
    CONFIRMED = "confirmed", "等待写入"
    WRITTEN = "written", "已导入"
    ABANDONED = "abandoned", "已放弃"
    FAILED = "failed", "未能导入"


# The worker's to do; a lease says whether it is at it.
PENDING = (ImportState.QUEUED, ImportState.CONFIRMED)
# The person's to confirm, mend or give up.
PREVIEWED = (ImportState.CHECKED, ImportState.REJECTED)


class WorkbookImportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Only the person who sent it in."""
        return self.filter(by=user) if user.is_authenticated else self.none()


class WorkbookImport(models.Model):
    """One upload: what it would change was shown as `plan_hash`, and only that is written.

    `preview` keeps what was shown, so that a look at the page reads no workbook again.
    """

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
    preview = models.FileField("预览", upload_to="imports/", blank=True)
    rows = models.PositiveIntegerField("行数", default=0)
    state = models.CharField("状态", max_length=10, choices=ImportState)
    plan_hash = models.CharField("预览校验值", max_length=64, blank=True)
    new = models.PositiveIntegerField("新增", default=0)
    changed = models.PositiveIntegerField("更新", default=0)
    unchanged = models.PositiveIntegerField("无变化", default=0)
    errors = models.PositiveIntegerField("错误", default=0)
    left_out = models.PositiveIntegerField("未导入的错误行", default=0)
    right_rows_only = models.BooleanField("只导入正确的行", default=False)
    reason = models.CharField("调整计划开工日期的原因", max_length=300, blank=True)
    problem = models.CharField("未能完成的原因", max_length=500, blank=True)
    leased_until = models.DateTimeField("后台处理至", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("后台尝试次数", default=0)
    written_at = models.DateTimeField("导入时间", null=True, blank=True)

    objects = WorkbookImportQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        verbose_name = verbose_name_plural = "工作簿导入记录"

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M}"
