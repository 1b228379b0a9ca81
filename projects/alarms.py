"""`projects.rules.alarms` in SQL: rows with their alarm, to be narrowed, counted and ordered.

A row of a project that is suspended or ended on the day (`halted`) gives no alarm.
"""

from datetime import date, timedelta
from typing import Any

from django.db.models import Case, CharField, Count, DateField, F, Q, Value, When

from projects.choices.alarms import Alarm
from projects.choices.hard_cases import QuestionState
from projects.choices.permits import PermitState
from projects.choices.resources import OPEN_NEEDS
from projects.queries import standing_still
from projects.rules.alarms import SOON_DAYS

NEVER = Q(pk__isnull=True)


def permits_at(permits: Any, day: date) -> Any:
    """Permits with `deadline`, `is_over`, `halted`, `alarm`; papers missing, the promise limits."""
    lacking = Q(state=PermitState.LACKING)
    deadline = Case(
        When(lacking, then=F("promised_on")), default=F("planned_on"), output_field=DateField()
    )
    return _with_alarm(permits, day, deadline, over=Q(state=PermitState.DONE), promise=lacking)


def needs_at(needs: Any, day: date) -> Any:
    """Resource needs with `deadline` and `alarm`."""
    return _with_alarm(needs, day, F("need_by"), over=~Q(state__in=OPEN_NEEDS))


def questions_at(questions: Any, day: date) -> Any:
    """Questions of hard cases with `deadline` and `alarm`."""
    return _with_alarm(questions, day, F("due_on"), over=Q(state=QuestionState.CLOSED))


def counts(rows: Any) -> dict[str, int]:
    """How many of the rows have which alarm; one query."""
    found = rows.order_by().values_list("alarm").annotate(Count("pk"))
    return dict.fromkeys(Alarm.values, 0) | dict(found)


def _with_alarm(rows: Any, day: date, deadline: Any, *, over: Q, promise: Q = NEVER) -> Any:
    soon = day + timedelta(days=SOON_DAYS)
    halted = Q(project__in=standing_still(day).values("project"))
    alarm = Case(
        When(over | halted, then=Value(Alarm.NONE)),
        When(deadline__isnull=True, then=Value(Alarm.UNDATED)),
        When(promise, deadline__lt=day, then=Value(Alarm.PROMISE_OVERDUE)),
        When(deadline__lt=day, then=Value(Alarm.OVERDUE)),
        When(deadline__lte=soon, then=Value(Alarm.SOON)),
        default=Value(Alarm.NONE),
        output_field=CharField(),
    )
    return rows.annotate(deadline=deadline, is_over=_truth(over), halted=_truth(halted)).annotate(
        alarm=alarm
    )


def _truth(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False))
