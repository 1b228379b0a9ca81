"""Column types that several tables share."""

from decimal import Decimal
from functools import cache
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from simple_history.manager import HistoryManager
from simple_history.models import HistoricalRecords

MONEY_MAX = Decimal("99999999.99")
YEAR_MIN, YEAR_MAX = 2000, 2999


def money(verbose_name: str, **options: Any) -> models.DecimalField:
    """An amount in 万元, two places, 0 to 99,999,999.99."""
    validators = [MinValueValidator(Decimal(0)), MaxValueValidator(MONEY_MAX)]
    return models.DecimalField(
        verbose_name, max_digits=10, decimal_places=2, validators=validators, **options
    )


def year_column() -> models.PositiveSmallIntegerField:
    """A calendar year."""
    validators = [MinValueValidator(YEAR_MIN), MaxValueValidator(YEAR_MAX)]
    return models.PositiveSmallIntegerField("年度", validators=validators)


def month_column() -> models.PositiveSmallIntegerField:
    """A month of the year, 1 to 12."""
    validators = [MinValueValidator(1), MaxValueValidator(12)]
    return models.PositiveSmallIntegerField("月份", validators=validators)


def version_column() -> models.PositiveIntegerField:
    """Raised by every write; a form names the one that it was read in (`actions.versions`)."""
    return models.PositiveIntegerField("版本", default=1, db_default=1, editable=False)


def not_negative(field: str, name: str, label: str) -> models.CheckConstraint:
    """The database's own word that an amount is blank or at least 0."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__gte": 0}) | models.Q(**{f"{field}__isnull": True}),
        name=name,
        violation_error_message=f"{label}不能为负数",
    )


def month_range(name: str) -> models.CheckConstraint:
    """The database's own word that a month is 1 to 12."""
    return models.CheckConstraint(
        condition=models.Q(month__gte=1, month__lte=12),
        name=name,
        violation_error_message="月份须为1至12",
    )


class TrailManager(HistoryManager):
    """The package builds this class anew at every look at a trail, 1 ms a save; this keeps it."""

    @classmethod
    @cache
    def from_queryset(cls, queryset_class: type, class_name: str | None = None) -> type:
        return super().from_queryset(queryset_class, class_name)


def trail(verbose_name: str, **options: Any) -> HistoricalRecords:
    """Who changed what and when, for one table."""
    return HistoricalRecords(
        verbose_name=f"{verbose_name}变更记录",
        verbose_name_plural=f"{verbose_name}变更记录",
        history_manager=TrailManager,
        **options,
    )
