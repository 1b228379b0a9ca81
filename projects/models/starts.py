"""What a unit asks 发改局 about a start, and the month's list of starts due, 二（三）2."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from projects.choices.starts import RequestState, StartState
from projects.models.attachments import Attachment
from projects.models.fields import month_column, month_range, trail, version_column, year_column
from projects.models.ledger import Project, StartDueAmendment
from projects.models.visibility import ProjectScopedQuerySet

PEOPLE = ["asked_by", "answered_by"]


def _person(label: str) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=label,
        null=True,
        blank=True,
    )


class StartDueRequest(models.Model):
    """开工时限调整申请: the unit asks, 发改局 approves or refuses (domain 3).

    Approval writes a `StartDueAmendment` and the project's date; `old` is the date as asked.
    """

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="start_due_requests", verbose_name="项目"
    )
    old = models.DateField("原计划开工日期")
    new = models.DateField("申请调整为")
    reason = models.CharField(
        "申请原因", max_length=StartDueAmendment._meta.get_field("reason").max_length
    )
    state = models.CharField(
        "状态", max_length=10, choices=RequestState, default=RequestState.ASKED
    )
    answer = models.CharField("批复意见", max_length=200, blank=True)
    asked_on = models.DateField("申请日期")
    asked_by = _person("申请人")
    answered_on = models.DateField("批复日期", null=True, blank=True)
    answered_by = _person("批复人")
    version = version_column()

    objects = ProjectScopedQuerySet.as_manager()
    history = trail("开工时限调整申请", excluded_fields=PEOPLE)

    class Meta:
        ordering = ["-asked_on", "-pk"]
        verbose_name = verbose_name_plural = "开工时限调整申请"
        constraints = [
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(state=RequestState.ASKED),
                name="start_due_request_one_open",
                violation_error_message="该项目已有待批准的开工时限调整申请",
            ),
            models.CheckConstraint(
                condition=~Q(new=F("old")),
                name="start_due_request_changes",
                violation_error_message="申请的日期与现在的计划开工日期相同",
            ),
            models.CheckConstraint(
                condition=~Q(state=RequestState.REFUSED) | ~Q(answer=""),
                name="start_due_request_refusal_explained",
                violation_error_message="不批准须写明原因",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project}: {self.old} → {self.new}"


class StartConfirmation(models.Model):
    """开工确认: the first permanent works with dated evidence; 发改局 confirms or returns."""

    project = models.OneToOneField(
        Project, on_delete=models.CASCADE, related_name="start", verbose_name="项目"
    )
    started_on = models.DateField("实际开工日期")
    note = models.CharField("开工情况", max_length=300)
    files = models.ManyToManyField(Attachment, related_name="+", verbose_name="佐证材料")
    state = models.CharField(
        "状态", max_length=10, choices=StartState, default=StartState.SUBMITTED
    )
    answer = models.CharField("退回原因", max_length=200, blank=True)
    asked_on = models.DateField("报送日期")
    asked_by = _person("报送人")
    answered_on = models.DateField("确认或退回日期", null=True, blank=True)
    answered_by = _person("确认人")
    version = version_column()

    objects = ProjectScopedQuerySet.as_manager()
    history = trail("开工确认", excluded_fields=PEOPLE)

    class Meta:
        ordering = ["-asked_on", "-pk"]
        verbose_name = verbose_name_plural = "开工确认"
        constraints = [
            models.CheckConstraint(
                condition=Q(asked_on__gte=F("started_on")),
                name="start_confirmation_not_ahead",
                violation_error_message="实际开工日期不能晚于报送当日",
            ),
            models.CheckConstraint(
                condition=~Q(state=StartState.RETURNED) | ~Q(answer=""),
                name="start_confirmation_return_explained",
                violation_error_message="退回须写明原因",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.started_on} {self.get_state_display()}"


class StartList(models.Model):
    """每月新开工项目清单: that a month's list was fixed, even where nothing was due."""

    year = year_column()
    month = month_column()
    fixed_at = models.DateTimeField("生成时间", auto_now_add=True)

    class Meta:
        ordering = ["-year", "-month"]
        verbose_name = verbose_name_plural = "月度开工清单"
        constraints = [
            models.UniqueConstraint(fields=["year", "month"], name="start_list_once"),
            month_range("start_list_month"),
        ]

    def __str__(self) -> str:
        return f"{self.year}年{self.month}月开工清单"


class StartListEntry(models.Model):
    """One project of a month's list, with the date it was due on as the list was fixed."""

    list = models.ForeignKey(
        StartList, on_delete=models.CASCADE, related_name="entries", verbose_name="清单"
    )
    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="start_entries", verbose_name="项目"
    )
    start_due = models.DateField("计划开工日期")
    rolled_over = models.BooleanField("上月结转", default=False)

    objects = ProjectScopedQuerySet.as_manager()

    class Meta:
        ordering = ["list", "project__unit", "project"]
        verbose_name = verbose_name_plural = "月度开工清单项目"
        constraints = [
            models.UniqueConstraint(fields=["list", "project"], name="start_list_entry_once"),
        ]

    def __str__(self) -> str:
        return f"{self.list} {self.project}"
