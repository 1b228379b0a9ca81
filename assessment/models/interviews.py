"""约谈: what red runs and overdue notices propose, and the interviews themselves."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from assessment.choices import Rule
from assessment.choices.notices import InterviewState, ProposalState
from assessment.models.papers import Paper
from projects.choices.areas import Area
from projects.models import Project, Unit
from projects.models.fields import trail, version_column
from projects.models.visibility import UnitScopedQuerySet
from projects.periods import Month
from projects.permissions import reads_area, reports

if TYPE_CHECKING:
    from projects.permissions import Person

S = InterviewState
_CHECKED = (S.CHECKED, S.FOLLOW_UP, S.CLOSED)


class InterviewQuerySet(UnitScopedQuerySet):
    def visible_to(self, user: "Person") -> Self:
        """A unit's own, from the confirmation on; all for who reads supervision."""
        if not reads_area(user, Area.SUPERVISION):
            return self.none()
        return super().visible_to(user) if reports(user) else self.all()


class Interview(models.Model):
    """One talk with the head of a unit, for one or several proposals of that unit."""

    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="interviews", verbose_name="责任单位"
    )
    state = models.CharField("状态", max_length=10, choices=InterviewState, default=S.CONFIRMED)
    confirmed_on = models.DateField("确认日期")
    meet_on = models.DateField("约谈日期", null=True, blank=True)
    meet_at = models.CharField("约谈时间", max_length=20, blank=True)
    place = models.CharField("约谈地点", max_length=60, blank=True)
    talker = models.CharField("约谈人", max_length=60, blank=True)
    asked = models.CharField("被约谈人", max_length=60, blank=True)
    paper = models.OneToOneField(
        Paper,
        on_delete=models.PROTECT,
        related_name="interview",
        verbose_name="公文",
        null=True,
        blank=True,
    )
    held_on = models.DateField("实际约谈日期", null=True, blank=True)
    minutes = models.TextField("约谈纪要", max_length=3000, blank=True)
    promise = models.TextField("整改承诺", max_length=1000, blank=True)
    promise_due = models.DateField("承诺完成日期", null=True, blank=True)
    report = models.TextField("整改情况", max_length=2000, blank=True)
    reported_on = models.DateField("报送日期", null=True, blank=True)
    check_result = models.CharField("核查意见", max_length=500, blank=True)
    checked_on = models.DateField("核查日期", null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="核查人",
        null=True,
        blank=True,
    )
    closed_on = models.DateField("办结日期", null=True, blank=True)
    reason = models.CharField("取消原因", max_length=200, blank=True)
    version = version_column()

    objects = InterviewQuerySet.as_manager()
    history = trail("约谈")

    class Meta:
        ordering = ["-pk"]
        verbose_name = verbose_name_plural = "约谈"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[S.CONFIRMED, S.CANCELLED])
                | (Q(meet_on__isnull=False, paper__isnull=False) & ~Q(place="") & ~Q(talker="")),
                name="interview_dated_with_its_paper",
                violation_error_message="约谈须有日期、地点、约谈人和通知书",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[S.CONFIRMED, S.DATED, S.CANCELLED])
                | (Q(held_on__isnull=False) & ~Q(minutes="")),
                name="interview_held_with_minutes",
                violation_error_message="已约谈的须有约谈日期和纪要",
            ),
            models.CheckConstraint(
                condition=Q(promise="", promise_due__isnull=True)
                | (~Q(promise="") & Q(promise_due__isnull=False)),
                name="interview_promise_dated",
                violation_error_message="承诺和承诺完成日期须一并填写",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=_CHECKED)
                | (
                    Q(promise_due__isnull=False, checked_on__isnull=False, checked_by__isnull=False)
                    & ~Q(check_result="")
                ),
                name="interview_checked_by_someone",
                violation_error_message="没有承诺和核查意见的约谈不能办结或转跟踪",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[S.CHECKED, S.CLOSED])
                | (~Q(report="") & Q(reported_on__isnull=False)),
                name="interview_kept_as_reported",
                violation_error_message="没有报送整改情况的约谈不能核查为已兑现",
            ),
            models.CheckConstraint(
                condition=Q(state=S.CLOSED, closed_on__isnull=False)
                | (~Q(state=S.CLOSED) & Q(closed_on__isnull=True)),
                name="interview_closed_with_its_date",
                violation_error_message="办结须有日期，未办结的不能有",
            ),
            models.CheckConstraint(
                condition=~Q(state=S.CANCELLED) | ~Q(reason=""),
                name="interview_cancelled_with_reason",
                violation_error_message="取消约谈须写明原因",
            ),
        ]

    def __str__(self) -> str:
        return f"约谈{self.unit}"


