"""The cards, written by the nightly run alone, and the marks that tell it what changed."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Self

from django.db import models

from assessment.choices import Colour, Reason, Rule
from projects.models import Project
from projects.models.visibility import ProjectScopedQuerySet
from projects.periods import Month

# The key is project × PROJECT_STRIDE + rule × RULE_STRIDE + months since January 2000.
PROJECT_STRIDE, RULE_STRIDE = 20_000, 10_000


class CardQuerySet(ProjectScopedQuerySet):
    def of_month(self, month: Month) -> Self:
        return self.filter(year=month.year, month=month.month)

    def of_project(self, project_id: int) -> Self:
        """One project's cards, by the key: the table has no index on the project."""
        first = project_id * PROJECT_STRIDE
        return self.filter(id__gt=first + RULE_STRIDE - 1, id__lt=first + 3 * RULE_STRIDE)

    def counts_by_unit(self, month: Month) -> dict[int, dict[tuple[int, int | None], int]]:
        """Cards of the month as {unit id: {(rule, colour or None): number}}, in one query."""
        return self.counts_of([month])[month]

    def counts_of(
        self, months: Sequence[Month]
    ) -> dict[Month, dict[int, dict[tuple[int, int | None], int]]]:
        """`counts_by_unit` of each of `months`, all in one query."""
        any_month = models.Q(pk__in=[])
        for month in months:
            any_month |= models.Q(year=month.year, month=month.month)
        counts: dict[Month, dict[int, dict[tuple[int, int | None], int]]] = {
            month: {} for month in months
        }
        keys = ("year", "month", "project__unit", "rule", "colour")
        rows = self.filter(any_month).order_by().values_list(*keys)
        for year, number, unit, rule, colour, cards in rows.annotate(cards=models.Count("id")):
            counts[Month(year, number)].setdefault(unit, {})[rule, colour] = cards
        return counts


class Card(models.Model):
    """亮牌: one project, one rule, one month, with the figures it was judged by.

    The key is made of them: project × 20000 + rule × 10000 + (year − 2000) × 12 + month − 1, so
    that the table needs no second unique index and is written in order. Money is kept in 0.01
    万元 and the average in 10^-12 %, as whole numbers, to compare exactly on both databases.
    """

    id = models.BigIntegerField(primary_key=True)
    project = models.ForeignKey(
        Project,
        on_delete=models.CASCADE,
        related_name="cards",
        verbose_name="项目",
        db_constraint=False,
        db_index=False,
    )
    rule = models.PositiveSmallIntegerField("牌种", choices=Rule)
    year = models.PositiveSmallIntegerField("年度")
    month = models.PositiveSmallIntegerField("月份")
    colour = models.PositiveSmallIntegerField("亮牌", choices=Colour, null=True)
    reason = models.PositiveSmallIntegerField("原因", choices=Reason)
    final = models.BooleanField("已锁定", default=False)
    policy_version = models.PositiveSmallIntegerField("政策版本")

    start_due = models.DateField("计划开工日期", null=True)
    started_on = models.DateField("实际开工日期", null=True)
    late_months = models.PositiveSmallIntegerField("逾期整月", null=True)
    late_days = models.PositiveIntegerField("逾期天数", null=True)
    first_start_due = models.DateField("最初计划开工日期", null=True)
    first_colour = models.PositiveSmallIntegerField("按最初时限亮牌", choices=Colour, null=True)

    done_cents = models.BigIntegerField("累计完成(0.01万元)", null=True)
    plan_cents = models.BigIntegerField("年度计划(0.01万元)", null=True)
    average_picos = models.BigIntegerField("全市均值(10^-12 %)", null=True)
    missing_report = models.BooleanField("缺报", null=True)
    run = models.PositiveSmallIntegerField("连续低于均值月数", null=True)

    objects = CardQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = verbose_name_plural = "亮牌"
        indexes = [
            models.Index(fields=["year", "month", "rule", "colour"], name="card_month"),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.get_rule_display()} {Month(self.year, self.month)}"

    @property
    def done(self) -> Decimal | None:
        """Done investment from January, 万元."""
        return None if self.done_cents is None else Decimal(self.done_cents) / 100

    @property
    def plan(self) -> Decimal | None:
        """The year's planned investment, 万元."""
        return None if self.plan_cents is None else Decimal(self.plan_cents) / 100

    @property
    def average(self) -> Decimal | None:
        """The city's average progress, %."""
        return None if self.average_picos is None else Decimal(self.average_picos) / 10**12

    @property
    def rate(self) -> Decimal | None:
        """Done ÷ plan in %; None without a plan."""
        if not self.plan_cents or self.done_cents is None:
            return None
        return Decimal(self.done_cents) * 100 / Decimal(self.plan_cents)


class ChangeMark(models.Model):
    """A project whose inputs changed since the last run; database triggers write it.

    Append only, without a key on the project, so that two writers never wait for each other.
    """

    project_id = models.BigIntegerField("项目", db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "待重算标记"

    def __str__(self) -> str:
        return str(self.project_id)
