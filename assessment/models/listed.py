"""挂牌督办: lagging projects on the list, and their notes month by month, 三（五）."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from assessment.choices.listed import ON_THE_LIST, ListingState
from assessment.models.supervision import SupervisedQuerySet
from projects.models import Attachment, Project
from projects.models.fields import month_column, month_range, trail, version_column, year_column


class ListingQuerySet(SupervisedQuerySet):
    unit_path = "project__unit"

    def on_the_list(self) -> Self:
        return self.filter(state__in=ON_THE_LIST)

    def decided(self) -> Self:
        """Without what lies only between two writes."""
        return self.exclude(state=ListingState.PROPOSED)

    def overdue(self, day: date) -> Self:
        """Still on the list after its limit, without having asked to be taken off."""
        return self.filter(state=ListingState.LISTED, limit_on__lt=day)


_SHOWN = ("id", "state", "leader", "limit_on", "listed_on")


def with_listing(projects: models.QuerySet[Project]) -> models.QuerySet[Project]:
    """Each project with what `listing_of` tells of it, in the same query."""
    open_one = models.FilteredRelation("listings", condition=Q(listings__state__in=ON_THE_LIST))
    told = {f"listing_{name}": F(f"open_listing__{name}") for name in _SHOWN}
    return projects.annotate(open_listing=open_one).annotate(**told)


def listing_of(project: Project) -> "Listing | None":
    """The listing in force of a project read by `with_listing`, as much as its sheet shows."""
    told = {name: getattr(project, f"listing_{name}") for name in _SHOWN}
    return Listing(project=project, **told) if told["id"] else None


class Listing(models.Model):
    """One time that a project was listed, or was not although it was proposed.

    `evidence` is what spoke for it on the day, in words; `evidence_key` names its run.
    """

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="listings", verbose_name="项目"
    )
    state = models.CharField(
        "状态", max_length=10, choices=ListingState, default=ListingState.PROPOSED
    )
    evidence = models.TextField("依据", max_length=1000, blank=True)
    evidence_key = models.CharField("依据标识", max_length=40, blank=True, editable=False)
    reason = models.CharField("理由", max_length=300, blank=True)
    leader = models.CharField("督办县领导", max_length=50, blank=True)
    limit_on = models.DateField("整改时限", null=True, blank=True)
    listed_on = models.DateField("挂牌日期", null=True, blank=True)
    asked_on = models.DateField("申请摘牌日期", null=True, blank=True)
    request = models.TextField("申请摘牌说明", max_length=1000, blank=True)
    answer = models.CharField("退回原因", max_length=300, blank=True)
    check_note = models.CharField("核查情况", max_length=300, blank=True)
    lift_reason = models.CharField("摘牌理由", max_length=300, blank=True)
    lifted_on = models.DateField("摘牌日期", null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="核查人",
        null=True,
        blank=True,
    )
    version = version_column()

    objects = ListingQuerySet.as_manager()
    history = trail("挂牌督办")

    class Meta:
        ordering = ["-listed_on", "-pk"]
        verbose_name = verbose_name_plural = "挂牌督办"
        constraints = [
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(state__in=ON_THE_LIST),
                name="listing_one_open",
                violation_error_message="该项目已在挂牌督办中",
            ),
            models.CheckConstraint(
                condition=Q(state=ListingState.PROPOSED) | ~Q(reason=""),
                name="listing_decided_with_its_reason",
                violation_error_message="挂牌和不挂牌都须写明理由",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[ListingState.PROPOSED, ListingState.DECLINED])
                | (
                    ~Q(leader="")
                    & Q(listed_on__isnull=False, limit_on__isnull=False)
                    & Q(limit_on__gte=F("listed_on"))
                ),
                name="listing_with_leader_and_limit",
                violation_error_message="挂牌须有督办县领导和整改时限，时限不早于挂牌日期",
            ),
            models.CheckConstraint(
                condition=~Q(state=ListingState.ASKED)
                | (~Q(request="") & Q(asked_on__isnull=False)),
                name="listing_asked_with_its_words",
                violation_error_message="申请摘牌须写明整改完成情况",
            ),
            models.CheckConstraint(
                condition=Q(
                    state=ListingState.LIFTED,
                    lifted_on__isnull=False,
                    lifted_by__isnull=False,
                    lifted_on__gte=F("listed_on"),
                )
                & ~Q(check_note="")
                & ~Q(lift_reason="")
                | (~Q(state=ListingState.LIFTED) & Q(lifted_on__isnull=True)),
                name="listing_lifted_with_check_and_reason",
                violation_error_message="摘牌须有核查情况、核查人、理由和日期",
            ),
        ]

    def __str__(self) -> str:
        return str(self.project)

    def get_absolute_url(self) -> str:
        return reverse("listing", args=[self.pk])

    @property
    def deadline(self) -> date | None:
        return self.limit_on

    @property
    def finished(self) -> date | None:
        """The day on which the unit said that it had caught up, as long as that stands."""
        if self.state == ListingState.ASKED:
            return self.asked_on
        return self.lifted_on

    def days(self, day: date) -> int:
        """Days on the list up to `day`, or to the day it was lifted; the first day is day 1."""
        if self.listed_on is None:
            return 0
        return ((self.lifted_on or day) - self.listed_on).days + 1


class ListingNote(models.Model):
    """What a unit did in one month about its listed project."""

    listing = models.ForeignKey(
        Listing, on_delete=models.CASCADE, related_name="notes", verbose_name="挂牌督办"
    )
    year = year_column()
    month = month_column()
    text = models.TextField("整改进展", max_length=1000)
    files = models.ManyToManyField(Attachment, related_name="+", verbose_name="附件", blank=True)
    version = version_column()

    history = trail("挂牌月进展")

    class Meta:
        ordering = ["listing", "-year", "-month"]
        verbose_name = verbose_name_plural = "挂牌月进展"
        constraints = [
            models.UniqueConstraint(
                fields=["listing", "year", "month"],
                name="listing_note_once",
                violation_error_message="本月进展已经填过",
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="listing_note_has_text",
                violation_error_message="请填写整改进展",
            ),
            month_range("listing_note_month"),
        ]

    def __str__(self) -> str:
        return f"{self.listing} {self.year}-{self.month:02d}"
