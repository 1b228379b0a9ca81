"""The readings of what the document leaves open; the first of each is this project's own."""

from django.db import models


class AtRedLimit(models.TextChoices):
    """Late by exactly the red limit, 二（三）3: the text names it under both cards."""

    RED = "red", "亮红牌"
    YELLOW = "yellow", "亮黄牌"


class UnderYellowLimit(models.TextChoices):
    """Late, but by less than the yellow limit, 二（三）3: the text names no card."""

    NONE = "none", "不亮牌，只预警"
    YELLOW = "yellow", "亮黄牌"
    GREEN = "green", "已开工的亮绿牌，未开工的不亮牌"


class PersistentScope(models.TextChoices):
    """Whose red cards make up a lasting red, 二（三）3 and 二（四）2."""

    SAME = "same", "同一牌种"
    ANY = "any", "任一牌种"


class WithoutAverage(models.TextChoices):
    """A month for which the city has published no average, 二（四）2."""

    BREAK = "break", "不亮牌，中断连续"
    KEEP = "keep", "不亮牌，不中断连续"
    LAST = "last", "沿用本年上一次公布的均值"
