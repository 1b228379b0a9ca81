"""/listed/: lagging projects under supervision, from the proposal to the exit, 三（五）."""

from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Case, Value, When
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from assessment.actions.listed import (
    ask_to_lift,
    decide_listing,
    lift_listing,
    save_note,
    send_back_request,
)
from assessment.choices.listed import ON_THE_LIST, ListingState
from assessment.lifecycles.listed import LISTING
from assessment.listings.proposals import ended_month, proposal_of, proposals
from assessment.listings.rules import CRITERION, owed_months
from assessment.models import Listing, ListingNote
from assessment.queries import figures_day
from projects import trail
from projects.clock import today
from projects.forms import FilesField, LedgerDateField
from projects.models import Project, User
from projects.periods import Month
from projects.permissions import answers_for, leads, reads_supervision, role_of
from projects.views.access import require
from projects.views.cases import Asked, board, file_of, line
from projects.views.rows import RowForm, attempt, chosen_row, form_of, moves

PROPOSED_SHOWN = 30
SAID = {
    "ask": "摘牌申请已报送，等待核查",
    "send_back": "已退回申请，继续挂牌",
    "lift": "已核查摘牌",
}
HEADERS = (
    "项目编号", "项目名称…", "责任单位", "状态", "挂牌日期", "已挂天数", "督办县领导", "整改时限",
    "期限情况", "挂牌理由…", "依据…", "摘牌日期", "核查情况…", "摘牌理由…",
)  # fmt: skip


class DecisionForm(RowForm):
    class Meta:
        model = Listing
        fields = ["reason", "leader", "limit_on"]
        field_classes = {"limit_on": LedgerDateField}
        labels = {"reason": "挂牌或不挂牌的理由"}
        help_texts = {"leader": "不挂牌时不填", "limit_on": "不挂牌时不填"}


class NoteForm(RowForm):
    papers = FilesField(label="附件", required=False)

    class Meta:
        model = ListingNote
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}


class RequestForm(RowForm):
    class Meta:
        model = Listing
        fields = ["request"]
        labels = {"request": "整改完成情况"}
        widgets = {"request": forms.Textarea(attrs={"rows": 3})}


class ReturnForm(RowForm):
    fresh = ("answer",)

    class Meta:
        model = Listing
        fields = ["answer"]


class LiftForm(RowForm):
    class Meta:
        model = Listing
        fields = ["check_note", "lift_reason"]
        widgets = {"check_note": forms.Textarea(attrs={"rows": 2})}


@require_safe
@require(reads_supervision)
def listing_list(request: HttpRequest) -> HttpResponse:
    """Who is on the list and how long; for the county's readers who is proposed for it."""
    day = today()
    rows = Listing.objects.visible_to(request.user).decided()
    context = board(request, rows, ListingState, day, list_of=_listed)
    del context["tiles"][0]  # what is proposed has a list of its own below
    county = role_of(request.user) != "unit"
    proposed = proposals(figures_day(), request.user) if county else []
    context |= {
        "lines": [(*each, each.row.days(day)) for each in context["lines"]],
        "county": county,
        "criterion": CRITERION,
        "month": ended_month(figures_day()),
        "proposed": proposed[:PROPOSED_SHOWN],
        "waiting": len(proposed),
        "decides": leads(request.user),
    }
    return render(request, "assessment/listings.html", context)


@require_safe
@require(reads_supervision)
def listing_file(request: HttpRequest) -> HttpResponseBase:
    """The list as an Excel file."""
    day = today()
    rows = Listing.objects.visible_to(request.user).decided()
    found = _listed(Asked.by(request, ListingState).narrow(rows, day))
    return file_of("挂牌督办", HEADERS, [_cells(row, day) for row in found])


def _listed(rows: Any) -> Any:
    ended = Case(When(state__in=ON_THE_LIST, then=Value(0)), default=Value(1))
    return rows.select_related("project__unit").order_by(ended, "limit_on", "pk")


def _cells(row: Listing, day: date) -> list[Any]:
    clock = line(row, day).countdown
    return [
        row.project.code, row.project.name, row.project.unit.name, row.get_state_display(),
        row.listed_on, row.days(day) or None, row.leader, row.limit_on,
        clock.label if clock else "", row.reason, row.evidence, row.lifted_on, row.check_note,
        row.lift_reason,
    ]  # fmt: skip


@require(leads)
def listing_decide(request: HttpRequest, code: str) -> HttpResponse:
    """发改局 puts a project on the list, or decides against a proposal."""
    project = get_object_or_404(Project.objects.select_related("unit"), code=code)
    proposed = proposal_of(project, figures_day(), request.user)
    if request.method != "POST":
        return _decision_page(request, project, proposed, DecisionForm(initial={"version": 0}))
    form = DecisionForm(request.POST)

    def act(values: dict[str, Any], _version: int) -> object:
        return decide_listing(
            project=project,
            move=request.POST.get("move", ""),
            evidence=proposed.words if proposed else "发改局直接提出",
            evidence_key=proposed.key if proposed else "",
            today=today(),
            by=cast(User, request.user),
            **values,
        )

    back = reverse("listings")
    answer = attempt(request, form, act, title="挂牌督办", back=back, said="已决定", opens=True)
    return answer or _decision_page(request, project, proposed, form, status=400)


