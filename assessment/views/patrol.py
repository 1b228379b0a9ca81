"""/patrol/: unannounced inspections and what they found; one finding to its closing, 三（三）.

A unit's every answer here comes from `visible_to`: what is planned does not exist for it.
"""

from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Case, Count, Value, When
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from assessment.actions.patrol import (
    add_finding,
    end_inspection,
    mend_finding,
    recheck_finding,
    save_plan,
)
from assessment.choices.patrol import OPEN_FINDINGS, FindingState, InspectionState, Severity
from assessment.lifecycles.patrol import FINDING, INSPECTION
from assessment.models import Finding, Inspection
from projects import trail
from projects.clock import today
from projects.forms import FilesField, LedgerDateField, NoPapersField
from projects.models import Project, User
from projects.permissions import answers_for, keeps_supervision, reads_supervision, role_of
from projects.views.access import require
from projects.views.cases import Asked, ProjectCodesField, board, file_of, line, units_field
from projects.views.rows import RowForm, attempt, form_of, moves

INSPECTIONS_SHOWN = 20
MENDING_DAYS = 15
SAID = {
    "finish": "检查已完成，责任单位现在能看到发现的问题，限期整改",
    "cancel": "检查已取消，责任单位看不到",
    "mend": "整改情况已报送，等待复查",
    "close": "复查通过，问题已销号",
    "again": "复查未过，等待责任单位再次整改",
}
HEADERS = (
    "发现问题…", "严重程度", "责任单位", "项目…", "检查日期", "状态", "整改时限", "期限情况",
    "整改情况…", "报送日期", "复查意见…", "复查日期", "复查未过次数",
)  # fmt: skip


class PlanForm(RowForm):
    units = units_field("被检查单位", required=False)
    codes = ProjectCodesField(label="被检查项目", required=False)
    plan_files = FilesField(label="方案附件（责任单位看不到）", required=False)

    class Meta:
        model = Inspection
        fields = ["planned_on", "inspectors", "focus"]
        field_classes = {"planned_on": LedgerDateField}
        widgets = {"focus": forms.Textarea(attrs={"rows": 3})}


class EndForm(RowForm):
    class Meta:
        model = Inspection
        fields = ["summary"]
        widgets = {"summary": forms.Textarea(attrs={"rows": 2})}


