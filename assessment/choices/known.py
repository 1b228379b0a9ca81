"""The kinds of change that make a month look different from what was known before."""

from django.db import models


class ChangeKind(models.TextChoices):
    ENTERED = "entered", "项目新录入"
    REMOVED = "removed", "项目移出台账"
    MOVED = "moved", "责任单位变更"
    START_DUE = "start_due", "开工时限调整"
    STARTED = "started", "实际开工日期补录或更正"
    COMPLETED = "completed", "实际竣工日期补录或更正"
    PLANNED = "planned", "策划通过日期补录或更正"
    MONEY = "money", "总投资变动"
    TYPE = "type", "项目类型变动"
    INDUSTRIAL = "industrial", "产业项目认定变动"
    PLAN = "plan", "年度计划变动"
    REPORTED = "reported", "月报后来报送"
    RETURNED = "returned", "月报被退回"
    WITHDRAWN = "withdrawn", "月报撤回重填"
    CORRECTED = "corrected", "月报数据更正"
    AVERAGE = "average", "全市均值后来填写"
    AVERAGE_CHANGED = "average_changed", "全市均值更正"
    STOPPED = "stopped", "停建终止登记"
    QUOTA = "quota", "任务更正"
    POLICY = "policy", "年度政策变动"
    LOCK = "lock", "月份锁定或重新开放"
    DAYS = "days", "评定日期推移"
