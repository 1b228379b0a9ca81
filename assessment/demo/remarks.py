"""What the units wrote where a month's figures ask for a word."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from assessment.demo import vocabulary as words
from assessment.reporting.remarks import Figures, doubts, wants_zero_reason
from projects.models import MonthlyReport


def explain(
    reports: Iterable[MonthlyReport], plans: Mapping[int, Decimal], annual_plan: Decimal | None
) -> None:
    """Fill in reasons and remarks of one project's year in order; `plans` by month, 万元."""
    before, last = Decimal(0), None
    for report in reports:
        follows = last if last and last.month == report.month - 1 else None
        found = doubts(
            Figures(
                done=report.amount,
                plan=plans.get(report.month),
                before=before,
                annual_plan=annual_plan,
                last_done=follows.amount if follows else None,
                words=report.visible_progress,
                last_words=follows.visible_progress if follows else "",
            )
        )
        report.remark = words.REMARKS[found[0]] if found else ""
        if wants_zero_reason(report.amount):
            report.zero_reason = words.ZERO_REASONS[report.month % len(words.ZERO_REASONS)]
        before, last = before + (report.amount or 0), report
