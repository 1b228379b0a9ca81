"""四不两直: inspections that nobody is told of, and what they find, 三（三）.

A unit sees an inspection and its findings from the moment it is done. Addresses carry a key drawn
by chance: numbers in a row would tell a unit how many inspections are planned.
"""

import secrets
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from assessment.choices.patrol import OPEN_FINDINGS, FindingState, InspectionState, Severity
from assessment.models.supervision import SupervisedQuerySet
from projects.models import Attachment, Project, Unit
from projects.models.fields import trail, version_column

if TYPE_CHECKING:
    from datetime import date

    from projects.permissions import Person


def new_key() -> str:
    """A key that nobody can count or guess."""
    return secrets.token_hex(8)


class InspectionQuerySet(SupervisedQuerySet):
    def of_unit(self, user: "Person") -> Self:
        """Those done at the clerk's own unit; never one that is still planned or was given up."""
        unit = getattr(user, "unit_id", None)
        of_row = {"inspection": OuterRef("pk")}
        units = Inspection.units.through.objects.filter(**of_row, unit=unit)
        projects = Inspection.projects.through.objects.filter(**of_row, project__unit=unit)
        findings = Finding.objects.filter(**of_row, unit=unit)
        named = Exists(units) | Exists(projects) | Exists(findings)
        return self.filter(named, state=InspectionState.DONE)


class Inspection(models.Model):
    """One unannounced tour: when, who, where and what to look at. Its papers are the county's."""

    key = models.CharField("编码", max_length=16, unique=True, default=new_key, editable=False)
    planned_on = models.DateField("计划日期")
    inspectors = models.CharField("检查人员", max_length=200)
    focus = models.TextField("检查内容", max_length=1000)
    units = models.ManyToManyField(
        Unit, related_name="inspections", verbose_name="被检查单位", blank=True
    )
    projects = models.ManyToManyField(
        Project, related_name="inspections", verbose_name="被检查项目", blank=True
    )
    papers = models.ManyToManyField(
        Attachment, related_name="+", verbose_name="方案附件", blank=True
    )
    state = models.CharField(
        "状态", max_length=10, choices=InspectionState, default=InspectionState.PLANNED
    )
    done_on = models.DateField("检查日期", null=True, blank=True)
    summary = models.TextField("检查情况", max_length=1000, blank=True)
    version = version_column()

    objects = InspectionQuerySet.as_manager()
    history = trail("四不两直督导")

    class Meta:
        ordering = ["-planned_on", "-pk"]
        verbose_name = verbose_name_plural = "四不两直督导"
        constraints = [
            models.CheckConstraint(
                condition=~Q(inspectors="") & ~Q(focus=""),
                name="inspection_says_who_and_what",
                violation_error_message="请填写检查人员和检查内容",
            ),
            models.CheckConstraint(
                condition=Q(state=InspectionState.DONE, done_on__isnull=False) & ~Q(summary="")
                | (~Q(state=InspectionState.DONE) & Q(done_on__isnull=True)),
                name="inspection_done_with_date_and_words",
                violation_error_message="检查完成须有检查日期和检查情况",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.planned_on} {self.inspectors}"

    def get_absolute_url(self) -> str:
        return reverse("inspection", args=[self.key])


class FindingQuerySet(SupervisedQuerySet):
    def of_unit(self, user: "Person") -> Self:
        """The clerk's own unit's, of inspections that are done."""
        return super().of_unit(user).filter(inspection__state=InspectionState.DONE)

    def in_force(self) -> Self:
        """Of inspections that are done: what a unit answers for."""
        return self.filter(inspection__state=InspectionState.DONE)

    def open(self) -> Self:
        return self.in_force().filter(state__in=OPEN_FINDINGS)

    def overdue(self, day: "date") -> Self:
        """Not mended, and the limit is over."""
        return self.in_force().filter(state=FindingState.OPEN, limit_on__lt=day)


class Finding(models.Model):
    """One thing found, with its limit for mending and the re-check."""

    key = models.CharField("编码", max_length=16, unique=True, default=new_key, editable=False)
    inspection = models.ForeignKey(
        Inspection, on_delete=models.CASCADE, related_name="findings", verbose_name="督导"
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="findings", verbose_name="责任单位"
    )
    project = models.ForeignKey(
        Project,
        on_delete=models.PROTECT,
        related_name="findings",
        verbose_name="项目",
        null=True,
        blank=True,
    )
    severity = models.CharField("严重程度", max_length=8, choices=Severity, default=Severity.MINOR)
    text = models.TextField("发现问题", max_length=500)
    photos = models.ManyToManyField(
        Attachment, related_name="+", verbose_name="现场照片", blank=True
    )
    limit_on = models.DateField("整改时限")
    state = models.CharField("状态", max_length=8, choices=FindingState, default=FindingState.OPEN)
    reply = models.TextField("整改情况", max_length=1000, blank=True)
    replied_on = models.DateField("报送日期", null=True, blank=True)
    files = models.ManyToManyField(
        Attachment, related_name="+", verbose_name="整改附件", blank=True
    )
    recheck = models.CharField("复查意见", max_length=300, blank=True)
    rechecked_on = models.DateField("复查日期", null=True, blank=True)
    rechecked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="复查人",
        null=True,
        blank=True,
    )
    again = models.PositiveSmallIntegerField("复查未过次数", default=0)
    version = version_column()

    objects = FindingQuerySet.as_manager()
    history = trail("督导发现问题")

    class Meta:
        ordering = ["inspection", "pk"]
        verbose_name = verbose_name_plural = "督导发现问题"
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="finding_has_text",
                violation_error_message="请填写发现的问题",
            ),
            models.CheckConstraint(
                condition=Q(state=FindingState.OPEN) | (~Q(reply="") & Q(replied_on__isnull=False)),
                name="finding_mended_with_its_reply",
                violation_error_message="报送整改须有整改情况和日期",
            ),
            models.CheckConstraint(
                condition=~Q(state=FindingState.CLOSED)
                | (
                    ~Q(recheck="")
                    & Q(rechecked_on__isnull=False, rechecked_by__isnull=False)
                    & Q(rechecked_on__gte=F("replied_on"))
                ),
                name="finding_closed_with_its_recheck",
                violation_error_message="销号须有复查意见、复查人和日期，且不早于报送",
            ),
        ]
        indexes = [models.Index(fields=["state", "limit_on"], name="finding_limit")]

    def __str__(self) -> str:
        return self.text[:30]

    def get_absolute_url(self) -> str:
        return reverse("finding", args=[self.key])

    @property
    def deadline(self) -> "date":
        return self.limit_on

    @property
    def finished(self) -> "date | None":
        """The day on which the unit sent its mending, as long as that stands."""
        return None if self.state == FindingState.OPEN else self.replied_on
