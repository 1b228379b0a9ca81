"""/mentions/2023-04/: whom the figures propose for praise or warning, and what was decided."""

from datetime import date
from io import BytesIO
from typing import Any, cast

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from assessment.actions.mentions import change_mention, decide_mentions
from assessment.bulletin.data import Bulletin, Column, Kind, Row, Table
from assessment.bulletin.render import render as render_workbook
from assessment.choices.mentions import MentionKind, MentionState
from assessment.lifecycles.mentions import MENTION
from assessment.mentions.proposals import Proposal, evidence, proposals, warning_limits
from assessment.models import Mention
from assessment.queries import figures_day
from projects.clock import today
from projects.models import Unit, User
from projects.periods import Month
from projects.permissions import leads, reads_all, reads_figures
from projects.queries import all_units
from projects.views.access import require
from projects.views.rows import attempt, chosen_row, moves

Proposals = dict[MentionKind, list[Proposal]]


class DecideForm(forms.Form):
    """Several units of one list at once."""

    kind = forms.ChoiceField(choices=MentionKind, widget=forms.HiddenInput)
    state = forms.ChoiceField(choices=MentionState, widget=forms.HiddenInput)
    units = forms.ModelMultipleChoiceField(Unit.objects.all(), label="责任单位", required=False)
    other = forms.ModelChoiceField(Unit.objects.all(), label="其他单位", required=False)
    reason = forms.CharField(label="理由", max_length=200, required=False)

    def chosen(self) -> list[Unit]:
        other = self.cleaned_data["other"]
        return [*self.cleaned_data["units"], *([other] if other else [])]

    def clean(self) -> None:
        if self.errors:
            return
        if not self.chosen():
            raise forms.ValidationError("请先勾选责任单位，或另列一个单位")
        if self.cleaned_data["state"] == MentionState.LEFT_OUT and not self.cleaned_data["reason"]:
            self.add_error("reason", "不列入须写明理由，如 落后项目已于本月开工")


class ChangeForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    move = forms.ChoiceField(choices=[(name, name) for name in MENTION.moves])
    reason = forms.CharField(
        label="理由", max_length=200, error_messages={"required": "请写明改变决定的理由"}
    )


@require(reads_figures)
def mentions(request: HttpRequest, month: Month) -> HttpResponse:
    """Both lists; 发改局 decides, who reads all sees the proposals, the others what is listed."""
    day = _day(month)
    found = proposals(month, day, today()) if reads_all(request.user) else {}
    form: forms.Form = DecideForm(request.POST or None)
    if request.method == "POST":
        if not leads(request.user):
            raise PermissionDenied
        answer, form = _post(request, month, found)
        if answer:
            return answer
    return render(request, "assessment/mentions.html", _context(request, month, day, found, form))


def _post(
    request: HttpRequest, month: Month, found: Proposals
) -> tuple[HttpResponse | None, forms.Form]:
    back, by = reverse("mentions", args=[month]), cast(User, request.user)
    if "row" in request.POST:
        row = chosen_row(request, _rows(request, month))
        form: forms.Form = ChangeForm(request.POST)

        def change(values: dict[str, Any], version: int) -> Mention:
            return change_mention(mention=row, version=version, on=today(), by=by, **values)

        answer = attempt(request, form, change, title=str(row), back=back, said=_said_of_change)
        return answer, form
    chosen = DecideForm(request.POST, auto_id=f"{request.POST.get('kind', '')}-%s")

    def decide(values: dict[str, Any], _version: int) -> list[Mention]:
        kind = MentionKind(values["kind"])
        grounds = {proposal.unit.pk: evidence(proposal.grounds) for proposal in found[kind]}
        return decide_mentions(
            month=month,
            kind=kind,
            state=MentionState(values["state"]),
            units={unit: grounds.get(unit.pk, []) for unit in chosen.chosen()},
            reason=values["reason"],
            on=today(),
            by=by,
        )

    answer = attempt(request, chosen, decide, title="名单", back=back, said=_said)
    return answer, chosen


