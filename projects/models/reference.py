"""Lists that 发改局 keeps: project types and industry chains."""

from django.db import models

from projects.choices import ChainTier
from projects.models.fields import trail


class ProjectType(models.Model):
    """项目类型; the city's average progress is published for one type and month."""

    name = models.CharField("名称", max_length=20, unique=True)
    order = models.PositiveSmallIntegerField("排序", default=0)

    history = trail("项目类型")

    class Meta:
        ordering = ["order", "name"]
        verbose_name = verbose_name_plural = "项目类型"

    def __str__(self) -> str:
        return self.name


class IndustryChain(models.Model):
    """产业链 and its tier; yearly planning targets stand by tier, 二（一）2."""

    name = models.CharField("名称", max_length=30, unique=True)
    tier = models.CharField("层级", max_length=8, choices=ChainTier)

    history = trail("产业链")

    class Meta:
        ordering = ["tier", "name"]
        verbose_name = verbose_name_plural = "产业链"

    def __str__(self) -> str:
        return self.name
