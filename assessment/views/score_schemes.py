"""/scores/schemes/: the schemes of a year; a draft edited, tried on a month, and adopted."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from assessment.actions.scores import (
    adopt,
    copy_scheme,
    drop,
    is_changed,
    load_proposal,
    save_and_adopt,
    save_draft,
)
from assessment.choices.scores import SchemeState
from assessment.models import ScoreLine, ScoreScheme
from assessment.queries import figures_day
from assessment.scores.default import NOTE
from assessment.scores.schemes import adopted, as_scheme, visible_schemes
from assessment.scores.whatif import Comparison, compare
from assessment.scores.words import number, points
from assessment.views.score_forms import HEADER, AdoptForm, DraftForm, StoredDraft, plain
from projects.actions.reporting import StaleError
from projects.actions.versions import RefusedError
from projects.choices import Layer
from projects.clock import today
from projects.models import User
from projects.periods import Month
from projects.permissions import leads, reads_all, reads_figures
from projects.views.access import require
from projects.views.conflict import conflict
from projects.views.rows import whole_number

ADOPT, ADOPT_CHANGED = "adopt", "adopt-changed"
ADD_FIRST = "增加的项要先保存草案，填好分值，再采用"


@require_http_methods(["GET", "HEAD", "POST"])
@require(reads_figures)
def schemes(request: HttpRequest) -> HttpResponse:
    """What is in force in each layer, what was, and the drafts for who may see them."""
    year = _year(request)
    if request.method == "POST":
        return _begin(request, year)
    rows = list(visible_schemes(request.user).filter(year=year).prefetch_related("lines"))
    context = {
        "year": year,
        "layers": [(layer, *_of_layer(rows, layer)) for layer in Layer],
        "leads": leads(request.user),
        "note": NOTE,
    }
    return render(request, "assessment/score_schemes.html", context)


def _year(request: HttpRequest) -> int:
    """`?year=`, else the year of the figures."""
    text = request.GET.get("year", "")
    asked = whole_number(text)
    if text and not 2000 <= asked <= 2999:
        raise Http404
    return asked or figures_day().year


def _of_layer(rows: Sequence[ScoreScheme], layer: Layer) -> tuple[Any, Any, list[ScoreScheme]]:
    """The scheme in force, the draft, and the older ones."""
    own = [row for row in rows if row.layer == layer]
    now = next((row for row in own if row.state == SchemeState.ADOPTED), None)
    draft = next((row for row in own if row.state == SchemeState.DRAFT), None)
    return now, draft, [row for row in own if row not in (now, draft)]


def _begin(request: HttpRequest, year: int) -> HttpResponse:
    """A new draft: this project's proposal, or the lines of the scheme named."""
    if not leads(request.user):
        raise PermissionDenied
    by = cast(User, request.user)
    layer, source = request.POST.get("proposal", ""), request.POST.get("copy", "")
    try:
        if layer in Layer.values:
            row = load_proposal(year=year, layer=Layer(layer), by=by)
        else:
            chosen = get_object_or_404(ScoreScheme, pk=whole_number(source))
            row = copy_scheme(source=chosen, year=year, by=by)
    except RefusedError as error:
        messages.error(request, str(error))
        return redirect(f"{reverse('score-schemes')}?year={year}")
    messages.success(
        request, f"已建草案：{row}。请按本县实际修改，试算各单位位次之后再采用；采用前不影响得分。"
    )
    return redirect("score-scheme", pk=row.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@require(reads_figures)
def scheme(request: HttpRequest, pk: int) -> HttpResponse:
    """One scheme; a draft with its form and what it would do to the ranks."""
    row = get_object_or_404(visible_schemes(request.user), pk=pk)
    if request.method != "POST":
        return _page(request, row)
    if not leads(request.user):
        raise PermissionDenied
    if row.state != SchemeState.DRAFT:
        messages.error(request, f"现为“{row.get_state_display()}”，不能再修改")
        return redirect("score-scheme", pk=pk)
    what = request.POST.get("what", "")
    if what in {ADOPT, ADOPT_CHANGED}:
        return _adopt(request, row, changes_too=what == ADOPT_CHANGED)
    return _drop(request, row) if what == "drop" else _edit(request, row, what)


def _edit(request: HttpRequest, row: ScoreScheme, what: str) -> HttpResponse:
    """Save the draft, or only try it."""
    lines = list(row.lines.all())
    form = DraftForm(request.POST, lines=lines)
    if not form.is_valid() or what == "preview":
        adoption = AdoptForm(auto_id="a-%s", initial=_adoption() | request.POST.dict())
        return _page(request, row, form, adoption, status=200 if form.is_valid() else 400)
    try:
        save_draft(
            scheme=row,
            version=form.cleaned_data["version"],
            by=cast(User, request.user),
            **form.values(),
        )
    except StaleError:
        return _conflict(request, row, form)
    except RefusedError as error:
        form.add_error(None, str(error))
        return _page(request, row, form, status=400)
    messages.success(request, "已保存草案，还没有采用。本页试算已按它计算；满意后在本页末尾采用。")
    return redirect("score-scheme", pk=row.pk)


def _conflict(request: HttpRequest, row: ScoreScheme, form: DraftForm) -> HttpResponse:
    """Both values; who goes on saves the draft, whatever was asked for."""
    row.refresh_from_db()
    stored = cast(Any, StoredDraft(row, list(row.lines.all())))
    back = reverse("score-scheme", args=[row.pk])
    return conflict(request, form, stored, title=str(row), back=back)


def _adopt(request: HttpRequest, row: ScoreScheme, *, changes_too: bool) -> HttpResponse:
    """Adopt what is typed: as it is stored, or with `changes_too` saved first. Changes that were
    not saved are tried and shown before they can be adopted, as an adopted scheme is final."""
    form = DraftForm(request.POST, lines=list(row.lines.all()))
    adoption = AdoptForm(request.POST, auto_id="a-%s")
    if form.is_valid() and form.cleaned_data["version"] != row.version:
        return _conflict(request, row, form)
    if form.is_valid() and form.cleaned_data["add"]:
        form.add_error("add", ADD_FIRST)
    if not (form.is_valid() and adoption.is_valid()):
        return _page(request, row, form, adoption, status=400)
    changed = is_changed(row, **form.values())
    if changed and not changes_too:
        return _page(request, row, form, adoption, status=400, unsaved=True)
    try:
        _write_adoption(request, row, adoption.cleaned_data, form, changed=changed)
    except StaleError:
        return _conflict(request, row, form)
    except RefusedError as error:
        adoption.add_error(None, str(error))
        return _page(request, row, form, adoption, status=400)
    messages.success(request, _adopted(row))
    return redirect("score-scheme", pk=row.pk)


def _write_adoption(
    request: HttpRequest,
    row: ScoreScheme,
    decision: dict[str, Any],
    form: DraftForm,
    *,
    changed: bool,
) -> None:
    act, values = (save_and_adopt, form.values()) if changed else (adopt, {})
    act(
        scheme=row,
        version=form.cleaned_data["version"],
        today=today(),
        by=cast(User, request.user),
        **decision,
        **values,
    )


def _adopted(row: ScoreScheme) -> str:
    return (
        f"已采用：{row}。{row.get_layer_display()}还没有公布的月份从现在起按这一版计分；"
        "已公布的月份不变。下一步：月份锁定后，在计分考核页公布。"
    )


def _drop(request: HttpRequest, row: ScoreScheme) -> HttpResponse:
    try:
        drop(
            scheme=row,
            version=whole_number(request.POST.get("version", "")),
            by=cast(User, request.user),
        )
    except StaleError:
        messages.error(request, "草案刚由别人改过，请看过后再作废")
        return redirect("score-scheme", pk=row.pk)
    except RefusedError as error:
        messages.error(request, str(error))
        return redirect("score-scheme", pk=row.pk)
    messages.success(request, f"已作废：{row}")
    return redirect(f"{reverse('score-schemes')}?year={row.year}")


def _page(
    request: HttpRequest,
    row: ScoreScheme,
    form: DraftForm | None = None,
    adoption: AdoptForm | None = None,
    status: int = 200,
    *,
    unsaved: bool = False,
) -> HttpResponse:
    lines = list(row.lines.all())
    edits = leads(request.user) and row.state == SchemeState.DRAFT
    context = {
        "row": row,
        "edits": edits,
        "note": NOTE,
        "form": (form or _form(row, lines)) if edits else None,
        "adoption": adoption or AdoptForm(auto_id="a-%s", initial=_adoption()),
        "unsaved": unsaved,
    }
    if row.state == SchemeState.DRAFT and reads_all(request.user):
        context |= _trial(row, lines, form)
    return render(request, "assessment/score_scheme.html", context, status=status)


def _form(row: ScoreScheme, lines: Sequence[ScoreLine]) -> DraftForm:
    start = {name: plain(getattr(row, name)) for name in ("version", *HEADER)}
    return DraftForm(lines=lines, initial=start)


def _adoption() -> dict[str, Any]:
    return {"on": today()}


def _trial(row: ScoreScheme, lines: Sequence[ScoreLine], form: DraftForm | None) -> dict[str, Any]:
    """The ranks under the draft, as it is typed if it was, against those in force."""
    typed = form is not None and form.is_valid()
    draft = form.scheme(str(row)) if form is not None and typed else as_scheme(row, lines)
    now = adopted(row.year).get(Layer(row.layer))
    month, whole = _month(row.year), _whole(row, form, typed=typed)
    found = compare(month, today(), Layer(row.layer), draft=draft, now=now)
    return {
        "trial": [_words(one) for one in found],
        "trial_month": month,
        "trial_typed": typed,
        "now": now,
        "weights": number(draft.weights),
        "whole": number(whole),
        "adds_up": draft.weights == whole,
    }


def _whole(row: ScoreScheme, form: DraftForm | None, *, typed: bool) -> Fraction:
    return Fraction(form.cleaned_data["whole"] if form is not None and typed else row.whole)


def _month(year: int) -> Month:
    """The last month of the year that has figures."""
    return Month.of(max(date(year, 1, 1), min(figures_day(), date(year, 12, 31))))


def _words(one: Comparison) -> dict[str, Any]:
    return {
        "unit": one.unit,
        "now": one.now,
        "draft": one.draft,
        "change": one.change,
        "total": points(one.draft.total),
        "then": points(one.now.total if one.now else None),
        "points": points(one.points),
    }
