"""The ledger by enterprise, 二（四）1: what one 建设单位 builds, and how it stands.

The key is the name as the ledger holds it. Every figure is of the projects that the reader sees.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Count, Sum

from assessment.choices import Colour, Rule
from assessment.models import Card
from projects.choices import Stage
from projects.models import AnnualPlan, MonthlyReport, Project
from projects.models.ledger import ProjectQuerySet
from projects.periods import Month
from projects.queries import cents


@dataclass(frozen=True)
class Standing:
    """One project: its stage, the year's plan and done in 万元, its cards of the month by rule."""

    project: Project
    stage: Stage
    plan: Decimal | None
    done: Decimal | None
    cards: dict[int, Colour | None]

    @property
    def rate(self) -> Decimal | None:
        """Done ÷ plan in percent; None without a plan."""
        return self.done * 100 / self.plan if self.plan and self.done is not None else None

    @property
    def start_card(self) -> Colour | None:
        return self.cards.get(Rule.START)

    @property
    def progress_card(self) -> Colour | None:
        return self.cards.get(Rule.PROGRESS)


@dataclass
class Enterprise:
    """One 建设单位 with its projects; money in 万元."""

    name: str
    projects: list[Standing] = field(default_factory=list)

    @property
    def investment(self) -> Decimal:
        return sum((one.project.total_investment for one in self.projects), Decimal(0))

    @property
    def plan(self) -> Decimal | None:
        return _sum(one.plan for one in self.projects)

    @property
    def done(self) -> Decimal | None:
        return _sum(one.done for one in self.projects)

    @property
    def rate(self) -> Decimal | None:
        """Done ÷ plan of those projects that have a plan, in percent."""
        if not self.plan:
            return None
        done = _sum(one.done for one in self.projects if one.plan)
        return None if done is None else done * 100 / self.plan

    @property
    def colours(self) -> list[tuple[Colour, int]]:
        """How many cards of each colour, both rules together; green first."""
        counts = Counter(card for one in self.projects for card in one.cards.values() if card)
        return [(colour, counts[colour]) for colour in Colour if counts[colour]]


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None


def names(projects: ProjectQuerySet):
    """The enterprises of `projects`, the largest investment first, as a query of mappings."""
    named = projects.exclude(owner="").order_by().values("owner")
    sums = named.annotate(number=Count("pk"), cents=Sum(cents("total_investment")))
    return sums.order_by("-cents", "owner")


def enterprises_of(projects: ProjectQuerySet, owners: list[str], day: date) -> list[Enterprise]:
    """The enterprises named, in that order, with their projects by code on `day`; four queries."""
    rows = list(
        projects.filter(owner__in=owners).select_related("unit", "project_type").order_by("code")
    )
    found = {owner: Enterprise(owner) for owner in owners}
    for standing in _standings(rows, day):
        found[standing.project.owner].projects.append(standing)
    return list(found.values())


def _standings(rows: list[Project], day: date) -> list[Standing]:
    plans = dict(
        AnnualPlan.objects.filter(project__in=rows, year=day.year).values_list(
            "project_id", "amount"
        )
    )
    reports = MonthlyReport.objects.counted().filter(
        project__in=rows, year=day.year, month__lte=day.month, amount__isnull=False
    )
    done = dict(reports.order_by().values_list("project_id").annotate(cents=Sum(cents("amount"))))
    cards: dict[int, dict[int, Colour | None]] = defaultdict(dict)
    judged = Card.objects.of_month(Month.of(day)).filter(project__in=rows).order_by()
    for project, rule, colour in judged.values_list("project_id", "rule", "colour"):
        cards[project][rule] = Colour(colour) if colour else None
    return [
        Standing(
            row,
            row.stage(day),
            plans.get(row.pk),
            Decimal(done[row.pk]) / 100 if row.pk in done else None,
            cards[row.pk],
        )
        for row in rows
    ]
