"""督办通知书, its extensions, and the circular on those that are overdue, 三（五）."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from assessment.choices.notices import CircularState, ExtensionState, NoticeState
from assessment.models.interviews import Interview
from assessment.models.papers import Paper
from projects.choices.areas import Area
from projects.models import Project, Unit
from projects.models.fields import trail, version_column
from projects.models.visibility import UnitScopedQuerySet
from projects.permissions import reads_area, reports

if TYPE_CHECKING:
    from projects.permissions import Person

S = NoticeState
# The unit has the next step, so the limit runs; as `lifecycles.notices` has it.
RUNNING = (S.ISSUED, S.RECEIVED, S.RETURNED)
_AFTER_RECEIPT = (S.RECEIVED, S.REPLIED, S.RETURNED, S.CLOSED)


class NoticeQuerySet(UnitScopedQuerySet):
    def visible_to(self, user: "Person") -> Self:
        """A unit's own once they are issued; all for who reads supervision."""
        if not reads_area(user, Area.SUPERVISION):
            return self.none()
        if reports(user):
            return super().visible_to(user).exclude(state=S.DRAFT)
        return self.all()

    def overdue(self, today: date) -> Self:
        """The unit has not replied by the end of the limit's day (`notices.rules.is_overdue`)."""
        return self.filter(state__in=RUNNING, due_on__lt=today)


def _person(label: str) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=label,
        null=True,
        blank=True,
    )


class SupervisionNotice(models.Model):
    """督办通知书 to one unit. `grounds` are the cards as they were when it was drawn up:
    a list of {project, name, rule, month, figures, clause}, all words.

    The text of every reply and check stays in `CaseEvent`; here stand the last ones.
    """

    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="notices", verbose_name="责任单位"
    )
    state = models.CharField("状态", max_length=10, choices=NoticeState, default=S.DRAFT)
    subject = models.CharField("督办事由", max_length=60)
    matter = models.TextField("其他情况", max_length=1000, blank=True)
    grounds = models.JSONField("依据", default=list, blank=True)
    demands = models.TextField("整改要求", max_length=1000)
    attached = models.CharField("附件说明", max_length=100, blank=True)
    due_on = models.DateField("办理时限")
    projects = models.ManyToManyField(
        Project, related_name="notices", verbose_name="涉及项目", blank=True
    )
    interview = models.ForeignKey(
        Interview,
        on_delete=models.PROTECT,
        related_name="notices",
        verbose_name="由约谈转来",
        null=True,
        blank=True,
    )
    paper = models.OneToOneField(
        Paper,
        on_delete=models.PROTECT,
        related_name="notice",
        verbose_name="公文",
        null=True,
        blank=True,
    )
    issued_on = models.DateField("下达日期", null=True, blank=True)
    received_on = models.DateField("签收日期", null=True, blank=True)
    received_by = _person("签收人")
    reply = models.TextField("整改情况", max_length=2000, blank=True)
    replied_on = models.DateField("回复日期", null=True, blank=True)
    replied_by = _person("回复人")
    check_result = models.CharField("核查意见", max_length=500, blank=True)
    checked_on = models.DateField("核查日期", null=True, blank=True)
    checked_by = _person("核查人")
    version = version_column()

    objects = NoticeQuerySet.as_manager()
    history = trail("督办通知书")

    class Meta:
        ordering = ["-pk"]
        verbose_name = verbose_name_plural = "督办通知书"
        constraints = [
            models.CheckConstraint(
                condition=Q(state=S.DRAFT, paper__isnull=True, issued_on__isnull=True)
                | (~Q(state=S.DRAFT) & Q(paper__isnull=False, issued_on__isnull=False)),
                name="notice_issued_with_its_paper",
                violation_error_message="下达的督办通知书须有文号和下达日期，拟定稿不能有",
            ),
            models.CheckConstraint(
                condition=Q(issued_on__isnull=True) | Q(due_on__gte=F("issued_on")),
                name="notice_due_after_issue",
                violation_error_message="办理时限不能早于下达日期",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=_AFTER_RECEIPT)
                | Q(received_on__isnull=False, received_by__isnull=False),
                name="notice_received_by_someone",
                violation_error_message="签收以后须有签收日期和签收人",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[S.REPLIED, S.RETURNED, S.CLOSED])
                | (Q(replied_on__isnull=False, replied_by__isnull=False) & ~Q(reply="")),
                name="notice_replied_with_words",
                violation_error_message="回复须有整改情况、日期和回复人",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[S.CLOSED, S.RETURNED])
                | (
                    Q(checked_on__isnull=False, checked_by__isnull=False)
                    & Q(checked_on__gte=F("replied_on"))
                    & ~Q(check_result="")
                ),
                name="notice_closed_after_check",
                violation_error_message="没有回复和核查的督办通知书不能销号或退回",
            ),
        ]

    def __str__(self) -> str:
        return f"关于{self.subject}的督办通知书"


