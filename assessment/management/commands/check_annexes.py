"""manage.py check_annexes: where the annexes contradict themselves."""

import json

from django.core.management.base import CommandError

from assessment.annexes import annex_years, read_annexes
from projects.management.base import LedgerCommand


class Command(LedgerCommand):
    help = "核对附件任务表：合计、行、名称、目标之间的矛盾，一行一条"

    def add_arguments(self, parser):
        parser.add_argument("--format", choices=["text", "json"], default="text", help="输出格式")

    def handle(self, *_args, **options):
        years = annex_years()
        if not years:
            raise CommandError("还没有附件任务，请先执行 load_annexes")
        found = [(year, one) for year in years for one in read_annexes(year).contradictions]
        if options["format"] == "json":
            listed = [one.as_json(year) for year, one in found]
            self.stdout.write(json.dumps(listed, ensure_ascii=False, indent=1))
            return
        for year, one in found:
            self.stdout.write(f"{year}年 {one}")
