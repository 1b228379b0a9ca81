"""产业链: projects that passed planning in a year by tier, against the goals of 二（一）2."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Count, Q

from assessment.choices import Annex
from assessment.links import counted_url
from assessment.models import Goal
from assessment.overview import tier_conditions
from assessment.rules import completion_rate
from projects.choices import Band, ChainTier
from projects.models import IndustryChain, Project


@dataclass(frozen=True)
class TierLine:
    """One tier of chains in one year; projects of the whole county. No goal: `target` is None."""

    label: str
    clause: str
    target: int | None
    done: int
    url: str

    @property
    def rate(self) -> Fraction | None:
        """Done ÷ target in percent."""
        return completion_rate(self.done, self.target)


@dataclass(frozen=True)
class ChainLine:
    """One chain: projects that passed in the year, and those that still wait for their review."""

    name: str
    tier: str
    done: int
    waiting: int
    url: str


def tier_lines(year: int, day: date) -> list[TierLine]:
    """The tiers in order, counted from 1 January of `year` to the end of `day`; two queries."""
    goals = {goal.key: goal for goal in Goal.objects.filter(year=year, annex=Annex.PLANNING)}
    conditions = tier_conditions(year, day).items()
    counts = Project.objects.aggregate(
        **{name: Count("pk", filter=condition) for name, condition in conditions}
    )
    lines = []
    for tier in ChainTier:
        goal = goals.get(tier.value)
        clause, target = (goal.clause, goal.target) if goal else ("", None)
        url = counted_url(Annex.PLANNING, year, day, tier=tier.value)
        lines.append(TierLine(tier.label, clause, target, counts[f"tier_{tier}"], url))
    return lines


def chain_lines(year: int, day: date) -> list[ChainLine]:
    """Every chain, tier by tier; one query. What is below 500 万元 counts nowhere (domain 2)."""
    counted = ~Q(projects__band=Band.BELOW)
    passed = Q(projects__planned_on__gte=date(year, 1, 1), projects__planned_on__lte=day)
    waiting = Q(projects__planned_on=None, projects__started_on=None, projects__isnull=False)
    rows = IndustryChain.objects.annotate(
        done=Count("projects", filter=passed & counted),
        waiting=Count("projects", filter=waiting & counted),
    )
    tiers = list(ChainTier.values)
    return [
        ChainLine(
            row.name,
            row.get_tier_display(),
            row.done,
            row.waiting,
            counted_url(Annex.PLANNING, year, day, chain=row.pk),
        )
        for row in sorted(rows, key=lambda row: (tiers.index(row.tier), row.name))
    ]
