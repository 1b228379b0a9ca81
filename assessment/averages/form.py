"""The month's averages as an ordinary form: two fields a project type and the version seen."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from assessment.averages.rows import AverageRow, Entry
from assessment.models import CityAverage
from assessment.models.averages import AVERAGE_MAX
from projects import parsing

_PLACES = Decimal("0.000001")
_SOURCE_LENGTH = CityAverage._meta.get_field("source").max_length or 0


@dataclass(frozen=True)
class Wanted:
    """What a person wants a type's average to be, who read it at version `seen`."""

    type_id: int
    entry: Entry
    seen: int


@dataclass(frozen=True)
class FormRow:
    row: AverageRow
    rate: forms.BoundField
    source: forms.BoundField
    seen: forms.BoundField


class RateField(forms.CharField):
    """A percentage as imports read it: 45, not 45%."""

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        if value is None or not str(value).strip():
            return None
        try:
            rate = parsing.parse_number(value, largest=AVERAGE_MAX, example="45")
        except parsing.ParseError as error:
            raise ValidationError(str(error), code="invalid") from None
        return rate.quantize(_PLACES, ROUND_HALF_UP)


class SourceField(forms.CharField):
    def to_python(self, value: Any) -> str:
        try:
            return parsing.parse_text(value or "", _SOURCE_LENGTH)
        except parsing.ParseError as error:
            raise ValidationError(str(error), code="invalid") from None


class AveragesForm(forms.Form):
    """One row for each of `rows`; a blank rate is no average."""

    def __init__(
        self, rows: Sequence[AverageRow], data: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(data, auto_id="%s", label_suffix="", **kwargs)
        self.rows = rows
        for row in rows:
            name = row.kind.name
            key = row.kind.pk
            self.fields[f"rate-{key}"] = _rate_field(name, row)
            self.fields[f"source-{key}"] = _source_field(name, row)
            self.fields[f"seen-{key}"] = forms.IntegerField(
                widget=forms.HiddenInput, min_value=0, initial=row.version
            )

    def lines(self) -> Iterator[FormRow]:
        for row in self.rows:
            key = row.kind.pk
            yield FormRow(row, self[f"rate-{key}"], self[f"source-{key}"], self[f"seen-{key}"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for row in self.rows:
            key = f"source-{row.kind.pk}"
            rate = f"rate-{row.kind.pk}"
            if cleaned.get(key) and cleaned.get(rate, 0) is None:
                self.add_error(rate, "填了来源，请填平均进度，如 45；没有均值请把来源也留空")
        return cleaned

    def wanted(self) -> list[Wanted]:
        """What a valid form asks for."""
        cleaned = self.cleaned_data
        return [
            Wanted(
                row.kind.pk,
                Entry(cleaned[f"rate-{row.kind.pk}"], cleaned[f"source-{row.kind.pk}"]),
                cleaned[f"seen-{row.kind.pk}"],
            )
            for row in self.rows
        ]


def shown_rate(rate: Decimal | None) -> str:
    """A rate as a person would type it, without empty decimals."""
    if rate is None:
        return ""
    text = f"{rate:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _rate_field(name: str, row: AverageRow) -> RateField:
    widget = forms.TextInput(
        attrs={
            "inputmode": "decimal",
            "autocomplete": "off",
            "size": 8,
            "aria-label": f"{name}平均进度(%)",
        }
    )
    return RateField(
        label=f"{name}「平均进度(%)」",
        required=False,
        initial=shown_rate(row.entry.rate),
        widget=widget,
    )


def _source_field(name: str, row: AverageRow) -> SourceField:
    widget = forms.TextInput(attrs={"autocomplete": "off", "aria-label": f"{name}来源"})
    return SourceField(
        label=f"{name}「来源」", required=False, initial=row.entry.source, widget=widget
    )
