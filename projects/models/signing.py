"""签约, 二（二）: the task force of a project, its talks and questions, and where it signed."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from projects.choices.areas import Area
from projects.choices.signing import EventKind, QuestionState, Readiness, TalkWay
from projects.models.fields import trail, version_column
from projects.models.ledger import Project
from projects.models.visibility import ProjectScopedQuerySet
from projects.permissions import reads_area

if TYPE_CHECKING:
    from projects.permissions import Person

WORDS = 1000


def _number() -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField("序号", validators=[MinValueValidator(1)])


class SigningTeam(models.Model):
    """工作专班 of one project: led by the unit's principal, with it from the first talk on."""

    project = models.OneToOneField(
        Project, on_delete=models.CASCADE, related_name="signing_team", verbose_name="项目"
    )
    head = models.CharField("专班牵头人", max_length=50)
    members = models.CharField("专班成员", max_length=300, blank=True)
    version = version_column()

    objects = ProjectScopedQuerySet.as_manager()
    history = trail("签约专班")

    class Meta:
        ordering = ["project"]
        verbose_name = verbose_name_plural = "签约专班"

    def __str__(self) -> str:
        return f"{self.project} {self.head}"


class Talk(models.Model):
    """One talk; `number` counts within the project."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="talks", verbose_name="项目"
    )
    number = _number()
    held_on = models.DateField("洽谈日期")
    way = models.CharField("洽谈方式", max_length=10, choices=TalkWay)
    people = models.CharField("参加人员", max_length=200)
    content = models.TextField("洽谈内容", max_length=WORDS)
    version = version_column()

    objects = ProjectScopedQuerySet.as_manager()
    history = trail("洽谈记录")

    class Meta:
        ordering = ["project", "-held_on", "-number"]
        verbose_name = verbose_name_plural = "洽谈记录"
        constraints = [
            models.UniqueConstraint(
                fields=["project", "number"],
                name="talk_once",
                violation_error_message="该项目已有这个序号的洽谈记录",
            ),
        ]
        indexes = [models.Index(fields=["held_on", "project"], name="talk_held")]

    def __str__(self) -> str:
        return f"{self.project} 第{self.number}次洽谈"


class TalkQuestionQuerySet(ProjectScopedQuerySet):
    def open_on(self, day: date) -> Self:
        """Raised by `day` and not closed by its end."""
        return self.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=day), raised_on__lte=day)

    def overdue_on(self, day: date) -> Self:
        """`projects.rules.signing.is_overdue` in SQL."""
        return self.open_on(day).filter(limit_on__lt=day)


class TalkQuestion(models.Model):
    """A question that stands in the way: whose it is, by when, and what came of it.

    It is open until `closed_on`; a question that was closed has a result.
    """

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="talk_questions", verbose_name="项目"
    )
    number = _number()
    content = models.CharField("问题", max_length=300)
    owner = models.CharField("责任人", max_length=50)
    raised_on = models.DateField("提出日期")
    limit_on = models.DateField("办结期限")
    closed_on = models.DateField("办结日期", null=True, blank=True)
    result = models.CharField("办理结果", max_length=300, blank=True)
    version = version_column()

    objects = TalkQuestionQuerySet.as_manager()
    history = trail("洽谈问题")

    class Meta:
        ordering = ["project", "limit_on", "number"]
        verbose_name = verbose_name_plural = "洽谈问题"
        constraints = [
            models.UniqueConstraint(
                fields=["project", "number"],
                name="talk_question_once",
                violation_error_message="该项目已有这个序号的问题",
            ),
            models.CheckConstraint(
                condition=Q(limit_on__gte=F("raised_on")),
                name="talk_question_limit",
                violation_error_message="办结期限不能早于提出日期",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("raised_on")),
                name="talk_question_closed",
                violation_error_message="办结日期不能早于提出日期",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | ~Q(result=""),
                name="talk_question_result",
                violation_error_message="办结的问题须填办理结果",
            ),
        ]
        indexes = [models.Index(fields=["limit_on", "project"], name="talk_question_limits")]

    def __str__(self) -> str:
        return f"{self.project} 问题{self.number}"

    @property
    def state(self) -> QuestionState:
        return QuestionState.OPEN if self.closed_on is None else QuestionState.CLOSED


class ReadinessItem(models.Model):
    """One line of the readiness list, once it is done; what has no row is still to do."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="readiness", verbose_name="项目"
    )
    item = models.CharField("签约条件", max_length=12, choices=Readiness)
    done_on = models.DateField("完成日期", null=True, blank=True)
    version = version_column()

    objects = ProjectScopedQuerySet.as_manager()
    history = trail("签约条件")

    class Meta:
        ordering = ["project", "item"]
        verbose_name = verbose_name_plural = "签约条件"
        constraints = [
            models.UniqueConstraint(
                fields=["project", "item"],
                name="readiness_once",
                violation_error_message="该项目的这项条件已有记录",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.get_item_display()}"


class SigningEventQuerySet(models.QuerySet):
    def visible_to(self, user: "Person") -> Self:
        """The county's calendar: everybody who has to do with signing reads it whole."""
        return self.all() if reads_area(user, Area.SIGNING) else self.none()


class SigningEvent(models.Model):
    """An occasion on which projects are signed, 二（二）2."""

    name = models.CharField("活动名称", max_length=100)
    held_on = models.DateField("活动日期")
    kind = models.CharField("活动类别", max_length=10, choices=EventKind)
    place = models.CharField("活动地点", max_length=100, blank=True)
    content = models.TextField("活动情况", max_length=WORDS, blank=True)
    version = version_column()

    objects = SigningEventQuerySet.as_manager()
    history = trail("签约活动")

    class Meta:
        ordering = ["-held_on", "name"]
        verbose_name = verbose_name_plural = "签约活动"
        constraints = [
            models.UniqueConstraint(
                fields=["name", "held_on"],
                name="signing_event_once",
                violation_error_message="同名同日的签约活动已有记录",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.held_on:%Y-%m-%d}）"


class Signing(models.Model):
    """With whom a project was signed, and on which event; the day itself is the project's."""

    project = models.OneToOneField(
        Project, on_delete=models.CASCADE, related_name="signing", verbose_name="项目"
    )
    partner = models.CharField("签约方", max_length=100, blank=True)
    event = models.ForeignKey(
        SigningEvent,
        on_delete=models.PROTECT,
        related_name="signings",
        verbose_name="签约活动",
        null=True,
        blank=True,
    )
    version = version_column()

    objects = ProjectScopedQuerySet.as_manager()
    history = trail("签约情况")

    class Meta:
        ordering = ["project"]
        verbose_name = verbose_name_plural = "签约情况"

    def __str__(self) -> str:
        return f"{self.project} 签约"
