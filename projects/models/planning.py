"""策划: the steps of a project's planning and the county's 三个一 events, 二（一）3 and 4."""

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from projects.choices.planning import PlanningStep, ThreeOne
from projects.models.attachments import Attachment
from projects.models.fields import trail, version_column
from projects.models.ledger import Project
from projects.models.reference import IndustryChain
from projects.models.units import Unit
from projects.models.visibility import ProjectScopedQuerySet

RECORDED = [(step.value, step.label) for step in PlanningStep if step is not PlanningStep.IDEA]


class PlanningRecordQuerySet(ProjectScopedQuerySet):
    def standing(self) -> Self:
        """Those that count: without passes that were taken back."""
        return self.filter(withdrawn_on=None)

    def steps(self) -> Self:
        """The steps before the pass, in the order in which they were taken."""
        return self.exclude(step=PlanningStep.PASS).order_by("on", "pk")


class PlanningRecord(models.Model):
    """One step of one project on one day. A pass that 发改局 took back stays with its reason."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="planning_records", verbose_name="项目"
    )
    step = models.CharField("环节", max_length=8, choices=RECORDED)
    on = models.DateField("日期")
    experts = models.CharField("专家", max_length=200, blank=True)
    opinion = models.TextField("意见", max_length=2000, blank=True)
    edition = models.PositiveSmallIntegerField(
        "策划稿版本号",
        validators=[MinValueValidator(1), MaxValueValidator(999)],
        null=True,
        blank=True,
    )
    files = models.ManyToManyField(
        Attachment, related_name="planning_records", verbose_name="附件", blank=True
    )
    withdrawn_on = models.DateField("撤回日期", null=True, blank=True, editable=False)
    withdrawn_because = models.CharField("撤回原因", max_length=200, blank=True, editable=False)
    version = version_column()

    objects = PlanningRecordQuerySet.as_manager()
    history = trail("策划研判")

    class Meta:
        ordering = ["project", "on", "pk"]
        verbose_name = verbose_name_plural = "策划研判"
        constraints = [
            models.UniqueConstraint(
                fields=["project", "step", "on"],
                condition=Q(withdrawn_on=None),
                name="planning_record_once",
                violation_error_message="该项目当天已有这一环节的记录",
            ),
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(step=PlanningStep.PASS, withdrawn_on=None),
                name="planning_record_one_pass",
                violation_error_message="该项目已记录通过",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None, withdrawn_because="")
                | Q(step=PlanningStep.PASS, withdrawn_on__isnull=False) & ~Q(withdrawn_because=""),
                name="planning_record_withdrawn_with_reason",
                violation_error_message="只有通过可以撤回，且须写明原因",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.get_step_display()} {self.on}"


class PlanningEvent(models.Model):
    """One 三个一 event of the county, 二（一）4; before its day it is an announcement."""

    kind = models.CharField("类别", max_length=8, choices=ThreeOne)
    on = models.DateField("日期")
    title = models.CharField("主题", max_length=100)
    chain = models.ForeignKey(
        IndustryChain,
        on_delete=models.PROTECT,
        related_name="planning_events",
        verbose_name="产业链",
        null=True,
        blank=True,
    )
    place = models.CharField("地点", max_length=100, blank=True)
    people = models.TextField("参加人员", max_length=1000, blank=True)
    units = models.ManyToManyField(
        Unit,
        through="PlanningAttendance",
        related_name="planning_events",
        verbose_name="参加单位",
        blank=True,
    )
    files = models.ManyToManyField(
        Attachment, related_name="planning_events", verbose_name="纪要", blank=True
    )
    version = version_column()

    history = trail("三个一活动")

    class Meta:
        ordering = ["-on", "kind", "title"]
        verbose_name = verbose_name_plural = "三个一活动"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "on", "title"],
                name="planning_event_once",
                violation_error_message="当天已有同一类别、同一主题的活动",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on} {self.title}"


class PlanningAttendance(models.Model):
    """One unit that took part in one event; actions write it, so that its trail is whole."""

    event = models.ForeignKey(PlanningEvent, on_delete=models.CASCADE, verbose_name="三个一活动")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, verbose_name="参加单位")

    history = trail("三个一活动参加单位")

    class Meta:
        ordering = ["event", "unit"]
        verbose_name = verbose_name_plural = "三个一活动参加单位"
        constraints = [
            models.UniqueConstraint(
                fields=["event", "unit"],
                name="planning_attendance_once",
                violation_error_message="该单位已记为参加",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.unit}"
