"""The states of the hard-case library and of its questions, 二（三）4."""

from django.db import models


class CaseState(models.TextChoices):
    SUGGESTED = "suggested", "建议入库"
    LISTED = "listed", "在库"
    DECLINED = "declined", "不入库"
    CLOSED = "closed", "销号"


class QuestionState(models.TextChoices):
    OPEN = "open", "未解决"
    SOLVED = "solved", "提请销号"
    CLOSED = "closed", "已销号"


class Suggestion(models.TextChoices):
    """Why a project stands among those that 发改局 is to decide on."""

    ASKED = "asked", "已提请入库"
    MARKED = "marked", "台账标为攻坚项目"
    LARGE = "large", "总投资10亿元以上"
