"""/scores/awards/<year>/: candidates, awards and vetoes of a year, each with its decision."""

from functools import partial
from typing import Any, cast

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from assessment.actions.awards import (
    decide_award,
    lift_veto,
    propose_award,
    record_veto,
    revoke_award,
)
from assessment.choices.scores import AwardState
from assessment.lifecycles.scores import AWARD, VETO
from assessment.models import ScoreAward, ScoreVeto
from assessment.scores.awards import Candidates, candidates
from assessment.scores.vetoes import vetoes_in_force
from assessment.scores.words import points
from assessment.views.score_forms import AwardForm, DecideForm, LiftForm, RevokeForm, VetoForm
from projects.clock import today
from projects.models import User
from projects.permissions import leads, reads_all, reads_figures
from projects.views.access import require
from projects.views.rows import attempt, moves, whole_number

VETO_SAID = (
    "已登记一票否决：该单位不再是当年的表彰候选，提名和登记表彰决定都会被拒绝。已公布的计分不变，"
    "下次公布时注明。解除须另有决定：点该单位名称登记。"
)
LIFTED_SAID = "已登记解除：该单位恢复当年评优评先资格。已公布的计分不变，只注明公布后已解除。"
PROPOSED_SAID = (
    "已提名，其他单位还看不到。下一步：有了表彰决定，点该单位名称登记文号、日期和决定机关。"
)
MOVED_SAID = {
    "decide": "已登记表彰决定，各单位现在都能看到。",
    "revoke": "已撤销，各单位不再看到；记录和原因保留。",
}


@require_http_methods(["GET", "HEAD", "POST"])
@require(reads_figures)
def awards(request: HttpRequest, year: int) -> HttpResponse:
    """The year's lists; 发改局 names candidates and records vetoes here."""
    if request.method == "POST":
        return _write(request, year)
    return _page(request, year)


def _write(request: HttpRequest, year: int) -> HttpResponse:
    if not leads(request.user):
        raise PermissionDenied
    if "veto" in request.POST:
        veto = VetoForm(request.POST, request.FILES, auto_id="v-%s")
        return _try(request, year, veto, record_veto, VETO_SAID) or _page(
            request, year, veto=veto, status=400
        )
    award = AwardForm(request.POST, auto_id="w-%s")
    return _try(request, year, award, propose_award, PROPOSED_SAID) or _page(
        request, year, award=award, status=400
    )


def _try(
    request: HttpRequest, year: int, form: forms.Form, act: Any, said: str
) -> HttpResponse | None:
    by = cast(User, request.user)
    more = {"today": today()} if act is record_veto else {}
    return attempt(
        request,
        form,
        lambda values, _version: act(year=year, by=by, **more, **values),
        title=f"{year}年表彰和一票否决",
        back=_address(year),
        said=said,
    )


def _address(year: int) -> str:
    return reverse("score-awards", args=[year])


def _page(
    request: HttpRequest,
    year: int,
    veto: VetoForm | None = None,
    award: AwardForm | None = None,
    status: int = 200,
) -> HttpResponse:
    every = reads_all(request.user)
    in_force = vetoes_in_force(year)
    found = candidates(year, in_force) if every else None
    named = _named(request, found)
    awards = list(_awards(request).filter(year=year).select_related("unit"))
    context = {
        "year": year,
        "reads_all": every,
        "leads": leads(request.user),
        "candidates": found,
        "awards": [
            (row, every and row.state != AwardState.REVOKED and row.unit_id in in_force)
            for row in awards
        ],
        "awarded": {row.unit_id for row in awards if row.state != AwardState.REVOKED},
        "vetoes": _vetoes(request).filter(year=year).select_related("unit"),
        "veto": veto or VetoForm(auto_id="v-%s"),
        "award": award or AwardForm(auto_id="w-%s", initial=named),
        "naming": bool(named),
    }
    return render(request, "assessment/score_awards.html", context, status=status)


def _named(request: HttpRequest, found: Candidates | None) -> dict[str, Any]:
    """The candidate that `?unit=` names, with its rank and points as the ground of an award."""
    number = whole_number(request.GET.get("unit", ""))
    layers = found.layers.values() if found else ()
    for one in (one for layer in layers for one in layer if one.stands):
        unit = one.entry.unit
        if unit.number == number and found and found.month:
            ground = (
                f"{found.month.label}专项计分考核{unit.get_layer_display()}"
                f"第{one.entry.rank}位，得分{points(one.entry.total)}"
            )
            return {"unit": unit.pk, "ground": ground}
    return {}


def _awards(request: HttpRequest) -> Any:
    """An award is everybody's to see once it is given; before that 发改局's and the readers'."""
    if reads_all(request.user):
        return ScoreAward.objects.all()
    return ScoreAward.objects.filter(state=AwardState.DECIDED)


def _vetoes(request: HttpRequest) -> Any:
    return ScoreVeto.objects.visible_to(request.user)


@require_http_methods(["GET", "HEAD", "POST"])
@require(reads_figures)
def veto(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """One veto with its decision; 发改局 records here that it was lifted."""
    row = get_object_or_404(_vetoes(request).select_related("unit"), pk=pk, year=year)
    form = LiftForm(initial={"version": row.version})
    status = 200
    if request.method == "POST":
        form, status = LiftForm(request.POST, request.FILES), 400
        answer = _move(request, row, form, partial(lift_veto, veto=row), LIFTED_SAID)
        if answer:
            return answer
    context = {
        "year": year,
        "row": row,
        "form": form,
        "moves": moves(VETO, row.state, request.user),
        "files": row.files.all(),
    }
    return render(request, "assessment/score_veto.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@require(reads_figures)
def award(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """One award; 发改局 records its decision, or takes it back."""
    row = get_object_or_404(_awards(request).select_related("unit"), pk=pk, year=year)
    form_of = {"decide": DecideForm, "revoke": RevokeForm}
    shown = {
        name: kind(initial={"version": row.version}, auto_id=f"{name}-%s")
        for name, kind in form_of.items()
    }
    status = 200
    if request.method == "POST":
        what, status = request.POST.get("move", ""), 400
        if not leads(request.user):
            raise PermissionDenied
        if what not in form_of:
            raise Http404
        form = form_of[what](request.POST, request.FILES, auto_id=f"{what}-%s")
        act = {"decide": decide_award, "revoke": revoke_award}[what]
        answer = _move(request, row, form, partial(act, award=row), MOVED_SAID[what])
        if answer:
            return answer
        shown[what] = form
    allowed = moves(AWARD, row.state, request.user)
    vetoed = bool(allowed) and row.unit_id in vetoes_in_force(year)
    context = {
        "year": year,
        "row": row,
        "vetoed": vetoed,
        "forms": [
            (name, label, shown[name])
            for name, label in allowed
            if not (vetoed and name == "decide")
        ],
        "files": row.files.all() if reads_all(request.user) else (),
    }
    return render(request, "assessment/score_award.html", context, status=status)


def _move(
    request: HttpRequest, row: ScoreVeto | ScoreAward, form: forms.Form, act: Any, said: str
) -> HttpResponse | None:
    if not leads(request.user):
        raise PermissionDenied
    by = cast(User, request.user)
    return attempt(
        request,
        form,
        lambda values, version: act(version=version, today=today(), by=by, **values),
        title=str(row),
        back=_address(row.year),
        said=said,
    )