def _said(rows: list[Mention]) -> str:
    names = "、".join(row.unit.name for row in rows)
    kind = rows[0].get_kind_display()
    if rows[0].state == MentionState.LEFT_OUT:
        return f"{names}不列入{kind}名单，理由已记录，本单位看不到。可在“改变决定”列改回"
    return f"{names}已列入{kind}名单，本单位从现在起看得到。全部决定后可下载名单印发"


def _said_of_change(row: Mention) -> str:
    kind = row.get_kind_display()
    if row.state == MentionState.LEFT_OUT:
        return f"{row.unit}已撤出{kind}名单，本单位不再看到，原决定留在记录里"
    return f"{row.unit}已列入{kind}名单，本单位从现在起看得到"


def _day(month: Month) -> date:
    """The day of the month's figures; a month that has not begun does not exist."""
    if month.first > today():
        raise Http404
    return min(month.last, max(figures_day(), month.first))


def _rows(request: HttpRequest, month: Month):
    """Decisions; those who do not read all see what is listed: a unit itself, a co-lead all."""
    rows = Mention.objects.filter(year=month.year, month=month.month).select_related(
        "unit", "decided_by"
    )
    if reads_all(request.user):
        return rows
    return rows.visible_to(request.user).filter(state=MentionState.LISTED)


def _context(
    request: HttpRequest, month: Month, day: date, found: Proposals, form: forms.Form
) -> dict[str, Any]:
    rows = list(_rows(request, month))
    decided = {(row.kind, row.unit_id) for row in rows}
    lists = [
        (
            kind,
            [(row, moves(MENTION, row.state, request.user)) for row in rows if row.kind == kind],
            [each for each in found.get(kind, []) if (kind, each.unit.pk) not in decided],
        )
        for kind in MentionKind
    ]
    return {
        "month": month,
        "before": month.plus(-1),
        "after": month.plus(1) if month.plus(1).first <= figures_day() else None,
        "day": day,
        "lists": lists,
        "form": form,
        "leads": leads(request.user),
        "reads_all": reads_all(request.user),
        "units": all_units() if leads(request.user) else (),
        "limits": warning_limits(month),
        "typed": _typed(form),
    }


def _typed(form: forms.Form) -> dict[str, Any]:
    """What a refused decision held, to be shown again in its own list."""
    if not isinstance(form, DecideForm) or not form.is_bound:
        return {}
    return {
        "kind": form["kind"].value(),
        "units": form["units"].value(),
        "other": form["other"].value(),
        "reason": form["reason"].value(),
    }


COLUMNS = (
    Column("序号", Kind.COUNT, 6),
    Column("责任单位", Kind.NAME, 22),
    Column("依据", Kind.TEXT, 60),
    Column("条款", Kind.NAME, 22),
    Column("理由", Kind.TEXT, 30),
    Column("决定日期", Kind.DATE, 12),
)


@require_safe
@require(reads_figures)
def mentions_file(request: HttpRequest, month: Month) -> HttpResponseBase:
    """What is listed, as a workbook in the form of the bulletin."""
    day = _day(month)
    rows = [row for row in _rows(request, month) if row.state == MentionState.LISTED]
    tables = tuple(_table(month, kind, rows) for kind in MentionKind)
    built = Bulletin(month, day, f"宁阳县{month.label}激励预警名单", (), (), tables)
    return FileResponse(
        BytesIO(render_workbook(built)), as_attachment=True, filename=built.file_name
    )


def _table(month: Month, kind: MentionKind, rows: list[Mention]) -> Table:
    own = [row for row in rows if row.kind == kind]
    return Table(
        number="",
        short=kind.label,
        title=f"宁阳县{month.label}重点项目推进{kind.label}名单",
        unit=f"共{len(own)}个单位",
        columns=COLUMNS,
        rows=tuple(
            Row(
                (
                    number,
                    row.unit.name,
                    "；".join(ground["text"] for ground in row.evidence),
                    "、".join(dict.fromkeys(ground["clause"] for ground in row.evidence)),
                    row.reason,
                    row.decided_on,
                )
            )
            for number, row in enumerate(own, 1)
        ),
        notes=("依据为决定当日的数据；名单由发改局决定。",),
        empty=f"本月没有{kind.label}的单位",
    )
