"""The words of planning, 二（一）."""

from django.db import models


class PlanningStep(models.TextChoices):
    """How far a project's planning has come, 二（一）3; an idea has no record yet."""

    IDEA = "idea", "创意"
    DRAFT = "draft", "起草"
    IMPROVE = "improve", "提升"
    SHAPE = "shape", "定型"
    REVIEW = "review", "评审"
    PASS = "pass", "通过"


class ThreeOne(models.TextChoices):
    """三个一, 二（一）4: an industry a month, talks every two, a factory visit every three."""

    INDUSTRY = "industry", "一月一产业"
    TALK = "talk", "两月一宣讲"
    FACTORY = "factory", "三月一进厂"