class ExtensionQuerySet(UnitScopedQuerySet):
    unit_path = "notice__unit"


class NoticeExtension(models.Model):
    """A unit asks for a later limit before the old one is over, with its reason."""

    notice = models.ForeignKey(
        SupervisionNotice,
        on_delete=models.CASCADE,
        related_name="extensions",
        verbose_name="督办通知书",
    )
    state = models.CharField(
        "状态", max_length=10, choices=ExtensionState, default=ExtensionState.ASKED
    )
    old_due = models.DateField("原时限")
    new_due = models.DateField("申请延至")
    reason = models.CharField("申请理由", max_length=300)
    asked_on = models.DateField("申请日期")
    asked_by = _person("申请人")
    answer = models.CharField("答复意见", max_length=300, blank=True)
    answered_on = models.DateField("答复日期", null=True, blank=True)
    answered_by = _person("答复人")
    version = version_column()

    objects = ExtensionQuerySet.as_manager()
    history = trail("督办延期申请")

    class Meta:
        ordering = ["notice", "pk"]
        verbose_name = verbose_name_plural = "督办延期申请"
        constraints = [
            models.UniqueConstraint(
                fields=["notice"],
                condition=Q(state=ExtensionState.ASKED),
                name="extension_one_at_a_time",
                violation_error_message="已有一件延期申请待答复",
            ),
            models.CheckConstraint(
                condition=Q(new_due__gt=F("old_due")),
                name="extension_later",
                violation_error_message="申请延至的日期须晚于原时限",
            ),
            models.CheckConstraint(
                condition=Q(asked_on__lte=F("old_due")),
                name="extension_asked_in_time",
                violation_error_message="延期须在时限届满前申请",
            ),
            models.CheckConstraint(
                condition=Q(state=ExtensionState.ASKED)
                | (Q(answered_on__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                name="extension_answered_by_someone",
                violation_error_message="答复须有意见、日期和答复人",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice} 延至{self.new_due}"


class CircularQuerySet(UnitScopedQuerySet):
    def visible_to(self, user: "Person") -> Self:
        """Issued ones that list a unit's notice; all for who reads supervision."""
        if not reads_area(user, Area.SUPERVISION):
            return self.none()
        if reports(user):
            own = self.exclude(state=CircularState.DRAFT)
            return own.filter(notices__unit=user.unit_id).distinct()  # type: ignore[union-attr]
        return self.all()


class Circular(models.Model):
    """通报 of units whose notices are overdue. `lines` are kept as they were on its day:
    a list of {unit, mark, title, due_on, days}."""

    state = models.CharField(
        "状态", max_length=10, choices=CircularState, default=CircularState.DRAFT
    )
    demands = models.TextField("有关要求", max_length=1000)
    notices = models.ManyToManyField(
        SupervisionNotice, related_name="circulars", verbose_name="逾期督办通知书"
    )
    lines = models.JSONField("通报内容", default=list, blank=True)
    paper = models.OneToOneField(
        Paper,
        on_delete=models.PROTECT,
        related_name="circular",
        verbose_name="公文",
        null=True,
        blank=True,
    )
    issued_on = models.DateField("印发日期", null=True, blank=True)
    version = version_column()

    objects = CircularQuerySet.as_manager()
    history = trail("督办通报")

    class Meta:
        ordering = ["-pk"]
        verbose_name = verbose_name_plural = "督办通报"
        constraints = [
            models.CheckConstraint(
                condition=Q(state=CircularState.DRAFT, paper__isnull=True, issued_on__isnull=True)
                | (~Q(state=CircularState.DRAFT) & Q(paper__isnull=False, issued_on__isnull=False)),
                name="circular_issued_with_its_paper",
                violation_error_message="印发的通报须有文号和印发日期，拟定稿不能有",
            )
        ]

    def __str__(self) -> str:
        return "关于逾期未落实督办事项的通报"
