"""manage.py assess: bring all cards of open months to a day."""

from datetime import date

from django.core.management.base import CommandError
from django.db.models import Count, Q

from assessment.cards.engine import RunUnderWayError, assess
from assessment.choices import Colour
from assessment.management.arguments import past_day
from assessment.models import AssessmentRun, Card
from assessment.models.runs import RunKind
from projects import clock
from projects.actions.start_lists import fix_lists
from projects.management.base import LedgerCommand
from projects.models import Project
from projects.periods import Month


class Command(LedgerCommand):
    help = "评定截至某日的全部亮牌；重复执行结果不变"

    def add_arguments(self, parser):
        parser.add_argument(
            "--day", type=past_day, metavar="日期", help="截至日期，如 2023-04-30；默认今天"
        )
        parser.add_argument("--full", action="store_true", help="全部重算，不只算有变动的项目")

    def handle(self, *_args, **options):
        day = options["day"] or clock.today()
        later = later_cards(day)
        fix_lists(through=day)
        try:
            run = assess(
                day, kind=RunKind.COMMAND, full=options["full"], progress=self._show_progress
            )
        except RunUnderWayError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(summary(run, later - later_cards(day)))

    def _show_progress(self, done: int, total: int) -> None:
        self.stderr.write(f"评定：第 {done} / {total} 个项目")


def later_cards(day: date) -> int:
    """How many cards stand in months after that of `day`."""
    after = Q(year=day.year, month__gt=day.month) | Q(year__gt=day.year)
    return Card.objects.order_by().filter(after).count()


def summary(run: AssessmentRun, later: int) -> str:
    """The run in one line: day, projects, months, the last month's cards, what changed.

    `later`: those of the removed cards that stood in months after the day.
    """
    month = Month.of(run.day)
    months = month.ordinal - Month(run.first_year, 1).ordinal + 1 if run.first_year else 0
    found = Card.objects.of_month(month).order_by().values_list("colour")
    counts = dict(found.annotate(Count("id")))
    colours = "、".join(f"{colour.label}{counts.get(colour.value, 0)}" for colour in Colour)
    return (
        f"评定截至{run.day}：{Project.objects.count()}个项目，{max(months, 0)}个月；"
        f"{month.label}{colours}、未亮牌{counts.get(None, 0)}；"
        f"变动{run.written}张，撤销{run.removed - later}张"
        + (f"；晚于该日的月份撤销{later}张，下次评定恢复" if later else "")
    )