class FindingForm(forms.Form):
    """What an inspector types on a phone; the place is one of the inspection's own."""

    place = forms.ChoiceField(label="在哪里")
    text = forms.CharField(
        label="发现问题",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请填写发现的问题"},
    )
    severity = forms.ChoiceField(
        label="严重程度", choices=Severity.choices, widget=forms.RadioSelect
    )
    photos = FilesField(label="现场照片（可不拍）", required=False)
    limit_on = LedgerDateField(label="整改时限")

    def __init__(self, *args: Any, places: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = places
        self.fields["place"].choices = [  # type: ignore[attr-defined]
            (key, f"{row.name}") for key, row in places.items()
        ]

    def clean_place(self) -> Any:
        return self.places[self.cleaned_data["place"]]


class MendForm(RowForm):
    fresh = ("reply",)

    papers = FilesField(label="整改照片、附件", required=False)
    no_papers = NoPapersField()

    class Meta:
        model = Finding
        fields = ["reply"]
        widgets = {"reply": forms.Textarea(attrs={"rows": 3})}


class RecheckForm(RowForm):
    fresh = ("recheck",)
    new_limit = LedgerDateField(label="新的整改时限", required=False, help_text="只在未过时填")

    class Meta:
        model = Finding
        fields = ["recheck"]


@require_safe
@require(reads_supervision)
def patrol(request: HttpRequest) -> HttpResponse:
    """What was found, by state; the inspections that the person may know of."""
    day = today()
    findings = Finding.objects.visible_to(request.user).in_force()
    context = board(request, findings, FindingState, day, list_of=_listed)
    rows = Inspection.objects.visible_to(request.user)
    planned = Case(When(state=InspectionState.PLANNED, then=Value(0)), default=Value(1))
    rows = rows.order_by(planned, "-planned_on", "-pk")
    if context["units"]:
        rows = rows.annotate(found=Count("findings"))
    inspections = Paginator(rows, INSPECTIONS_SHOWN).get_page(request.GET.get("inspections"))
    context |= {"inspections": inspections, "county": bool(context["units"])}
    context["keeps"] = keeps_supervision(request.user)
    return render(request, "assessment/patrol.html", context)


@require_safe
@require(reads_supervision)
def patrol_file(request: HttpRequest) -> HttpResponseBase:
    """The findings as an Excel file."""
    day = today()
    rows = Finding.objects.visible_to(request.user).in_force()
    found = _listed(Asked.by(request, FindingState).narrow(rows, day))
    return file_of("四不两直发现问题", HEADERS, [_cells(row, day) for row in found])


def _listed(rows: Any) -> Any:
    ended = Case(When(state__in=OPEN_FINDINGS, then=Value(0)), default=Value(1))
    return rows.select_related("unit", "project", "inspection").order_by(ended, "limit_on", "pk")


def _cells(row: Finding, day: date) -> list[Any]:
    clock = line(row, day).countdown
    return [
        row.text, row.get_severity_display(), row.unit.name,
        row.project.name if row.project else "", row.inspection.done_on, row.get_state_display(),
        row.limit_on, clock.label if clock else "", row.reply, row.replied_on, row.recheck,
        row.rechecked_on, row.again,
    ]  # fmt: skip


@require(keeps_supervision)
def inspection_plan(request: HttpRequest, key: str = "") -> HttpResponse:
    """Plan an inspection, or change the plan of one that is not done."""
    row = get_object_or_404(Inspection, key=key) if key else None
    if row and row.state != InspectionState.PLANNED:
        messages.error(request, "检查已经完成或取消，计划不能再改")
        return redirect(row)
    if request.method != "POST":
        return _plan_page(request, row, PlanForm(initial=_plan_initial(row)))
    form = PlanForm(request.POST, request.FILES)

    def act(values: dict[str, Any], version: int) -> object:
        units, projects, files = (values.pop(name) for name in ("units", "codes", "plan_files"))
        return save_plan(
            inspection=row,
            version=version,
            values=values,
            units=units,
            projects=projects,
            files=files,
            by=cast(User, request.user),
        )

    back = row.get_absolute_url() if row else reverse("patrol")
    answer = attempt(
        request, form, act, title="检查计划", back=back, said="检查计划已保存", opens=True
    )
    return answer or _plan_page(request, row, form, status=400)


def _plan_initial(row: Inspection | None) -> dict[str, Any]:
    if row is None:
        return {"version": 0}
    names = ("version", "planned_on", "inspectors", "focus")
    return {name: getattr(row, name) for name in names} | {
        "units": list(row.units.values_list("pk", flat=True)),
        "codes": list(row.projects.all()),
    }


def _plan_page(
    request: HttpRequest, row: Inspection | None, form: PlanForm, status: int = 200
) -> HttpResponse:
    context = {"inspection": row, "form": form, "papers": row.papers.all() if row else []}
    return render(request, "assessment/inspection_plan.html", context, status=status)


@require(reads_supervision)
def inspection(request: HttpRequest, key: str) -> HttpResponse:
    """One inspection: recording on the spot, marking it done; a unit sees its own part of it."""
    row = get_object_or_404(Inspection.objects.visible_to(request.user), key=key)
    if request.method == "POST":
        if not keeps_supervision(request.user):
            raise PermissionDenied
        return _end(request, row) if "move" in request.POST else _record(request, row)
    return _page(request, row)


def _places(row: Inspection, user: Any) -> dict[str, Any]:
    """The projects and units to be inspected, by a key for the form; a unit's own for a clerk."""
    projects = row.projects.select_related("unit").order_by("unit__number", "code")
    units: Any = row.units.all()
    if role_of(user) == "unit":
        projects, units = projects.visible_to(user), units.visible_to(user)
    return {f"p{each.pk}": each for each in projects} | {f"u{each.pk}": each for each in units}


def _page(
    request: HttpRequest, row: Inspection, wrong: Any = None, status: int = 200
) -> HttpResponse:
    keeps = keeps_supervision(request.user)
    places = _places(row, request.user)
    county = role_of(request.user) != "unit"
    findings = Finding.objects.visible_to(request.user).filter(inspection=row)
    context = {
        "inspection": row,
        "county": county,
        "keeps": keeps,
        "places": places.values(),
        "lines": [line(each, today()) for each in _listed(findings).prefetch_related("photos")],
        "papers": row.papers.all() if county else [],
        "form": None,
        "end": None,
        "wrong": wrong,
        "changes": trail.timeline((Inspection, "id", row.pk)) if county else [],
    }
    if keeps and row.state != InspectionState.CANCELLED:
        context["form"] = wrong if isinstance(wrong, FindingForm) else _fresh(places)
    if keeps and row.state == InspectionState.PLANNED:
        context["end"] = wrong if isinstance(wrong, EndForm) else form_of(EndForm, row, "end")
        context["end_moves"] = moves(INSPECTION, row.state, request.user)
    return render(request, "assessment/inspection.html", context, status=status)


def _fresh(places: dict[str, Any]) -> FindingForm:
    limit = today() + timedelta(days=MENDING_DAYS)
    return FindingForm(initial={"severity": Severity.MINOR, "limit_on": limit}, places=places)


def _record(request: HttpRequest, row: Inspection) -> HttpResponse:
    form = FindingForm(request.POST, request.FILES, places=_places(row, request.user))

    def act(values: dict[str, Any], _version: int) -> object:
        place, photos = values.pop("place"), values.pop("photos")
        named = {"project": place} if isinstance(place, Project) else {"unit": place}
        by = cast(User, request.user)
        return add_finding(inspection=row, values=values | named, photos=photos, by=by)

    back = row.get_absolute_url()
    answer = attempt(request, form, act, title="记录问题", back=back, said="已记录")
    return answer or _page(request, row, form, status=400)


def _end(request: HttpRequest, row: Inspection) -> HttpResponse:
    form = EndForm(request.POST, auto_id="end-%s")

    def act(values: dict[str, Any], version: int) -> object:
        return end_inspection(
            inspection=row,
            version=version,
            move=request.POST["move"],
            summary=values["summary"],
            today=today(),
            by=cast(User, request.user),
        )

    back = row.get_absolute_url()
    answer = attempt(request, form, act, title="检查", back=back, said=_said(request))
    return answer or _page(request, row, form, status=400)


def _said(request: HttpRequest) -> str:
    """What the step that was sent has done."""
    return SAID.get(request.POST.get("move", ""), "已记录")


@require(reads_supervision)
def finding(request: HttpRequest, key: str) -> HttpResponse:
    """One finding: its mending by the unit and the re-check."""
    rows = Finding.objects.visible_to(request.user)
    rows = rows.select_related("unit", "project", "inspection", "rechecked_by")
    row = get_object_or_404(rows, key=key)
    if request.method == "POST":
        return _step(request, row)
    return _finding_page(request, row)


def _finding_page(
    request: HttpRequest, row: Finding, wrong: Any = None, status: int = 200
) -> HttpResponse:
    allowed = dict(moves(FINDING, row.state, request.user))
    done = row.inspection.state == InspectionState.DONE
    own = answers_for(request.user, row.unit_id)
    mend = MendForm if done and own and "mend" in allowed else None
    check = RecheckForm if done and "close" in allowed else None
    context = {
        "finding": row,
        "countdown": line(row, today()).countdown,
        "photos": row.photos.all(),
        "files": row.files.all(),
        "wrong": wrong,
        "changes": trail.timeline((Finding, "id", row.pk)),
        "mend": mend and _kept(mend, row, "mend", wrong),
        "mend_buttons": [("mend", FINDING.moves["mend"].label)],
        "check": check and _kept(check, row, "check", wrong),
        "check_buttons": [(name, allowed[name]) for name in ("close", "again") if name in allowed],
    }
    return render(request, "assessment/finding.html", context, status=status)


def _kept(kind: type[RowForm], row: Finding, anchor: str, wrong: Any) -> Any:
    """The refused form in its own place."""
    if wrong is not None and wrong.auto_id == f"{anchor}-%s":
        return wrong
    return form_of(kind, row, anchor)


def _step(request: HttpRequest, row: Finding) -> HttpResponse:
    if not (keeps_supervision(request.user) or answers_for(request.user, row.unit_id)):
        raise PermissionDenied
    what, by = request.POST.get("what", ""), cast(User, request.user)

    def mend(values: dict[str, Any], version: int) -> object:
        given = {name: values[name] for name in ("reply", "no_papers")}
        given["files"] = values["papers"]
        return mend_finding(finding=row, version=version, today=today(), by=by, **given)

    def check(values: dict[str, Any], version: int) -> object:
        return recheck_finding(
            finding=row,
            version=version,
            move=request.POST.get("move", ""),
            recheck=values["recheck"],
            limit_on=values["new_limit"],
            today=today(),
            by=by,
        )

    steps: dict[str, Any] = {"mend": (MendForm, mend), "check": (RecheckForm, check)}
    if what not in steps:
        return redirect(row)
    kind, act = steps[what]
    form = kind(request.POST, request.FILES, auto_id=f"{what}-%s")
    back = row.get_absolute_url()
    answer = attempt(request, form, act, title="督导发现问题", back=back, said=_said(request))
    return answer or _finding_page(request, row, form, status=400)
