"""站内提醒: reminders and returns that a unit or 发改局 finds on its home page."""

from django.db import models

from projects.models.units import Unit

TEXT_MAX = 300
# How the keys of news begin: nothing is to be done about them but to read them.
NEWS = "news-"


class Message(models.Model):
    """A message to one unit, or to 发改局 without one; `key` keeps it from coming twice.

    A unit's goes out by mail, 发改局's to the county's chat robot. `claimed_at` says that somebody
    is sending it now, `sent_at` that it went out and never goes again.
    """

    unit = models.ForeignKey(
        Unit,
        on_delete=models.CASCADE,
        related_name="messages",
        verbose_name="责任单位",
        null=True,
        blank=True,
    )
    key = models.CharField("标识", max_length=100, unique=True)
    text = models.CharField("内容", max_length=TEXT_MAX)
    url = models.CharField("链接", max_length=200, blank=True)
    at = models.DateTimeField("时间", auto_now_add=True)
    done_at = models.DateTimeField("办结时间", null=True, blank=True)
    claimed_at = models.DateTimeField("开始发送时间", null=True, blank=True)
    sent_at = models.DateTimeField("发送时间", null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = verbose_name_plural = "站内提醒"

    def __str__(self) -> str:
        return self.text

    @property
    def is_news(self) -> bool:
        """Its reader takes it off the list; other messages go when their matter is settled."""
        return self.key.startswith(NEWS)
