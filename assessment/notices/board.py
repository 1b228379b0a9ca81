"""The board of notices and interviews: columns by state, urgent first, whose turn it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber
from django.urls import reverse

from assessment.choices.notices import InterviewState, NoticeState
from assessment.models import Interview, SupervisionNotice
from assessment.models.notices import RUNNING
from assessment.notices.rules import Limit, days_left, limit_of
from assessment.notices.turns import Turn, interview_turn, notice_turn

if TYPE_CHECKING:
    from projects.permissions import Person

SHOWN = 8
N, V = NoticeState, InterviewState


class Kind(NamedTuple):
    """A kind of case: its columns, each of some states, and the column by which it is urgent.

    The limit runs in the states `running`, as long as the row is `unanswered`.
    """

    name: str
    label: str
    page: str
    due: str
    columns: Mapping[str, tuple[str, tuple[str, ...]]]
    turn: Callable[[Any], Turn]
    running: tuple[str, ...]
    unanswered: Mapping[str, str]

    def runs(self, row: Any) -> bool:
        """Whether the unit has the next step and its limit runs."""
        answers = all(getattr(row, name) == value for name, value in self.unanswered.items())
        return row.state in self.running and answers


NOTICES = Kind(
    "notice",
    "督办通知书",
    "notice",
    "due_on",
    {
        "draft": ("拟定", (N.DRAFT,)),
        "issued": ("待签收", (N.ISSUED,)),
        "working": ("整改中", (N.RECEIVED, N.RETURNED)),
        "replied": ("待核查", (N.REPLIED,)),
        "ended": ("已销号、作废", (N.CLOSED, N.WITHDRAWN)),
    },
    notice_turn,
    RUNNING,
    {},
)
INTERVIEWS = Kind(
    "interview",
    "约谈",
    "interview",
    "promise_due",
    {
        "confirmed": ("待定时间", (V.CONFIRMED,)),
        "dated": ("待约谈", (V.DATED,)),
        "held": ("整改、待核查", (V.HELD, V.FOLLOW_UP)),
        "checked": ("待办结", (V.CHECKED,)),
        "ended": ("已办结、取消", (V.CLOSED, V.CANCELLED)),
    },
    interview_turn,
    (V.HELD, V.FOLLOW_UP),
    {"report": ""},
)
KINDS = {kind.name: kind for kind in (NOTICES, INTERVIEWS)}
ENDED, OVERDUE = "ended", "overdue"


@dataclass(frozen=True)
class Item:
    """One case as it stands on `today`."""

    row: Any
    kind: Kind
    today: date

    @property
    def title(self) -> str:
        paper = self.row.paper
        return str(paper) if paper else f"{self.kind.label}（{self.row.get_state_display()}）"

    @property
    def url(self) -> str:
        return reverse(self.kind.page, args=[self.row.pk])

    @property
    def due(self) -> date | None:
        """The limit that the unit works to; of an interview to come its day."""
        if self.row.state == V.DATED and self.kind is INTERVIEWS:
            return self.row.meet_on
        return getattr(self.row, self.kind.due)

    @property
    def limit(self) -> Limit:
        return limit_of(self.due, self.today, running=self.kind.runs(self.row))

    @property
    def left(self) -> int | None:
        """Days to the limit, negative past it; None where it does not run."""
        return days_left(self.due, self.today) if self.due and self.kind.runs(self.row) else None

    @property
    def is_overdue(self) -> bool:
        return self.limit is Limit.OVERDUE

    @property
    def turn(self) -> Turn:
        return self.kind.turn(self.row)

    @property
    def countdown(self) -> str:
        """How far the limit is: 还剩3天, 今日到期, 逾期2天; "" where none runs."""
        left = self.left
        if left is None:
            return ""
        if left == 0:
            return "今日到期"
        return f"还剩{left}天" if left > 0 else f"逾期{-left}天"


@dataclass(frozen=True)
class Column:
    """One state of the board: all its cases in number, the most urgent of them shown."""

    key: str
    label: str
    total: int
    overdue: int
    items: list[Item]

    @property
    def more(self) -> int:
        return self.total - len(self.items)


def board(kind: Kind, user: "Person", today: date) -> list[Column]:
    """The columns of one kind for this person; two queries, whatever the number of cases."""
    rows = _rows(kind, user).annotate(slot=_slot(kind))
    late = _overdue(kind, today)
    sums = {"total": Count("pk"), "overdue": Count("pk", filter=late)}
    counted = rows.order_by().values_list("slot").annotate(**sums)
    numbers = {slot: (total, overdue) for slot, total, overdue in counted}
    urgent = Window(RowNumber(), partition_by=F("slot"), order_by=[*_urgency(kind)])
    shown = rows.exclude(slot=ENDED).annotate(turn_in_column=urgent)
    items: dict[str, list[Item]] = {}
    for row in shown.filter(turn_in_column__lte=SHOWN).order_by(*_urgency(kind)):
        items.setdefault(row.slot, []).append(Item(row, kind, today))
    return [
        Column(key, label, *numbers.get(key, (0, 0)), items.get(key, []))
        for key, (label, _) in kind.columns.items()
    ]


def listed(kind: Kind, user: "Person", today: date, column: str = "") -> QuerySet:
    """The cases of one column, of all that are overdue, or of the whole kind; urgent first."""
    rows = _rows(kind, user)
    if column == OVERDUE:
        rows = rows.filter(_overdue(kind, today))
    elif column in kind.columns:
        rows = rows.filter(state__in=kind.columns[column][1])
    return rows.order_by(*(["-pk"] if column == ENDED else _urgency(kind)))


def _rows(kind: Kind, user: "Person") -> QuerySet:
    model = SupervisionNotice if kind is NOTICES else Interview
    return model.objects.visible_to(user).select_related("unit", "paper")


def _overdue(kind: Kind, today: date) -> Q:
    return Q(**{"state__in": kind.running, f"{kind.due}__lt": today, **kind.unanswered})


def _urgency(kind: Kind) -> list[Any]:
    return [F(kind.due).asc(nulls_last=True), F("pk").asc()]


def _slot(kind: Kind) -> Case:
    whens = (When(state__in=states, then=Value(key)) for key, (_, states) in kind.columns.items())
    return Case(*whens, output_field=CharField())
