"""交办 and 限时报告, 三（一）and 三（五）."""

from django.db import models


class Origin(models.TextChoices):
    """Who handed the matter down, or what it arose from."""

    PARTY = "party", "县委"
    GOVERNMENT = "government", "县政府"
    OFFICE = "office", "县项目推进保障办"
    DRC = "drc", "县发改局"
    VISIT = "visit", "走访发现"
    MEETING = "meeting", "会议议定"
    INSPECTION = "inspection", "督导检查发现"


class PartState(models.TextChoices):
    """How far one unit is with a task."""

    GIVEN = "given", "待签收"
    UNDER_WAY = "under_way", "办理中"
    REPORTED = "reported", "待核验"
    CLOSED = "closed", "已办结"
    CANCELLED = "cancelled", "已撤销"


OPEN_PARTS = (PartState.GIVEN, PartState.UNDER_WAY, PartState.REPORTED)
# The unit has done its part: its clock stands.
DELIVERED_PARTS = (PartState.REPORTED, PartState.CLOSED)


class ExtensionState(models.TextChoices):
    """A later limit that a unit asked for."""

    NONE = "none", "未申请"
    ASKED = "asked", "申请中"
    GRANTED = "granted", "已同意"
    REFUSED = "refused", "未同意"


class ReportPeriod(models.TextChoices):
    """How often a report is due."""

    MONTH = "month", "每月"
    QUARTER = "quarter", "每季度"
