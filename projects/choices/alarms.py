"""How a row with a time limit stands on a day; `projects.rules.alarms` judges."""

from django.db import models


class Alarm(models.TextChoices):
    PROMISE_OVERDUE = "promise", "容缺承诺逾期"
    OVERDUE = "overdue", "逾期"
    SOON = "soon", "15日内到期"
    UNDATED = "undated", "未定日期"
    NONE = "none", "无提醒"
