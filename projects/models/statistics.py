"""What was reported to the statistics bureau, beside the ledger's own figures, 二（五）3."""

from typing import Self

from django.db import models

from projects.models.fields import (
    money,
    month_column,
    month_range,
    not_negative,
    trail,
    version_column,
    year_column,
)
from projects.models.ledger import Project
from projects.models.visibility import ProjectScopedQuerySet
from projects.periods import Month


class StatisticsReportQuerySet(ProjectScopedQuerySet):
    def upto(self, month: Month) -> Self:
        """The reports of the month's year, up to the month."""
        return self.filter(year=month.year, month__lte=month.month)


class StatisticsReport(models.Model):
    """Investment reported to statistics from January to this month, 万元.

    统计局 or 发改局 enters the amount, the unit explains the difference. Neither figure is ever
    copied from the other.
    """

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="statistics_reports", verbose_name="项目"
    )
    year = year_column()
    month = month_column()
    amount = money("统计累计投资(万元)")
    explanation = models.CharField("差异说明", max_length=200, blank=True)
    version = version_column()

    objects = StatisticsReportQuerySet.as_manager()
    history = trail("统计投资")

    class Meta:
        ordering = ["project", "year", "month"]
        verbose_name = verbose_name_plural = "统计投资"
        constraints = [
            models.UniqueConstraint(
                fields=["project", "year", "month"],
                name="statistics_report_once",
                violation_error_message="该项目该月已有统计投资",
            ),
            not_negative("amount", "statistics_report_not_negative", "统计累计投资"),
            month_range("statistics_report_month"),
        ]

    def __str__(self) -> str:
        return f"{self.project} {Month(self.year, self.month)}"
