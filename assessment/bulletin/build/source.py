"""What several sheets draw on, read once: the screen's own tables and this month's cards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Exists, OuterRef, Q, QuerySet

from assessment.bulletin.build.everyone import in_completion, in_investment
from assessment.cards.scope import first_year
from assessment.completion import CompletionTable, completion
from assessment.investment import InvestmentTable, investment
from assessment.models import AssessmentRun, Card, Policy, Quota
from assessment.queries import latest_run, policy_for
from projects import clock
from projects.choices import SuspensionKind
from projects.models import Project, Suspension, Unit
from projects.periods import Month
from projects.queries import all_units, is_locked

CardCounts = Mapping[int, Mapping[tuple[int, int | None], int]]


class NoBulletinError(ValueError):
    """There is no bulletin of this month; the message says why, for a reader."""


class NotAssessedError(NoBulletinError):
    """The month, or a project that came since, waits for the assessment."""


@dataclass(frozen=True)
class Source:
    """The month, its assessment, and what several sheets share: read once, by the first to ask."""

    month: Month
    run: AssessmentRun

    @property
    def day(self) -> date:
        """The day of the figures."""
        return min(self.month.last, self.run.day)

    @cached_property
    def policy(self) -> Policy:
        return policy_for(self.month.year)

    @cached_property
    def locked(self) -> bool:
        return is_locked(self.month)

    @cached_property
    def completion(self) -> CompletionTable:
        return in_completion(completion(self.month.year, self.day), self._units)

    @cached_property
    def investment(self) -> InvestmentTable:
        return in_investment(investment(self.month), self._units)

    @cached_property
    def corrections(self) -> Sequence[Quota]:
        return _corrections(self.month.year)

    @property
    def cards(self) -> CardCounts:
        return self._cards[self.month]

    @property
    def cards_before(self) -> CardCounts:
        return self._cards[self.month.plus(-1)]

    @cached_property
    def _cards(self) -> Mapping[Month, CardCounts]:
        return Card.objects.counts_of([self.month, self.month.plus(-1)])

    @cached_property
    def _units(self) -> list[Unit]:
        """Those with a card this month."""
        return [unit for unit in all_units() if unit.pk in self.cards]


def read(month: Month) -> Source:
    """What the sheets stand on; NoBulletinError for a month that was never assessed."""
    return Source(month, _run_that_reached(month))


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
