"""四包 and the visits of those who guarantee a project, 三（二）."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from projects.choices import Role
from projects.choices.areas import Area
from projects.choices.guarantees import GuaranteeKind, Guarantor, ProblemState
from projects.models.attachments import Attachment
from projects.models.fields import trail, version_column
from projects.models.ledger import Project
from projects.models.units import Unit
from projects.models.visibility import ProjectScopedQuerySet
from projects.permissions import reads_area, role_of

if TYPE_CHECKING:
    from datetime import date

    from projects.permissions import Person


class Guarantee(models.Model):
    """One of the four guarantees of a project, and who gives it."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="guarantees", verbose_name="项目"
    )
    kind = models.CharField("四包", max_length=10, choices=GuaranteeKind)
    person = models.CharField("姓名", max_length=50)
    post = models.CharField("职务", max_length=100, blank=True)
    role = models.CharField("身份", max_length=10, choices=Guarantor, default=Guarantor.LEADER)
    version = version_column()

    objects = ProjectScopedQuerySet.as_manager()
    history = trail("四包责任")

    class Meta:
        ordering = ["project", "kind", "person"]
        verbose_name = verbose_name_plural = "四包责任"
        constraints = [
            models.UniqueConstraint(
                fields=["project", "kind", "person"],
                name="guarantee_once",
                violation_error_message="该项目已有同一人的这项包保责任",
            ),
            models.CheckConstraint(
                condition=~models.Q(person=""),
                name="guarantee_has_person",
                violation_error_message="请填写姓名",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.get_kind_display()} {self.person}"


class Visit(models.Model):
    """走访: somebody who guarantees a project was there on a day. No position is kept."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="visits", verbose_name="项目"
    )
    visited_on = models.DateField("走访日期")
    kind = models.CharField("身份", max_length=10, choices=Guarantor)
    person = models.CharField("走访人", max_length=50)
    found = models.TextField("了解和解决的问题", max_length=1000, blank=True)
    photo = models.ForeignKey(
        Attachment,
        on_delete=models.PROTECT,
        related_name="visits",
        verbose_name="照片",
        null=True,
        blank=True,
    )
    version = version_column()

    objects = ProjectScopedQuerySet.as_manager()
    history = trail("走访记录")

    class Meta:
        ordering = ["-visited_on", "project", "person"]
        verbose_name = verbose_name_plural = "走访记录"
        constraints = [
            models.UniqueConstraint(
                fields=["project", "visited_on", "kind", "person"],
                name="visit_once",
                violation_error_message="这个人当天对该项目的走访已有记录",
            ),
            models.CheckConstraint(
                condition=~models.Q(person=""),
                name="visit_has_person",
                violation_error_message="请填写走访人",
            ),
        ]
        indexes = [models.Index(fields=["visited_on"], name="visit_day")]

    def __str__(self) -> str:
        return f"{self.project} {self.visited_on} {self.person}"


class VisitProblemQuerySet(ProjectScopedQuerySet):
    def visible_to(self, user: "Person") -> Self:
        """Those of a unit's own projects and those handed to it; all for who reads the subject."""
        if not reads_area(user, Area.GUARANTEES):
            return self.none()
        if role_of(user) is Role.UNIT:
            unit = getattr(user, "unit_id", None)
            return self.filter(Q(project__unit=unit) | Q(unit=unit))
        return self.all()

    def overdue(self, day: "date") -> Self:
        """Handed to a unit, not solved, and the limit is over."""
        return self.filter(state=ProblemState.ASSIGNED, limit_on__lt=day)


class VisitProblem(models.Model):
    """A problem that a visit found: who solves it until when, and who of the enterprise agreed."""

    TRAIL_NAME = "text"

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="visit_problems", verbose_name="项目"
    )
    visit = models.ForeignKey(
        Visit,
        on_delete=models.PROTECT,
        related_name="problems",
        verbose_name="走访记录",
    )
    text = models.TextField("问题", max_length=1000)
    state = models.CharField(
        "状态", max_length=10, choices=ProblemState, default=ProblemState.FOUND
    )
    unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        related_name="visit_problems",
        verbose_name="承办单位",
        null=True,
        blank=True,
    )
    limit_on = models.DateField("解决时限", null=True, blank=True)
    solution = models.TextField("解决情况", max_length=1000, blank=True)
    solved_on = models.DateField("解决日期", null=True, blank=True)
    files = models.ManyToManyField(Attachment, related_name="+", verbose_name="附件", blank=True)
    contact = models.CharField("企业联系人", max_length=50, blank=True)
    phone = models.CharField("联系电话", max_length=30, blank=True)
    opinion = models.CharField("企业意见", max_length=300, blank=True)
    confirmed_on = models.DateField("确认日期", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="登记人",
        null=True,
        blank=True,
    )
    version = version_column()

    objects = VisitProblemQuerySet.as_manager()
    history = trail("走访问题")

    class Meta:
        ordering = ["-pk"]
        verbose_name = verbose_name_plural = "走访问题"
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="visit_problem_has_text",
                violation_error_message="请填写问题",
            ),
            models.CheckConstraint(
                condition=Q(state=ProblemState.FOUND)
                | Q(unit__isnull=False, limit_on__isnull=False),
                name="visit_problem_assigned_with_unit_and_limit",
                violation_error_message="交办须有承办单位和解决时限",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ProblemState.SOLVED, ProblemState.CONFIRMED])
                | (~Q(solution="") & Q(solved_on__isnull=False)),
                name="visit_problem_solved_with_its_words",
                violation_error_message="报送解决情况须写明怎样解决",
            ),
            models.CheckConstraint(
                condition=~Q(state=ProblemState.CONFIRMED)
                | (
                    ~Q(contact="")
                    & ~Q(phone="")
                    & Q(confirmed_on__isnull=False, confirmed_by__isnull=False)
                    & Q(confirmed_on__gte=F("solved_on"))
                ),
                name="visit_problem_confirmed_by_the_enterprise",
                violation_error_message="企业确认须有联系人、电话、登记人和日期",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:30]

    def get_absolute_url(self) -> str:
        return reverse("visit-problem", args=[self.pk])

    @property
    def deadline(self) -> "date | None":
        return self.limit_on

    @property
    def finished(self) -> "date | None":
        """The day on which the unit solved it, as long as that stands."""
        solved = self.state in {ProblemState.SOLVED, ProblemState.CONFIRMED}
        return self.solved_on if solved else None
