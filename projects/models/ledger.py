"""The project, its milestones, amended dates and suspensions."""

from datetime import date
from typing import Self

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.urls import reverse

from projects.choices import Band, Level, Stage, SuspensionKind
from projects.models.fields import money, not_negative, trail
from projects.models.reference import IndustryChain, ProjectType
from projects.models.units import Unit
from projects.models.visibility import ProjectScopedQuerySet, UnitScopedQuerySet
from projects.periods import Month
from projects.rules.ledger import BAND_FLOORS, DATE_ORDERS, Milestones, stage_of

CODE_PATTERN = r"^[0-9A-Za-z一-鿿_(〔][0-9A-Za-z一-鿿_.()〔〕-]*\Z"
CODE_RULE = "只能用汉字、字母、数字和 -_.()〔〕，不能以 - . ) 〕 开头"


class ProjectQuerySet(UnitScopedQuerySet):
    """Projects; chains `visible_to` and the choices below."""

    def with_stage(self, day: date) -> Self:
        """Add `stage_then`: `projects.rules.stage_of` at the end of `day`, in SQL."""
        return self.annotate(
            stage_then=Case(
                When(enrolled_on__lte=day, then=Value(Stage.ENROLLED)),
                When(in_production_on__lte=day, then=Value(Stage.IN_PRODUCTION)),
                When(completed_on__lte=day, then=Value(Stage.COMPLETED)),
                When(started_on__lt=Month.of(day).first, then=Value(Stage.UNDER_WAY)),
                When(started_on__lte=day, then=Value(Stage.STARTED)),
                When(signed_on__lte=day, then=Value(Stage.SIGNED)),
                When(planned_on__lte=day, then=Value(Stage.PLANNED)),
                default=Value(Stage.NONE),
                output_field=models.CharField(),
            )
        )


def _order_constraints() -> list[models.CheckConstraint]:
    constraints = []
    for order in DATE_ORDERS:
        holds = Q(**{f"{order.later}__isnull": True}) | Q(
            **{f"{order.later}__gte": F(order.earlier), f"{order.earlier}__isnull": False}
        )
        if not order.required:
            holds |= Q(**{f"{order.earlier}__isnull": True})
        constraints.append(
            models.CheckConstraint(
                condition=holds,
                name=f"project_{order.earlier}_{order.later}",
                violation_error_message=order.message,
            )
        )
    return constraints


class Project(models.Model):
    """项目. Its stage is derived from the milestone dates, its band from the total investment."""

    code = models.CharField(
        "项目编号",
        max_length=50,
        unique=True,
        validators=[RegexValidator(CODE_PATTERN, f"项目编号{CODE_RULE}")],
    )
    name = models.CharField("项目名称", max_length=200)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="projects", verbose_name="责任单位"
    )
    owner = models.CharField("建设单位", max_length=100, blank=True)
    project_type = models.ForeignKey(
        ProjectType, on_delete=models.PROTECT, related_name="projects", verbose_name="项目类型"
    )
    is_industrial = models.BooleanField("产业项目", default=False)
    chain = models.ForeignKey(
        IndustryChain,
        on_delete=models.PROTECT,
        related_name="projects",
        verbose_name="产业链",
        null=True,
        blank=True,
    )
    level = models.CharField("重点级别", max_length=10, choices=Level, blank=True)
    total_investment = money("总投资(万元)")
    band = models.GeneratedField(
        expression=Case(
            *(When(total_investment__gte=floor, then=Value(band)) for band, floor in BAND_FLOORS),
            default=Value(Band.BELOW),
        ),
        output_field=models.CharField("投资档次", max_length=10, choices=Band),
        db_persist=True,
    )

    planned_on = models.DateField("策划通过日期", null=True, blank=True)
    signed_on = models.DateField("签约日期", null=True, blank=True)
    start_due = models.DateField("计划开工日期", null=True, blank=True)
    started_on = models.DateField("实际开工日期", null=True, blank=True)
    completion_due = models.DateField("计划竣工日期", null=True, blank=True)
    completed_on = models.DateField("实际竣工日期", null=True, blank=True)
    in_production_on = models.DateField("投产日期", null=True, blank=True)
    enrolled_on = models.DateField("纳统日期", null=True, blank=True)

    location = models.CharField("建设地点", max_length=200, blank=True)
    content = models.TextField("建设内容", max_length=2000, blank=True)
    county_leader = models.CharField("包保县领导", max_length=50, blank=True)
    cadre = models.CharField("挂职干部", max_length=50, blank=True)
    is_hard_case = models.BooleanField("攻坚项目", default=False)
    remarks = models.TextField("备注", max_length=1000, blank=True)

    objects = ProjectQuerySet.as_manager()
    history = trail("项目", excluded_fields=["band"])

    class Meta:
        ordering = ["code"]
        verbose_name = verbose_name_plural = "项目"
        constraints = [
            not_negative("total_investment", "project_investment_not_negative", "总投资"),
            *_order_constraints(),
        ]
        indexes = [
            models.Index(
                fields=["started_on", "unit", "band", "is_industrial"], name="project_started"
            ),
            models.Index(
                fields=["planned_on", "unit", "band", "is_industrial"], name="project_planned"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("project", args=[self.code])

    @property
    def milestones(self) -> Milestones:
        return Milestones(*(getattr(self, field) for field in Milestones._fields))

    def stage(self, day: date) -> Stage:
        """The stage at the end of `day`."""
        return stage_of(self.milestones, day)


class StartDueAmendment(models.Model):
    """A change of the committed start date, approved by 发改局 with a reason (domain 3)."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="amendments", verbose_name="项目"
    )
    old = models.DateField("原计划开工日期")
    new = models.DateField("新计划开工日期", null=True, blank=True)
    reason = models.CharField("原因", max_length=200)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="批准人",
        null=True,
        blank=True,
    )
    at = models.DateTimeField("批准时间", auto_now_add=True)

    objects = ProjectScopedQuerySet.as_manager()
    history = trail("开工时限调整")

    class Meta:
        ordering = ["project", "at", "pk"]
        verbose_name = verbose_name_plural = "开工时限调整"

    def __str__(self) -> str:
        return f"{self.project}: {self.old} → {self.new or '清空'}"


class Suspension(models.Model):
    """停建 or 终止 by 发改局's record: no card from `from_on` to the day before `until_on`."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="suspensions", verbose_name="项目"
    )
    kind = models.CharField("类别", max_length=10, choices=SuspensionKind)
    from_on = models.DateField("起始日期")
    until_on = models.DateField("恢复日期", null=True, blank=True)
    reason = models.CharField("原因", max_length=200)

    objects = ProjectScopedQuerySet.as_manager()
    history = trail("停建终止")

    class Meta:
        ordering = ["project", "from_on"]
        verbose_name = verbose_name_plural = "停建终止记录"
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gt=F("from_on")),
                name="suspension_until_after_from",
                violation_error_message="恢复日期须晚于起始日期",
            ),
            models.CheckConstraint(
                condition=Q(kind=SuspensionKind.SUSPENDED) | Q(until_on__isnull=True),
                name="suspension_ended_is_final",
                violation_error_message="终止的项目没有恢复日期",
            ),
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(until_on__isnull=True),
                name="suspension_one_open",
                violation_error_message="该项目已有未恢复的停建或终止记录",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.get_kind_display()} {self.from_on}"