class ProposalQuerySet(UnitScopedQuerySet):
    def visible_to(self, user: "Person") -> Self:
        """A unit's own, once they are part of an interview; all for who reads supervision."""
        if not reads_area(user, Area.SUPERVISION):
            return self.none()
        if reports(user):
            return super().visible_to(user).filter(interview__isnull=False)
        return self.all()


class InterviewProposal(models.Model):
    """One unbroken red run of one project under one rule, or one notice in a circular.

    It is there once, however long the run grows. `evidence` is what stood when it was proposed,
    all words: {code, name, rule, clause, months: [{month, figures}]} or {mark, title, due_on}.
    `first` and `last` are month ordinals; the run had come to `last` by then.
    """

    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="proposals", verbose_name="责任单位"
    )
    project = models.ForeignKey(
        Project,
        on_delete=models.CASCADE,
        related_name="proposals",
        verbose_name="项目",
        null=True,
        blank=True,
    )
    rule = models.PositiveSmallIntegerField("牌种", choices=Rule, null=True, blank=True)
    first = models.PositiveIntegerField("首月", null=True, blank=True)
    last = models.PositiveIntegerField("提出时末月", null=True, blank=True)
    notice = models.OneToOneField(
        "SupervisionNotice",
        on_delete=models.CASCADE,
        related_name="proposal",
        verbose_name="逾期督办通知书",
        null=True,
        blank=True,
    )
    evidence = models.JSONField("依据", default=dict)
    state = models.CharField(
        "状态", max_length=10, choices=ProposalState, default=ProposalState.PROPOSED
    )
    proposed_on = models.DateField("提出日期")
    interview = models.ForeignKey(
        Interview,
        on_delete=models.PROTECT,
        related_name="proposals",
        verbose_name="约谈",
        null=True,
        blank=True,
    )
    reason = models.CharField("不予约谈的原因", max_length=200, blank=True)
    decided_on = models.DateField("决定日期", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="决定人",
        null=True,
        blank=True,
    )
    version = version_column()

    objects = ProposalQuerySet.as_manager()
    history = trail("约谈建议")

    class Meta:
        ordering = ["unit__number", "pk"]
        verbose_name = verbose_name_plural = "约谈建议"
        constraints = [
            models.UniqueConstraint(
                fields=["project", "rule", "first"],
                name="proposal_once_a_run",
                violation_error_message="这次持续红牌已提出过约谈建议",
            ),
            models.CheckConstraint(
                condition=Q(
                    project__isnull=False,
                    rule__isnull=False,
                    first__isnull=False,
                    last__isnull=False,
                    last__gte=models.F("first"),
                    notice__isnull=True,
                )
                | Q(
                    project__isnull=True,
                    rule__isnull=True,
                    first__isnull=True,
                    last__isnull=True,
                    notice__isnull=False,
                ),
                name="proposal_of_a_run_or_a_notice",
                violation_error_message="约谈建议须出自一次持续红牌或一份逾期督办通知书",
            ),
            models.CheckConstraint(
                condition=Q(state=ProposalState.PROPOSED, interview__isnull=True, decided_on=None)
                | Q(
                    state=ProposalState.CONFIRMED,
                    interview__isnull=False,
                    decided_on__isnull=False,
                    decided_by__isnull=False,
                )
                | (
                    Q(
                        state=ProposalState.DISMISSED,
                        decided_on__isnull=False,
                        decided_by__isnull=False,
                    )
                    & ~Q(reason="")
                ),
                name="proposal_decided_by_someone",
                violation_error_message="确认须归入一次约谈，不予约谈须写明原因",
            ),
        ]

    def __str__(self) -> str:
        return f"建议约谈{self.unit}：{self.subject}"

    @property
    def subject(self) -> str:
        """The project, or the notice that was not heeded."""
        return str(self.evidence.get("name") or self.evidence.get("mark", ""))

    @property
    def months(self) -> str:
        """The run in words as it was proposed: 2023年3月至2023年4月."""
        if self.first is None or self.last is None:
            return ""
        first, last = Month.from_ordinal(self.first), Month.from_ordinal(self.last)
        return last.label if first == last else f"{first.label}至{last.label}"
