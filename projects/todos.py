"""What waits on the chain's stages for whoever is signed in, as the first page lists it.

A unit is told what it owes, the keeper of a subject what it is to decide.
"""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Count, F, Min, QuerySet, Value
from django.urls import reverse

from projects.alarms import permits_at, questions_at
from projects.choices.alarms import Alarm
from projects.choices.areas import Area
from projects.choices.hard_cases import CaseState, QuestionState
from projects.choices.planning import PlanningStep
from projects.choices.starts import PledgeState, RequestState, StartState
from projects.models import (
    HardCase,
    HardQuestion,
    Permit,
    Pledge,
    Project,
    SiteMeeting,
    StartConfirmation,
    StartDueRequest,
    TalkQuestion,
)
from projects.permissions import keeps_area, reports
from projects.planning import with_step
from projects.queries import standing_still
from projects.weeks import Week

if TYPE_CHECKING:
    from projects.permissions import Person

PROJECT = "project__code"


class Kind(NamedTuple):
    """One kind of waiting rows; `says` follows their number.

    `code` leads to the project of a row, `page` is its page for one project (empty without one),
    `all` the page where several of them stand.
    """

    area: Area
    says: str
    rows: Callable[[date], QuerySet]
    page: str
    all: tuple[str, str]
    code: str = PROJECT


class Todo(NamedTuple):
    number: int
    says: str
    url: str


def _starts(state: StartState) -> Callable[[date], QuerySet]:
    return lambda _day: StartConfirmation.objects.filter(state=state)


def _pledges(*, scanned: bool) -> Callable[[date], QuerySet]:
    issued = Pledge.objects.filter(state=PledgeState.ISSUED, scan__isnull=not scanned)
    return lambda day: issued.filter(year=day.year)


def _permits(alarm: Alarm) -> Callable[[date], QuerySet]:
    return lambda day: permits_at(Permit.objects.all(), day).filter(alarm=alarm)


def _requests(_day: date) -> QuerySet:
    return StartDueRequest.objects.filter(state=RequestState.ASKED)


def _reviews(_day: date) -> QuerySet:
    waiting = with_step(Project.objects.filter(planned_on=None, started_on=None))
    return waiting.filter(planning_step=PlanningStep.REVIEW)


def _proposed(_day: date) -> QuerySet:
    return HardCase.objects.filter(state=CaseState.SUGGESTED)


def _late_questions(day: date) -> QuerySet:
    listed = HardQuestion.objects.filter(project__hard_case__state=CaseState.LISTED)
    return questions_at(listed, day).filter(alarm=Alarm.OVERDUE)


def _solved(_day: date) -> QuerySet:
    return HardQuestion.objects.filter(state=QuestionState.SOLVED)


def _without_meeting(day: date) -> QuerySet:
    """In the library for the whole of last week, in which no site meeting was held (二（三）4)."""
    week = Week.of(day).plus(-1)
    held = SiteMeeting.objects.filter(held_on__range=(week.first, week.last))
    cases = HardCase.objects.filter(state=CaseState.LISTED, entered_on__lte=week.first)
    still = standing_still(day).values("project")
    return cases.exclude(project__in=held.values("project")).exclude(project__in=still)


def _late_talks(day: date) -> QuerySet:
    """Of projects in talks; what was signed or started over a question asks nobody any more."""
    late = TalkQuestion.objects.overdue_on(day)
    return late.filter(project__signed_on=None, project__started_on=None)


_CASES, _PENDING, _PERMITS = ("hardcore", ""), ("starts-pending", ""), "permits"
_TALKS = Kind(
    Area.SIGNING, "个洽谈问题过了期限", _late_talks, "signing", ("signing-list", "?only=overdue")
)
_PROMISES = Kind(
    Area.PERMITS,
    "项容缺手续过了承诺补齐日期",
    _permits(Alarm.PROMISE_OVERDUE),
    "permits-project",
    (_PERMITS, f"?alarm={Alarm.PROMISE_OVERDUE}"),
)
# In the order of the document.
OWED: tuple[Kind, ...] = (
    _TALKS,
    Kind(
        Area.STARTS,
        "份开工责任状待签字盖章、上传扫描件",
        _pledges(scanned=False),
        "",
        ("pledges", ""),
        "unit__name",
    ),
    Kind(
        Area.STARTS,
        "个项目的开工由工作簿填报，待上传佐证",
        _starts(StartState.CLAIMED),
        "start",
        _PENDING,
    ),
    _PROMISES,
    Kind(
        Area.PERMITS,
        "项手续过了计划办结日期",
        _permits(Alarm.OVERDUE),
        "permits-project",
        (_PERMITS, f"?alarm={Alarm.OVERDUE}"),
    ),
    Kind(Area.HARD_CASES, "个攻坚项目上周没有开现场会", _without_meeting, "hard-case", _CASES),
    Kind(Area.HARD_CASES, "个攻坚问题过了解决时限", _late_questions, "hard-case", _CASES),
)
DECIDED: tuple[Kind, ...] = (
    Kind(
        Area.PLANNING,
        "个策划项目已评审，待记录通过",
        _reviews,
        "planning-project",
        ("planning", f"?step={PlanningStep.REVIEW}"),
        "code",
    ),
    _TALKS,
    Kind(
        Area.STARTS,
        "份开工责任状已上传扫描件，待确认签订",
        _pledges(scanned=True),
        "",
        ("pledges", ""),
        "unit__name",
    ),
    Kind(Area.STARTS, "个开工待确认", _starts(StartState.SUBMITTED), "start", _PENDING),
    Kind(Area.STARTS, "个开工时限调整待批准", _requests, "start", ("starts-pending", "#asked")),
    _PROMISES,
    Kind(Area.HARD_CASES, "个项目提请列入攻坚项目库", _proposed, "hard-case", _CASES),
    Kind(Area.HARD_CASES, "个攻坚项目上周没有开现场会", _without_meeting, "hard-case", _CASES),
    Kind(Area.HARD_CASES, "个攻坚问题提请销号", _solved, "hard-case", _CASES),
)


def todos(user: "Person", day: date) -> list[Todo]:
    """What waits for this person as of `day`, in the order of the document; at most one query."""
    if reports(user):
        kinds = list(OWED)
    else:
        kinds = [kind for kind in DECIDED if keeps_area(user, kind.area)]
    if not kinds:
        return []
    first, *others = (_counted(number, kind, user, day) for number, kind in enumerate(kinds))
    found = sorted(first.union(*others, all=True) if others else first)
    return [_todo(kinds[at], number, code) for at, number, code in found]


def _counted(at: int, kind: Kind, user: "Person", day: date) -> QuerySet:
    """One line: the place of the kind, how many rows, the project of one; none without rows."""
    rows: Any = kind.rows(day)
    seen = rows.visible_to(user).order_by().values(at=Value(at))
    counted = seen.annotate(number=Count("pk"), one=Min(F(kind.code)))
    return counted.filter(number__gt=0).values_list("at", "number", "one")


def _todo(kind: Kind, number: int, code: str) -> Todo:
    """One row leads straight to its project."""
    if number == 1 and kind.page:
        return Todo(number, kind.says, reverse(kind.page, args=[code]))
    name, rest = kind.all
    return Todo(number, kind.says, reverse(name) + rest)
