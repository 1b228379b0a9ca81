"""manage.py remind: bring the reminders to a day and send what has not gone out."""

from django.utils import timezone

from assessment.management.arguments import past_day
from assessment.reminders.building import build
from assessment.reminders.sending import send
from projects import clock
from projects.management.base import LedgerCommand


class Command(LedgerCommand):
    help = "提醒到期和逾期未报的单位；重复执行不会重复提醒"

    def add_arguments(self, parser):
        parser.add_argument(
            "--day", type=past_day, metavar="日期", help="以哪天为准，如 2023-05-02；默认今天"
        )

    def handle(self, *_args, **options):
        day, now = options["day"] or clock.today(), timezone.now()
        built, sent = build(day, now), send(now)
        self.stdout.write(
            f"{day}提醒：新增{built.new}条，办结{built.done}条；"
            f"邮件{sent.mails}封，群消息{sent.posts}条，失败{sent.failed}次"
        )
