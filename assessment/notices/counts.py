"""What waits in supervision, for the first pages: one query each."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, DateField, F, Value

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


def open_cases(user: "Person", today: date) -> list[Item]:
    """A unit's own open notices and interviews, the most urgent first; one query."""
    notices = SupervisionNotice.objects.visible_to(user).exclude(
        state__in=[NoticeState.CLOSED, NoticeState.WITHDRAWN]
    )
    interviews = Interview.objects.visible_to(user).filter(state__in=OPEN_INTERVIEW)
    first = _briefly(notices, "notice", F("due_on"), Value(None, output_field=DateField()))
    rows = first.union(_briefly(interviews, "interview", F("promise_due"), F("meet_on")), all=True)
    items = [_item(row, today) for row in rows]
    return sorted(items, key=lambda item: (item.due or date.max, item.row.pk))


def _briefly(rows: Any, kind: str, due: Any, meet: Any) -> Any:
    kinds = Value(kind, output_field=CharField())
    values = ("pk", "state", due, meet, "paper__year", "paper__number")
    return rows.order_by().values_list(kinds, *values)


def _item(row: tuple[Any, ...], today: date) -> Item:
    """The case with as much of its row as a line needs."""
    name, pk, state, due, meet, year, number = row
    paper = Paper(kind=name, year=year, number=number) if number else None
    if name == INTERVIEWS.name:
        kept: Any = Interview(pk=pk, state=state, promise_due=due, meet_on=meet, paper=paper)
    else:
        kept = SupervisionNotice(pk=pk, state=state, due_on=due, paper=paper)
    return Item(kept, KINDS[name], today)
