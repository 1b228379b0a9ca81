"""When a limit gives notice and when it is missed; the same table through Python and SQL."""

from datetime import date, timedelta

import pytest

from projects.alarms import counts, needs_at, permits_at, questions_at
from projects.choices import SuspensionKind
from projects.choices.alarms import Alarm
from projects.choices.hard_cases import QuestionState
from projects.choices.permits import PermitState
from projects.choices.resources import NeedState
from projects.models import HardQuestion, Permit, ResourceNeed, Suspension
from projects.rules.alarms import SOON_DAYS, alarm_of
from tests.factories import make_project

DAY = date(2023, 2, 20)
S = PermitState


@pytest.mark.parametrize(
    ("from_on", "until_on", "alarm"),
    [
        pytest.param(0, None, Alarm.NONE, id="from-today"),
        pytest.param(1, None, Alarm.OVERDUE, id="from-tomorrow"),
        pytest.param(-9, 1, Alarm.NONE, id="till-tomorrow"),
        pytest.param(-9, 0, Alarm.OVERDUE, id="resumed-today"),
    ],
)
def test_a_project_that_stands_still_gives_no_alarm(db, from_on, until_on, alarm):
    project = make_project()
    Permit.objects.create(project=project, name="施工许可", planned_on=after(-5))
    question = {"number": 1, "text": "用地", "owner": "张三", "due_on": after(-5)}
    HardQuestion.objects.create(project=project, **question)
    Suspension.objects.create(
        project=project,
        kind=SuspensionKind.SUSPENDED,
        from_on=after(from_on),
        until_on=None if until_on is None else after(until_on),
        reason="缺资金",
    )
    for rows in (permits_at(Permit.objects, DAY), questions_at(HardQuestion.objects, DAY)):
        (row,) = rows
        assert (row.alarm, row.halted) == (alarm, alarm == Alarm.NONE)


def after(days: int) -> date:
    return DAY + timedelta(days=days)


# State, planned, promised, alarm.
PERMITS = [
    pytest.param(S.TODO, None, None, Alarm.UNDATED, id="no-date"),
    pytest.param(S.TODO, -1, None, Alarm.OVERDUE, id="the-day-after"),
    pytest.param(S.TODO, 0, None, Alarm.SOON, id="on-the-day"),
    pytest.param(S.HANDLING, 15, None, Alarm.SOON, id="in-15-days"),
    pytest.param(S.HANDLING, 16, None, Alarm.NONE, id="in-16-days"),
    pytest.param(S.HANDLING, -1, -1, Alarm.OVERDUE, id="a-promise-without-leave-counts-not"),
    pytest.param(S.LACKING, -30, 0, Alarm.SOON, id="promise-on-the-day"),
    pytest.param(S.LACKING, -30, -1, Alarm.PROMISE_OVERDUE, id="promise-the-day-after"),
    pytest.param(S.LACKING, 0, 16, Alarm.NONE, id="promise-in-16-days"),
    pytest.param(S.DONE, -30, -30, Alarm.NONE, id="done"),
]


@pytest.mark.parametrize(("state", "planned", "promised", "alarm"), PERMITS)
def test_a_permit(db, state, planned, promised, alarm):
    planned_on = None if planned is None else after(planned)
    promised_on = None if promised is None else after(promised)
    lacking = state == S.LACKING
    deadline = promised_on if lacking else planned_on
    assert alarm_of(deadline, DAY, over=state == S.DONE, promise=lacking) == alarm
    Permit.objects.create(
        project=make_project(),
        name="施工许可",
        state=state,
        planned_on=planned_on,
        promised_on=promised_on,
        done_on=DAY if state == S.DONE else None,
        missing="红线图",
    )
    (row,) = permits_at(Permit.objects.all(), DAY)
    assert (row.alarm, row.deadline) == (alarm, deadline)
    assert counts(permits_at(Permit.objects.all(), DAY)) == dict.fromkeys(Alarm.values, 0) | {
        alarm: 1
    }


def test_the_notice_is_fifteen_days():
    assert SOON_DAYS == 15


@pytest.mark.parametrize(
    ("state", "days", "alarm"),
    [
        pytest.param(NeedState.RAISED, -1, Alarm.OVERDUE, id="raised-and-late"),
        pytest.param(NeedState.MATCHED, -1, Alarm.OVERDUE, id="matched-and-late"),
        pytest.param(NeedState.MATCHED, 0, Alarm.SOON, id="on-the-day"),
        pytest.param(NeedState.SETTLED, -1, Alarm.NONE, id="settled"),
        pytest.param(NeedState.WITHDRAWN, -1, Alarm.NONE, id="withdrawn"),
    ],
)
def test_a_need(db, state, days, alarm):
    ResourceNeed.objects.create(
        project=make_project(),
        kind="land",
        content="用地",
        need_by=after(days),
        state=state,
        matched_with="自然资源局",
        result="已供地",
    )
    assert needs_at(ResourceNeed.objects.all(), DAY).get().alarm == alarm


@pytest.mark.parametrize(
    ("state", "days", "alarm"),
    [
        pytest.param(QuestionState.OPEN, -1, Alarm.OVERDUE, id="open-and-late"),
        pytest.param(QuestionState.SOLVED, -1, Alarm.OVERDUE, id="solved-but-not-closed"),
        pytest.param(QuestionState.OPEN, 0, Alarm.SOON, id="on-the-day"),
        pytest.param(QuestionState.CLOSED, -1, Alarm.NONE, id="closed"),
    ],
)
def test_a_question(db, state, days, alarm):
    HardQuestion.objects.create(
        project=make_project(),
        number=1,
        text="线缆迁改",
        owner="张三",
        due_on=after(days),
        state=state,
        result="已迁改",
    )
    assert questions_at(HardQuestion.objects.all(), DAY).get().alarm == alarm
