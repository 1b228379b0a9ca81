"""What several sheets draw on, read once: the screen's own tables and this month's cards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from assessment.bulletin.build.everyone import in_completion, in_investment
from assessment.cards.scope import first_year
from assessment.completion import CompletionTable, completion
from assessment.investment import InvestmentTable, investment
from assessment.models import AssessmentRun, Card, Policy, Quota
from assessment.queries import latest_run, policy_for
from projects import clock
from projects.choices import SuspensionKind
from projects.models import Project, ReportingMonth, Suspension, Unit
from projects.periods import Month

CardCounts = Mapping[int, Mapping[tuple[int, int | None], int]]


class NoBulletinError(ValueError):
    """There is no bulletin of this month; the message says why, for a reader."""


class NotAssessedError(NoBulletinError):
    """The month, or a project that came since, waits for the assessment."""


@dataclass(frozen=True)
class Source:
    """The month, the day of its figures, and what is read from the database once."""

    month: Month
    day: date
    run: AssessmentRun
    policy: Policy
    locked: bool
    completion: CompletionTable
    investment: InvestmentTable
    corrections: Sequence[Quota]
    cards: CardCounts
    cards_before: CardCounts


def read(month: Month) -> Source:
    """Everything the sheets share; NoBulletinError for a month that was never assessed."""
    run = _run_that_reached(month)
    day = min(month.last, run.day)
    cards = Card.objects.counts_by_unit(month)
    units = list(Unit.objects.filter(pk__in=cards))
    return Source(
        month=month,
        day=day,
        run=run,
        policy=policy_for(month.year),
        locked=ReportingMonth.objects.filter(year=month.year, month=month.month).exists(),
        completion=in_completion(completion(month.year, day), units),
        investment=in_investment(investment(month), units),
        corrections=_corrections(month.year),
        cards=cards,
        cards_before=Card.objects.counts_by_unit(month.plus(-1)),
    )


def _run_that_reached(month: Month) -> AssessmentRun:
    """The latest assessment, if it judged this month: it ran far enough and left its cards."""
    run = latest_run()
    reached = run is not None and run.day >= month.first
    if run is not None and reached:
        if Card.objects.of_month(month).exists() or not _has_cards_to_come():
            return run
    elif month.first > clock.today():
        raise NoBulletinError(f"{month.label}尚未到来，请选择已评定过的月份")
    raise NotAssessedError(f"{month.label}尚未评定，没有可通报的数据")


def _has_cards_to_come() -> bool:
    """There are projects, and quotas, plans or averages of some year to begin with."""
    return first_year() is not None and Project.objects.exists()


def _corrections(year: int) -> list[Quota]:
    corrected = Quota.objects.filter(year=year, correction__isnull=False)
    return list(
        corrected.select_related("unit", "corrected_by").order_by("-annex", "unit__number", "pk")
    )


def stops_on(day: date) -> QuerySet[Suspension]:
    """Suspensions and ends in force at the end of `day`."""
    return Suspension.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gt=day), from_on__lte=day
    )


def standing_still(day: date) -> Exists:
    """A condition on projects: suspended or ended at the end of `day`."""
    return Exists(stops_on(day).filter(project=OuterRef("pk")))


def stop_labels(day: date) -> dict[int, str]:
    """停建 or 终止 by project key, at the end of `day`; 终止 wins."""
    found: dict[int, str] = {}
    for project_id, kind in stops_on(day).order_by("kind").values_list("project_id", "kind"):
        if kind == SuspensionKind.ENDED or project_id not in found:
            found[project_id] = SuspensionKind(kind).label
    return found
