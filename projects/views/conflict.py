"""The page that shows both values when a form loses to a newer version."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Manager, Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from projects.forms import FilesField


def conflict(
    request: HttpRequest,
    form: forms.Form,
    current: Model,
    *,
    title: str,
    back: str,
    keep: Iterable[str] = (),
) -> HttpResponse:
    """Stored and typed values side by side, with status 409; saving again names the new version.

    `form` is bound and valid; its fields are named as the columns of `current`. `keep` names what
    else was posted and must be sent again, such as the button's own name.
    """
    mine = {name: value for name, value in form.cleaned_data.items() if name != "version"}
    again = type(form)(initial=mine | {"version": getattr(current, "version", 0)}, **_given(form))
    # Files are only ever added, so that they cannot be in each other's way.
    names = [
        name
        for name in mine
        if hasattr(current, name) and not isinstance(form.fields[name], FilesField)
    ]
    context = {
        "title": title,
        "back": back,
        "action": request.get_full_path(),
        "form": again,
        "kept": [(name, request.POST[name]) for name in keep if name in request.POST],
        "values": [
            (form.fields[name].label, _shown(current, name), _typed(form, name, mine[name]))
            for name in names
        ],
    }
    return render(request, "projects/conflict.html", context, status=409)


def _given(form: forms.Form) -> dict[str, Any]:
    """What a form of this class wants beside data, where it says so (`form.given`)."""
    return getattr(form, "given", {})


def _shown(row: Model, name: str) -> Any:
    display = getattr(row, f"get_{name}_display", None)
    value = display() if display else getattr(row, name)
    return _word(value)


def _typed(form: forms.Form, name: str, value: Any) -> Any:
    choices = dict(getattr(form.fields[name], "choices", ()) or ())
    return _word(choices.get(value, value) if isinstance(value, str | int) else value)


def _word(value: Any) -> Any:
    if isinstance(value, Manager | QuerySet):
        return "、".join(map(str, value.all()))
    return ("是" if value else "否") if isinstance(value, bool) else value
