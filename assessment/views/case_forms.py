"""Steps of a case on its page: which form belongs to which move, and what it does when sent."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from projects.actions.reporting import StaleError
from projects.actions.versions import RefusedError
from projects.forms import FilesField, LedgerDateField, NoPapersField
from projects.lifecycles import Move
from projects.views.conflict import conflict

Act = Callable[[Any, dict[str, Any]], object]
EXAMPLE = "如 2023-03-01"
# Words of a new step, never those of the last one.
FRESH = frozenset({"check_result", "report", "reply", "reason"})


class StepForm(forms.Form):
    """A step with nothing to fill in but the version in which the case was read."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class ProofForm(StepForm):
    """A unit's words are proven by files, or it says why there are none."""

    papers = FilesField(label="佐证材料", required=False)
    no_papers = NoPapersField()


@dataclass(frozen=True)
class Step:
    """A move's form and what it does: `act(row, given)` with version, day, person and values.

    `to` names the page that comes afterwards, where the case's own is gone.
    """

    form: type[StepForm]
    act: Act
    said: str
    danger: bool = False
    to: str = ""


@dataclass(frozen=True)
class Offered:
    """A step that the person may take now."""

    name: str
    label: str
    form: StepForm
    danger: bool

    @property
    def is_bare(self) -> bool:
        """Nothing to fill in: a button alone."""
        return not self.form.visible_fields()


def words_field(
    label: str, *, rows: int = 4, longest: int, required: bool = True
) -> forms.CharField:
    """A field of several lines."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=longest,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={
            "required": f"请填写{label}",
            "max_length": f"{label}请缩短到{longest}字以内",
        },
    )


def line_field(
    label: str, longest: int, *, required: bool = True, hint: str = ""
) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=longest,
        help_text=hint,
        error_messages={
            "required": f"请填写{label}",
            "max_length": f"{label}请缩短到{longest}字以内",
        },
    )


def day_field(label: str, *, required: bool = True, hint: str = "") -> LedgerDateField:
    return LedgerDateField(
        label=label,
        required=required,
        help_text=hint,
        error_messages={"required": f"请填写{label}，{EXAMPLE}"},
    )


def given(values: dict[str, Any], **renamed: str) -> dict[str, Any]:
    """The form's values under the names that the action takes."""
    return {renamed.get(name, name): value for name, value in values.items()}


def files_field(label: str = "附件") -> FilesField:
    return FilesField(label=label, required=False)


def offered(
    names: Iterable[str],
    steps: Mapping[str, Step],
    labels: Mapping[str, Move],
    row: Any,
    wrong: "tuple[str, StepForm] | None" = None,
) -> list[Offered]:
    """The steps among `names` in the order of `steps`; a refused form keeps what was typed."""
    names = set(names)
    found = []
    for name, step in steps.items():
        if name not in names:
            continue
        initial = {
            key: getattr(row, key, None) for key in step.form.base_fields if key not in FRESH
        }
        form = step.form(initial=initial, auto_id=f"{name}-%s")
        if wrong and wrong[0] == name:
            form = wrong[1]
        found.append(Offered(name, labels[name].label, form, step.danger))
    return found


def take(
    request: HttpRequest,
    row: Any,
    steps: Mapping[str, Step],
    *,
    today: date,
    back: str,
    title: str,
) -> "HttpResponse | tuple[str, StepForm]":
    """Take the step that was sent; the refused form with its name where that fails."""
    name = next((name for name in steps if name == request.POST.get("move")), "")
    if not name:
        return redirect(back)
    step = steps[name]
    form = step.form(request.POST, request.FILES, auto_id=f"{name}-%s")
    if not form.is_valid():
        return name, form
    try:
        step.act(row, {**form.cleaned_data, "on": today, "by": request.user})
    except StaleError as error:
        return conflict(request, form, error.current, title=title, back=back, keep=["move"])  # type: ignore[arg-type]
    except RefusedError as error:
        form.add_error(None, str(error))
        return name, form
    messages.success(request, step.said)
    return redirect(step.to or back)
