"""责任状: one letter a unit and year, 二（三）1."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from projects.choices.starts import PledgeState
from projects.models.attachments import Attachment
from projects.models.fields import trail, version_column, year_column
from projects.models.units import Unit
from projects.models.visibility import UnitScopedQuerySet


class Pledge(models.Model):
    """责任状. `content` is the whole letter in words, kept when it is handed out.

    The letter is always written from `content`, so that it reads the same however quotas and
    projects change afterwards. Confirming the signed scan freezes the row for good.
    """

    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="pledges", verbose_name="责任单位"
    )
    year = year_column()
    state = models.CharField("状态", max_length=10, choices=PledgeState, default=PledgeState.DRAFT)
    content = models.JSONField("责任状内容", default=dict, blank=True)
    issued_on = models.DateField("下发日期", null=True, blank=True)
    scan = models.ForeignKey(
        Attachment,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="签订扫描件",
        null=True,
        blank=True,
    )
    signed_on = models.DateField("签订日期", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="确认人",
        null=True,
        blank=True,
    )
    version = version_column()

    objects = UnitScopedQuerySet.as_manager()
    history = trail("责任状")

    class Meta:
        ordering = ["-year", "unit"]
        verbose_name = verbose_name_plural = "责任状"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year"],
                name="pledge_once",
                violation_error_message="该单位该年度已有责任状",
            ),
            models.CheckConstraint(
                condition=Q(state=PledgeState.DRAFT) | Q(issued_on__isnull=False),
                name="pledge_issued_dated",
                violation_error_message="下发的责任状须有下发日期",
            ),
            models.CheckConstraint(
                condition=~Q(state=PledgeState.SIGNED)
                | Q(scan__isnull=False, signed_on__isnull=False),
                name="pledge_signed_with_scan",
                violation_error_message="确认签订前须上传签订扫描件并填写签订日期",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.year}年责任状"
