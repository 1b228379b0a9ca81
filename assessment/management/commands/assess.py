"""manage.py assess: bring all cards of open months to a day."""

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count

from assessment.cards.engine import RunUnderWayError, assess
from assessment.choices import Colour
from assessment.management.arguments import past_day
from assessment.models import AssessmentRun, Card
from assessment.models.runs import RunKind
from projects.models import Project
from projects.periods import Month


class Command(BaseCommand):
    help = "评定截至某日的全部亮牌；重复执行结果不变"

    def add_arguments(self, parser):
        parser.add_argument("--day", metavar="日期", help="截至日期，如 2023-04-30；默认今天")
        parser.add_argument("--full", action="store_true", help="全部重算，不只算有变动的项目")

    def handle(self, *_args, **options):
        day = past_day(options["day"])
        try:
            run = assess(
                day, kind=RunKind.COMMAND, full=options["full"], progress=self._show_progress
            )
        except RunUnderWayError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(summary(run))

    def _show_progress(self, done: int, total: int) -> None:
        self.stderr.write(f"评定：第 {done} / {total} 个项目")


def summary(run: AssessmentRun) -> str:
    """The run in one line: day, projects, months, the last month's cards, what changed."""
    month = Month.of(run.day)
    months = month.ordinal - Month(run.first_year, 1).ordinal + 1 if run.first_year else 0
    found = Card.objects.of_month(month).order_by().values_list("colour")
    counts = dict(found.annotate(Count("id")))
    colours = "、".join(f"{colour.label}{counts.get(colour.value, 0)}" for colour in Colour)
    return (
        f"评定截至{run.day}：{Project.objects.count()}个项目，{max(months, 0)}个月；"
        f"{month.label}{colours}、未亮牌{counts.get(None, 0)}；"
        f"变动{run.written}张，撤销{run.removed}张"
    )
