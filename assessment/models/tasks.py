"""交办 with a limit for each unit, and reports due again and again, 三（一）and 三（五）."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from assessment.choices.tasks import (
    DELIVERED_PARTS,
    OPEN_PARTS,
    ExtensionState,
    Origin,
    PartState,
    ReportPeriod,
)
from assessment.models.supervision import SupervisedQuerySet
from projects.choices import Layer
from projects.models import Attachment, Project, Unit, VisitProblem
from projects.models.fields import trail, version_column, year_column

if TYPE_CHECKING:
    from datetime import date

    from projects.permissions import Person


class TaskQuerySet(SupervisedQuerySet):
    def of_unit(self, user: "Person") -> Self:
        """Those of which the clerk's unit has a part."""
        own = TaskPart.objects.filter(task=OuterRef("pk"), unit=getattr(user, "unit_id", None))
        return self.filter(Exists(own))


class Task(models.Model):
    """A matter handed down; every responsible unit has its own part. `limit_on` is the first."""

    TRAIL_NAME = "title"

    origin = models.CharField("交办来源", max_length=10, choices=Origin)
    given_by = models.CharField("交办人", max_length=50, help_text="谁交办的，如 张三副县长")
    given_on = models.DateField("交办日期")
    title = models.CharField("事项", max_length=100)
    demands = models.TextField("办理要求", max_length=1000)
    project = models.ForeignKey(
        Project,
        on_delete=models.PROTECT,
        related_name="tasks",
        verbose_name="项目",
        null=True,
        blank=True,
    )
    problem = models.OneToOneField(
        VisitProblem,
        on_delete=models.PROTECT,
        related_name="task",
        verbose_name="走访问题",
        null=True,
        blank=True,
    )
    limit_on = models.DateField("办结时限")
    version = version_column()

    objects = TaskQuerySet.as_manager()
    history = trail("交办事项")

    class Meta:
        ordering = ["-given_on", "-pk"]
        verbose_name = verbose_name_plural = "交办事项"
        constraints = [
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(demands="") & ~Q(given_by=""),
                name="task_says_what_and_by_whom",
                violation_error_message="请写明事项、办理要求和交办人",
            ),
            models.CheckConstraint(
                condition=Q(limit_on__gte=F("given_on")),
                name="task_limit_not_before_it_is_given",
                violation_error_message="办结时限不能早于交办日期",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("task", args=[self.pk])


class TaskPartQuerySet(SupervisedQuerySet):
    def open(self) -> Self:
        return self.filter(state__in=OPEN_PARTS)

    def overdue(self, day: "date") -> Self:
        """The unit still owes its report and the limit is over."""
        return self.open().exclude(state=PartState.REPORTED).filter(limit_on__lt=day)

    def finished_late(self) -> Self:
        """Reported, or closed, after the limit."""
        return self.filter(state__in=DELIVERED_PARTS, reported_on__gt=F("limit_on"))


class TaskPart(models.Model):
    """One unit's part of a task: its state, its limit, its report and the check of it."""

    TRAIL_NAME = "unit_id"

    task = models.ForeignKey(
        Task, on_delete=models.CASCADE, related_name="parts", verbose_name="事项"
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="task_parts", verbose_name="责任单位"
    )
    state = models.CharField("状态", max_length=10, choices=PartState, default=PartState.GIVEN)
    limit_on = models.DateField("现时限")
    received_on = models.DateField("签收日期", null=True, blank=True)
    report = models.TextField("办理结果", max_length=1000, blank=True)
    reported_on = models.DateField("报告日期", null=True, blank=True)
    files = models.ManyToManyField(Attachment, related_name="+", verbose_name="附件", blank=True)
    check_note = models.CharField("核验意见", max_length=300, blank=True)
    checked_on = models.DateField("核验日期", null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="核验人",
        null=True,
        blank=True,
    )
    returned = models.PositiveSmallIntegerField("退回次数", default=0)
    extension = models.CharField(
        "延期", max_length=10, choices=ExtensionState, default=ExtensionState.NONE
    )
    extension_to = models.DateField("申请延期到", null=True, blank=True)
    extension_reason = models.CharField("延期理由", max_length=300, blank=True)
    extension_answer = models.CharField("延期答复", max_length=300, blank=True)
    version = version_column()

    objects = TaskPartQuerySet.as_manager()
    history = trail("交办承办")

    class Meta:
        ordering = ["task", "unit"]
        verbose_name = verbose_name_plural = "交办承办"
        constraints = [
            models.UniqueConstraint(
                fields=["task", "unit"],
                name="task_part_once",
                violation_error_message="该单位已承办这件事项",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[PartState.GIVEN, PartState.CANCELLED])
                | Q(received_on__isnull=False),
                name="task_part_received_with_its_date",
                violation_error_message="签收须有日期",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=DELIVERED_PARTS)
                | (~Q(report="") & Q(reported_on__isnull=False)),
                name="task_part_delivered_with_its_report",
                violation_error_message="报告和办结须有办理结果和报告日期",
            ),
            models.CheckConstraint(
                condition=~Q(state=PartState.CLOSED)
                | (
                    ~Q(check_note="")
                    & Q(checked_on__isnull=False, checked_by__isnull=False)
                    & Q(checked_on__gte=F("reported_on"))
                ),
                name="task_part_closed_with_its_check",
                violation_error_message="办结须有核验意见、核验人和核验日期，且不早于报告",
            ),
            models.CheckConstraint(
                condition=Q(extension=ExtensionState.NONE)
                | (Q(extension_to__isnull=False) & ~Q(extension_reason="")),
                name="task_part_extension_with_its_reason",
                violation_error_message="申请延期须填写日期和理由",
            ),
        ]
        indexes = [models.Index(fields=["state", "limit_on"], name="task_part_limit")]

    def __str__(self) -> str:
        return f"{self.task} {self.unit}"

    @property
    def deadline(self) -> "date | None":
        """The limit in force; none for what was cancelled."""
        return None if self.state == PartState.CANCELLED else self.limit_on

    @property
    def finished(self) -> "date | None":
        """The day on which the unit delivered, as long as that stands."""
        return self.reported_on if self.state in DELIVERED_PARTS else None


