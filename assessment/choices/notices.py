"""States of proposals, interviews, notices, extensions and circulars, 三（五）; kinds of papers."""

from django.db import models


class PaperKind(models.TextChoices):
    """A kind of official paper; each has a series of numbers of its own for every year."""

    NOTICE = "notice", "督办通知书"
    INTERVIEW = "interview", "约谈通知书"
    CIRCULAR = "circular", "通报"

    @property
    def mark(self) -> str:
        """What stands before the year: 宁发改督〔2023〕1号."""
        return {"notice": "宁发改督", "interview": "宁发改约", "circular": "宁发改通"}[self.value]


class ProposalState(models.TextChoices):
    PROPOSED = "proposed", "待发改局确认"
    CONFIRMED = "confirmed", "已确认约谈"
    DISMISSED = "dismissed", "不予约谈"


class InterviewState(models.TextChoices):
    CONFIRMED = "confirmed", "待定时间"
    DATED = "dated", "待约谈"
    HELD = "held", "已约谈待核查"
    FOLLOW_UP = "follow_up", "未兑现跟踪"
    CHECKED = "checked", "已兑现待办结"
    CLOSED = "closed", "已办结"
    CANCELLED = "cancelled", "已取消"


class NoticeState(models.TextChoices):
    DRAFT = "draft", "拟定"
    ISSUED = "issued", "待签收"
    RECEIVED = "received", "整改中"
    REPLIED = "replied", "待核查"
    RETURNED = "returned", "退回再办"
    CLOSED = "closed", "已销号"
    WITHDRAWN = "withdrawn", "作废"


class ExtensionState(models.TextChoices):
    ASKED = "asked", "待答复"
    GRANTED = "granted", "同意延期"
    REFUSED = "refused", "不同意延期"
    LAPSED = "lapsed", "回复后失效"


class CircularState(models.TextChoices):
    DRAFT = "draft", "拟定"
    ISSUED = "issued", "已印发"
    WITHDRAWN = "withdrawn", "作废"
