"""Each run of the assessment: for which day, by whom, what it changed."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class RunKind(models.TextChoices):
    NIGHTLY = "nightly", "每晚自动"
    BUTTON = "button", "发改局手动"
    COMMAND = "command", "命令行"


class RunState(models.TextChoices):
    QUEUED = "queued", "排队中"
    DONE = "done", "已完成"
    FAILED = "failed", "失败"


class AssessmentRun(models.Model):
    """评定记录. The nightly one exists once a day; it is written in the run's own transaction."""

    day = models.DateField("评定日期")
    kind = models.CharField("方式", max_length=10, choices=RunKind)
    state = models.CharField("状态", max_length=10, choices=RunState)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="操作人",
        null=True,
        blank=True,
    )
    at = models.DateTimeField("发起时间", auto_now_add=True)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)
    first_year = models.PositiveSmallIntegerField("起始年度", null=True, blank=True)
    rules_version = models.CharField("规则版本", max_length=10, blank=True)
    written = models.PositiveIntegerField("变动牌数", default=0)
    removed = models.PositiveIntegerField("撤销牌数", default=0)
    error = models.TextField("错误", blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = verbose_name_plural = "评定记录"
        constraints = [
            models.UniqueConstraint(
                fields=["day"],
                condition=Q(kind=RunKind.NIGHTLY),
                name="run_nightly_once",
                violation_error_message="该日已有自动评定",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.get_kind_display()}"
