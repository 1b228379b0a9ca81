"""Kinds and states of resource needs, 三（四）."""

from django.db import models


class ResourceKind(models.TextChoices):
    LAND = "land", "土地"
    EMISSIONS = "emissions", "能耗排放"
    MONEY = "money", "资金"
    TRANSPORT = "transport", "交通"
    TELECOM = "telecom", "通讯"
    POWER = "power", "供电"
    WATER = "water", "供水"
    HEAT = "heat", "供热"
    GAS = "gas", "供气"
    OTHER = "other", "其他"


class NeedState(models.TextChoices):
    RAISED = "raised", "提出"
    MATCHED = "matched", "已对接"
    SETTLED = "settled", "已落实"
    WITHDRAWN = "withdrawn", "撤销"


OPEN_NEEDS = (NeedState.RAISED, NeedState.MATCHED)
