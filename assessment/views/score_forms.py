"""Forms of scoring: a scheme's draft with all its lines, its adoption, vetoes and awards."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.http import QueryDict

from assessment.choices.scores import LineKind, VetoGround
from assessment.models import ScoreLine, ScoreScheme
from assessment.scores.measures import MEASURES
from assessment.scores.rules import Line
from assessment.scores.schemes import Scheme, line_of
from projects.forms import FilesField, LedgerDateField
from projects.models import Unit
from projects.templatetags.figures import exact

NUMBER = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "size": 5})
HEADER = ("whole", "places", "note")
# What may be set on a line of each kind.
FIELDS: Mapping[LineKind, Mapping[str, str]] = {
    LineKind.ITEM: {
        "name": "名称",
        "points": "权重",
        "cap": "封顶(%)",
        "floor": "起分线(%)",
        "elapsed": "按序时计",
        "parameter": "期限",
    },
    LineKind.DEDUCTION: {"name": "名称", "points": "每次扣分", "cap": "最多扣分"},
    LineKind.VETO: {"name": "名称"},
}
DECIMALS = frozenset({"points", "cap", "floor"})
OPTIONAL = frozenset({"cap", "floor", "elapsed"})
NAME_LENGTH, NOTE_LENGTH = 40, 400


def _said(label: str) -> dict[str, str]:
    label = label.replace("(%)", "")  # the messages are filled in by %
    return {
        "required": f"请填写{label}",
        "invalid": f"{label}请填数字，如 15",
        "min_value": f"{label}不能小于%(limit_value)s",
        "max_value": f"{label}不能大于%(limit_value)s",
        "max_digits": f"{label}太大",
        "max_decimal_places": f"{label}最多两位小数",
        "max_whole_digits": f"{label}太大",
    }


def _points(label: str, *, required: bool = True, least: int = 0) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        required=required,
        min_value=least,
        max_value=1000,
        max_digits=6,
        decimal_places=2,
        widget=NUMBER,
        error_messages=_said(label),
    )


def words(label: str, longest: int, *, rows: int = 0, **options: Any) -> forms.CharField:
    """A text of at most `longest` characters."""
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    said = {"required": f"请填写{label}", "max_length": f"{label}请缩短到{longest}字以内"}
    return forms.CharField(
        label=label, max_length=longest, widget=widget, error_messages=said, **options
    )


def day(label: str) -> LedgerDateField:
    said = {"required": f"请填写{label}"}
    return LedgerDateField(label=label, help_text="如 2023-04-15", error_messages=said)


class DraftForm(forms.Form):
    """A draft's header and every line; fields of a line are named by its key: points-12."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    whole = _points("权重合计", least=1)
    places = forms.IntegerField(
        label="表彰名额",
        min_value=0,
        max_value=40,
        widget=NUMBER,
        error_messages=_said("表彰名额"),
    )
    note = words("说明", NOTE_LENGTH, rows=2, required=False)
    add = forms.ChoiceField(
        label="增加一项", required=False, help_text="保存草案后出现在上面的表中，再填分值"
    )

    def __init__(
        self, data: QueryDict | None = None, *, lines: Sequence[ScoreLine], **kwargs: Any
    ) -> None:
        self.given = {"lines": lines}
        self.lines = lines
        super().__init__(None if data is None else _completed(data, lines), **kwargs)
        for line in lines:
            self._add_line(line)
        taken = {line.measure for line in lines}
        self.fields["add"].choices = [  # type: ignore[attr-defined]
            ("", "不增加"),
            *((one.code, f"{one.kind.label}：{one.label}") for one in MEASURES.values()
              if one.code not in taken),
        ]  # fmt: skip

    def _add_line(self, line: ScoreLine) -> None:
        for name, label in _fields_of(line).items():
            field = _field(name, label)
            field.label = f"{line.name} {label}"
            field.widget.attrs["aria-label"] = field.label
            field.initial = plain(getattr(line, name))
            self.fields[f"{name}-{line.pk}"] = field
        drop = forms.BooleanField(label=f"{line.name} 删除", required=False)
        drop.widget.attrs["aria-label"] = drop.label
        self.fields[f"drop-{line.pk}"] = drop

    def rows(self, kind: LineKind) -> list[tuple[ScoreLine, str, dict[str, forms.BoundField]]]:
        """The lines of one kind with what the measure means and their fields by column."""
        return [
            (
                line,
                MEASURES[line.measure].says if line.measure in MEASURES else "",
                {name: self[f"{name}-{line.pk}"] for name in (*_fields_of(line), "drop")},
            )
            for line in self.lines
            if line.kind == kind
        ]

    @property
    def tables(self) -> list[tuple[LineKind, list[str], list]]:
        return [(kind, list(FIELDS[kind].values()), self.rows(kind)) for kind in LineKind]

    def values(self) -> dict[str, Any]:
        """What `actions.scores.save_draft` takes."""
        clean = self.cleaned_data
        return {
            "header": {name: clean[name] for name in HEADER},
            "lines": {
                line.pk: {name: clean[f"{name}-{line.pk}"] for name in _fields_of(line)}
                for line in self.lines
            },
            "removed": [line.pk for line in self.lines if clean[f"drop-{line.pk}"]],
            "added": [clean["add"]] if clean["add"] else [],
        }

    def scheme(self, label: str) -> Scheme:
        """The scheme as it is typed, unsaved; a valid form only."""
        wanted = self.values()
        lines = []
        for row in self.lines:
            if row.pk not in wanted["removed"]:
                lines.append(_typed(line_of(row), wanted["lines"][row.pk]))
        return Scheme(label, lines, wanted["header"]["places"])


