"""Steps to the statistics register and the end of building, each with its evidence, 二（五）2."""

from django.db import models
from django.db.models import Q

from projects.choices.enrolment import Step
from projects.models.attachments import Attachment
from projects.models.fields import trail, version_column
from projects.models.ledger import Project
from projects.models.visibility import ProjectScopedQuerySet


class EnrolmentStep(models.Model):
    """One step of one project: its date, what is still missing for it, the papers behind it.

    竣工, 投产 and 已入库 are dates of the project as well; the action writes both. 开工 is the
    project's own and has no row.
    """

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="enrolment_steps", verbose_name="项目"
    )
    step = models.CharField("环节", max_length=16, choices=Step)
    done_on = models.DateField("完成日期", null=True, blank=True)
    lacking = models.CharField("尚缺什么", max_length=200, blank=True)
    files = models.ManyToManyField(
        Attachment, related_name="+", verbose_name="凭证", blank=True, editable=False
    )
    version = version_column()

    objects = ProjectScopedQuerySet.as_manager()
    history = trail("竣工纳统环节")

    class Meta:
        ordering = ["project", "step"]
        verbose_name = verbose_name_plural = "竣工纳统环节"
        constraints = [
            models.UniqueConstraint(
                fields=["project", "step"],
                name="enrolment_step_once",
                violation_error_message="该项目的这一环节已有记录",
            ),
            models.CheckConstraint(
                condition=~Q(step=Step.STARTED),
                name="enrolment_step_not_started",
                violation_error_message="开工日期在项目台账中登记，不在这里填写",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.get_step_display()}"
