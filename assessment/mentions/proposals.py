"""The month's proposals from the same tables as the bulletin's."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from assessment.choices import Annex, Colour, QuotaBand, Rule
from assessment.choices.mentions import MentionKind
from assessment.completion import UnitRow, completion
from assessment.deadlines import window
from assessment.interviews import interview_proposals
from assessment.investment import InvestmentRow, investment
from assessment.mentions import rules
from assessment.mentions.rules import Ground, UnitMonth, WarningLimits
from assessment.models import Card
from assessment.queries import policy_for
from projects.choices import SubmissionState
from projects.models import Project, Submission, Unit
from projects.periods import Month
from projects.queries import all_units, counts_by_unit, lacking


@dataclass(frozen=True)
class Proposal:
    unit: Unit
    grounds: tuple[Ground, ...]


def proposals(month: Month, day: date, today: date) -> dict[MentionKind, list[Proposal]]:
    """Units with grounds for praise or warning at the end of `day`, in annex order.

    `today` decides whether a return is overdue. The number of queries does not depend on the
    number of projects.
    """
    facts = _facts(month, day, today)
    limits = warning_limits(month)
    judges: dict[MentionKind, Callable[[UnitMonth], tuple[Ground, ...]]] = {
        MentionKind.PRAISE: rules.praise,
        MentionKind.WARNING: lambda unit: rules.warning(unit, limits),
    }
    return {
        kind: [
            Proposal(unit, grounds)
            for unit in all_units()
            if unit.pk in facts and (grounds := judge(facts[unit.pk]))
        ]
        for kind, judge in judges.items()
    }


def warning_limits(month: Month) -> WarningLimits:
    policy = policy_for(month.year)
    return WarningLimits(
        policy.warning_behind_points, policy.warning_red_cards, policy.warning_grounds
    )


def _facts(month: Month, day: date, today: date) -> dict[int, UnitMonth]:
    starts = {row.unit.pk: row for row in completion(month.year, day).rows if row.unit}
    money = {row.unit.pk: row for row in investment(month).rows if row.unit}
    cards = Card.objects.counts_by_unit(month)
    red = {run.project for run in interview_proposals(month)}
    lasting = Counter(project.unit_id for project in red)
    counts = counts_by_unit(Project.objects.all(), {"missing": lacking(month)})
    returns = {
        row.unit_id: row for row in Submission.objects.filter(year=month.year, month=month.month)
    }
    over = today > window(month, policy_for(month.year)).due
    return {
        unit.pk: _of_unit(
            starts.get(unit.pk),
            money.get(unit.pk),
            red=sum(cards.get(unit.pk, {}).get((rule, Colour.RED), 0) for rule in Rule),
            persistent=lasting[unit.pk],
            unreported=counts.get(unit.pk, {}).get("missing", 0),
            handed_in=returns.get(unit.pk),
            over=over,
        )
        for unit in all_units()
    }


def _of_unit(
    start: UnitRow | None,
    money: InvestmentRow | None,
    *,
    red: int,
    persistent: int,
    unreported: int,
    handed_in: Submission | None,
    over: bool,
) -> UnitMonth:
    there = handed_in is not None and handed_in.state != SubmissionState.OPEN
    return UnitMonth(
        start_rate=start.cells[Annex.START, QuotaBand.TOTAL].rate if start else None,
        start_lead=start.lead[Annex.START] if start else None,
        invest_rate=money.rate if money else None,
        invest_lead=money.lead if money else None,
        red=red,
        persistent=persistent,
        unreported=unreported,
        late=handed_in is not None and handed_in.late,
        absent=over and unreported > 0 and not there,
    )


def evidence(grounds: tuple[Ground, ...]) -> list[Mapping[str, str]]:
    """Grounds as they are kept with a decision."""
    return [ground._asdict() for ground in grounds]
