"""四包 and the visits of those who guarantee a project, 三（二）."""

from django.db import models

from projects.choices.guarantees import GuaranteeKind, Guarantor
from projects.models.attachments import Attachment
from projects.models.fields import trail, version_column
from projects.models.ledger import Project
from projects.models.visibility import ProjectScopedQuerySet


class Guarantee(models.Model):
    """One of the four guarantees of a project, and who gives it."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="guarantees", verbose_name="项目"
    )
    kind = models.CharField("四包", max_length=10, choices=GuaranteeKind)
    person = models.CharField("姓名", max_length=50)
    post = models.CharField("职务", max_length=100, blank=True)
    role = models.CharField("身份", max_length=10, choices=Guarantor, default=Guarantor.LEADER)
    version = version_column()

    objects = ProjectScopedQuerySet.as_manager()
    history = trail("四包责任")

    class Meta:
        ordering = ["project", "kind", "person"]
        verbose_name = verbose_name_plural = "四包责任"
        constraints = [
            models.UniqueConstraint(
                fields=["project", "kind", "person"],
                name="guarantee_once",
                violation_error_message="该项目已有同一人的这项包保责任",
            ),
            models.CheckConstraint(
                condition=~models.Q(person=""),
                name="guarantee_has_person",
                violation_error_message="请填写姓名",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.get_kind_display()} {self.person}"


class Visit(models.Model):
    """走访: somebody who guarantees a project was there on a day. No position is kept."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="visits", verbose_name="项目"
    )
    visited_on = models.DateField("走访日期")
    kind = models.CharField("身份", max_length=10, choices=Guarantor)
    person = models.CharField("走访人", max_length=50)
    found = models.TextField("了解和解决的问题", max_length=1000, blank=True)
    photo = models.ForeignKey(
        Attachment,
        on_delete=models.PROTECT,
        related_name="visits",
        verbose_name="照片",
        null=True,
        blank=True,
    )
    version = version_column()

    objects = ProjectScopedQuerySet.as_manager()
    history = trail("走访记录")

    class Meta:
        ordering = ["-visited_on", "project", "person"]
        verbose_name = verbose_name_plural = "走访记录"
        constraints = [
            models.UniqueConstraint(
                fields=["project", "visited_on", "kind", "person"],
                name="visit_once",
                violation_error_message="这个人当天对该项目的走访已有记录",
            ),
            models.CheckConstraint(
                condition=~models.Q(person=""),
                name="visit_has_person",
                violation_error_message="请填写走访人",
            ),
        ]
        indexes = [models.Index(fields=["visited_on"], name="visit_day")]

    def __str__(self) -> str:
        return f"{self.project} {self.visited_on} {self.person}"
