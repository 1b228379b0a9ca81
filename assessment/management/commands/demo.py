"""`manage.py demo`: a fictitious ledger to look around in."""

from argparse import ArgumentTypeError
from datetime import date

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db.models import Max

from assessment.demo.accounts import accounts_table
from assessment.demo.bulletins import issue_bulletins
from assessment.demo.ledger import DemoRefusedError, load_demo
from assessment.demo.mentions import decide_month
from assessment.demo.scores import publish_months
from assessment.management.arguments import past_day
from assessment.models import Quota
from projects.clock import real_today
from projects.management.base import LedgerCommand
from projects.models import Unit

DEFAULT_PROJECTS = 315
DEFAULT_SEED = 2027
MOST_PROJECTS = 9999


def _seed(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise ArgumentTypeError(f"“{text}”不是整数，请填如 7") from None


def _projects(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MOST_PROJECTS):
        raise ArgumentTypeError(f"“{text}”不是项目数，请填1至{MOST_PROJECTS}的整数")
    return int(text)


class Command(LedgerCommand):
    help = "写入示例台账（名称均以“示例”开头），可重复执行；有真实项目时拒绝执行"

    def add_arguments(self, parser):
        parser.add_argument(
            "--day",
            type=past_day,
            metavar="日期",
            help="示例台账所在的日期，默认为最近任务年度的11月30日",
        )
        parser.add_argument(
            "--projects",
            type=_projects,
            default=DEFAULT_PROJECTS,
            metavar="个数",
            help=f"项目个数，1至{MOST_PROJECTS}，默认{DEFAULT_PROJECTS}",
        )
        parser.add_argument(
            "--seed",
            type=_seed,
            default=DEFAULT_SEED,
            metavar="整数",
            help="随机种子，相同则台账相同",
        )

    def handle(self, *, day, projects, seed, **_options):
        if not (Unit.objects.exists() and Quota.objects.exists()):
            call_command("load_annexes", stdout=self.stderr)
        day = day or self._default_day()
        try:
            summary = load_demo(day=day, projects=projects, seed=seed)
            issue_bulletins(day)
        except DemoRefusedError as refused:
            raise CommandError(str(refused)) from refused
        publish_months(day)
        decide_month(day)
        (settings.DATA_DIR / "demo-day").write_text(f"{day}\n")
        self.stdout.write(
            f"示例台账已写入（{summary.day}）：项目 {summary.projects} 个，"
            f"月度计划 {summary.plans} 条，月度报告 {summary.reports} 条，"
            f"全市均值 {summary.averages} 条，月报 {summary.returns} 份，"
            f"周调度 {summary.weekly} 条。"
        )
        self.stdout.write(accounts_table())

    def _default_day(self) -> date:
        year = Quota.objects.aggregate(Max("year"))["year__max"]
        if year is None:
            raise CommandError("没有任务指标，请先执行 load_annexes")
        return min(date(year, 11, 30), real_today())
