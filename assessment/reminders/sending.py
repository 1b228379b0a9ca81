"""Sending what has not gone out: a unit's messages by mail, 发改局's to the chat robot.

Who sends claims a message first, so two senders at once send it once. A sender that fails gives
its claim back; that of one that died runs out. Either way the next tick sends it.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from http.client import HTTPException
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Q, QuerySet

from assessment.reminders import robot
from projects.choices import Role
from projects.models import Message, User

LEASE = timedelta(minutes=15)
SUBJECT_LENGTH = 60
# The server is there and refuses this one message: the next may pass.
_REFUSED = (SMTPRecipientsRefused, SMTPSenderRefused, SMTPDataError, ValueError)
_log = logging.getLogger(__name__)


@dataclass
class Sent:
    mails: int = 0
    posts: int = 0
    failed: int = 0


def send(at: datetime) -> Sent:
    """Send all open messages that have not been sent; failures are logged, never raised."""
    sent = Sent()
    if settings.MAIL_ENABLED:
        _send_mails(at, sent)
    if settings.WEBHOOK_URL:
        _send_posts(at, sent)
    return sent


def _unclaimed(at: datetime) -> Q:
    free = Q(claimed_at=None) | Q(claimed_at__lt=at - LEASE)
    return Q(done_at=None, sent_at=None) & free


def _waiting(at: datetime, *, to_units: bool) -> QuerySet[Message]:
    rows = Message.objects.filter(_unclaimed(at), unit__isnull=not to_units)
    return rows.select_related("unit").order_by("at", "pk")


def _deliver(message: Message, at: datetime, deliver: Callable[[], object]) -> bool:
    """Claim, deliver, note; False if somebody else has it. What `deliver` raises comes through."""
    row = Message.objects.filter(pk=message.pk)
    if not row.filter(_unclaimed(at)).update(claimed_at=at):
        return False
    try:
        deliver()
    except BaseException:
        row.update(claimed_at=None)
        raise
    row.update(sent_at=at)
    return True


def _send_posts(at: datetime, sent: Sent) -> None:
    for message in _waiting(at, to_units=False):
        try:
            sent.posts += _deliver(
                message, at, partial(robot.post, settings.WEBHOOK_URL, message.text)
            )
        except (OSError, HTTPException, robot.RobotError) as error:
            _log.warning("chat robot, the rest waits for the next time: %s", error)
            sent.failed += 1
            return


def _send_mails(at: datetime, sent: Sent) -> None:
    addresses = _addresses()
    for message in _waiting(at, to_units=True).filter(unit__in=addresses):
        try:
            sent.mails += _deliver(message, at, _mail(message, addresses[message.unit_id]).send)
        except _REFUSED as error:
            _log.warning("mail to %s refused: %s", message.unit, error)
            sent.failed += 1
        except OSError as error:
            _log.warning("mail server, the rest waits for the next time: %s", error)
            sent.failed += 1
            return


def _addresses() -> dict[int | None, list[str]]:
    """Unit → the addresses of its clerks; units without any are left out."""
    clerks = User.objects.filter(role=Role.UNIT, is_active=True).exclude(email="")
    addresses: dict[int | None, list[str]] = {}
    for unit_id, address in clerks.order_by("pk").values_list("unit_id", "email"):
        addresses.setdefault(unit_id, []).append(address)
    return addresses


def _mail(message: Message, to: list[str]) -> EmailMessage:
    subject = " ".join(message.text.split())[:SUBJECT_LENGTH]
    body = (
        f"{message.unit}：\n\n{message.text}\n\n"
        "请登录宁阳县重点项目全链条推进系统，在首页办理。\n此邮件由系统发出，请勿回复。\n"
    )
    return EmailMessage(subject, body, to=to)
