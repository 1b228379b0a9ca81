"""固定资产投资专班: its meetings with minutes, and the blockers followed to closure, 二（五）1."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q

from projects.models.attachments import Attachment
from projects.models.fields import trail, version_column
from projects.models.ledger import Project
from projects.models.visibility import ProjectScopedQuerySet

if TYPE_CHECKING:
    from datetime import date


class TaskForceMeeting(models.Model):
    """One meeting: when, what was settled, the minutes."""

    held_on = models.DateField("会议日期")
    title = models.CharField("议题", max_length=100)
    summary = models.TextField("议定事项", max_length=1000, blank=True)
    files = models.ManyToManyField(
        Attachment, related_name="+", verbose_name="会议纪要", blank=True, editable=False
    )
    version = version_column()

    history = trail("专班会议")

    class Meta:
        ordering = ["-held_on", "-pk"]
        verbose_name = verbose_name_plural = "专班会议"
        constraints = [
            models.UniqueConstraint(
                fields=["held_on", "title"],
                name="task_force_meeting_once",
                violation_error_message="当天已有同一议题的会议",
            )
        ]

    def __str__(self) -> str:
        return f"{self.held_on} {self.title}"


class BlockerQuerySet(ProjectScopedQuerySet):
    def waiting(self) -> Self:
        return self.filter(closed_on__isnull=True)


class Blocker(models.Model):
    """What keeps a project out of the register: who settles it, until when, and how it ended."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="blockers", verbose_name="项目"
    )
    raised_on = models.DateField("提出日期")
    text = models.CharField("问题", max_length=200)
    owner = models.CharField("责任人", max_length=50)
    due_on = models.DateField("办结时限")
    closed_on = models.DateField("销号日期", null=True, blank=True)
    result = models.CharField("办理结果", max_length=200, blank=True)
    version = version_column()

    objects = BlockerQuerySet.as_manager()
    history = trail("纳统难题")

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = verbose_name_plural = "纳统难题"
        constraints = [
            models.UniqueConstraint(
                fields=["project", "raised_on", "text"],
                name="blocker_once",
                violation_error_message="该项目当天已有同样的问题",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("raised_on")),
                name="blocker_due_after_raised",
                violation_error_message="办结时限不能早于提出日期",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("raised_on")),
                name="blocker_closed_after_raised",
                violation_error_message="销号日期不能早于提出日期",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | ~Q(result=""),
                name="blocker_closed_with_result",
                violation_error_message="销号须写明办理结果",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.text}"

    def late_days(self, day: "date") -> int:
        """Days over the limit at `day` while it is open; 0 else."""
        return 0 if self.closed_on else max((day - self.due_on).days, 0)
