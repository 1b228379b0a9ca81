"""Annexes 1 and 2 as printed, corrections beside them, and the county's goals."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from assessment.choices import Annex, GoalKey, QuotaBand
from projects.models import Unit
from projects.models.fields import trail, year_column
from projects.models.visibility import UnitScopedQuerySet

QUOTA_MAX = 9999


class AnnexRow(models.Model):
    """A unit's row in one annex: its printed number, name and remark."""

    year = year_column()
    annex = models.CharField("附件", max_length=10, choices=Annex)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="annex_rows", verbose_name="责任单位"
    )
    number = models.PositiveSmallIntegerField("序号")
    printed_name = models.CharField("印发名称", max_length=50)
    remark = models.CharField("备注", max_length=20, blank=True)

    class Meta:
        ordering = ["year", "annex", "number"]
        verbose_name = verbose_name_plural = "附件行"
        constraints = [
            models.UniqueConstraint(fields=["year", "annex", "unit"], name="annex_row_once"),
            models.UniqueConstraint(fields=["year", "annex", "number"], name="annex_row_number"),
        ]

    def __str__(self) -> str:
        return f"{self.year}年{self.get_annex_display()} {self.number} {self.printed_name}"


class QuotaQuerySet(UnitScopedQuerySet):
    def with_effective(self) -> "QuotaQuerySet":
        """Add `effective`: the correction if there is one, else what is printed."""
        return self.annotate(effective=Coalesce(F("correction"), F("printed")))


class Quota(models.Model):
    """任务: a number of projects for year × annex × unit × band; blank is no quota, not zero."""

    year = year_column()
    annex = models.CharField("附件", max_length=10, choices=Annex)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="quotas", verbose_name="责任单位"
    )
    band = models.CharField("档次", max_length=10, choices=QuotaBand)
    printed = models.PositiveSmallIntegerField("印发数", null=True, blank=True)
    correction = models.PositiveSmallIntegerField("更正数", null=True, blank=True)
    corrected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="更正人",
        null=True,
        blank=True,
    )
    corrected_at = models.DateTimeField("更正时间", null=True, blank=True)
    correction_reason = models.CharField("更正原因", max_length=200, blank=True)

    objects = QuotaQuerySet.as_manager()
    history = trail("任务指标")

    class Meta:
        ordering = ["year", "annex", "unit", "band"]
        verbose_name = verbose_name_plural = "任务指标"
        constraints = [
            models.UniqueConstraint(fields=["year", "annex", "unit", "band"], name="quota_once"),
            models.CheckConstraint(
                condition=Q(correction__isnull=True)
                | (Q(corrected_at__isnull=False) & ~Q(correction_reason="")),
                name="quota_correction_explained",
                violation_error_message="更正须写明时间和原因",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.unit} {self.get_band_display()}"


class AnnexTotal(models.Model):
    """The printed 合计 row of an annex, column by column."""

    year = year_column()
    annex = models.CharField("附件", max_length=10, choices=Annex)
    band = models.CharField("档次", max_length=10, choices=QuotaBand)
    printed = models.PositiveSmallIntegerField("印发合计", null=True, blank=True)

    history = trail("附件合计")

    class Meta:
        ordering = ["year", "annex", "band"]
        verbose_name = verbose_name_plural = "附件合计"
        constraints = [
            models.UniqueConstraint(fields=["year", "annex", "band"], name="annex_total_once"),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.get_annex_display()} {self.get_band_display()} 合计"


class Goal(models.Model):
    """A county goal of the text itself: 总体目标 and 二（一）2."""

    year = year_column()
    annex = models.CharField("事项", max_length=10, choices=Annex)
    key = models.CharField("口径", max_length=10, choices=GoalKey)
    target = models.PositiveSmallIntegerField("目标")
    clause = models.CharField("依据", max_length=20)

    history = trail("县级目标")

    class Meta:
        ordering = ["year", "annex", "pk"]
        verbose_name = verbose_name_plural = "县级目标"
        constraints = [
            models.UniqueConstraint(fields=["year", "annex", "key"], name="goal_once"),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.get_annex_display()} {self.get_key_display()}"
