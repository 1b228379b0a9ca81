"""/review/<month>/<unit>/: one unit's month, project by project, as 发改局 looks at it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from assessment.choices import Colour, Reason, Rule
from assessment.models import Card, CityAverage
from assessment.models.cards import PROJECT_STRIDE, RULE_STRIDE
from assessment.review.lines import Line, lines_by_unit
from assessment.rules import ProgressMonth, Stop, progress_cards
from projects.choices import SuspensionKind
from projects.models import Submission, Suspension, Unit
from projects.periods import Month

BELOW = {Colour.YELLOW, Colour.RED}


@dataclass(frozen=True)
class Judged:
    """A line with the progress card it would give at the month's end, and the city's average."""

    line: Line
    colour: Colour | None
    reason: Reason
    average: Decimal | None


@dataclass(frozen=True)
class UnitReview:
    """`changes` are the versions of the return, the latest first."""

    unit: Unit
    month: Month
    submission: Submission
    lines: list[Judged]
    changes: Sequence

    @property
    def doubtful(self) -> list[Judged]:
        found = [judged for judged in self.lines if judged.line.doubts]
        return sorted(found, key=lambda judged: -judged.line.weight)

    @property
    def last(self) -> Decimal:
        """Done in the month before, 万元."""
        return _sum(judged.line.figures.last for judged in self.lines)

    @property
    def plan(self) -> Decimal:
        return _sum(judged.line.figures.plan for judged in self.lines)

    @property
    def done(self) -> Decimal:
        return _sum(judged.line.figures.done for judged in self.lines)


def _sum(amounts) -> Decimal:
    return sum((amount for amount in amounts if amount is not None), Decimal(0))


def unit_review(unit: Unit, month: Month) -> UnitReview:
    """Everything of one unit's month; eight queries, however many projects."""
    key = {"unit": unit, "year": month.year, "month": month.month}
    returns = Submission.objects.select_related("return_project", "submitted_by", "reviewed_by")
    submission = returns.filter(**key).first() or Submission(**key)
    changes = submission.history.select_related("history_user") if submission.pk else ()
    lines = lines_by_unit(month, unit).get(unit.pk, [])
    return UnitReview(unit, month, submission, _judge(lines, unit, month), changes)


def _judge(lines: list[Line], unit: Unit, month: Month) -> list[Judged]:
    averages = dict(
        CityAverage.objects.filter(year=month.year, month=month.month)
        .order_by()
        .values_list("project_type_id", "rate")
    )
    stops = defaultdict(list)
    for stop in Suspension.objects.filter(project__unit=unit):
        kind = SuspensionKind(stop.kind)
        stops[stop.project_id].append(Stop(kind, stop.from_on, stop.until_on))
    below = _below_before(lines, month)
    return [
        _judged(
            line,
            month,
            averages.get(line.project.project_type_id),
            stops[line.project.pk],
            line.project.pk in below,
        )
        for line in lines
    ]


def _below_before(lines: list[Line], month: Month) -> set[int]:
    """Projects with a yellow or red card in the month before; January starts anew (domain 4)."""
    if month.month == 1:
        return set()
    ordinal = month.plus(-1).ordinal - Month(2000, 1).ordinal
    place = Rule.PROGRESS * RULE_STRIDE + ordinal
    keys = [line.project.pk * PROJECT_STRIDE + place for line in lines]
    cards = Card.objects.filter(pk__in=keys, colour__in=BELOW)
    return set(cards.order_by().values_list("project_id", flat=True))


def _judged(
    line: Line, month: Month, average: Decimal | None, stops: list[Stop], again: bool
) -> Judged:
    figures, project = line.figures, line.project
    entry = ProgressMonth(month, figures.cumulative, average)
    dates = (project.started_on, project.completed_on, month.last)
    (verdict,) = progress_cards([entry], figures.annual_plan, *dates, stops)
    colour, reason = verdict.colour, verdict.reason
    if colour is Colour.YELLOW and again:
        colour, reason = Colour.RED, Reason.BELOW_AVERAGE_AGAIN
    return Judged(line, colour, reason, average)
