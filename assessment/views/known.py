"""/known/<month>/: what a past day knew of a month against what is known now, and why."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from assessment.bulletin.known_tables import known_workbook
from assessment.bulletin.render import render as render_workbook
from assessment.choices import Annex, Colour, QuotaBand, Rule
from assessment.choices.known import ChangeKind
from assessment.known.asking import Preset, presets, usual_day
from assessment.known.changes import Change
from assessment.known.differences import Differences, differences
from assessment.known.inputs import read_trail
from assessment.known.judge import Past
from assessment.known.words import GROUPS, Line, cell_words, colour_words, lines
from assessment.queries import figures_day
from projects.choices import Role
from projects.clock import real_today
from projects.forms import LedgerDateField
from projects.periods import Month
from projects.permissions import READS_TRAIL, reads_all, reads_known, role_of
from projects.views.access import require

PAGE_ROWS = 40
CAUSES_SHOWN = 4


class DayForm(forms.Form):
    """The day whose end is asked for."""

    day = LedgerDateField(label="截至哪一天终了", required=False)

    def clean_day(self) -> date | None:
        day = self.cleaned_data["day"]
        if day and day > real_today():
            raise forms.ValidationError(f"{day} 还没有到，请填今天或以前的日期")
        return day


@dataclass(frozen=True)
class Asked:
    """What the address asks for, and what was found."""

    form: DayForm
    day: date
    presets: Sequence[Preset]
    found: Differences
    rows: Sequence[Line]


@dataclass(frozen=True)
class UnitCount:
    """One unit's differences by group."""

    key: int
    name: str
    numbers: list[int]

    @property
    def total(self) -> int:
        return sum(self.numbers)


@require_safe
@require(reads_known)
def known(request: HttpRequest, month: Month) -> HttpResponse:
    """Counts first, then the differences unit by unit, each with its changes."""
    asked = _asked(request, month)
    rows = _narrowed(request, asked.rows)
    page = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "month": month,
        "before": month.plus(-1),
        "after": month.plus(1) if month < Month.of(figures_day()) else None,
        "asked": asked,
        "colours": _colours(asked.found),
        "totals": _totals(asked.found),
        "groups": GROUPS,
        "units": _units(asked.rows),
        "kinds": asked.found.kinds().most_common(),
        "kind": request.GET.get("kind", ""),
        "unit": request.GET.get("unit", ""),
        "page": page,
        "lines": [(row, row.causes[:CAUSES_SHOWN], _link(request, asked, row)) for row in page],
        "all_units": role_of(request.user) is not Role.UNIT,
        "query": _query(request, asked.day),
    }
    return render(request, "assessment/known.html", context)


@require_safe
@require(reads_known)
def known_file(request: HttpRequest, month: Month) -> HttpResponseBase:
    """All differences as a workbook."""
    asked = _asked(request, month)
    book = known_workbook(asked.found, asked.rows)
    target = BytesIO(render_workbook(book))
    return FileResponse(target, as_attachment=True, filename=f"{book.title}.xlsx")


def _asked(request: HttpRequest, month: Month) -> Asked:
    past = Past(read_trail(month.year))
    today = figures_day()
    days = presets(past, month, min(today, real_today()))
    form = DayForm(request.GET)
    given = form.cleaned_data["day"] if form.is_valid() else None
    day = given or usual_day(days, month, today)
    unit = getattr(request.user, "unit_id", None) if role_of(request.user) is Role.UNIT else None
    found = differences(past, month, day, today, unit)
    return Asked(form, day, days, found, lines(found))


def _narrowed(request: HttpRequest, rows: Sequence[Line]) -> list[Line]:
    unit, kind = request.GET.get("unit", ""), request.GET.get("kind", "")
    return [
        row
        for row in rows
        if (not unit or str(row.unit_id) == unit)
        and (kind not in ChangeKind.values or kind in {cause.kind for cause in row.causes})
    ]


def _query(request: HttpRequest, day: date) -> str:
    """What the links to the other pages of the list repeat."""
    given = {name: request.GET[name] for name in ("unit", "kind") if request.GET.get(name)}
    return urlencode({"day": day.isoformat()} | given)


def _colours(found: Differences) -> list[tuple[str, str, int, int]]:
    """(rule, colour, cards then, cards now)."""
    then, now = found.then.colours(), found.now.colours()
    return [
        (rule.label, colour_words(colour), then[rule, colour], now[rule, colour])
        for rule in Rule
        for colour in (*reversed(Colour), None)
    ]


def _totals(found: Differences) -> list[tuple[str, str, str]]:
    """Each annex's total then and now."""
    then, now = (side.completion.total.cells for side in (found.then, found.now))
    keys = [(annex, QuotaBand.TOTAL) for annex in Annex]
    return [(key[0].label, cell_words(then[key]), cell_words(now[key])) for key in keys]


def _units(rows: Sequence[Line]) -> list[UnitCount]:
    counts = Counter((row.unit_id, row.group) for row in rows)
    names = {row.unit_id: row.unit for row in rows}
    return [
        UnitCount(key, name, [counts[key, group] for group in GROUPS])
        for key, name in names.items()
    ]


def _link(request: HttpRequest, asked: Asked, row: Line) -> tuple[str, str] | None:
    """(address, words) of the trail behind a difference, where the person may read one."""
    user: Any = request.user
    project = asked.found.now.ledger.projects.get(row.project) if row.project else None
    if project and (role_of(user) in READS_TRAIL or user.unit_id == project.unit_id):
        return reverse("project-trail", args=[row.code]), "变更记录"
    if row.project is None and reads_all(user):
        return reverse("annexes", args=[asked.found.month.year]), "附件核对"
    return _cause_link(user, asked, row.causes)


def _cause_link(user: Any, asked: Asked, causes: Sequence[Change]) -> tuple[str, str] | None:
    averages = {ChangeKind.AVERAGE, ChangeKind.AVERAGE_CHANGED}
    if reads_all(user) and any(cause.kind in averages for cause in causes):
        return reverse("averages", args=[asked.found.month]), "全市均值"
    return None
