"""Forms of rows that several people edit: saving one, or showing what is wrong with it."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from projects.actions.reporting import StaleError
from projects.actions.versions import RefusedError
from projects.lifecycles import Lifecycle, MoveError
from projects.permissions import role_of
from projects.views.conflict import conflict

LONGEST_KEY = 18
KEPT = ("what", "row", "move")
Act = Callable[[dict[str, Any], int], object]
Said = Callable[[Any], str]  # of what was made


class RowForm(forms.ModelForm):
    """The fields of one row with the version in which it was read, 0 for a new one.

    `fresh` names words of a new step, which are never offered from the last one.
    """

    fresh: tuple[str, ...] = ()

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)


def form_of(kind: type[RowForm], row: Any, anchor: str) -> RowForm:
    """The unbound form of a stored row."""
    initial = {"version": row.version} | dict.fromkeys(kind.fresh, "")
    return kind(instance=row, initial=initial, auto_id=f"{anchor}-%s")


def moves(lifecycle: Lifecycle, state: str, user: Any) -> list[tuple[str, str]]:
    """Name and label of the moves that the person may make now, in the lifecycle's order."""
    allowed = lifecycle.allowed(state, role_of(user))
    return [(name, move.label) for name, move in lifecycle.moves.items() if name in allowed]


def attempt(
    request: HttpRequest,
    form: forms.Form | forms.ModelForm,
    act: Act,
    *,
    title: str,
    back: str,
    said: str | Said,
    keep: Iterable[str] = KEPT,
    opens: bool = False,
) -> HttpResponse | None:
    """Let `act` write the form's values; None with the errors in the form if it was refused.

    `said` is told afterwards: what happened and what comes next. `opens` goes on to the page of
    what was made, not `back`.
    """
    if not form.is_valid():
        return None
    values = dict(form.cleaned_data)
    try:
        made: Any = act(values, values.pop("version", 0))
    except StaleError as error:
        return conflict(request, form, error.current, title=title, back=back, keep=keep)  # type: ignore[arg-type]
    except (RefusedError, MoveError) as error:
        form.add_error(None, str(error))
        return None
    messages.success(request, said(made) if callable(said) else said)
    return redirect(made if opens else back)


def without_page(request: HttpRequest) -> str:
    """What the address asks for beside the page's number, to go on asking for it."""
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()


def chosen_row(request: HttpRequest, rows: Any) -> Any:
    """The row that a posted form names, among `rows` only; Http404 for any other."""
    return get_object_or_404(rows, pk=whole_number(request.POST.get("row", "")))


def whole_number(text: str) -> int:
    """The number in a posted key; 0, which is no row's, for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < LONGEST_KEY else 0


def tiles(counts: Mapping[str, int], choices: Any) -> list[tuple[str, str, int]]:
    """Value, label and number of each choice, for the tiles above a list."""
    return [(value, label, counts.get(value, 0)) for value, label in choices.choices]
