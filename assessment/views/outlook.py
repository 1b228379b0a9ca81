"""/outlook/: open quotas against the pipeline, and what turns when if nothing happens."""

from collections.abc import Mapping, Sequence
from io import BytesIO

from django import forms
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessment.choices import Annex, Colour, Rule
from assessment.outlook.book import outlook_book
from assessment.outlook.lines import SOON, Line, lines_of
from assessment.outlook.quotas import STATES, QuotaLine, quota_lines
from assessment.outlook.reading import month_ahead, outlooks, stops_of
from assessment.queries import policy_for
from assessment.rules import Stop
from projects.clock import today
from projects.permissions import reads_county, reads_figures
from projects.queries import all_units
from projects.views.access import require

SHOWN = 50
NEXT = 10
_GAP = "gap"


class _OutlookForm(forms.Form):
    """A filter of either list; who reads the county chooses among its units."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request.GET, label_suffix="")
        self.given = request.GET
        if not reads_county(request.user):
            del self.fields["unit"]
            return
        units = [(str(unit.pk), unit.name) for unit in all_units()]
        self.fields["unit"].choices = [("", "全部"), *units]  # type: ignore[attr-defined]

    def asked(self, name: str) -> str:
        return self.cleaned_data.get(name, "") if self.is_valid() else ""

    @property
    def narrowed(self) -> bool:
        return self.is_valid() and any(self.cleaned_data.values())

    @property
    def query(self) -> str:
        """What the address asks for beside the page, ending in &."""
        data = self.given.copy()
        data.pop("page", None)
        return f"{data.urlencode()}&" if data else ""


def _choice(label: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[("", "全部"), *choices])


class QuotaForm(_OutlookForm):
    unit = _choice("责任单位", [])
    annex = _choice("附件", [(annex.value, annex.label) for annex in Annex])
    state = _choice("结论", list(STATES.items()))

    def takes(self, line: QuotaLine) -> bool:
        asked = {name: self.asked(name) for name in self.fields}
        own = {"unit": str(line.unit.pk), "annex": line.annex.value, "state": line.state}
        return all(not asked.get(name) or asked[name] == own[name] for name in own)


class LineForm(_OutlookForm):
    unit = _choice("责任单位", [])
    rule = _choice("牌种", [(rule.code, rule.label) for rule in Rule])
    turn = _choice(
        "将变为", [("yellow", "黄牌"), ("red", "红牌"), (_GAP, "未定开工时限，无法预测")]
    )
    within = _choice("多少天内", [(str(days), f"{days}天") for days in (7, 15, SOON, 90)])

    def takes(self, line: Line) -> bool:
        asked = {name: self.asked(name) for name in self.fields}
        turn, within = asked.get("turn"), asked.get("within")
        own = {"unit": str(line.project.unit_id), "rule": line.rule.code}
        return (
            all(not asked.get(name) or asked[name] == own[name] for name in own)
            and (not turn or turn == _turn_of(line))
            and (not within or line.turns_within(today(), int(within)))
        )


def _turn_of(line: Line) -> str:
    return _GAP if line.is_gap else line.turns_to.code if line.turns_to else ""


@require_safe
@require(reads_figures)
def outlook(request: HttpRequest) -> HttpResponse:
    """The quotas, worst first; for a unit also what it has to do next."""
    day = today()
    stops = stops_of(request.user)
    lines = quota_lines(day.year, day, request.user, stops)
    form = QuotaForm(request)
    found = [line for line in lines if form.takes(line)]
    county = reads_county(request.user)
    context = {
        "day": day,
        "county": county,
        "form": form,
        "page": Paginator(found, SHOWN).get_page(request.GET.get("page")),
        "months": lines[0].months if lines else (),
        "lost": [line for line in lines if line.state == "lost"],
        "lost_units": len({line.unit.pk for line in lines if line.state == "lost"}),
        "any": bool(lines),
        "carries": policy_for(day.year).carry_surplus_down,
        "next": [] if county else _lines(request, stops)[:NEXT],
    }
    return render(request, "assessment/outlook.html", context)


def _lines(request: HttpRequest, stops: Mapping[int, Sequence[Stop]] | None = None) -> list[Line]:
    day = today()
    return lines_of(outlooks(request.user, day, month_ahead(day), stops))


@require_safe
@require(reads_figures)
def outlook_projects(request: HttpRequest) -> HttpResponse:
    """Every card ahead in order of date: what makes it green, and when it turns."""
    lines, form, day = _lines(request), LineForm(request), today()
    found = [line for line in lines if form.takes(line)]
    soon = [line for line in lines if line.turns_within(day, SOON)]
    context = {
        "day": day,
        "soon": SOON,
        "month": month_ahead(day),
        "county": reads_county(request.user),
        "form": form,
        "page": Paginator(found, SHOWN).get_page(request.GET.get("page")),
        "any": bool(lines),
        "tiles": [
            (colour, sum(line.turns_to is colour for line in soon))
            for colour in (Colour.RED, Colour.YELLOW)
        ],
        "gaps": sum(line.is_gap for line in lines),
    }
    return render(request, "assessment/outlook_projects.html", context)


@require_safe
@require(reads_figures)
def outlook_file(request: HttpRequest) -> HttpResponseBase:
    """Both lists, whole, as a workbook."""
    day = today()
    stops = stops_of(request.user)
    quotas = quota_lines(day.year, day, request.user, stops)
    book = outlook_book(quotas, _lines(request, stops))
    return FileResponse(BytesIO(book), as_attachment=True, filename=f"前瞻_{day}.xlsx")
