"""攻坚: the hard-case library, its weekly site meetings and its questions, 二（三）4."""

from django.db import models
from django.db.models import Q

from projects.choices.hard_cases import CaseState, QuestionState
from projects.models.attachments import Attachment
from projects.models.fields import trail, version_column
from projects.models.ledger import Project
from projects.models.visibility import ProjectScopedQuerySet


class HardCase(models.Model):
    """A project that 发改局 took into the library, or is to decide on.

    `entered_on` and `closed_on` bound the weeks in which a site meeting is owed.
    """

    project = models.OneToOneField(
        Project, on_delete=models.CASCADE, related_name="hard_case", verbose_name="项目"
    )
    state = models.CharField("状态", max_length=10, choices=CaseState, default=CaseState.SUGGESTED)
    leader = models.CharField("牵头县领导", max_length=50, blank=True)
    task_force = models.TextField("攻坚专班", max_length=500, blank=True)
    reason = models.CharField("理由", max_length=200, blank=True)
    entered_on = models.DateField("入库日期", null=True, blank=True)
    closed_on = models.DateField("销号日期", null=True, blank=True)
    version = version_column()

    objects = ProjectScopedQuerySet.as_manager()
    history = trail("攻坚项目")

    class Meta:
        ordering = ["project__code"]
        verbose_name = verbose_name_plural = "攻坚项目"
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=[CaseState.LISTED, CaseState.CLOSED])
                | Q(entered_on__isnull=False),
                name="hard_case_entered_with_its_date",
                violation_error_message="在库和销号的项目须有入库日期",
            ),
            models.CheckConstraint(
                condition=Q(
                    state=CaseState.CLOSED,
                    closed_on__isnull=False,
                    closed_on__gte=models.F("entered_on"),
                )
                | (~Q(state=CaseState.CLOSED) & Q(closed_on__isnull=True)),
                name="hard_case_closed_with_its_date",
                violation_error_message="销号须有日期，且不早于入库日期；未销号的不能有",
            ),
        ]

    def __str__(self) -> str:
        return str(self.project)


class SiteMeeting(models.Model):
    """One site meeting of a hard case: when, who led it, what was settled."""

    TRAIL_NAME = "held_on"

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="site_meetings", verbose_name="项目"
    )
    held_on = models.DateField("会议日期")
    chair = models.CharField("主持人", max_length=50, blank=True)
    minutes = models.TextField("会议纪要", max_length=2000)
    files = models.ManyToManyField(Attachment, related_name="+", verbose_name="附件", blank=True)
    version = version_column()

    objects = ProjectScopedQuerySet.as_manager()
    history = trail("攻坚例会")

    class Meta:
        ordering = ["project", "-held_on"]
        verbose_name = verbose_name_plural = "攻坚例会"
        constraints = [
            models.UniqueConstraint(
                fields=["project", "held_on"],
                name="site_meeting_once",
                violation_error_message="该项目这一天已有例会记录",
            ),
            models.CheckConstraint(
                condition=~Q(minutes=""),
                name="site_meeting_has_minutes",
                violation_error_message="请填写会议纪要",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.held_on}"


class HardQuestion(models.Model):
    """A question of a hard case with its owner and limit, to its closure (销号)."""

    TRAIL_NAME = "text"

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="hard_questions", verbose_name="项目"
    )
    number = models.PositiveSmallIntegerField("序号")
    text = models.CharField("问题", max_length=300)
    owner = models.CharField("责任人", max_length=50)
    due_on = models.DateField("解决时限")
    state = models.CharField(
        "状态", max_length=8, choices=QuestionState, default=QuestionState.OPEN
    )
    result = models.CharField("解决情况", max_length=300, blank=True)
    version = version_column()

    objects = ProjectScopedQuerySet.as_manager()
    history = trail("攻坚问题")

    class Meta:
        ordering = ["project", "number"]
        verbose_name = verbose_name_plural = "攻坚问题"
        constraints = [
            models.UniqueConstraint(
                fields=["project", "number"],
                name="hard_question_once",
                violation_error_message="该项目已有同一序号的问题",
            ),
            models.CheckConstraint(
                condition=Q(state=QuestionState.OPEN) | ~Q(result=""),
                name="hard_question_solved_with_its_result",
                violation_error_message="提请销号和销号须写明解决情况",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.number}"
