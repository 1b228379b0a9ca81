"""Praise and warning, 三（一）: what a unit is named for, and what was decided."""

from django.db import models


class MentionKind(models.TextChoices):
    PRAISE = "praise", "正向激励"
    WARNING = "warning", "预警提醒"


class MentionState(models.TextChoices):
    """A decision is always somebody's; what is only proposed is not stored."""

    LISTED = "listed", "列入"
    LEFT_OUT = "left_out", "不列入"
