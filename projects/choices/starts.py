"""The states of a unit's responsibility letter and of what a unit asks 发改局 about a start."""

from django.db import models


class PledgeState(models.TextChoices):
    """责任状: drawn up, handed out with its content fixed, signed for good."""

    DRAFT = "draft", "拟定"
    ISSUED = "issued", "已下发"
    SIGNED = "signed", "已签订"


class RequestState(models.TextChoices):
    """A request to amend the committed start date."""

    ASKED = "asked", "待批准"
    APPROVED = "approved", "已批准"
    REFUSED = "refused", "未批准"


class StartState(models.TextChoices):
    """A start that the unit reports with its evidence; claimed by its workbook, without any."""

    CLAIMED = "claimed", "待补佐证"
    SUBMITTED = "submitted", "待确认"
    RETURNED = "returned", "已退回"
    CONFIRMED = "confirmed", "已确认"
