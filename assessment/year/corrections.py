"""Corrections offered beside the contradictions of a year that is being read in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from assessment.choices import ANNEX_BANDS, Annex, QuotaBand
from assessment.contradictions import Finding, Kind, Sheet
from assessment.models import Quota
from assessment.models.quotas import QUOTA_MAX

_REASON_LENGTH = Quota._meta.get_field("correction_reason").max_length or 0
_BY_ROW = {Kind.ROW_SUM, Kind.INDUSTRIAL}


@dataclass(frozen=True)
class Fix:
    """A correction made with the first reading: this figure counts in place of the printed."""

    annex: Annex
    unit_id: int
    band: QuotaBand
    value: int
    reason: str


@dataclass(frozen=True)
class Item:
    """A contradiction, and where a figure can be corrected the fields for it."""

    finding: Finding
    place: forms.BoundField | None
    value: forms.BoundField | None
    reason: forms.BoundField | None


class CorrectionsForm(forms.Form):
    """One choice a contradiction: kept as printed, or one figure corrected with a reason."""

    def __init__(
        self,
        sheets: Mapping[Annex, Sheet],
        findings: Sequence[Finding],
        data: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, auto_id="%s", label_suffix="")
        self.findings = findings
        for number, finding in enumerate(findings):
            places = list(_places(sheets, finding))
            if places:
                self._add(number, places)

    def _add(self, number: int, places: list[tuple[str, str]]) -> None:
        title = f"矛盾{number + 1}"
        self.fields[f"place-{number}"] = forms.ChoiceField(
            label=f"{title}处理", required=False, choices=[("", "按印发保留"), *places]
        )
        self.fields[f"value-{number}"] = forms.IntegerField(
            label=f"{title}更正数",
            required=False,
            min_value=0,
            max_value=QUOTA_MAX,
            widget=forms.TextInput(
                attrs={"inputmode": "numeric", "autocomplete": "off", "size": 5}
            ),
            error_messages={
                "invalid": "请填写整数，如 2",
                "min_value": "更正数不能小于 0，请填如 2",
                "max_value": f"更正数不能大于 {QUOTA_MAX}，请填如 2",
            },
        )
        self.fields[f"reason-{number}"] = forms.CharField(
            label=f"{title}更正原因",
            required=False,
            max_length=_REASON_LENGTH,
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
            error_messages={"max_length": f"更正原因请写在 {_REASON_LENGTH} 字以内"},
        )

    def items(self) -> Iterator[Item]:
        for number, finding in enumerate(self.findings):
            if f"place-{number}" not in self.fields:
                yield Item(finding, None, None, None)
                continue
            yield Item(
                finding,
                self[f"place-{number}"],
                self[f"value-{number}"],
                self[f"reason-{number}"],
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for number in range(len(self.findings)):
            place, value = cleaned.get(f"place-{number}"), cleaned.get(f"value-{number}")
            reason = cleaned.get(f"reason-{number}")
            if place:
                self._require(f"value-{number}", value is not None, "请填写更正数，如 2")
                self._require(f"reason-{number}", bool(reason), "请写明更正原因，如：与合计相符")
            elif value is not None or reason:
                self.add_error(f"place-{number}", "请选择要更正哪一格，或把更正数和原因清空")
        return cleaned

    def _require(self, name: str, given: bool, text: str) -> None:
        if not given and name in self.fields and not self.errors.get(name):
            self.add_error(name, text)

    def fixes(self) -> list[Fix]:
        """What a valid form corrects."""
        found = []
        for number in range(len(self.findings)):
            place = self.cleaned_data.get(f"place-{number}")
            if place:
                annex, unit, band = place.split(":")
                value = self.cleaned_data[f"value-{number}"]
                reason = self.cleaned_data[f"reason-{number}"]
                found.append(Fix(Annex(annex), int(unit), QuotaBand(band), value, reason))
        return found


def _places(sheets: Mapping[Annex, Sheet], finding: Finding) -> Iterator[tuple[str, str]]:
    """The figures whose correction could settle it: of the row, or of the column."""
    if finding.annex is None:
        return
    sheet = sheets[finding.annex]
    for row in sheet.rows:
        for band in ANNEX_BANDS[finding.annex]:
            of_row = finding.kind in _BY_ROW and row.number in finding.rows
            of_column = finding.kind is Kind.COLUMN_SUM and band is finding.band
            if of_row or of_column:
                number = sheet.figures.get((row.unit, band))
                shown = "空" if number is None else number
                what = band.label if of_row else f"{row.number} {row.printed_name}"
                yield f"{finding.annex.value}:{row.unit}:{band.value}", f"更正{what}（{shown}）"
