"""A unit's monthly return as a whole, and the trace of locks."""

from django.conf import settings
from django.db import models

from projects.choices import SubmissionState
from projects.models.fields import month_column, month_range, trail, year_column
from projects.models.ledger import Project
from projects.models.units import Unit
from projects.models.visibility import UnitScopedQuerySet


class Submission(models.Model):
    """月度报送: one unit, one month. No row means that the unit has not begun to report.

    `late` is set by the first submission after the due day and stays for ever.
    """

    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="submissions", verbose_name="责任单位"
    )
    year = year_column()
    month = month_column()
    state = models.CharField(
        "状态", max_length=10, choices=SubmissionState, default=SubmissionState.OPEN
    )
    late = models.BooleanField("逾期报送", default=False)
    first_submitted_at = models.DateTimeField("首次报送时间", null=True, blank=True)
    submitted_at = models.DateTimeField("报送时间", null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="报送人",
        null=True,
        blank=True,
    )
    reviewed_at = models.DateTimeField("审核时间", null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="审核人",
        null=True,
        blank=True,
    )
    return_reason = models.CharField("退回原因", max_length=300, blank=True)
    return_project = models.ForeignKey(
        Project,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="退回项目",
        null=True,
        blank=True,
    )
    return_field = models.CharField("退回栏目", max_length=20, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    objects = UnitScopedQuerySet.as_manager()
    history = trail("月度报送")

    class Meta:
        ordering = ["year", "month", "unit"]
        verbose_name = verbose_name_plural = "月度报送"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "month"],
                name="submission_once",
                violation_error_message="该单位该月已有报送记录",
            ),
            month_range("submission_month"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.year}-{self.month:02d} {self.get_state_display()}"


class LockEvent(models.Model):
    """锁定与重开: who locked or reopened a month, when and why."""

    year = year_column()
    month = month_column()
    locked = models.BooleanField("锁定")
    reason = models.CharField("原因", max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="操作人"
    )
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = verbose_name_plural = "锁定与重开记录"
        constraints = [
            month_range("lock_event_month"),
            models.CheckConstraint(
                condition=models.Q(locked=True) | ~models.Q(reason=""),
                name="lock_event_reopen_explained",
                violation_error_message="重新开放须写明原因",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02d} {'锁定' if self.locked else '重开'}"
