"""What waits in supervision, for the first pages: one query each."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, DateField, DateTimeField, F, IntegerField, Value
from django.db.models.functions import Cast

from assessment.choices.notices import ExtensionState, NoticeState, ProposalState
from assessment.lifecycles.interviews import OPEN_INTERVIEW
from assessment.models import (
    Interview,
    InterviewProposal,
    NoticeExtension,
    Paper,
    SupervisionNotice,
)
from assessment.notices.board import INTERVIEWS, KINDS, Item
from projects.models import Message
from projects.queries import open_messages

if TYPE_CHECKING:
    from projects.permissions import Person


@dataclass(frozen=True)
class Waiting:
    """How many things wait for the keepers; `units` are those with an open proposal."""

    units: int
    proposals: int
    overdue: int
    replied: int
    asked: int

    @property
    def any(self) -> bool:
        return any((self.proposals, self.overdue, self.replied, self.asked))


def waiting(user: "Person", today: date) -> Waiting:
    """One query; nothing for who does not read supervision."""
    proposals = InterviewProposal.objects.visible_to(user).filter(state=ProposalState.PROPOSED)
    notices = SupervisionNotice.objects.visible_to(user)
    asked = NoticeExtension.objects.filter(
        state=ExtensionState.ASKED, notice__in=notices.values("pk")
    )
    parts = {
        "proposed": (proposals, "unit_id"),
        "overdue": (notices.overdue(today), "unit_id"),
        "replied": (notices.filter(state=NoticeState.REPLIED), "unit_id"),
        "asked": (asked, "notice__unit_id"),
    }
    first, *others = (
        rows.order_by().values_list(Value(name, output_field=CharField()), F(path), "pk")
        for name, (rows, path) in parts.items()
    )
    found = list(first.union(*others, all=True))
    counts = Counter(name for name, _, _ in found)
    units = {unit for name, unit, _ in found if name == "proposed"}
    return Waiting(
        len(units), counts["proposed"], counts["overdue"], counts["replied"], counts["asked"]
    )


def unit_news(user: "Person", today: date) -> tuple[list[Message], list[Item]]:
    """What a unit is told, as `open_messages` orders it, and its open cases, the most urgent first.

    One query: the first page has no room for two.
    """
    notices = SupervisionNotice.objects.visible_to(user).exclude(
        state__in=[NoticeState.CLOSED, NoticeState.WITHDRAWN]
    )
    interviews = Interview.objects.visible_to(user).filter(state__in=OPEN_INTERVIEW)
    told = (
        open_messages(user)
        .order_by()
        .values_list(
            _text("message"), "pk", "key", _day(), _day(), _number(), _number(), "text", "url", "at"
        )
    )
    rows = list(
        told.union(
            _briefly(notices, "notice", F("due_on"), _day(), _text(""), _text("")),
            _briefly(
                interviews, "interview", F("promise_due"), F("meet_on"), F("promise"), F("report")
            ),
            all=True,
        )
    )
    messages = [_message(row) for row in rows if row[0] == "message"]
    items = [_item(row, today) for row in rows if row[0] != "message"]
    messages.sort(key=lambda row: (row.at, row.pk), reverse=True)
    messages.sort(key=lambda row: row.is_news)
    return messages, sorted(items, key=lambda item: (item.due or date.max, item.row.pk))


def _text(word: str) -> Value:
    return Value(word, output_field=CharField())


def _day() -> Cast:
    """No day, of a type that PostgreSQL can put below days."""
    return Cast(Value(None), DateField())


def _number() -> Cast:
    return Cast(Value(None), IntegerField())


def _briefly(rows: Any, kind: str, due: Any, meet: Any, promise: Any, report: Any) -> Any:
    """As much of a case as a line needs, in the columns of a message."""
    at = Cast(Value(None), DateTimeField())
    paper = ("paper__year", "paper__number")
    named = (_text(kind), "pk", "state", due, meet)
    return rows.order_by().values_list(*named, *paper, promise, report, at)


def _message(row: tuple[Any, ...]) -> Message:
    return Message(pk=row[1], key=row[2], text=row[7], url=row[8], at=row[9])


def _item(row: tuple[Any, ...], today: date) -> Item:
    name, pk, state, due, meet, year, number, promise, report = row[:9]
    paper = Paper(kind=name, year=year, number=number) if number else None
    if name == INTERVIEWS.name:
        said = {"promise": promise, "report": report}
        kept: Any = Interview(
            pk=pk, state=state, promise_due=due, meet_on=meet, paper=paper, **said
        )
    else:
        kept = SupervisionNotice(pk=pk, state=state, due_on=due, paper=paper)
    return Item(kept, KINDS[name], today)
