"""The year's policy: limits and switches that the rules take as given."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F

from assessment.choices.readings import (
    AtRedLimit,
    PersistentScope,
    UnderYellowLimit,
    WithoutAverage,
)
from assessment.rules import Limits
from projects.models.fields import trail, year_column


class Policy(models.Model):
    """One year's settings; `version` rises with every change and stands on every card."""

    year = year_column()
    version = models.PositiveSmallIntegerField("版本", default=1, editable=False)
    yellow_after_months = models.PositiveSmallIntegerField(
        "开工黄牌时限(月)", default=1, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    red_after_months = models.PositiveSmallIntegerField(
        "开工红牌时限(月)", default=2, validators=[MinValueValidator(1), MaxValueValidator(24)]
    )
    persistent_red_months = models.PositiveSmallIntegerField(
        "持续红牌月数", default=2, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    monthly_due_day = models.PositiveSmallIntegerField(
        "月报截止日(次月)", default=5, validators=[MinValueValidator(1), MaxValueValidator(28)]
    )
    monthly_open_day = models.PositiveSmallIntegerField(
        "月报开放日(当月)", default=25, validators=[MinValueValidator(1), MaxValueValidator(28)]
    )
    weekly_due_weekday = models.PositiveSmallIntegerField(
        "周调度截止(星期)", default=5, validators=[MinValueValidator(1), MaxValueValidator(7)]
    )
    carry_surplus_down = models.BooleanField("高档次超额可抵低档次", default=False)
    at_red_limit = models.CharField(
        "正好满红牌时限", max_length=6, choices=AtRedLimit, default=AtRedLimit.RED
    )
    under_yellow_limit = models.CharField(
        "逾期不足黄牌时限", max_length=6, choices=UnderYellowLimit, default=UnderYellowLimit.NONE
    )
    persistent_scope = models.CharField(
        "持续红牌的牌种", max_length=4, choices=PersistentScope, default=PersistentScope.SAME
    )
    without_average = models.CharField(
        "缺全市均值的月份", max_length=5, choices=WithoutAverage, default=WithoutAverage.BREAK
    )

    # Whom to propose for a warning, 三（一）: the document gives no numbers, these are proposals.
    warning_behind_points = models.PositiveSmallIntegerField(
        "预警：落后序时(百分点)",
        default=20,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    warning_red_cards = models.PositiveSmallIntegerField(
        "预警：当月红牌(张)", default=3, validators=[MinValueValidator(1), MaxValueValidator(99)]
    )
    warning_grounds = models.PositiveSmallIntegerField(
        "预警：同时有几项", default=2, validators=[MinValueValidator(1), MaxValueValidator(4)]
    )

    history = trail("年度政策")

    class Meta:
        ordering = ["year"]
        verbose_name = verbose_name_plural = "年度政策"
        constraints = [
            models.UniqueConstraint(
                fields=["year"], name="policy_once", violation_error_message="该年度已有政策"
            ),
            models.CheckConstraint(
                condition=models.Q(red_after_months__gt=F("yellow_after_months")),
                name="policy_red_after_yellow",
                violation_error_message="红牌时限须长于黄牌时限",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    at_red_limit__in=AtRedLimit.values,
                    under_yellow_limit__in=UnderYellowLimit.values,
                    persistent_scope__in=PersistentScope.values,
                    without_average__in=WithoutAverage.values,
                ),
                name="policy_readings_known",
                violation_error_message="没有这种读法",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年政策"

    @property
    def limits(self) -> Limits:
        return Limits(
            self.yellow_after_months,
            self.red_after_months,
            self.persistent_red_months,
            AtRedLimit(self.at_red_limit),
            UnderYellowLimit(self.under_yellow_limit),
            WithoutAverage(self.without_average),
        )