class ReportRule(models.Model):
    """限时报告: what is due, from whom, how often, and until which day after the period."""

    name = models.CharField("报告名称", max_length=50)
    period = models.CharField("周期", max_length=8, choices=ReportPeriod)
    layer = models.CharField(
        "报送单位", max_length=12, choices=Layer, blank=True, help_text="留空即全部责任单位"
    )
    due_day = models.PositiveSmallIntegerField(
        "截止日",
        validators=[MinValueValidator(1), MaxValueValidator(28)],
        help_text="期满后次月的第几天，1 至 28",
    )
    clause = models.CharField("依据", max_length=20, default="三（五）")
    since = models.DateField("从哪天起执行", help_text="此日以后期满的才须报送")
    until = models.DateField("停止日期", null=True, blank=True)
    version = version_column()

    history = trail("限时报告规定")

    class Meta:
        ordering = ["name"]
        verbose_name = verbose_name_plural = "限时报告规定"
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="report_rule_once",
                violation_error_message="已有同名的报告规定",
            ),
            models.CheckConstraint(
                condition=Q(due_day__gte=1, due_day__lte=28),
                name="report_rule_due_day",
                violation_error_message="截止日须为 1 至 28",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="report_rule_until_not_before_since",
                violation_error_message="停止日期不能早于执行日期",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ReportDelivery(models.Model):
    """One unit's report of one period. Its first day and the limit of then are never changed."""

    rule = models.ForeignKey(
        ReportRule, on_delete=models.PROTECT, related_name="deliveries", verbose_name="报告"
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="report_deliveries", verbose_name="责任单位"
    )
    year = year_column()
    part = models.PositiveSmallIntegerField("期")
    due_on = models.DateField("截止日期")
    delivered_on = models.DateField("首次报送日期")
    text = models.TextField("报告内容", max_length=2000)
    files = models.ManyToManyField(Attachment, related_name="+", verbose_name="附件", blank=True)
    version = version_column()

    objects = SupervisedQuerySet.as_manager()
    history = trail("限时报告")

    class Meta:
        ordering = ["-year", "-part", "rule", "unit"]
        verbose_name = verbose_name_plural = "限时报告"
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "unit", "year", "part"],
                name="report_delivery_once",
                violation_error_message="本期报告已经报送",
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="report_delivery_has_text",
                violation_error_message="请填写报告内容",
            ),
            models.CheckConstraint(
                condition=Q(part__gte=1, part__lte=12),
                name="report_delivery_part",
                violation_error_message="期须为 1 至 12",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.unit}"

    @property
    def late_days(self) -> int:
        """Days that it came after its limit, for ever."""
        return max(0, (self.delivered_on - self.due_on).days)
