"""Who is to be asked in: units whose projects stay red, 二（三）3 and 二（四）2.

Only proposed here; 发改局 decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import (
    BigIntegerField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from assessment.choices import Colour, Rule
from assessment.choices.readings import PersistentScope
from assessment.explain import figures
from assessment.models import Card, Policy
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


def interview_proposals(
    month: Month, user: "Person | None" = None, policy: Policy | None = None
) -> list[Proposal]:
    """Red runs of the policy's length or longer that last up to `month`, in annex order.

    One entry for each project and rule, or for each project where the policy takes both rules
    together, however long the run; `user` narrows to what a person may see, and another `policy`
    shows what it would propose. One query beside the policy's.
    """
    cards = Card.objects.visible_to(user) if user is not None else Card.objects.all()
    rows = _lasting(cards, month, policy).select_related("project__unit", "project__project_type")
    return [
        Proposal(card, month.plus(card.since - card.pk))
        for card in rows.order_by("project__unit__number", "project__code", "rule")
    ]


def ended_month(day: date) -> Month:
    """The last month that was over at the end of `day`: proposals stand on month-ends."""
    month = Month.of(day)
    return month if day == month.last else month.plus(-1)


def proposed_cards(month: Month, policies: Sequence[Policy]) -> list[set[int]]:
    """The keys of the cards that each of `policies` would propose for, in one query."""
    first, *others = (
        _lasting(Card.objects.all(), month, policy)
        .order_by()
        .annotate(policy=Value(number))
        .values_list("policy", "id")
        for number, policy in enumerate(policies)
    )
    found: list[set[int]] = [set() for _ in policies]
    for number, key in first.union(*others, all=True):
        found[number].add(key)
    return found


def _lasting(cards: CardQuerySet, month: Month, policy: Policy | None = None) -> CardQuerySet:
    """The month's red cards whose run has the policy's length."""
    policy = policy or policy_for(month.year)
    red = cards.of_month(month).filter(colour=Colour.RED)
    if policy.persistent_scope == PersistentScope.ANY:
        red = red.exclude(Q(rule=Rule.PROGRESS) & Exists(_red_beside(Rule.START)))
        red = red.annotate(since=_run_start_of_any())
    else:
        red = red.annotate(since=_run_start())
    return red.filter(since__lte=F("id") - (policy.persistent_red_months - 1))


def _run_start() -> Coalesce:
    """The key of the run's first card: keys of adjoining months differ by one."""
    first_key = OuterRef("project_id") * PROJECT_STRIDE + OuterRef("rule") * RULE_STRIDE
    earlier: QuerySet[Card] = Card.objects.filter(id__gte=first_key, id__lte=OuterRef("id"))
    return _after_the_last(earlier.exclude(colour=Colour.RED), earlier)


def _after_the_last(other: QuerySet[Card], earlier: QuerySet[Card]) -> Coalesce:
    """The key after the last of `other`, or the first of `earlier` where there is none."""
    return Coalesce(
        Subquery(other.order_by("-id").values("id")[:1]) + 1,
        Subquery(earlier.order_by("id").values("id")[:1]),
        output_field=BigIntegerField(),
    )


def _run_start_of_any() -> Combinable:
    """The first month in which either rule is red, as a key of the card's own rule.

    Both rules have a card in every month, so the start cards' keys stand for the months.
    """
    first_key = OuterRef("project_id") * PROJECT_STRIDE + RULE_STRIDE
    shift = (F("rule") - Rule.START) * RULE_STRIDE
    last_key = OuterRef("id") - (OuterRef("rule") - Rule.START) * RULE_STRIDE
    earlier: QuerySet[Card] = Card.objects.filter(id__gte=first_key, id__lte=last_key)
    other = earlier.exclude(colour=Colour.RED).exclude(Exists(_red_beside(Rule.PROGRESS)))
    return ExpressionWrapper(
        _after_the_last(other, earlier) + shift, output_field=BigIntegerField()
    )


def _red_beside(rule: Rule) -> QuerySet[Card]:
    """The red card of the same project and month under the other `rule`."""
    step = RULE_STRIDE if rule is Rule.PROGRESS else -RULE_STRIDE
    return Card.objects.filter(id=OuterRef("id") + step, colour=Colour.RED)
