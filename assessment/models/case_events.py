"""What happened in a case, step by step: who, when, which words, which files. Never changed."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from assessment.models.interviews import Interview
from assessment.models.notices import Circular, SupervisionNotice
from projects.models import Attachment, Unit


class CaseEvent(models.Model):
    """One step of a notice or an interview; that of a circular names both. `state` is the one
    that the notice or interview had afterwards."""

    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name="责任单位"
    )
    notice = models.ForeignKey(
        SupervisionNotice,
        on_delete=models.CASCADE,
        related_name="events",
        verbose_name="督办通知书",
        null=True,
        blank=True,
    )
    circular = models.ForeignKey(
        Circular,
        on_delete=models.CASCADE,
        related_name="events",
        verbose_name="通报",
        null=True,
        blank=True,
    )
    interview = models.ForeignKey(
        Interview,
        on_delete=models.CASCADE,
        related_name="events",
        verbose_name="约谈",
        null=True,
        blank=True,
    )
    what = models.CharField("事项", max_length=30)
    state = models.CharField("此后状态", max_length=10)
    text = models.TextField("内容", blank=True)
    files = models.ManyToManyField(Attachment, related_name="+", verbose_name="附件", blank=True)
    on = models.DateField("日期")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="经办人",
    )
    at = models.DateTimeField("记录时间", auto_now_add=True)

    class Meta:
        ordering = ["on", "pk"]
        verbose_name = verbose_name_plural = "督办约谈经过"
        constraints = [
            models.CheckConstraint(
                condition=Q(notice__isnull=False) | Q(interview__isnull=False),
                name="case_event_of_something",
                violation_error_message="经过须属于一份督办通知书或一次约谈",
            )
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.what}"
