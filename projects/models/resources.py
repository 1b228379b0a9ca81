"""要素需求: what a project needs of the county, by kind and with a date, 三（四）."""

from django.db import models

from projects.choices.resources import NeedState, ResourceKind
from projects.models.fields import trail, version_column
from projects.models.ledger import Project
from projects.models.visibility import ProjectScopedQuerySet


class ResourceNeed(models.Model):
    """One need; `amount` in the words of its kind (120亩). 发改局 grants the green channel."""

    TRAIL_NAME = "content"

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="needs", verbose_name="项目"
    )
    kind = models.CharField("要素类别", max_length=10, choices=ResourceKind)
    content = models.CharField("需求内容", max_length=100)
    amount = models.CharField("需求数量", max_length=60, blank=True)
    need_by = models.DateField("需要日期")
    state = models.CharField("状态", max_length=10, choices=NeedState, default=NeedState.RAISED)
    green_channel = models.BooleanField("绿色通道", default=False)
    matched_with = models.CharField("对接部门", max_length=60, blank=True)
    result = models.CharField("落实情况", max_length=300, blank=True)
    version = version_column()

    objects = ProjectScopedQuerySet.as_manager()
    history = trail("要素需求")

    class Meta:
        ordering = ["need_by", "project", "kind", "content"]
        verbose_name = verbose_name_plural = "要素需求"
        constraints = [
            models.UniqueConstraint(
                fields=["project", "kind", "content"],
                name="resource_need_once",
                violation_error_message="该项目已有同类别、同内容的需求",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=NeedState.MATCHED) | ~models.Q(matched_with=""),
                name="resource_need_matched_with_someone",
                violation_error_message="已对接的需求须写明对接部门",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=NeedState.SETTLED) | ~models.Q(result=""),
                name="resource_need_settled_with_its_result",
                violation_error_message="已落实的需求须写明落实情况",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.get_kind_display()} {self.content}"
