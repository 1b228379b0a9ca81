"""One year's policy as a form, and the trail of its versions."""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from assessment.models import Policy
from assessment.readings.points import FIELDS as READINGS
from projects.models import User

FIELDS = (
    "yellow_after_months",
    "red_after_months",
    "persistent_red_months",
    "monthly_open_day",
    "monthly_due_day",
    "weekly_due_weekday",
    "carry_surplus_down",
    "warning_behind_points",
    "warning_red_cards",
    "warning_grounds",
)
# What a version holds: the form's fields, and the readings that /settings/readings/ switches.
VALUES = tuple(dict.fromkeys((*FIELDS, *READINGS)))
WEEKDAYS = [(number, f"星期{name}") for number, name in enumerate("一二三四五六日", 1)]
HINTS = {
    "yellow_after_months": "逾期满这个月数亮黄牌，如 1",
    "red_after_months": "逾期满这个月数亮红牌，须大于黄牌时限，如 2",
    "persistent_red_months": "月末连续红牌达到这个月数建议约谈，如 2",
    "monthly_open_day": "当月几日起可填月报，1 至 28，如 25",
    "monthly_due_day": "次月几日前报送，1 至 28，如 5",
    "carry_surplus_down": "勾选后，高档次多出的项目可算作低档次的完成数",
    "warning_behind_points": "完成率落后序时进度达到这个数算一项，本系统建议如 20",
    "warning_red_cards": "当月红牌达到这个数算一项，本系统建议如 3",
    "warning_grounds": "四项中有这么多项的，建议列入预警提醒，1 至 4，本系统建议如 2",
}
NUMBERS = tuple(name for name in FIELDS if name in HINTS and name != "carry_surplus_down")


@dataclass(frozen=True)
class Version:
    """One version: who made it, when, and which values differ from the one before."""

    number: int
    by: User | None
    at: datetime
    changes: list[str]
    reason: str = ""


class PolicyForm(forms.ModelForm):
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    class Meta:
        model = Policy
        fields = FIELDS
        widgets = {
            name: forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
            for name in NUMBERS
        } | {"weekly_due_weekday": forms.Select(choices=WEEKDAYS)}
        error_messages = {"weekly_due_weekday": {"max_value": "请选择星期一至星期日"}}

    def __init__(self, data: Mapping[str, Any] | None = None, *, instance: Policy) -> None:
        super().__init__(data, auto_id="policy-%s", label_suffix="", instance=instance)
        self.stored = copy(instance)  # the check of a form writes into the instance
        self.fields["seen"].initial = self.instance.version if self.instance.pk else 0
        for name, hint in HINTS.items():
            self.fields[name].help_text = hint
        for name in NUMBERS:
            example = HINTS[name].rpartition("如 ")[2]
            outside = f"请填 {_range(name)} 的整数，如 {example}"
            self.fields[name].error_messages |= {
                "required": f"请填写，如 {example}",
                "invalid": f"请填写整数，如 {example}",
                "min_value": outside,
                "max_value": outside,
            }

    def values(self) -> dict[str, Any]:
        """What a valid form asks for, by field."""
        return {name: self.cleaned_data[name] for name in FIELDS}


def label(name: str) -> str:
    return str(_column(name).verbose_name)


def _column(name: str) -> models.Field:
    return cast(models.Field, Policy._meta.get_field(name))


def _range(name: str) -> str:
    """What the column takes, e.g. 1 至 28."""
    limits = {
        type(validator): validator.limit_value
        for validator in _column(name).validators
        if isinstance(validator, MinValueValidator | MaxValueValidator)
    }
    return f"{limits[MinValueValidator]} 至 {limits[MaxValueValidator]}"


def values_of(policy: Policy) -> dict[str, Any]:
    return {name: getattr(policy, name) for name in VALUES}


def shown(name: str, value: Any) -> str:
    """A policy value in words."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if name == "weekly_due_weekday":
        return dict(WEEKDAYS)[value]
    choices = dict(_column(name).choices or ())
    return str(choices.get(value, value))


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """The values that are others, as 名称 旧 → 新."""
    return [
        f"{label(name)} {shown(name, before[name])} → {shown(name, after[name])}"
        for name in VALUES
        if name in after and before[name] != after[name]
    ]


def versions(year: int) -> list[Version]:
    """Every version of the year, newest first; one query."""
    rows = list(
        Policy.history.filter(year=year).select_related("history_user").order_by("history_id")
    )
    found = []
    before: dict[str, Any] | None = None
    for row in rows:
        values = {name: getattr(row, name) for name in VALUES}
        changes = differences(before, values) if before else ["设立"]
        reason = row.history_change_reason or ""
        found.append(Version(row.version, row.history_user, row.history_date, changes, reason))
        before = values
    return found[::-1]
