"""The county's goals of one year as a form; a year without any is offered the last year's."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django import forms

from assessment.choices import GOAL_KEYS, Annex, GoalKey
from assessment.models import Goal
from assessment.models.quotas import QUOTA_MAX

_CLAUSE_LENGTH = Goal._meta.get_field("clause").max_length or 0
Place = tuple[Annex, GoalKey]


@dataclass(frozen=True)
class Aim:
    """A goal: at least `target` projects, by `clause`."""

    target: int
    clause: str


@dataclass(frozen=True)
class GoalRow:
    annex: Annex
    key: GoalKey
    target: forms.BoundField
    clause: forms.BoundField
    stored: Aim | None


def stored_goals(year: int) -> dict[Place, Aim]:
    rows = Goal.objects.filter(year=year).order_by("pk")
    return {
        (Annex(row.annex), GoalKey(row.key)): Aim(row.target, row.clause.strip()) for row in rows
    }


def proposed_goals(year: int) -> dict[Place, Aim]:
    """The goals of the latest year before; empty if there is none."""
    before = Goal.objects.filter(year__lt=year).order_by("-year").values_list("year", flat=True)
    latest = before.first()
    return stored_goals(latest) if latest else {}


def version_of(goals: Mapping[Place, Aim]) -> str:
    """The same for the same goals: what a form was opened on."""
    return sha256(repr(sorted(goals.items())).encode()).hexdigest()


class GoalsForm(forms.Form):
    """Target and clause of every possible goal; a blank target is no goal."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self,
        stored: Mapping[Place, Aim],
        initial: Mapping[Place, Aim],
        data: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(
            data, auto_id="goal-%s", label_suffix="", initial={"seen": version_of(stored)}
        )
        self.stored = stored
        for annex, key in _places():
            aim = initial.get((annex, key))
            name = f"{annex.label}{key.label}"
            self.fields[f"target-{annex}-{key}"] = _target(name, aim)
            self.fields[f"clause-{annex}-{key}"] = _clause(name, aim)

    def rows(self) -> Iterator[GoalRow]:
        for annex, key in _places():
            target, clause = self[f"target-{annex}-{key}"], self[f"clause-{annex}-{key}"]
            yield GoalRow(annex, key, target, clause, self.stored.get((annex, key)))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for annex, key in _places():
            clause = f"clause-{annex}-{key}"
            if cleaned.get(f"target-{annex}-{key}") is not None and not cleaned.get(clause, "x"):
                self.add_error(clause, "请填写依据，如 二（一）2")
        return cleaned

    def goals(self) -> dict[Place, Aim]:
        """What a valid form asks for."""
        found = {}
        for annex, key in _places():
            target = self.cleaned_data[f"target-{annex}-{key}"]
            if target is not None:
                found[annex, key] = Aim(target, self.cleaned_data[f"clause-{annex}-{key}"])
        return found


def _places() -> Iterator[Place]:
    return ((annex, key) for annex, keys in GOAL_KEYS.items() for key in keys)


def _target(name: str, aim: Aim | None) -> forms.IntegerField:
    return forms.IntegerField(
        label=f"{name}「目标」",
        required=False,
        min_value=1,
        max_value=QUOTA_MAX,
        initial=aim and aim.target,
        widget=forms.TextInput(
            attrs={
                "inputmode": "numeric",
                "autocomplete": "off",
                "size": 6,
                "aria-label": f"{name}目标",
            }
        ),
        error_messages={
            "invalid": "请填写整数，如 300；不设目标的留空",
            "min_value": "目标须大于 0，不设目标的请留空",
            "max_value": f"目标不能大于 {QUOTA_MAX}，请填如 300",
        },
    )


def _clause(name: str, aim: Aim | None) -> forms.CharField:
    return forms.CharField(
        label=f"{name}「依据」",
        required=False,
        max_length=_CLAUSE_LENGTH,
        initial=aim.clause if aim else "",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "size": 10, "aria-label": f"{name}依据"}
        ),
        error_messages={"max_length": f"依据请写在 {_CLAUSE_LENGTH} 字以内，如 二（一）2"},
    )
