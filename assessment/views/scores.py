"""/scores/<month>/: points and rank of each layer, and every unit's score opened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from assessment.actions.scores import publish
from assessment.bulletin.build.scores import workbook_of
from assessment.bulletin.render import render as render_workbook
from assessment.models import ScoreVeto
from assessment.scores.awards import veto_words, vetoes_in_force
from assessment.scores.showing import Shown, opened, sheets, shown
from assessment.scores.standings import Entry, LayerTable
from assessment.scores.words import points
from projects.actions.versions import RefusedError
from projects.choices import Layer
from projects.clock import today
from projects.models import Unit, User
from projects.periods import Month, months_through
from projects.permissions import leads, reads_all, reads_figures, reports
from projects.queries import all_units, is_locked
from projects.views.access import require

Vetoes = Mapping[int, Sequence[ScoreVeto]]


class PublishForm(forms.Form):
    """`seen` is the number of the publication that the person has read, 0 for none."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    reason = forms.CharField(
        label="重新公布的原因",
        required=False,
        max_length=200,
        error_messages={"max_length": "原因请缩短到200字以内"},
    )


@dataclass(frozen=True)
class Line:
    """A unit's row in ready strings; `opens` says that the person may open its score."""

    entry: Entry
    cells: Sequence[str]
    deducted: str
    total: str
    vetoes: str
    opens: bool


@require_http_methods(["GET", "HEAD", "POST"])
@require(reads_figures)
def scores(request: HttpRequest, month: Month) -> HttpResponse:
    """Both layers: as published, else as the ledger gives them to who may see that."""
    if request.method == "POST":
        return _publish(request, month)
    return _page(request, month)


def _publish(request: HttpRequest, month: Month) -> HttpResponse:
    if not leads(request.user):
        raise PermissionDenied
    form = PublishForm(request.POST)
    if form.is_valid():
        try:
            publish(month=month, today=today(), by=cast(User, request.user), **form.cleaned_data)
        except RefusedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"已公布{month.label}计分")
            return redirect("scores", month=month)
    return _page(request, month, form, status=400)


def _page(
    request: HttpRequest, month: Month, form: PublishForm | None = None, status: int = 200
) -> HttpResponse:
    found = shown(request.user, month, today(), request.GET.get("number", ""))
    vetoes = vetoes_in_force(month.year)
    last = found.publications[0].number if found.publications else 0
    context = {
        "month": month,
        "months": _months(month),
        "before": month.plus(-1),
        "after": month.plus(1),
        "shown": found,
        "layers": [(table, _lines(request, table, vetoes)) for table in found.layers],
        "leads": leads(request.user),
        "reads_all": reads_all(request.user),
        "may_publish": leads(request.user) and _publishable(found),
        "form": form or PublishForm(initial={"seen": last}),
        "day": found.day(today()),
        "ahead": month.first > today(),
    }
    return render(request, "assessment/scores.html", context, status=status)


def _publishable(found: Shown) -> bool:
    """Whether the button is shown; the action asks again."""
    return bool(found.publications) or (len(found.layers) == len(Layer) and is_locked(found.month))


def _lines(request: HttpRequest, table: LayerTable, vetoes: Vetoes) -> list[Line]:
    own = getattr(request.user, "unit_id", None)
    every = not reports(request.user)
    return [
        Line(
            entry,
            [points(entry.points.get(line.measure)) for line in table.items],
            points(entry.sum_of(table.deductions)),
            points(entry.total),
            veto_words(vetoes.get(entry.unit.pk, ())),
            every or entry.unit.pk == own,
        )
        for entry in table.entries
    ]


def _months(month: Month) -> list[Month]:
    last = min(Month.of(today()), Month(month.year, 12))
    return months_through(Month(month.year, 1), max(last, month))


@require_safe
@require(reads_figures)
def unit_score(request: HttpRequest, month: Month, number: int) -> HttpResponse:
    """One unit's score with every formula and what stands behind it."""
    unit = _unit(number)
    found = opened(request.user, month, unit, today(), as_now="now" in request.GET)
    if found is None:
        raise Http404
    context = {
        "month": month,
        "unit": unit,
        "found": found,
        "vetoes": vetoes_in_force(month.year).get(unit.pk, ()),
        "day": min(month.last, today()),
        "as_now": "now" in request.GET,
    }
    return render(request, "assessment/score_unit.html", context)


def _unit(number: int) -> Unit:
    unit = next((unit for unit in all_units() if unit.number == number), None)
    if unit is None:
        raise Http404
    return unit


@require_safe
@require(reads_figures)
def scores_file(request: HttpRequest, month: Month) -> HttpResponseBase:
    """The month's scores as a workbook: what the person sees on the page, and how it came about."""
    found = shown(request.user, month, today(), request.GET.get("number", ""))
    if not found.layers:
        raise Http404
    book = workbook_of(
        found, sheets(request.user, found), vetoes_in_force(month.year), found.day(today())
    )
    return FileResponse(BytesIO(render_workbook(book)), as_attachment=True, filename=book.file_name)
