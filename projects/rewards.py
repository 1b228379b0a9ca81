"""The year's candidates for rewards beside what was decided, 二（四）3."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Q, Sum

from projects.choices import Level
from projects.choices.rewards import RewardKind, RewardState
from projects.models import AnnualPlan, MonthlyReport, Project, Reward, RewardTier
from projects.queries import cents
from projects.rules.rewards import Claim, Facts, Tier, claims

if TYPE_CHECKING:
    from projects.permissions import Person

Key = tuple[int, str]
NO_LONGER = "台账数据已不符合条件，请核对"


@dataclass(frozen=True)
class Line:
    """One kind of reward of one project: what the rules say, and what stands on record."""

    project: Project
    kind: RewardKind
    claim: Claim | None
    reward: Reward | None

    @property
    def state(self) -> RewardState:
        return RewardState(self.reward.state) if self.reward else RewardState.CANDIDATE

    @property
    def amount(self) -> Decimal | None:
        """What was settled, else what the rules give, 万元."""
        if self.reward and self.reward.amount is not None:
            return self.reward.amount
        return self.claim.amount if self.claim else None

    @property
    def evidence(self) -> str:
        return self.claim.evidence if self.claim else ""

    @property
    def opinion(self) -> str:
        return self.reward.opinion if self.reward else ""

    @property
    def flag(self) -> str:
        if self.claim:
            return self.claim.flag
        return "" if self.kind is RewardKind.INTEREST else NO_LONGER


def tiers_of(year: int) -> list[Tier]:
    rows = RewardTier.objects.filter(year=year).order_by("floor")
    return [Tier(*row) for row in rows.values_list("floor", "amount")]


def lines(year: int, user: "Person") -> list[Line]:
    """Every candidate and every decision of the year that the person may see; five queries."""
    recorded = {
        (row.project_id, row.kind): row for row in Reward.objects.visible_to(user).filter(year=year)
    }
    chosen = Q(pk__in={project for project, _ in recorded}) | _possible(year)
    projects = Project.objects.visible_to(user).filter(chosen).select_related("unit")
    ordered = list(projects.order_by("unit__number", "code"))
    found = _claims(ordered, year, recorded)
    return [line for project in ordered for line in _of(project, found, recorded)]


def line_of(project: Project, year: int, kind: RewardKind) -> Line:
    """One line, whether it is a candidate or not."""
    row = Reward.objects.filter(project=project, year=year, kind=kind).first()
    recorded = {(project.pk, str(kind)): row} if row else {}
    claim = _claims([project], year, recorded).get((project.pk, str(kind)))
    return Line(project, kind, claim, row)


def _possible(year: int) -> Q:
    """Whom the rules can name at all: they decide, this only keeps the others out."""
    listed = Q(level__in=[Level.PROVINCE, Level.CITY])
    return Q(is_industrial=True) & (listed | Q(in_production_on__year=year))


def _claims(projects: list[Project], year: int, recorded: Mapping[Key, Reward]) -> dict[Key, Claim]:
    keys = [project.pk for project in projects]
    plans = AnnualPlan.objects.filter(year=year, project__in=keys)
    plan = dict(plans.values_list("project_id", "amount"))
    reports = MonthlyReport.objects.counted().filter(year=year, project__in=keys).order_by()
    done = dict(reports.values_list("project_id").annotate(sum=Sum(cents("amount"))))
    tiers = tiers_of(year)
    return {
        (project.pk, str(claim.kind)): claim
        for project in projects
        for claim in claims(
            _facts(project, plan, done, recorded.get((project.pk, RewardKind.LISTED))), year, tiers
        )
    }


def _facts(
    project: Project, plan: Mapping[int, Decimal], done: Mapping[int, int], listed: Reward | None
) -> Facts:
    return Facts(
        is_industrial=project.is_industrial,
        level=project.level,
        on_both_lists=bool(listed and listed.on_both_lists),
        total_investment=project.total_investment,
        start_due=project.start_due,
        started_on=project.started_on,
        completed_on=project.completed_on,
        in_production_on=project.in_production_on,
        plan=plan.get(project.pk),
        done=Decimal(done.get(project.pk, 0)).scaleb(-2),
    )


def _of(
    project: Project, found: Mapping[Key, Claim], recorded: Mapping[Key, Reward]
) -> Iterable[Line]:
    for kind in RewardKind:
        key = (project.pk, str(kind))
        if key in found or key in recorded:
            yield Line(project, kind, found.get(key), recorded.get(key))
