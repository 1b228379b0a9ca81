"""正向激励 and 预警提醒: who was named in a month, on which evidence, by whose decision."""

from django.conf import settings
from django.db import models

from assessment.choices.mentions import MentionKind, MentionState
from projects.models import Unit
from projects.models.fields import month_column, month_range, trail, version_column, year_column
from projects.models.visibility import UnitScopedQuerySet


class Mention(models.Model):
    """One decision on one unit. `evidence` holds its grounds in words, as they stood that day."""

    year = year_column()
    month = month_column()
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="mentions", verbose_name="责任单位"
    )
    kind = models.CharField("名单", max_length=8, choices=MentionKind)
    state = models.CharField("决定", max_length=8, choices=MentionState)
    evidence = models.JSONField("依据")
    reason = models.CharField("理由", max_length=200, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="决定人"
    )
    decided_on = models.DateField("决定日期")
    version = version_column()

    objects = UnitScopedQuerySet.as_manager()
    history = trail("激励预警名单")

    class Meta:
        ordering = ["-year", "-month", "kind", "unit__number"]
        verbose_name = verbose_name_plural = "激励预警名单"
        constraints = [
            month_range("mention_month"),
            models.UniqueConstraint(
                fields=["year", "month", "unit", "kind"],
                name="mention_once",
                violation_error_message="该单位本月已有决定，请刷新后再改",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=MentionState.LEFT_OUT) | ~models.Q(reason=""),
                name="mention_left_out_with_reason",
                violation_error_message="不列入须写明理由",
            ),
            models.UniqueConstraint(
                fields=["year", "month", "unit"],
                condition=models.Q(state=MentionState.LISTED),
                name="mention_one_list",
                violation_error_message="同一单位同一个月不能既列入正向激励又列入预警提醒",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.year}年{self.month}月 {self.get_kind_display()}"