def _decision_page(
    request: HttpRequest, project: Project, proposed: Any, form: DecisionForm, status: int = 200
) -> HttpResponse:
    context = {
        "project": project,
        "proposed": proposed,
        "form": form,
        "criterion": CRITERION,
        "before": Listing.objects.filter(project=project).decided(),
    }
    return render(request, "assessment/listing_decide.html", context, status=status)


@require(reads_supervision)
def listing(request: HttpRequest, pk: int) -> HttpResponse:
    """One listed project: its evidence, its months, the way off the list."""
    rows = Listing.objects.visible_to(request.user).decided()
    found = get_object_or_404(rows.select_related("project__unit", "lifted_by"), pk=pk)
    if request.method == "POST":
        return _posted(request, found)
    return _page(request, found)


def _page(request: HttpRequest, row: Listing, wrong: Any = None, status: int = 200) -> HttpResponse:
    day = today()
    notes = list(row.notes.prefetch_related("files"))
    noted = {Month(note.year, note.month) for note in notes}
    own = answers_for(request.user, row.project.unit_id) and row.state in ON_THE_LIST
    month = Month.of(day)
    owed = owed_months(row.listed_on, row.lifted_on, noted, day) if row.listed_on else []
    context = {
        "listing": row,
        "days": row.days(day),
        "countdown": line(row, day).countdown,
        "notes": [
            (note, Month(note.year, note.month), _form(NoteForm, note, f"note{note.pk}", wrong))
            for note in notes
        ],
        "owed": owed,
        "own": own,
        "months": [each for each in [*owed, month] if each not in noted] if own else [],
        "new_note": _form(NoteForm, None, "note", wrong),
        "wrong": wrong,
        "changes": trail.timeline((Listing, "id", row.pk), (ListingNote, "listing_id", row.pk)),
    }
    return render(
        request, "assessment/listing.html", context | _steps(request, row, wrong), status=status
    )


def _steps(request: HttpRequest, row: Listing, wrong: Any) -> dict[str, Any]:
    """The forms of the steps that the person may take now."""
    allowed = dict(moves(LISTING, row.state, request.user))
    if role_of(request.user) == "unit" and not answers_for(request.user, row.project.unit_id):
        allowed = {}
    kinds = {"ask": RequestForm, "send_back": ReturnForm, "lift": LiftForm}
    return {
        f"{name}_step": (_form(kind, row, name, wrong), [(name, allowed[name])])
        for name, kind in kinds.items()
        if name in allowed
    }


def _form(kind: Any, row: Any, anchor: str, wrong: Any) -> Any:
    if wrong is not None and wrong.auto_id == f"{anchor}-%s":
        return wrong
    return form_of(kind, row, anchor) if row else kind(auto_id=f"{anchor}-%s")


def _posted(request: HttpRequest, row: Listing) -> HttpResponse:
    if not (leads(request.user) or answers_for(request.user, row.project.unit_id)):
        raise PermissionDenied
    what = request.POST.get("what", "")
    if what == "note":
        return _note(request, row)
    kinds: dict[str, Any] = {"ask": RequestForm, "send_back": ReturnForm, "lift": LiftForm}
    if what not in kinds:
        return redirect(row)
    acts: dict[str, Any] = {
        "ask": ask_to_lift,
        "send_back": send_back_request,
        "lift": lift_listing,
    }

    def act(values: dict[str, Any], version: int) -> object:
        dated = {} if what == "send_back" else {"today": today()}
        by = cast(User, request.user)
        return acts[what](listing=row, version=version, by=by, **values, **dated)

    return _write(request, row, kinds[what](request.POST, auto_id=f"{what}-%s"), act)


def _note(request: HttpRequest, row: Listing) -> HttpResponse:
    note = chosen_row(request, row.notes) if request.POST.get("row") else None
    form = NoteForm(request.POST, request.FILES, auto_id=f"note{note.pk}-%s" if note else "note-%s")

    def act(values: dict[str, Any], version: int) -> object:
        return save_note(
            listing=row,
            month=Month(note.year, note.month) if note else _month(request),
            text=values["text"],
            files=values["papers"],
            version=version,
            today=today(),
            by=cast(User, request.user),
        )

    return _write(request, row, form, act)


def _month(request: HttpRequest) -> Month:
    try:
        return Month.parse(request.POST.get("month", ""))
    except ValueError:
        return Month.of(today())


def _write(request: HttpRequest, row: Listing, form: RowForm, act: Any) -> HttpResponse:
    answer = attempt(
        request,
        form,
        act,
        title="挂牌督办",
        back=row.get_absolute_url(),
        said=SAID.get(request.POST.get("move", ""), "本月进展已记录"),
        keep=("what", "row", "move", "month"),
    )
    return answer or _page(request, row, form, status=400)
