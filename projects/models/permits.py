"""手续: the permits of a project, from a template by project type, 二（三）2 and 三（四）."""

from django.db import models
from django.db.models import Q

from projects.choices.permits import PermitState
from projects.models.fields import trail, version_column
from projects.models.ledger import Project
from projects.models.reference import ProjectType
from projects.models.visibility import ProjectScopedQuerySet


class PermitTemplate(models.Model):
    """One permit that projects of a type need; due `lead_days` days before the committed start."""

    project_type = models.ForeignKey(
        ProjectType, on_delete=models.CASCADE, related_name="permits", verbose_name="项目类型"
    )
    name = models.CharField("手续名称", max_length=60)
    order = models.PositiveSmallIntegerField("序号", default=0)
    lead_days = models.PositiveSmallIntegerField(
        "开工前天数", null=True, blank=True, help_text="计划开工日期前多少天办结；留空则不定日期"
    )

    history = trail("手续模板")

    class Meta:
        ordering = ["project_type", "order", "name"]
        verbose_name = verbose_name_plural = "手续模板"
        constraints = [
            models.UniqueConstraint(
                fields=["project_type", "name"],
                name="permit_template_once",
                violation_error_message="该项目类型已有同名手续",
            )
        ]

    def __str__(self) -> str:
        return f"{self.project_type} {self.name}"


class Permit(models.Model):
    """One permit of one project; handled with papers missing only against a promised date."""

    TRAIL_NAME = "name"

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="permits", verbose_name="项目"
    )
    name = models.CharField("手续名称", max_length=60)
    order = models.PositiveSmallIntegerField("序号", default=0, db_default=0)
    state = models.CharField(
        "办理状态", max_length=8, choices=PermitState, default=PermitState.TODO
    )
    planned_on = models.DateField("计划办结日期", null=True, blank=True)
    done_on = models.DateField("实际办结日期", null=True, blank=True)
    missing = models.TextField("所缺材料", max_length=500, blank=True)
    promised_on = models.DateField("承诺补齐日期", null=True, blank=True)
    remark = models.CharField("备注", max_length=200, blank=True)
    version = version_column()

    objects = ProjectScopedQuerySet.as_manager()
    history = trail("手续")

    class Meta:
        ordering = ["project", "order", "name"]
        verbose_name = verbose_name_plural = "手续"
        constraints = [
            models.UniqueConstraint(
                fields=["project", "name"],
                name="permit_once",
                violation_error_message="该项目已有同名手续",
            ),
            models.CheckConstraint(
                condition=Q(state=PermitState.DONE, done_on__isnull=False)
                | (~Q(state=PermitState.DONE) & Q(done_on__isnull=True)),
                name="permit_done_with_its_date",
                violation_error_message="办结的手续须有实际办结日期，未办结的不能有",
            ),
            models.CheckConstraint(
                condition=~Q(state=PermitState.LACKING)
                | (Q(promised_on__isnull=False) & ~Q(missing="")),
                name="permit_lacking_with_its_promise",
                violation_error_message="容缺办理须写明所缺材料和承诺补齐日期",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.name}"
