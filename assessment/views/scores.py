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
from assessment.models import ScorePublication, ScoreVeto
from assessment.scores.showing import Basis, Shown, basis, opened, remark, remarks, sheets, shown
from assessment.scores.standings import Entry, LayerTable
from assessment.scores.vetoes import Remark, in_force, vetoes_of
from assessment.scores.words import points
from projects.actions.versions import RefusedError
from projects.choices import Layer
from projects.clock import today
from projects.models import Unit, User
from projects.periods import Month, months_through
from projects.permissions import leads, reads_all, reads_figures, reads_vetoes, reports
from projects.queries import all_units
from projects.views.access import require

KEPT, CURRENT = "kept", "current"


class PublishForm(forms.Form):
    """`seen` is the number of the publication that the person has read, 0 for none; `scheme` by
    which scheme a month is published again."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    reason = forms.CharField(
        label="重新公布的原因",
        required=False,
        max_length=200,
        error_messages={"max_length": "原因请缩短到200字以内"},
    )
    scheme = forms.ChoiceField(
        label="按哪一版计分办法重算",
        required=False,
        initial=KEPT,
        choices=[(KEPT, "沿用上次公布时的办法"), (CURRENT, "改用现行办法")],
        widget=forms.RadioSelect,
    )

    def name_schemes(self, found: Basis) -> None:
        """Say which schemes may be chosen from."""
        self.fields["scheme"].choices = [  # type: ignore[attr-defined]
            (KEPT, f"沿用上次公布时的办法：{found.kept}"),
            (CURRENT, f"改用现行办法：{found.current}"),
        ]


@dataclass(frozen=True)
class Line:
    """A unit's row in ready strings; `opens` says that the person may open its score."""

    entry: Entry
    cells: Sequence[str]
    deducted: str
    total: str
    remark: Remark
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
        values = dict(form.cleaned_data)
        current, by = values.pop("scheme") == CURRENT, cast(User, request.user)
        try:
            row = publish(month=month, today=today(), by=by, current=current, **values)
        except RefusedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _said(month, row))
            return redirect("scores", month=month)
    return _page(request, month, form, status=400)


def _said(month: Month, row: ScorePublication) -> str:
    """What was done, and what follows from it."""
    first = (
        f"已公布{month.label}计分：各单位现在都能看到；得分、位次、依据和此时生效的一票否决"
        "就此固定。本月通报还没有印发的，从现在起带附表9；已印发的，印发更正后才有。"
    )
    again = (
        f"已重新公布{month.label}计分，为第{row.number}次：以前各次保留在本页“历次公布”，"
        "附表9改用这一次。"
    )
    return first if row.number == 1 else again


def _page(
    request: HttpRequest, month: Month, form: PublishForm | None = None, status: int = 200
) -> HttpResponse:
    found = shown(request.user, month, today(), request.GET.get("number", ""))
    last = found.publications[0].number if found.publications else 0
    form = form or PublishForm(initial={"seen": last})
    context = {
        "month": month,
        "months": _months(month),
        "before": month.plus(-1),
        "after": month.plus(1),
        "shown": found,
        "layers": _layers(request, found),
        "leads": leads(request.user),
        "reads_all": reads_all(request.user),
        "form": form,
        "day": found.day(today()),
        "ahead": month.first > today(),
    }
    if leads(request.user):
        context |= _publishing(found, form)
    return render(request, "assessment/scores.html", context, status=status)


def _publishing(found: Shown, form: PublishForm) -> dict[str, object]:
    """Whether the button is shown, the action asks again; and the schemes to choose from."""
    schemes = basis(found)
    if schemes:
        form.name_schemes(schemes)
    ready = bool(schemes) or len(found.layers) == len(Layer)
    return {"basis": schemes, "may_publish": ready and found.is_locked}


def _layers(request: HttpRequest, found: Shown) -> list[tuple[LayerTable, list[Line]]]:
    said = remarks(request.user, found, vetoes_of(found.month.year))
    return [(table, _lines(request, table, said)) for table in found.layers]


def _lines(request: HttpRequest, table: LayerTable, said: Mapping[int, Remark]) -> list[Line]:
    own = getattr(request.user, "unit_id", None)
    every = not reports(request.user)
    return [
        Line(
            entry,
            [points(entry.points.get(line.measure)) for line in table.items],
            points(entry.sum_of(table.deductions)),
            points(entry.total),
            said[entry.unit.pk],
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
    vetoes, live = vetoes_of(month.year), found.publication is None
    context = {
        "month": month,
        "unit": unit,
        "found": found,
        "remark": remark(request.user, found.entry, vetoes, live=live) if found.entry else None,
        "vetoes": _decisions(request, vetoes.get(unit.pk, ()), live=live),
        "day": min(month.last, today()),
        "as_now": "now" in request.GET,
    }
    return render(request, "assessment/score_unit.html", context)


def _decisions(
    request: HttpRequest, rows: Sequence[ScoreVeto], *, live: bool
) -> Sequence[ScoreVeto]:
    """The decisions behind the remark, for who may read them."""
    visible = [row for row in rows if reads_vetoes(request.user, row.unit_id)]
    return in_force(visible) if live else visible


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
    said = remarks(request.user, found, vetoes_of(month.year))
    book = workbook_of(found, sheets(request.user, found), said, found.day(today()))
    return FileResponse(BytesIO(render_workbook(book)), as_attachment=True, filename=book.file_name)
