"""Projects proposed for the list by `listings.rules`, each with its evidence, 三（五）."""

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import F

from assessment.choices import NOT_BUILDING, Rule
from assessment.choices.listed import ON_THE_LIST, ListingState
from assessment.interviews import ended_month, interview_proposals
from assessment.listings.rules import BEHIND_POINTS, least_rate
from assessment.models import Card, Listing
from projects.models import Project
from projects.periods import Month

if TYPE_CHECKING:
    from projects.permissions import Person


@dataclass(frozen=True)
class Evidence:
    """One thing that speaks for the list, in words with its figures."""

    clause: str
    text: str

    def __str__(self) -> str:
        return f"{self.text}（{self.clause}）"


@dataclass
class Proposal:
    """A lagging project; `key` names the run, so that a decision against it holds for that run."""

    project: Project
    key: str
    evidence: list[Evidence] = field(default_factory=list)

    @property
    def words(self) -> str:
        return "；".join(map(str, self.evidence))


def proposals(day: date, user: "Person") -> list[Proposal]:
    """Projects to decide on, in annex order; not those on the list, or decided against."""
    month = ended_month(day)
    found: dict[int, Proposal] = {}
    for run in interview_proposals(month, user):
        key = f"{run.rule.code}:{run.first}"
        proposal = found.setdefault(run.project.pk, Proposal(run.project, key))
        text = f"{run.rule.label}{run.months}连续{run.length}个月末红牌，{run.figures}"
        proposal.evidence.append(Evidence(run.clause, text))
    for card in _far_behind(month, user):
        new = Proposal(card.project, f"behind:{month.year}")
        found.setdefault(card.project_id, new).evidence.append(_behind(card))
    settled = _settled(found)
    left = [one for one in found.values() if (one.project.pk, one.key) not in settled]
    left = [one for one in left if (one.project.pk, "") not in settled]
    return sorted(left, key=lambda one: (one.project.unit.number, one.project.code))


def proposal_of(project: Project, day: date, user: "Person") -> Proposal | None:
    """What speaks for listing one project now; None if nothing does, or it was decided."""
    return next((one for one in proposals(day, user) if one.project.pk == project.pk), None)


def _behind(card: Card) -> Evidence:
    text = (
        f"{card.year}年1-{card.month}月完成投资{card.done:,.2f}万元，年度计划{card.plan:,.2f}万元，"
        f"完成{card.rate:.1f}%，比序时进度落后{BEHIND_POINTS}个百分点以上"
    )
    return Evidence("二（四）1", text)


def _far_behind(month: Month, user: "Person") -> list[Card]:
    """`rules.far_behind` in SQL, in whole numbers."""
    least = least_rate(month)
    if least is None:
        return []
    cards = Card.objects.visible_to(user).of_month(month).filter(rule=Rule.PROGRESS)
    cards = cards.filter(plan_cents__gt=0).exclude(reason__in=NOT_BUILDING)
    times = 100 * least.denominator
    behind = cards.annotate(
        left=F("done_cents") * times, right=F("plan_cents") * least.numerator
    ).filter(left__lte=F("right"))
    return list(behind.select_related("project__unit"))


def _settled(found: dict[int, Proposal]) -> set[tuple[int, str]]:
    """Project and key of what was decided against; an empty key for what is on the list."""
    rows = Listing.objects.filter(project__in=list(found))
    decided = rows.filter(state=ListingState.DECLINED).values_list("project_id", "evidence_key")
    listed = rows.filter(state__in=ON_THE_LIST).values_list("project_id", flat=True)
    return set(decided) | {(project, "") for project in listed}
