"""manage.py cards YYYY-MM: every project under both rules, with or without a card."""

import csv
import json
from collections.abc import Iterable, Iterator
from typing import Any

from assessment.choices import Colour, Reason, Rule
from assessment.management.arguments import past_month
from assessment.models import Card
from projects.management.base import LedgerCommand

_KEY = ("project", "rule", "month", "colour", "reason", "final")
_START = ("start_due", "started_on", "late_days", "late_months", "first_start_due", "first_colour")
_PROGRESS = ("done", "plan", "rate", "average", "missing_report", "run")
_RISKY = ("=", "+", "-", "@", "\t", "\r")


class Command(LedgerCommand):
    help = "输出某月全部亮牌，以及未亮牌的项目和原因"

    def add_arguments(self, parser):
        parser.add_argument("month", type=past_month, metavar="月份", help="如 2023-04")
        parser.add_argument("--format", choices=["json", "csv"], default="json", help="输出格式")

    def handle(self, *_args, **options):
        asked = options["month"]
        cards = Card.objects.of_month(asked).select_related("project")
        rows = [as_row(card) for card in cards.order_by("project__code", "rule").iterator()]
        if not rows:
            self.stderr.write(f"{asked.label}还没有评定过，请先执行 assess")
        if options["format"] == "json":
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1))
        else:
            self._write_csv(rows)

    def _write_csv(self, rows: Iterable[dict[str, Any]]) -> None:
        self.stdout.write("\ufeff", ending="")
        writer = csv.DictWriter(
            self.stdout, [*_KEY, *_START, *_PROGRESS], restval="", lineterminator="\n"
        )
        writer.writeheader()
        writer.writerows(dict(_cells(row)) for row in rows)


def as_row(card: Card) -> dict[str, Any]:
    """One card as interfaces.md fixes it; money in 万元, rate and average in %, null where none."""
    rule = Rule(card.rule)
    return {
        "project": card.project.code,
        "rule": rule.code,
        "month": f"{card.year:04d}-{card.month:02d}",
        "colour": _colour(card.colour),
        "reason": Reason(card.reason).code,
        "final": card.final,
        **(_start(card) if rule is Rule.START else _progress(card)),
    }


def _start(card: Card) -> dict[str, Any]:
    return {
        "start_due": card.start_due and card.start_due.isoformat(),
        "started_on": card.started_on and card.started_on.isoformat(),
        "late_days": card.late_days,
        "late_months": card.late_months,
        "first_start_due": card.first_start_due and card.first_start_due.isoformat(),
        "first_colour": _colour(card.first_colour),
    }


def _progress(card: Card) -> dict[str, Any]:
    figures = {name: getattr(card, name) for name in ("done", "plan", "rate", "average")}
    return {
        **{name: None if value is None else float(value) for name, value in figures.items()},
        "missing_report": card.missing_report,
        "run": card.run,
    }


def _colour(colour: int | None) -> str | None:
    return None if colour is None else Colour(colour).code


def _cells(row: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Truth as in JSON; texts that a spreadsheet would take for a formula get an apostrophe."""
    for name, value in row.items():
        if isinstance(value, bool):
            yield name, json.dumps(value)
        elif isinstance(value, str) and value.startswith(_RISKY):
            yield name, f"'{value}"
        else:
            yield name, value
