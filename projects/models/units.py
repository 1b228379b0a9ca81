"""The 40 responsible units, the same in both annexes, and the other names they go by."""

from django.db import models

from projects.choices import Layer, UnitKind
from projects.models.fields import trail
from projects.models.visibility import UnitScopedQuerySet


class UnitQuerySet(UnitScopedQuerySet):
    unit_path = "pk"


class Unit(models.Model):
    """责任单位; `number` is its row in the annexes and the order on every list."""

    number = models.PositiveSmallIntegerField("序号", unique=True)
    name = models.CharField("名称", max_length=50, unique=True)
    layer = models.CharField("层面", max_length=12, choices=Layer)
    kind = models.CharField("类别", max_length=10, choices=UnitKind)
    group = models.CharField("备注", max_length=20, blank=True)
    head = models.CharField(
        "一把手", max_length=50, blank=True, help_text="主要负责同志姓名，每月签约通报点名到人"
    )

    objects = UnitQuerySet.as_manager()
    history = trail("责任单位")

    class Meta:
        ordering = ["number"]
        verbose_name = verbose_name_plural = "责任单位"

    def __str__(self) -> str:
        return self.name


class UnitAlias(models.Model):
    """Another name of a unit that imports accept."""

    unit = models.ForeignKey(
        Unit, on_delete=models.CASCADE, related_name="aliases", verbose_name="责任单位"
    )
    name = models.CharField("别名", max_length=50, unique=True)

    history = trail("单位别名")

    class Meta:
        ordering = ["unit", "name"]
        verbose_name = verbose_name_plural = "单位别名"

    def __str__(self) -> str:
        return self.name
