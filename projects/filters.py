"""What the project list can be narrowed by; every number of the county overview links here."""

from datetime import date

import django_filters as filters
from django import forms
from django.db.models import Q

from projects.choices import Band, ChainTier, Layer, Level, Stage
from projects.clock import today
from projects.models import IndustryChain, Project, ProjectType, Unit
from projects.models.ledger import ProjectQuerySet
from projects.periods import Month
from projects.permissions import reads_county
from projects.queries import due_to_start, without_report
from projects.rules.ledger import MILESTONES

# The fields that the page keeps folded away until one of them is used.
SELDOM = (
    "reached",
    "level",
    "chain",
    "tier",
    "started_from",
    "started_to",
    "planned_from",
    "planned_to",
    "day",
    "unreported",
    "band",
    "counted",
    "industrial",
    "hard",
    "overdue",
)


def choice(choices, label: str, **options) -> filters.ChoiceFilter:
    return filters.ChoiceFilter(choices=choices, label=label, empty_label="全部", **options)


def one_of(queryset, label: str, **options) -> filters.ModelChoiceFilter:
    return filters.ModelChoiceFilter(queryset=queryset, label=label, empty_label="全部", **options)


def _switch(label: str, **options) -> filters.BooleanFilter:
    return filters.BooleanFilter(label=label, widget=forms.CheckboxInput, **options)


def _date(label: str, **options) -> filters.DateFilter:
    return filters.DateFilter(
        label=label,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": "日期请写成 2023-03-01 的样子"},
        **options,
    )


class ReaderFilterSet(filters.FilterSet):
    """Filters with a unit and a layer, which only readers of the whole county get."""

    def __init__(self, data=None, queryset=None, *, request):
        super().__init__(data, queryset, request=request)
        if reads_county(request.user):
            self.filters["unit"].queryset = Unit.objects.all()
        else:
            del self.filters["unit"], self.filters["layer"]


class MonthField(forms.Field):
    """A month as 2023-03."""

    widget = forms.DateInput(format="%Y-%m", attrs={"type": "month"})

    def to_python(self, value: str | None) -> Month | None:
        try:
            return Month.parse(value.strip()) if value else None
        except ValueError:
            raise forms.ValidationError("月份请写成 2023-03 的样子") from None


class MonthFilter(filters.Filter):
    field_class = MonthField


class ProjectFilter(ReaderFilterSet):
    """Filters of /projects/. `day` is the day whose state counts for stage and lateness."""

    q = filters.CharFilter(method="search", label="编号、名称或建设单位")
    unit = one_of(Unit.objects.none(), "责任单位")
    layer = choice(Layer, "层面", field_name="unit__layer")
    type = one_of(ProjectType.objects.all(), "项目类型", field_name="project_type")
    stage = choice(Stage, "当前阶段", method="at_stage")
    reached = choice([(s, s.label) for s in MILESTONES], "已走到", method="has_reached")
    level = choice(Level, "重点级别")
    chain = one_of(IndustryChain.objects.all(), "产业链")
    tier = choice(ChainTier, "产业链层级", field_name="chain__tier")
    started_from = _date("开工日期从", field_name="started_on", lookup_expr="gte")
    started_to = _date("开工日期至", field_name="started_on", lookup_expr="lte")
    planned_from = _date("策划通过从", field_name="planned_on", lookup_expr="gte")
    planned_to = _date("策划通过至", field_name="planned_on", lookup_expr="lte")
    day = _date("截至日期", method="as_of")
    unreported = MonthFilter(method="lacks_report", label="该月缺报")
    band = filters.MultipleChoiceFilter(
        choices=Band,
        label="投资档次",
        widget=forms.CheckboxSelectMultiple,
        distinct=False,
    )
    counted = _switch("计入指标（500万元以上）", method="only_counted")
    industrial = _switch("产业项目", method="only_industrial")
    hard = _switch("攻坚项目", method="only_hard_cases")
    overdue = _switch("到期未开工", method="only_overdue")

    class Meta:
        model = Project
        fields: list[str] = []

    @property
    def as_of_day(self) -> date:
        """The day whose state is shown: the one asked for, else today."""
        return (self.form.is_valid() and self.form.cleaned_data.get("day")) or today()

    def search(self, queryset: ProjectQuerySet, _name: str, text: str) -> ProjectQuerySet:
        return queryset.filter(
            Q(code__icontains=text) | Q(name__icontains=text) | Q(owner__icontains=text)
        )

    def as_of(self, queryset: ProjectQuerySet, _name: str, _day: date) -> ProjectQuerySet:
        return queryset

    def at_stage(self, queryset: ProjectQuerySet, _name: str, stage: str) -> ProjectQuerySet:
        return queryset.with_stage(self.as_of_day).filter(stage_then=stage)

    def has_reached(self, queryset: ProjectQuerySet, _name: str, stage: str) -> ProjectQuerySet:
        return queryset.filter(**{f"{MILESTONES[Stage(stage)]}__lte": self.as_of_day})

    def lacks_report(self, queryset: ProjectQuerySet, _name: str, month: Month) -> ProjectQuerySet:
        return queryset.filter(pk__in=without_report(month).values("pk"))

    def only_counted(self, queryset: ProjectQuerySet, _name: str, on: bool) -> ProjectQuerySet:
        return queryset.exclude(band=Band.BELOW) if on else queryset

    def only_industrial(self, queryset: ProjectQuerySet, _name: str, on: bool) -> ProjectQuerySet:
        return queryset.filter(is_industrial=True) if on else queryset

    def only_hard_cases(self, queryset: ProjectQuerySet, _name: str, on: bool) -> ProjectQuerySet:
        return queryset.filter(is_hard_case=True) if on else queryset

    def only_overdue(self, queryset: ProjectQuerySet, _name: str, on: bool) -> ProjectQuerySet:
        return queryset.filter(due_to_start(self.as_of_day)) if on else queryset


def words(form: forms.Form) -> list[str]:
    """The filters in force, in words: 文庙街道, 2023年开工, 1亿元以上. Needs a valid form."""
    data = form.cleaned_data
    found = [_phrase(form, name, data[name]) for name in _PHRASES if data.get(name)]
    for event, name in (("started", "开工"), ("planned", "策划通过")):
        if span := _span(data.get(f"{event}_from"), data.get(f"{event}_to")):
            found.append(span + name)
    return found


_PHRASES = {
    "day": "截至{:%Y-%m-%d}",
    "q": "含“{}”",
    "unit": "{}",
    "layer": "{}",
    "type": "{}类",
    "stage": "{}阶段",
    "reached": "已{}",
    "band": "{}",
    "counted": "计入指标（500万元以上）",
    "industrial": "产业项目",
    "hard": "攻坚项目",
    "overdue": "到期未开工",
    "unreported": "{.label}缺报",
    "level": "{}",
    "chain": "{}",
    "tier": "{}",
}


def _phrase(form: forms.Form, name: str, value) -> str:
    labels = dict(getattr(form.fields[name], "choices", ())) if isinstance(value, str) else {}
    if isinstance(value, list):
        value = "、".join(Band(band).label for band in value)
    return _PHRASES[name].format(labels.get(value, value))


def _span(start: date | None, end: date | None) -> str:
    if start and end and (start.month, start.day, end) == (1, 1, date(start.year, 12, 31)):
        return f"{start.year}年"
    if start and end:
        return f"{start}至{end}"
    return f"{start}起" if start else f"{end}前（含）" if end else ""
