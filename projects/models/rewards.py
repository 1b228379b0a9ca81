"""Rewards of 二（四）3: the tiers as data, and what was decided."""

from django.db import models
from django.db.models import Q

from projects.choices.rewards import RewardKind, RewardState
from projects.models.fields import money, not_negative, trail, version_column, year_column
from projects.models.ledger import Project
from projects.models.visibility import ProjectScopedQuerySet


class RewardTier(models.Model):
    """From a total investment on, the reward for starting and producing in one year; 万元."""

    year = year_column()
    floor = money("总投资下限(万元)")
    amount = money("奖励金额(万元)")
    version = version_column()

    history = trail("奖励档次")

    class Meta:
        ordering = ["year", "floor"]
        verbose_name = verbose_name_plural = "奖励档次"
        constraints = [
            models.UniqueConstraint(
                fields=["year", "floor"],
                name="reward_tier_once",
                violation_error_message="该年度已有同一下限的档次",
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0, amount__lte=100),
                name="reward_tier_most",
                violation_error_message="奖励金额须为0至100万元",
            ),
            not_negative("floor", "reward_tier_floor_not_negative", "总投资下限"),
        ]

    def __str__(self) -> str:
        return f"{self.year}年 {self.floor}万元以上 奖{self.amount}万元"


class Reward(models.Model):
    """One kind of reward of one project and year, from candidate to decision; 万元."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="rewards", verbose_name="项目"
    )
    year = year_column()
    kind = models.CharField("奖励类别", max_length=12, choices=RewardKind)
    state = models.CharField(
        "状态", max_length=12, choices=RewardState, default=RewardState.CANDIDATE
    )
    on_both_lists = models.BooleanField("同在省市名单", default=False)
    amount = money("核定金额(万元)", null=True, blank=True)
    opinion = models.CharField("意见", max_length=200, blank=True)
    version = version_column()

    objects = ProjectScopedQuerySet.as_manager()
    history = trail("项目奖励")

    class Meta:
        ordering = ["year", "project", "kind"]
        verbose_name = verbose_name_plural = "项目奖励"
        constraints = [
            models.UniqueConstraint(
                fields=["project", "year", "kind"],
                name="reward_once",
                violation_error_message="该项目该年度已有这一类奖励",
            ),
            not_negative("amount", "reward_not_negative", "核定金额"),
            models.CheckConstraint(
                condition=~Q(state=RewardState.AGREED) | Q(amount__isnull=False),
                name="reward_agreed_with_amount",
                violation_error_message="同意奖励须填核定金额",
            ),
            models.CheckConstraint(
                condition=~Q(state=RewardState.REFUSED) | ~Q(opinion=""),
                name="reward_refused_with_opinion",
                violation_error_message="不同意须写明意见",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.year}年{self.get_kind_display()}"
