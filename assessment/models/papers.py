"""Official papers: the templates that 发改局 can replace, the numbers, what was issued."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from assessment.choices.notices import PaperKind
from projects.choices.areas import Area
from projects.models import Unit
from projects.models.fields import trail, version_column, year_column
from projects.models.visibility import UnitScopedQuerySet
from projects.permissions import reads_area, reports

if TYPE_CHECKING:
    from projects.permissions import Person


class PaperTemplate(models.Model):
    """An uploaded template, never changed; at most one of a kind is in use, else the default is."""

    kind = models.CharField("公文种类", max_length=10, choices=PaperKind)
    number = models.PositiveSmallIntegerField("版次")
    in_use = models.BooleanField("使用中", default=True)
    name = models.CharField("文件名", max_length=120)
    file = models.FileField("文件", upload_to="templates/%Y/")
    sha256 = models.CharField("校验值", max_length=64)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="上传人",
    )
    at = models.DateTimeField("上传时间", auto_now_add=True)
    version = version_column()

    history = trail("公文模板")

    class Meta:
        ordering = ["kind", "-number"]
        verbose_name = verbose_name_plural = "公文模板"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "number"],
                name="paper_template_once",
                violation_error_message="该种公文已有这一版模板",
            ),
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(in_use=True),
                name="paper_template_one_in_use",
                violation_error_message="每种公文只能有一个使用中的模板",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}模板第{self.number}版"


class PaperCounter(models.Model):
    """The last number given out in one series; its row is held while a paper is issued."""

    kind = models.CharField("公文种类", max_length=10, choices=PaperKind)
    year = year_column()
    last = models.PositiveIntegerField("已用到", default=0)

    class Meta:
        ordering = ["kind", "year"]
        verbose_name = verbose_name_plural = "发文编号"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "year"],
                name="paper_counter_once",
                violation_error_message="该种公文该年度已有编号记录",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}{self.year}年"


class PaperQuerySet(UnitScopedQuerySet):
    def visible_to(self, user: "Person") -> Self:
        """A unit's own and the circulars that list it; all for who reads supervision."""
        if not reads_area(user, Area.SUPERVISION):
            return self.none()
        if not reports(user):
            return self.all()
        own = user.unit_id  # type: ignore[union-attr]
        return self.filter(Q(unit=own) | Q(circular__notices__unit=own)).distinct()


class Paper(models.Model):
    """An issued paper. The file is written once, so that it is the same for ever; a void paper
    keeps its number. `unit` is the addressee, none for a circular."""

    kind = models.CharField("公文种类", max_length=10, choices=PaperKind)
    year = year_column()
    number = models.PositiveIntegerField("序号")
    unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        related_name="papers",
        verbose_name="主送单位",
        null=True,
        blank=True,
    )
    title = models.CharField("标题", max_length=150)
    issued_on = models.DateField("签发日期")
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="签发人",
    )
    template = models.ForeignKey(
        PaperTemplate,
        on_delete=models.PROTECT,
        related_name="papers",
        verbose_name="所用模板",
        null=True,
        blank=True,
    )
    file = models.FileField("文件", upload_to="papers/%Y/")
    sha256 = models.CharField("校验值", max_length=64)
    voided_on = models.DateField("作废日期", null=True, blank=True)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="作废人",
        null=True,
        blank=True,
    )
    void_reason = models.CharField("作废原因", max_length=200, blank=True)
    version = version_column()

    objects = PaperQuerySet.as_manager()
    history = trail("公文")

    class Meta:
        ordering = ["kind", "-year", "-number"]
        verbose_name = verbose_name_plural = "公文"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "year", "number"],
                name="paper_number_once",
                violation_error_message="该文号已经用过",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="paper_number_from_one",
                violation_error_message="文号从1开始",
            ),
            models.CheckConstraint(
                condition=Q(issued_on__year=F("year")),
                name="paper_year_of_its_day",
                violation_error_message="文号的年度须是签发日期所在年度",
            ),
            models.CheckConstraint(
                condition=Q(voided_on__isnull=True, void_reason="", voided_by__isnull=True)
                | (Q(voided_on__isnull=False, voided_by__isnull=False) & ~Q(void_reason="")),
                name="paper_void_with_reason",
                violation_error_message="作废须有日期、原因和经办人",
            ),
        ]

    def __str__(self) -> str:
        return self.mark

    @property
    def mark(self) -> str:
        """发文字号: 宁发改督〔2023〕1号."""
        return f"{PaperKind(self.kind).mark}〔{self.year}〕{self.number}号"

    @property
    def file_name(self) -> str:
        return f"{self.mark}_{self.title}.docx"
