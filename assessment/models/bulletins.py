"""Issued bulletins: the whole content as it went out, with a checksum. Written once."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from projects.models.fields import month_column, month_range, trail, year_column
from projects.periods import Month


class BulletinIssueQuerySet(models.QuerySet):
    def of_month(self, month: Month) -> Self:
        return self.filter(year=month.year, month=month.month)

    def without_content(self) -> Self:
        """The content is large; lists do not need it."""
        return self.defer("content").select_related("by")


class BulletinIssue(models.Model):
    """月通报印发件. `edition` 0 is the first issue, 1 and up are its corrections with a reason.

    `content` is `assessment.bulletin.store`'s text of all sheets; `checksum` is its SHA-256
    together with the columns here. Numbers run from 1 in each year of the bulletins' months.
    """

    year = year_column()
    month = month_column()
    number = models.PositiveSmallIntegerField("期号")
    edition = models.PositiveSmallIntegerField("更正次数", default=0)
    issued_on = models.DateField("印发日期")
    reason = models.CharField("更正原因", max_length=300, blank=True)
    content = models.TextField("内容")
    checksum = models.CharField("校验码", max_length=64)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="印发人"
    )
    at = models.DateTimeField("登记时间", auto_now_add=True)

    objects = BulletinIssueQuerySet.as_manager()
    history = trail("月通报印发", excluded_fields=["content"])

    class Meta:
        ordering = ["year", "month", "edition"]
        verbose_name = verbose_name_plural = "月通报印发件"
        constraints = [
            models.UniqueConstraint(
                fields=["year", "month", "edition"],
                name="bulletin_edition_once",
                violation_error_message="该月通报刚由别人印发",
            ),
            models.UniqueConstraint(
                fields=["year", "number"],
                condition=Q(edition=0),
                name="bulletin_number_once",
                violation_error_message="该期号已用于别的月份",
            ),
            models.CheckConstraint(
                condition=Q(edition=0) | ~Q(reason=""),
                name="bulletin_correction_explained",
                violation_error_message="更正须写明原因",
            ),
            month_range("bulletin_issue_month"),
        ]

    def __str__(self) -> str:
        return f"{self.period.label}通报{self.label}"

    @property
    def period(self) -> Month:
        return Month(self.year, self.month)

    @property
    def label(self) -> str:
        """第4期, or 第4期更正（第1次）."""
        return f"第{self.number}期" + (f"更正（第{self.edition}次）" if self.edition else "")

    @property
    def version(self) -> int:
        """How many editions there were when this one went out; a form names the last it saw."""
        return self.edition + 1
