"""What the month's cards can be narrowed by; every number of the county overview links here."""

import django_filters as filters
from django.db.models import Q

from assessment.choices import Colour, Reason, Rule
from assessment.models import Card
from assessment.models.cards import CardQuerySet
from projects.choices import Layer
from projects.filters import ReaderFilterSet, choice, one_of
from projects.models import ProjectType, Unit

NO_CARD = "none"
_COLOURS = [*((colour.code, colour.label) for colour in Colour), (NO_CARD, "未亮牌")]
_RULES = [(rule.code, rule.label) for rule in Rule]
_REASONS = [(reason.code, reason.label) for reason in Reason]


class CardFilter(ReaderFilterSet):
    """Filters of /cards/<month>/."""

    q = filters.CharFilter(method="search", label="编号或名称")
    rule = choice(_RULES, "牌种", method="of_rule")
    colour = choice(_COLOURS, "亮牌", method="of_colour")
    reason = choice(_REASONS, "原因", method="of_reason")
    unit = one_of(Unit.objects.none(), "责任单位", field_name="project__unit")
    layer = choice(Layer.choices, "层面", field_name="project__unit__layer")
    type = one_of(ProjectType.objects.all(), "项目类型", field_name="project__project_type")

    class Meta:
        model = Card
        fields: list[str] = []

    def search(self, queryset: CardQuerySet, _name: str, text: str) -> CardQuerySet:
        return queryset.filter(Q(project__code__icontains=text) | Q(project__name__icontains=text))

    def of_rule(self, queryset: CardQuerySet, _name: str, code: str) -> CardQuerySet:
        return queryset.filter(rule=Rule[code.upper()])

    def of_colour(self, queryset: CardQuerySet, _name: str, code: str) -> CardQuerySet:
        return queryset.filter(colour=None if code == NO_CARD else Colour[code.upper()])

    def of_reason(self, queryset: CardQuerySet, _name: str, code: str) -> CardQuerySet:
        return queryset.filter(reason=Reason[code.upper()])
