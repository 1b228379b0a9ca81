"""Planned and done investment by year and month, 二（四）1."""

from typing import Self

from django.conf import settings
from django.db import models

from projects.choices import COUNTED_REPORT_STATES, ReportState
from projects.models.fields import (
    money,
    month_column,
    month_range,
    not_negative,
    trail,
    year_column,
)
from projects.models.ledger import Project
from projects.models.visibility import ProjectScopedQuerySet
from projects.periods import Month


class AnnualPlan(models.Model):
    """年度计划投资: the year's planned investment of one project, 万元."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="annual_plans", verbose_name="项目"
    )
    year = year_column()
    amount = money("年度计划投资(万元)")

    objects = ProjectScopedQuerySet.as_manager()
    history = trail("年度计划")

    class Meta:
        ordering = ["project", "year"]
        verbose_name = verbose_name_plural = "年度计划"
        constraints = [
            models.UniqueConstraint(
                fields=["project", "year"],
                name="annual_plan_once",
                violation_error_message="该项目该年度已有计划",
            ),
            not_negative("amount", "annual_plan_not_negative", "年度计划投资"),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.year}年"


class MonthlyPlan(models.Model):
    """月度计划: the planned investment of one project and month, 万元."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="monthly_plans", verbose_name="项目"
    )
    year = year_column()
    month = month_column()
    amount = money("计划投资(万元)")
    version = models.PositiveIntegerField("版本", default=1, db_default=1, editable=False)

    objects = ProjectScopedQuerySet.as_manager()
    history = trail("月度计划")

    class Meta:
        ordering = ["project", "year", "month"]
        verbose_name = verbose_name_plural = "月度计划"
        constraints = [
            models.UniqueConstraint(
                fields=["project", "year", "month"],
                name="monthly_plan_once",
                violation_error_message="该项目该月已有计划",
            ),
            not_negative("amount", "monthly_plan_not_negative", "计划投资"),
            month_range("monthly_plan_month"),
        ]

    def __str__(self) -> str:
        return f"{self.project} {Month(self.year, self.month)}"


class MonthlyReportQuerySet(ProjectScopedQuerySet):
    def counted(self) -> Self:
        """Reports that count: submitted or accepted, with an amount (blank is not reported)."""
        return self.filter(state__in=COUNTED_REPORT_STATES, amount__isnull=False)


class MonthlyReport(models.Model):
    """月度完成与形象进度. A blank amount means not reported; 0 is zero."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="monthly_reports", verbose_name="项目"
    )
    year = year_column()
    month = month_column()
    amount = money("完成投资(万元)", null=True, blank=True)
    visible_progress = models.TextField("形象进度", max_length=1000, blank=True)
    problems = models.TextField("存在问题", max_length=1000, blank=True)
    zero_reason = models.CharField("零完成原因", max_length=200, blank=True, db_default="")
    remark = models.CharField("情况说明", max_length=200, blank=True, db_default="")
    version = models.PositiveIntegerField("版本", default=1, db_default=1, editable=False)
    state = models.CharField(
        "状态", max_length=10, choices=ReportState, default=ReportState.SUBMITTED
    )

    objects = MonthlyReportQuerySet.as_manager()
    history = trail("月度报告")

    class Meta:
        ordering = ["project", "year", "month"]
        verbose_name = verbose_name_plural = "月度报告"
        constraints = [
            models.UniqueConstraint(
                fields=["project", "year", "month"],
                name="monthly_report_once",
                violation_error_message="该项目该月已有报告",
            ),
            not_negative("amount", "monthly_report_not_negative", "完成投资"),
            month_range("monthly_report_month"),
        ]

    def __str__(self) -> str:
        return f"{self.project} {Month(self.year, self.month)}"


class ReportingMonth(models.Model):
    """A month that 发改局 has locked; its cards are final and its figures closed to change."""

    year = year_column()
    month = month_column()
    locked_at = models.DateTimeField("锁定时间", auto_now_add=True)
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="锁定人",
        null=True,
        blank=True,
    )

    history = trail("锁定月份")

    class Meta:
        ordering = ["year", "month"]
        verbose_name = verbose_name_plural = "锁定月份"
        constraints = [
            models.UniqueConstraint(fields=["year", "month"], name="reporting_month_once"),
            month_range("reporting_month_month"),
        ]

    def __str__(self) -> str:
        return str(Month(self.year, self.month))
