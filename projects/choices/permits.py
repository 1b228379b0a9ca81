"""The states of a permit, 二（三）2 and 三（四）."""

from django.db import models


class PermitState(models.TextChoices):
    TODO = "todo", "待办"
    HANDLING = "handling", "办理中"
    LACKING = "lacking", "容缺办理"
    DONE = "done", "办结"
