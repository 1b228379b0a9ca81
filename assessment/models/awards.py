"""一票否决 and 表彰奖励, each with its decision, 三（五）."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from assessment.choices.scores import AwardState, VetoGround, VetoState
from projects.models import Attachment, Unit
from projects.models.fields import trail, version_column, year_column
from projects.models.visibility import UnitScopedQuerySet
from projects.permissions import reads_supervision

if TYPE_CHECKING:
    from projects.permissions import Person


class VetoQuerySet(UnitScopedQuerySet):
    """Vetoes with their reason and papers; what a list publishes of them is frozen with it."""

    def visible_to(self, user: "Person") -> Self:
        """发改局's, 政府办's, the leaders' and the auditor's to see, and a unit's its own."""
        rows = super().visible_to(user)
        return rows if reads_supervision(user) else rows.none()


class ScoreVeto(models.Model):
    """一票否决: no award this year. It stands from its decision until another one lifts it."""

    year = year_column()
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="vetoes", verbose_name="责任单位"
    )
    ground = models.CharField("事由类别", max_length=10, choices=VetoGround)
    reason = models.CharField("事由", max_length=400)
    paper = models.CharField("决定文号", max_length=60)
    decided_on = models.DateField("决定日期")
    decided_by = models.CharField("决定机关或决定人", max_length=60)
    files = models.ManyToManyField(Attachment, related_name="+", verbose_name="附件", blank=True)
    state = models.CharField("状态", max_length=10, choices=VetoState, default=VetoState.IN_FORCE)
    lift_paper = models.CharField("解除文号", max_length=60, blank=True)
    lifted_on = models.DateField("解除日期", null=True, blank=True)
    lifted_by = models.CharField("解除决定机关或决定人", max_length=60, blank=True)
    lift_reason = models.CharField("解除原因", max_length=400, blank=True)
    version = version_column()

    objects = VetoQuerySet.as_manager()
    history = trail("一票否决")

    class Meta:
        ordering = ["-year", "unit", "pk"]
        verbose_name = verbose_name_plural = "一票否决"
        constraints = [
            models.UniqueConstraint(
                fields=["year", "unit", "paper"],
                name="score_veto_once",
                violation_error_message="该单位该年度已登记同一文号的一票否决",
            ),
            models.CheckConstraint(
                condition=~(Q(paper="") | Q(decided_by="") | Q(reason="")),
                name="score_veto_decided",
                violation_error_message="一票否决须写明文号、决定人和事由",
            ),
            models.CheckConstraint(
                condition=~Q(state=VetoState.LIFTED)
                | (
                    Q(lifted_on__isnull=False)
                    & ~(Q(lift_paper="") | Q(lifted_by="") | Q(lift_reason=""))
                ),
                name="score_veto_lifted_decided",
                violation_error_message="解除一票否决须写明文号、日期、决定人和原因",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年{self.unit}一票否决（{self.get_ground_display()}）"


class ScoreAward(models.Model):
    """表彰奖励: proposed from the rank, given by a decision; a revoked one says why, by which."""

    year = year_column()
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="awards", verbose_name="责任单位"
    )
    title = models.CharField("表彰名称", max_length=60)
    ground = models.CharField("依据", max_length=400)
    state = models.CharField("状态", max_length=10, choices=AwardState, default=AwardState.PROPOSED)
    paper = models.CharField("决定文号", max_length=60, blank=True)
    decided_on = models.DateField("决定日期", null=True, blank=True)
    decided_by = models.CharField("决定机关或决定人", max_length=60, blank=True)
    end_paper = models.CharField("撤销文号", max_length=60, blank=True)
    ended_on = models.DateField("撤销日期", null=True, blank=True)
    end_reason = models.CharField("撤销原因", max_length=400, blank=True)
    files = models.ManyToManyField(Attachment, related_name="+", verbose_name="附件", blank=True)
    version = version_column()

    objects = UnitScopedQuerySet.as_manager()
    history = trail("表彰奖励")

    class Meta:
        ordering = ["-year", "unit", "pk"]
        verbose_name = verbose_name_plural = "表彰奖励"
        constraints = [
            models.UniqueConstraint(
                fields=["year", "unit", "title"],
                name="score_award_once",
                violation_error_message="该单位该年度已有同名表彰",
            ),
            models.CheckConstraint(
                condition=~(Q(title="") | Q(ground="")),
                name="score_award_grounded",
                violation_error_message="表彰须写明名称和依据",
            ),
            models.CheckConstraint(
                condition=~Q(state=AwardState.DECIDED)
                | (Q(decided_on__isnull=False) & ~(Q(paper="") | Q(decided_by=""))),
                name="score_award_decided",
                violation_error_message="表彰决定须写明文号、日期和决定人",
            ),
            models.CheckConstraint(
                condition=~Q(state=AwardState.REVOKED)
                | (Q(ended_on__isnull=False) & ~Q(end_reason="")),
                name="score_award_revoked",
                violation_error_message="撤销表彰须写明日期和原因",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年{self.unit} {self.title}"
