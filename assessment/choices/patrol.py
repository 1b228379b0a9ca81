"""四不两直, 三（三）."""

from django.db import models


class InspectionState(models.TextChoices):
    """A unit sees an inspection from the moment it is done, and never before."""

    PLANNED = "planned", "待检查"
    DONE = "done", "已检查"
    CANCELLED = "cancelled", "已取消"


class Severity(models.TextChoices):
    """How grave a finding is."""

    MINOR = "minor", "一般"
    MAJOR = "major", "较重"
    GRAVE = "grave", "严重"


class FindingState(models.TextChoices):
    """A finding on its way to 销号."""

    OPEN = "open", "待整改"
    MENDED = "mended", "待复查"
    CLOSED = "closed", "已销号"


OPEN_FINDINGS = (FindingState.OPEN, FindingState.MENDED)
