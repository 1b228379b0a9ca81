"""四包 and visits, 三（二）."""

from django.db import models


class GuaranteeKind(models.TextChoices):
    """What somebody guarantees: the four, a leader's start, a cadre's support and service."""

    PLANNING = "planning", "包策划"
    LANDING = "landing", "包落地"
    PROBLEMS = "problems", "包问题"
    PROGRESS = "progress", "包进度"
    START = "start", "包开工"
    SUPPORT = "support", "包争取"
    SERVICE = "service", "包服务"


class Guarantor(models.TextChoices):
    """As what somebody guarantees a project and goes there."""

    LEADER = "leader", "包保县领导"
    CADRE = "cadre", "挂职干部"


class ProblemState(models.TextChoices):
    """A problem found on a visit, on its way to the enterprise's own word that it is solved."""

    FOUND = "found", "待交办"
    ASSIGNED = "assigned", "办理中"
    SOLVED = "solved", "待企业确认"
    CONFIRMED = "confirmed", "企业已确认"
