"""manage.py known YYYY-MM --day D: what a past day knew of a month against what is known now."""

import csv
import json
from datetime import date
from typing import Any

from assessment.choices import Colour, Reason
from assessment.completion import Cell
from assessment.known.changes import Change
from assessment.known.differences import (
    CardDifference,
    CellDifference,
    Differences,
    Move,
    differences,
)
from assessment.known.inputs import read_trail
from assessment.known.judge import KnownCard, Past
from assessment.known.words import cause_words, lines
from assessment.management.arguments import past_day, past_month
from assessment.queries import figures_day
from projects.management.base import LedgerCommand
from projects.periods import Month

COLUMNS = ("group", "unit", "subject", "what", "before", "after", "causes")
_RISKY = ("=", "+", "-", "@", "\t", "\r")


class Command(LedgerCommand):
    help = "输出某月的亮牌和完成情况：过去某日终了所知与现在的差异，及各项变动"

    def add_arguments(self, parser):
        parser.add_argument("month", type=past_month, metavar="月份", help="如 2023-04")
        parser.add_argument(
            "--day", type=past_day, required=True, metavar="日期", help="哪一天终了，如 2023-05-05"
        )
        parser.add_argument("--format", choices=["json", "csv"], default="json", help="输出格式")

    def handle(self, *_args, month: Month, day: date, **options):
        found = differences(Past(read_trail(month.year)), month, day, figures_day())
        if not found.then.cards:
            self.stderr.write(f"{day}终了时，系统中还没有{month.label}的亮牌")
        if options["format"] == "json":
            self.stdout.write(json.dumps(as_json(found), ensure_ascii=False, indent=1))
        else:
            self._write_csv(found)

    def _write_csv(self, found: Differences) -> None:
        self.stdout.write("\ufeff", ending="")
        writer = csv.writer(self.stdout, lineterminator="\n")
        writer.writerow(COLUMNS)
        for row in lines(found):
            causes = "；".join(map(cause_words, row.causes))
            values = (row.group, row.unit, row.subject, row.what, row.before, row.after, causes)
            writer.writerow([f"'{text}" if text.startswith(_RISKY) else text for text in values])


def as_json(found: Differences) -> dict[str, Any]:
    """Both sides' cards by colour, then every difference with its changes; money in 万元."""
    return {
        "month": str(found.month),
        "day": found.asked.isoformat(),
        "now": found.today.isoformat(),
        "colours": {
            name: {
                f"{rule.code}-{_colour(colour) or 'none'}": number
                for (rule, colour), number in sorted(side.colours().items(), key=str)
            }
            for name, side in (("then", found.then), ("now", found.now))
        },
        "cards": [_card_row(row, found) for row in found.cards],
        "completion": [_cell_row(row) for row in found.cells],
        "moves": [_move_row(row) for row in found.moves],
    }


def _card_row(row: CardDifference, found: Differences) -> dict[str, Any]:
    unit = found.units.get(row.unit_id)
    return {
        "project": row.project.code,
        "unit": unit and unit.name,
        "rule": row.rule.code,
        "before": _card(row.before),
        "after": _card(row.after),
        "causes": _causes(row.causes),
    }


def _card(card: KnownCard | None) -> dict[str, Any] | None:
    if card is None:
        return None
    return {
        "colour": _colour(card.colour),
        "reason": Reason(card.reason).code,
        "final": card.final,
        "start_due": card.start_due and card.start_due.isoformat(),
        "started_on": card.started_on and card.started_on.isoformat(),
        "late_days": card.late_days,
        "done": None if card.done_cents is None else card.done_cents / 100,
        "plan": None if card.plan_cents is None else card.plan_cents / 100,
        "average": None if card.average_picos is None else card.average_picos / 10**12,
        "missing_report": card.missing_report,
        "run": card.run,
    }


def _cell_row(row: CellDifference) -> dict[str, Any]:
    return {
        "unit": row.unit.name,
        "annex": row.annex.value,
        "band": row.band.value,
        "before": _cell(row.before),
        "after": _cell(row.after),
        "causes": _causes(row.causes),
    }


def _cell(cell: Cell) -> dict[str, Any]:
    rate = None if cell.rate is None else float(cell.rate)
    return {"effective": cell.effective, "done": cell.done, "rate": rate}


def _move_row(row: Move) -> dict[str, Any]:
    return {
        "project": row.project.code,
        "before": row.before and row.before.name,
        "after": row.after and row.after.name,
        "causes": _causes(row.causes),
    }


def _causes(causes: list[Change]) -> list[dict[str, Any]]:
    return [
        {
            "kind": change.kind.value,
            "field": change.label,
            "from": change.old,
            "to": change.new,
            "by": change.by or None,
            "at": change.at.isoformat(),
            "how": change.how,
        }
        for change in causes
    ]


def _colour(colour: int | None) -> str | None:
    return None if colour is None else Colour(colour).code
