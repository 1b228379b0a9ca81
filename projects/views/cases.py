"""What the lists and forms of supervised cases share: filters, tiles, fields."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, TextChoices
from django.http import FileResponse, HttpRequest

from projects.choices import Role
from projects.excel.list_book import list_book
from projects.models import Project, Unit
from projects.permissions import role_of
from projects.queries import all_units
from projects.rules.limits import Countdown, countdown
from projects.views.rows import tiles, whole_number, without_page

SHOWN = 30


class Line(NamedTuple):
    """A case as listed: the row, and its limit at the list's day if it has one."""

    row: Any
    countdown: Countdown | None


def line(row: Any, day: date) -> Line:
    return Line(row, countdown(row.deadline, day, row.finished) if row.deadline else None)


@dataclass(frozen=True)
class Asked:
    """What a list is narrowed to: a state, a unit (for who sees several), or what is overdue."""

    state: str
    unit: int
    overdue: bool

    @classmethod
    def by(cls, request: HttpRequest, states: type[TextChoices]) -> "Asked":
        state = request.GET.get("state", "")
        unit = whole_number(request.GET.get("unit", ""))
        own = role_of(request.user) is Role.UNIT
        return cls(
            state if state in states.values else "", 0 if own else unit, "overdue" in request.GET
        )

    def narrow(self, rows: Any, day: date) -> Any:
        """The rows asked for; those of an unknown unit are none."""
        if self.unit:
            rows = rows.filter(**{rows.unit_path: self.unit})
        if self.overdue:
            return rows.overdue(day)
        return rows.filter(state=self.state) if self.state else rows


def board(
    request: HttpRequest,
    rows: Any,
    states: type[TextChoices],
    day: date,
    *,
    list_of: Callable[[Any], Any],
) -> dict[str, Any]:
    """The context of a board: tiles by state and what is overdue, and one page of the rows.

    `list_of` orders the rows and reads what a line shows; four queries, and the page's own.
    """
    asked = Asked.by(request, states)
    counts = dict(rows.order_by().values_list("state").annotate(Count("pk")))
    page = Paginator(list_of(asked.narrow(rows, day)), SHOWN).get_page(request.GET.get("page"))
    return {
        "asked": asked,
        "tiles": tiles(counts, states),
        "total": sum(counts.values()),
        "overdue": rows.overdue(day).count(),
        "page": page,
        "lines": [line(row, day) for row in page],
        "query": without_page(request),
        "units": [] if role_of(request.user) is Role.UNIT else all_units(),
        "day": day,
    }


def file_of(name: str, headers: Sequence[str], rows: Sequence[Sequence[Any]]) -> FileResponse:
    """A list as an Excel file."""
    book = BytesIO(list_book(name, headers, rows))
    return FileResponse(book, as_attachment=True, filename=f"{name}.xlsx")


class ProjectCodesField(forms.CharField):
    """Codes of projects, one a line or with commas between; gives the projects."""

    def __init__(self, *, several: bool = True, **kwargs: Any) -> None:
        self.several = several
        if several:
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 2}))
            kwargs.setdefault("help_text", "填项目编号，每行一个或用逗号分开")
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        codes = text.replace("，", " ").replace(",", " ").replace("、", " ").split()
        found = {row.code: row for row in Project.objects.filter(code__in=codes)}
        if unknown := [code for code in codes if code not in found]:
            raise ValidationError(f"没有编号为 {'、'.join(unknown)} 的项目", code="unknown")
        if self.several:
            return [found[code] for code in dict.fromkeys(codes)]
        if len(codes) > 1:
            raise ValidationError("只能填一个项目编号", code="several")
        return found[codes[0]] if codes else None

    def prepare_value(self, value: Any) -> Any:
        """Projects as their codes, when a form shows them again."""
        if isinstance(value, Project):
            return value.code
        if isinstance(value, list):
            return "\n".join(row.code for row in value)
        return value


def units_field(label: str, *, required: bool = True) -> forms.ModelMultipleChoiceField:
    return forms.ModelMultipleChoiceField(
        Unit.objects.all(),
        label=label,
        required=required,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选择一个单位"},
    )
