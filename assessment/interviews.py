"""Who is to be asked in: units whose projects stay red, 二（三）3 and 二（四）2.

Only proposed here; 发改局 decides.
"""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import BigIntegerField, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from assessment.choices import Colour, Rule
from assessment.explain import figures
from assessment.models import Card
from assessment.models.cards import PROJECT_STRIDE, RULE_STRIDE, CardQuerySet
from assessment.queries import policy_for
from projects.models import Project, Unit
from projects.periods import Month

if TYPE_CHECKING:
    from projects.permissions import Person


@dataclass(frozen=True)
class Proposal:
    """One unbroken red run of one project under one rule, up to the month asked for."""

    card: Card
    first: Month

    @property
    def project(self) -> Project:
        return self.card.project

    @property
    def unit(self) -> Unit:
        return self.card.project.unit

    @property
    def rule(self) -> Rule:
        return Rule(self.card.rule)

    @property
    def last(self) -> Month:
        return Month(self.card.year, self.card.month)

    @property
    def length(self) -> int:
        """Month-ends in the run."""
        return self.last.ordinal - self.first.ordinal + 1

    @property
    def months(self) -> str:
        """The run in words: 2023年3月至2023年4月."""
        return self.last.label if self.length == 1 else f"{self.first.label}至{self.last.label}"

    @property
    def key(self) -> tuple[int, int]:
        """The project and the rule; a run's cards follow each other under it."""
        return self.card.project_id, self.card.rule

    @property
    def figures(self) -> str:
        return figures(self.card)

    @property
    def clause(self) -> str:
        return self.rule.clause


def interview_proposals(month: Month, user: "Person | None" = None) -> list[Proposal]:
    """Red runs of the policy's length or longer that last up to `month`, in annex order.

    One entry for each project and rule, however long the run; `user` narrows to what a person
    may see. One query beside the policy's.
    """
    cards = Card.objects.visible_to(user) if user is not None else Card.objects.all()
    rows = _lasting(cards, month).select_related("project__unit", "project__project_type")
    return [
        Proposal(card, month.plus(card.since - card.pk))
        for card in rows.order_by("project__unit__number", "project__code", "rule")
    ]


def ended_month(day: date) -> Month:
    """The last month that was over at the end of `day`: proposals stand on month-ends."""
    month = Month.of(day)
    return month if day == month.last else month.plus(-1)


def _lasting(cards: CardQuerySet, month: Month) -> CardQuerySet:
    """The month's red cards whose run has the policy's length."""
    least = policy_for(month.year).persistent_red_months
    red = cards.of_month(month).filter(colour=Colour.RED).annotate(since=_run_start())
    return red.filter(since__lte=F("id") - (least - 1))


def _run_start() -> Coalesce:
    """The key of the run's first card: keys of adjoining months differ by one."""
    first_key = OuterRef("project_id") * PROJECT_STRIDE + OuterRef("rule") * RULE_STRIDE
    earlier: QuerySet[Card] = Card.objects.filter(id__gte=first_key, id__lte=OuterRef("id"))
    other = earlier.exclude(colour=Colour.RED).order_by("-id")
    return Coalesce(
        Subquery(other.values("id")[:1]) + 1,
        Subquery(earlier.order_by("id").values("id")[:1]),
        output_field=BigIntegerField(),
    )
