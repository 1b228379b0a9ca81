"""What each stage adds to 一企一表: one section a stage, all of them read in one query.

A stage adds its own with one line in `SECTIONS`. The cells of a section are names of columns of
its table (text, dates, choices) or expressions that give text.
"""

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Case, Expression, F, Q, QuerySet, TextChoices, TextField, Value, When
from django.db.models.functions import Cast, Coalesce

from projects.choices.areas import Area
from projects.choices.guarantees import GuaranteeKind
from projects.choices.hard_cases import QuestionState
from projects.choices.permits import PermitState
from projects.models import Attachment, Guarantee, HardQuestion, Permit, Project, Visit
from projects.models.attachments import FileKind
from projects.permissions import reads_area

if TYPE_CHECKING:
    from projects.permissions import Person

# The widest section; narrower ones are filled up for the one query.
WIDTH = 5
SHOWN = 12
PHOTOS_SHOWN = 4


class Section(NamedTuple):
    """`rows` of one project as known on a day; `cells` in the order of `headers`, up to `WIDTH`.

    The rows stand by `order`, read as text (an ISO date, say), the largest first. `photos` gives
    the keys of the attachments behind the rows. On paper there is room for `printed` rows, 2 or 4.
    """

    label: str
    area: Area
    headers: tuple[str, ...]
    cells: tuple[str | Expression, ...]
    rows: Callable[[Project, date], QuerySet]
    order: str | Expression
    photos: Callable[[Project, date], QuerySet] | None = None
    printed: int = 2


class Filled(NamedTuple):
    """A section with what it found; `more` rows are not shown, `printed` stand on paper."""

    label: str
    headers: tuple[str, ...]
    rows: list[tuple[str, ...]]
    more: int
    printed: int

    @property
    def total(self) -> int:
        return len(self.rows) + self.more


def _in_order(column: str, choices: type[TextChoices]) -> Expression:
    """Rows in the order of the choices, as an `order`."""
    last = len(choices)
    whens = (
        When(**{column: key}, then=Value(f"{last - n:02d}")) for n, key in enumerate(choices.values)
    )
    return Case(*whens, default=Value(""), output_field=TextField())


def _visits(project: Project, day: date) -> QuerySet:
    return Visit.objects.filter(project=project, visited_on__lte=day)


def _guarantees(project: Project, _day: date) -> QuerySet:
    return Guarantee.objects.filter(project=project)


def _open_permits(project: Project, _day: date) -> QuerySet:
    return Permit.objects.filter(project=project).exclude(state=PermitState.DONE)


def _open_questions(project: Project, _day: date) -> QuerySet:
    return HardQuestion.objects.filter(project=project).exclude(state=QuestionState.CLOSED)


SECTIONS: tuple[Section, ...] = (
    Section(
        "未办结手续",
        Area.PERMITS,
        ("手续", "状态", "计划办结", "所缺材料", "承诺补齐"),
        ("name", "state", "planned_on", "missing", "promised_on"),
        _open_permits,
        "planned_on",
    ),
    Section(
        "攻坚问题",
        Area.HARD_CASES,
        ("问题", "责任人", "解决时限"),
        ("text", "owner", "due_on"),
        _open_questions,
        "due_on",
    ),
    Section(
        "四包责任",
        Area.GUARANTEES,
        ("四包", "姓名", "职务", "身份"),
        ("kind", "person", "post", "role"),
        _guarantees,
        _in_order("kind", GuaranteeKind),
        printed=4,
    ),
    Section(
        "走访记录",
        Area.GUARANTEES,
        ("日期", "走访人", "身份", "了解和解决的问题"),
        ("visited_on", "person", "kind", "found"),
        _visits,
        "visited_on",
        lambda project, day: _visits(project, day).filter(photo__isnull=False).values("photo"),
    ),
)


def sections_of(project: Project, day: date, user: "Person") -> list[Filled]:
    """The sections that `user` may read and that hold anything, in their order; one query."""
    read = [(n, section) for n, section in enumerate(SECTIONS) if reads_area(user, section.area)]
    if not read:
        return []
    parts = [_as_text(n, section, project, day) for n, section in read]
    found = defaultdict(list)
    for n, _order, *cells in parts[0].union(*parts[1:], all=True).order_by("part", "-sorted"):
        found[n].append(tuple(cells[: len(SECTIONS[n].cells)]))
    return [
        Filled(
            section.label,
            section.headers,
            found[n][:SHOWN],
            max(0, len(found[n]) - SHOWN),
            section.printed,
        )
        for n, section in read
        if found[n]
    ]


def photos_of(project: Project, day: date, user: "Person") -> list[Attachment]:
    """The latest pictures behind the sections' rows that `user` may see; one query."""
    behind = Q()
    for section in SECTIONS:
        if section.photos and reads_area(user, section.area):
            behind |= Q(pk__in=section.photos(project, day))
    if not behind:
        return []
    pictures = Attachment.objects.visible_to(user).filter(behind, kind=FileKind.PICTURE)
    return list(pictures.order_by("-pk")[:PHOTOS_SHOWN])


def _as_text(number: int, section: Section, project: Project, day: date) -> QuerySet:
    rows = section.rows(project, day)
    cells = [_text(rows, cell) for cell in section.cells]
    blank: list[Expression] = [Value("", output_field=TextField())] * (WIDTH - len(cells))
    named = {f"cell{n}": cell for n, cell in enumerate([*cells, *blank])}
    return (
        rows.order_by()
        .annotate(part=Value(number), sorted=_text(rows, section.order, labelled=False), **named)
        .values_list("part", "sorted", *named)
    )


def _text(rows: QuerySet, cell: str | Expression, *, labelled: bool = True) -> Expression:
    if not isinstance(cell, str):
        return Coalesce(Cast(cell, TextField()), Value(""), output_field=TextField())
    column = rows.model._meta.get_field(cell) if "__" not in cell else None
    choices = getattr(column, "choices", None)
    if choices and labelled:
        labels = (When(**{cell: key}, then=Value(str(label))) for key, label in choices)
        return Case(*labels, default=Value(""), output_field=TextField())
    return Coalesce(Cast(F(cell), TextField()), Value(""), output_field=TextField())