def plain(value: Any) -> Any:
    """A number as a person types it, 120 for 120.00; anything else as it is."""
    return exact(value) if isinstance(value, Decimal) else value


def _fields_of(line: ScoreLine) -> dict[str, str]:
    """The columns of a line that mean something for its measure."""
    measure = MEASURES.get(line.measure)
    found = dict(FIELDS[LineKind(line.kind)])
    if measure is None or not measure.parameter:
        found.pop("parameter", None)
    else:
        found["parameter"] = measure.parameter
    if measure is None or not measure.yearly:
        found.pop("elapsed", None)
    return found


def _field(name: str, label: str) -> forms.Field:
    if name in DECIMALS:
        return _points(label, required=name not in OPTIONAL)
    if name == "elapsed":
        return forms.BooleanField(label=label, required=False)
    if name == "parameter":
        return forms.IntegerField(
            label=label, min_value=0, max_value=24, widget=NUMBER, error_messages=_said(label)
        )
    return words(label, NAME_LENGTH)


def _completed(data: QueryDict, lines: Sequence[ScoreLine]) -> QueryDict:
    """With the stored values of a line that somebody added since the form was opened."""
    found = data.copy()
    for line in lines:
        if f"name-{line.pk}" not in found:
            for name in _fields_of(line):
                value = getattr(line, name)
                if value not in (None, False):
                    found[f"{name}-{line.pk}"] = "on" if value is True else str(value)
    return found


def _typed(line: Line, values: Mapping[str, Any]) -> Line:
    fractions = {
        name: Fraction(value) if isinstance(value, Decimal) else value
        for name, value in values.items()
    }
    return Line(**{**vars(line), **fractions})


class StoredDraft:
    """A draft's values under the names of the form's fields, for the page of a conflict."""

    def __init__(self, scheme: ScoreScheme, lines: Sequence[ScoreLine]) -> None:
        self.version = scheme.version
        for name in HEADER:
            setattr(self, name, getattr(scheme, name))
        for line in lines:
            for name in _fields_of(line):
                setattr(self, f"{name}-{line.pk}", getattr(line, name))


class AdoptForm(forms.Form):
    """Sent together with the draft's own form, so that what is typed there is never left out."""

    on = day("采用日期")
    reason = words("采用原因", 200, rows=2)


class VetoForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
    unit = forms.ModelChoiceField(
        Unit.objects.all(),
        label="责任单位",
        empty_label="请选择",
        error_messages={"required": "请选择责任单位"},
    )
    ground = forms.ChoiceField(label="事由类别", choices=VetoGround)
    reason = words("事由", 400, rows=3)
    paper = words("决定文号", 60)
    decided_on = day("决定日期")
    decided_by = words("决定机关或决定人", 60)
    papers = FilesField(label="决定文件", required=False)


class LiftForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    lift_paper = words("解除文号", 60)
    lifted_on = day("解除日期")
    lifted_by = words("解除决定机关或决定人", 60)
    lift_reason = words("解除原因", 400, rows=3)
    papers = FilesField(label="解除决定文件", required=False)


class AwardForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
    unit = forms.ModelChoiceField(
        Unit.objects.all(),
        label="责任单位",
        empty_label="请选择",
        error_messages={"required": "请选择责任单位"},
    )
    title = words("表彰名称", 60)
    ground = words("依据", 400, rows=3)


class DecideForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    paper = words("决定文号", 60)
    decided_on = day("决定日期")
    decided_by = words("决定机关或决定人", 60)
    papers = FilesField(label="决定文件", required=False)


class RevokeForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    end_paper = words("撤销文号", 60, required=False, help_text="撤回未决定的提名可以不填")
    ended_on = day("撤销日期")
    end_reason = words("撤销原因", 400, rows=3)
    papers = FilesField(label="撤销决定文件", required=False)
