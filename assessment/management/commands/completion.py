"""manage.py completion YEAR: done against quota, as JSON or CSV."""

import csv
import json
from typing import Any

from django.core.management.base import CommandError

from assessment.choices import QuotaBand
from assessment.completion import CompletionTable, UnitRow, completion
from assessment.management.arguments import past_day, year
from assessment.models import Quota
from projects import clock
from projects.management.base import LedgerCommand

COLUMNS = ("unit", "annex", "band", "printed", "effective", "done", "rate")


class Command(LedgerCommand):
    help = "输出某年度各单位任务完成情况"

    def add_arguments(self, parser):
        parser.add_argument("year", type=year, metavar="年度", help="如 2023")
        parser.add_argument(
            "--day", type=past_day, metavar="日期", help="截至日期，如 2023-04-30；默认今天"
        )
        parser.add_argument("--format", choices=["json", "csv"], default="json", help="输出格式")

    def handle(self, *_args, **options):
        asked = options["year"]
        if not Quota.objects.filter(year=asked).exists():
            raise CommandError(f"没有{asked}年的任务指标，请先执行 load_annexes 或换一个年度")
        table = completion(asked, options["day"] or clock.today())
        if options["format"] == "json":
            self.stdout.write(json.dumps(as_json(table), ensure_ascii=False, indent=1))
        else:
            self._write_csv(as_json(table))

    def _write_csv(self, figures: dict[str, Any]) -> None:
        writer = csv.DictWriter(
            self.stdout, [*COLUMNS, "printed_total"], restval="", lineterminator="\n"
        )
        writer.writeheader()
        writer.writerows(figures["cells"] + figures["totals"])


def as_json(table: CompletionTable) -> dict[str, Any]:
    """`cells` and `totals` as interfaces.md fixes them; rates in %, null without a quota."""
    return {
        "year": table.year,
        "day": table.day.isoformat(),
        "cells": [{"unit": row.label, **cell} for row in table.rows for cell in _cells(row)],
        "totals": [
            {**cell, "printed_total": table.printed_totals.get((cell["annex"], cell["band"]))}
            for cell in _cells(table.total)
        ],
    }


def _cells(row: UnitRow) -> list[dict[str, Any]]:
    return [
        {
            "annex": annex.value,
            "band": QuotaBand(band).value,
            "printed": cell.printed,
            "effective": cell.effective,
            "done": cell.done,
            "rate": None if cell.rate is None else float(cell.rate),
        }
        for (annex, band), cell in row.cells.items()
    ]
