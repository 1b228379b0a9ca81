"""What a person fills in or narrows on the pages of planning."""

from typing import Any

import django_filters as filters
from django import forms

from projects.choices import Layer
from projects.choices.planning import PlanningStep, ThreeOne
from projects.filters import ReaderFilterSet, choice, one_of
from projects.forms import AmountField, FilesField, LedgerDateField
from projects.models import IndustryChain, PlanningEvent, PlanningRecord, Project, ProjectType, Unit
from projects.models.ledger import CODE_RULE, ProjectQuerySet
from projects.planning import with_step


def _day(label: str, **options: Any) -> LedgerDateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return LedgerDateField(label=label, widget=widget, **options)


def _text(model: type, name: str, **options: Any) -> forms.CharField:
    """A text as long as its column; a long one gets more lines."""
    column = model._meta.get_field(name)  # type: ignore[attr-defined]
    options.setdefault("required", not column.blank)
    if column.get_internal_type() == "TextField":
        options.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
    label = options.pop("label", column.verbose_name)
    error = {"max_length": f"{label}请缩短到{column.max_length}字以内"}
    return forms.CharField(
        label=label, max_length=column.max_length, error_messages=error, **options
    )


class PlanningFilter(ReaderFilterSet):
    """Filters of /planning/."""

    q = filters.CharFilter(method="search", label="编号或名称")
    unit = one_of(Unit.objects.none(), "责任单位")
    layer = choice(Layer, "层面", field_name="unit__layer")
    step = choice(PlanningStep, "环节", method="at_step")

    class Meta:
        model = Project
        fields: list[str] = []

    def search(self, queryset: ProjectQuerySet, _name: str, text: str) -> ProjectQuerySet:
        return queryset.filter(code__icontains=text) | queryset.filter(name__icontains=text)

    def at_step(self, queryset: ProjectQuerySet, _name: str, step: str) -> ProjectQuerySet:
        return with_step(queryset).filter(planning_step=step)


class StepForm(forms.Form):
    """One step of one project; `version` is that of the row as it was read, 0 for a new one."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    on = _day("日期")
    edition = forms.IntegerField(
        label="策划稿版本号", required=False, min_value=1, max_value=999, help_text="第几稿，如 2"
    )
    experts = _text(PlanningRecord, "experts", help_text="姓名、单位，用顿号隔开")
    opinion = _text(PlanningRecord, "opinion")
    files = FilesField(label="附件", required=False)  # type: ignore[assignment]


class WithdrawForm(forms.Form):
    """Why 发改局 takes a pass back."""

    reason = _text(PlanningRecord, "withdrawn_because", label="撤回原因", required=True)


class IdeaForm(forms.Form):
    """A new idea: the least that the ledger needs of a project."""

    unit = forms.ModelChoiceField(
        Unit.objects.all(), label="责任单位", empty_label="请选择", required=True
    )
    code = _text(
        Project, "code", help_text=f"本单位自定，不与其他项目重复，如 NY2023-001；{CODE_RULE}"
    )
    name = _text(Project, "name")
    project_type = forms.ModelChoiceField(
        ProjectType.objects.all(), label="项目类型", empty_label="请选择"
    )
    is_industrial = forms.TypedChoiceField(
        label="产业项目",
        choices=[("", "请选择"), ("1", "是"), ("0", "否")],
        coerce=lambda value: value == "1",
    )
    chain = forms.ModelChoiceField(
        IndustryChain.objects.all(), label="产业链", empty_label="无", required=False
    )
    total_investment = AmountField(
        label="总投资(万元)", widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    owner = _text(Project, "owner")
    content = _text(Project, "content")

    def __init__(self, *args: Any, own: Unit | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].validators += Project._meta.get_field("code").validators
        if own:
            del self.fields["unit"]


class EventForm(forms.Form):
    """One 三个一 event; `version` is that of the row as it was read, 0 for a new one."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    kind = forms.ChoiceField(label="类别", choices=[("", "请选择"), *ThreeOne.choices])
    on = _day("日期", help_text="可填以后的日期，到期前显示为“已安排”")
    title = _text(PlanningEvent, "title")
    chain = forms.ModelChoiceField(
        IndustryChain.objects.all(), label="产业链", empty_label="不限", required=False
    )
    place = _text(PlanningEvent, "place")
    people = _text(PlanningEvent, "people", help_text="主讲、带队领导、企业和专家")
    units = forms.ModelMultipleChoiceField(
        Unit.objects.all(),
        label="参加单位",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    files = FilesField(label="纪要", required=False)  # type: ignore[assignment]
