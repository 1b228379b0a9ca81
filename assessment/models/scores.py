"""计分办法 and what was published by it, 三（五）."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from assessment.choices.scores import LineKind, SchemeState
from projects.choices import Layer
from projects.models import Unit
from projects.models.fields import month_column, month_range, trail, version_column, year_column
from projects.models.visibility import UnitScopedQuerySet

S = SchemeState
POINTS_MAX = 1000


def points_column(verbose_name: str, **options) -> models.DecimalField:
    """Points, or percent; two places."""
    validators = [MinValueValidator(0), MaxValueValidator(POINTS_MAX)]
    return models.DecimalField(
        verbose_name, max_digits=6, decimal_places=2, validators=validators, **options
    )


class ScoreScheme(models.Model):
    """计分办法 of one layer and year. An adopted one is never changed: a new number replaces it.

    `whole` is what the weights of the items must add up to; `places` is how many units of the
    layer are candidates for an award; `is_proposal` marks what this system proposes unchanged.
    """

    year = year_column()
    layer = models.CharField("层面", max_length=12, choices=Layer)
    number = models.PositiveSmallIntegerField("版次")
    state = models.CharField("状态", max_length=10, choices=S, default=S.DRAFT)
    whole = points_column("权重合计", default=100)
    places = models.PositiveSmallIntegerField("表彰名额", default=3)
    is_proposal = models.BooleanField("本系统建议方案", default=False)
    note = models.CharField("说明", max_length=400, blank=True)
    adopted_on = models.DateField("采用日期", null=True, blank=True)
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="采用人",
        null=True,
        blank=True,
    )
    reason = models.CharField("采用原因", max_length=200, blank=True)
    version = version_column()

    history = trail("计分办法")

    class Meta:
        ordering = ["-year", "-layer", "-number"]
        verbose_name = verbose_name_plural = "计分办法"
        constraints = [
            models.UniqueConstraint(
                fields=["year", "layer", "number"],
                name="score_scheme_number",
                violation_error_message="该年度该层面已有这一版计分办法",
            ),
            models.UniqueConstraint(
                fields=["year", "layer"],
                condition=Q(state=S.DRAFT),
                name="score_scheme_one_draft",
                violation_error_message="该年度该层面已有一份草案，请先采用或作废",
            ),
            models.UniqueConstraint(
                fields=["year", "layer"],
                condition=Q(state=S.ADOPTED),
                name="score_scheme_one_adopted",
                violation_error_message="该年度该层面已有现行的计分办法",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[S.DRAFT, S.DROPPED])
                | (Q(adopted_on__isnull=False, adopted_by__isnull=False) & ~Q(reason="")),
                name="score_scheme_adopted_explained",
                violation_error_message="采用计分办法须写明日期、采用人和原因",
            ),
            models.CheckConstraint(
                condition=Q(whole__gt=0),
                name="score_scheme_whole",
                violation_error_message="权重合计须大于0",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年{self.get_layer_display()}计分办法第{self.number}版"


class ScoreLine(models.Model):
    """One line of a scheme: an item with weight, cap and floor (%), a deduction with the points
    each time and the most it takes off, or a ground for a veto."""

    scheme = models.ForeignKey(
        ScoreScheme, on_delete=models.CASCADE, related_name="lines", verbose_name="计分办法"
    )
    order = models.PositiveSmallIntegerField("顺序")
    kind = models.CharField("类别", max_length=10, choices=LineKind)
    measure = models.CharField("指标", max_length=30)
    name = models.CharField("名称", max_length=40)
    points = points_column("权重或每次扣分")
    cap = points_column("封顶", null=True, blank=True)
    floor = points_column("起分线(%)", null=True, blank=True)
    elapsed = models.BooleanField("按序时计", default=False)
    parameter = models.PositiveSmallIntegerField("参数", default=0)
    clause = models.CharField("依据", max_length=20, blank=True)

    history = trail("计分办法条目")

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = verbose_name_plural = "计分办法条目"
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "measure"],
                name="score_line_once",
                violation_error_message="该计分办法已有这一指标",
            ),
            models.CheckConstraint(
                condition=Q(kind=LineKind.VETO) | Q(points__gt=0),
                name="score_line_points",
                violation_error_message="权重、每次扣分须大于0",
            ),
            models.CheckConstraint(
                condition=~Q(kind=LineKind.ITEM) | Q(cap__isnull=False, cap__gte=100),
                name="score_line_capped",
                violation_error_message="计分项须有封顶，且不低于百分之百",
            ),
            models.CheckConstraint(
                condition=Q(floor__isnull=True) | Q(floor__gte=0, floor__lte=100),
                name="score_line_floor",
                violation_error_message="起分线须在0至100之间",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.name}"


class ScorePublication(models.Model):
    """公布: one month's scores of both layers as they were on `day`. Never changed.

    `schemes` holds each layer's lines as they stood. A second publication of the month has its
    reason and the next number; the first one stays.
    """

    year = year_column()
    month = month_column()
    number = models.PositiveSmallIntegerField("第几次公布")
    day = models.DateField("公布日期")
    reason = models.CharField("重新公布的原因", max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="公布人"
    )
    at = models.DateTimeField("公布时间", auto_now_add=True)
    rules_version = models.CharField("规则版本", max_length=10)
    schemes = models.JSONField("计分办法")

    class Meta:
        ordering = ["-year", "-month", "-number"]
        verbose_name = verbose_name_plural = "计分公布"
        constraints = [
            models.UniqueConstraint(
                fields=["year", "month", "number"],
                name="score_publication_number",
                violation_error_message="该月这一次公布刚由别人完成",
            ),
            month_range("score_publication_month"),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(reason=""),
                name="score_publication_explained",
                violation_error_message="重新公布须写明原因",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年{self.month}月计分第{self.number}次公布"

    @property
    def scheme_labels(self) -> str:
        """The schemes by which it was reckoned, in the order of the layers."""
        return "、".join(
            self.schemes[layer]["label"] for layer in Layer.values if layer in self.schemes
        )


class PublishedScore(models.Model):
    """One unit's published score, for display to two places; exactly in `sheet` with its evidence.

    `points` holds the points of each line by measure, as exact fractions; `before` is the rank
    that was published for the month before; `vetoes` the key and ground of those in force then.
    """

    publication = models.ForeignKey(
        ScorePublication, on_delete=models.PROTECT, related_name="scores", verbose_name="公布"
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="published_scores", verbose_name="责任单位"
    )
    layer = models.CharField("层面", max_length=12, choices=Layer)
    score = models.DecimalField("得分", max_digits=7, decimal_places=2, null=True)
    rank = models.PositiveSmallIntegerField("位次", null=True)
    before = models.PositiveSmallIntegerField("上月位次", null=True)
    points = models.JSONField("各项得分")
    sheet = models.JSONField("依据")
    vetoes = models.JSONField("公布时的一票否决", default=list, blank=True)

    objects = UnitScopedQuerySet.as_manager()

    class Meta:
        ordering = ["publication", "unit"]
        verbose_name = verbose_name_plural = "已公布得分"
        constraints = [
            models.UniqueConstraint(fields=["publication", "unit"], name="published_score_once"),
        ]

    def __str__(self) -> str:
        return f"{self.publication} {self.unit}"
