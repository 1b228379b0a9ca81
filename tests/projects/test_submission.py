"""Handing a month in, reviewing it, returning it; locking and reopening the month."""

import itertools
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from projects.actions import submission as actions
from projects.actions.reporting import ReportingError, StaleError, save_value
from projects.actions.submission import (
    accept,
    begin_review,
    lock_month,
    reopen_month,
    send_back,
    submission_of,
    submit,
    withdraw,
)
from projects.choices import ReportState, Role, SubmissionState
from projects.lifecycles.reporting import REPORT_STATE, SUBMISSION
from projects.models import LockEvent, Message, MonthlyReport, ReportingMonth, Submission
from projects.periods import Month
from tests.factories import make_month, make_project, make_unit, make_user

pytestmark = pytest.mark.django_db

APRIL = Month(2023, 4)
DUE = date(2023, 5, 5)
S = SubmissionState


@pytest.fixture
def unit():
    return make_unit("甲镇")


@pytest.fixture
def clerk(unit):
    return make_user(Role.UNIT, unit)


@pytest.fixture
def drc():
    return make_user(Role.DRC)


@pytest.fixture
def project(unit):
    project = make_project("P-1", name="水泥厂", unit=unit, started_on=date(2023, 1, 5))
    make_month(project, "2023-04", done=50, state=ReportState.DRAFT)
    return project


def now() -> datetime:
    return timezone.now()


def put(unit, state) -> Submission:
    return Submission.objects.create(unit=unit, year=2023, month=4, state=state)


def make(move, unit, by):
    given = {
        "submit": {"at": now(), "today": DUE, "due": DUE},
        "accept": {"at": now()},
        "send_back": {"at": now(), "reason": "请核实"},
    }
    return getattr(actions, move)(unit=unit, month=APRIL, by=by, **given.get(move, {}))


@pytest.mark.parametrize(
    ("state", "move", "role"),
    list(itertools.product(S, SUBMISSION.moves, (Role.UNIT, Role.DRC, Role.LEADER))),
)
def test_every_move_from_every_state_by_every_role(unit, project, state, move, role):
    put(unit, state)
    by = make_user(role, unit if role is Role.UNIT else None)
    _, whose, steps = SUBMISSION.moves[move]
    if role in whose and state in steps:
        assert make(move, unit, by).state == steps[state]
        report = MonthlyReport.objects.get()
        assert report.state == REPORT_STATE[steps[state]]
        return
    with pytest.raises(ReportingError, match="不能这样操作"):
        make(move, unit, by)
    stored = Submission.objects.get()
    assert (stored.state, stored.version) == (state, 1)
    assert MonthlyReport.objects.get().state == ReportState.DRAFT


@pytest.mark.parametrize("move", SUBMISSION.moves)
def test_no_move_in_a_locked_month(unit, clerk, drc, project, move):
    _, whose, steps = SUBMISSION.moves[move]
    put(unit, next(iter(steps)))
    ReportingMonth.objects.create(year=2023, month=4)
    with pytest.raises(ReportingError, match="已锁定"):
        make(move, unit, clerk if Role.UNIT in whose else drc)


@pytest.mark.parametrize(
    ("day", "late"),
    [
        pytest.param(date(2023, 5, 4), False, id="the-day-before"),
        pytest.param(date(2023, 5, 5), False, id="on-the-due-day"),
        pytest.param(date(2023, 5, 6), True, id="the-day-after"),
    ],
)
def test_lateness_is_that_of_the_first_submission_for_ever(unit, clerk, project, day, late):
    submit(unit=unit, month=APRIL, by=clerk, at=now(), today=day, due=DUE)
    first = Submission.objects.get()
    assert first.late is late
    withdraw(unit=unit, month=APRIL, by=clerk)
    other = date(2023, 6, 1) if not late else date(2023, 5, 1)
    submit(unit=unit, month=APRIL, by=clerk, at=now(), today=other, due=DUE)
    again = Submission.objects.get()
    assert again.late is late
    assert again.first_submitted_at == first.first_submitted_at
    assert again.submitted_at > first.submitted_at


def test_a_blank_stays_blank(unit, clerk, drc, project):
    MonthlyReport.objects.update(amount=None)
    submit(unit=unit, month=APRIL, by=clerk, at=now(), today=DUE, due=DUE)
    accept(unit=unit, month=APRIL, by=drc, at=now())
    lock_month(month=APRIL, by=drc)
    assert MonthlyReport.objects.get().amount is None
    assert not MonthlyReport.objects.counted().exists()


def test_each_move_is_in_the_trail_with_its_author(unit, clerk, drc, project):
    submit(unit=unit, month=APRIL, by=clerk, at=now(), today=DUE, due=DUE)
    begin_review(unit=unit, month=APRIL, by=drc)
    accept(unit=unit, month=APRIL, by=drc, at=now())
    trail = Submission.history.order_by("history_id").values_list("state", "history_user")
    assert list(trail)[-3:] == [
        (S.SUBMITTED, clerk.pk),
        (S.IN_REVIEW, drc.pk),
        (S.ACCEPTED, drc.pk),
    ]
    reports = MonthlyReport.history.order_by("history_id").values_list("state", "history_user")
    assert list(reports)[-2:] == [
        (ReportState.SUBMITTED, clerk.pk),
        (ReportState.ACCEPTED, drc.pk),
    ]


@pytest.mark.parametrize("move", [accept, send_back], ids=["accept", "send-back"])
def test_a_review_of_what_has_changed_since_is_refused(unit, clerk, drc, project, move):
    seen = submit(unit=unit, month=APRIL, by=clerk, at=now(), today=DUE, due=DUE).version
    withdraw(unit=unit, month=APRIL, by=clerk)
    submit(unit=unit, month=APRIL, by=clerk, at=now(), today=DUE, due=DUE)
    reason = {"reason": "请核实"} if move is send_back else {}
    with pytest.raises(StaleError):
        move(unit=unit, month=APRIL, by=drc, at=now(), version=seen, **reason)
    assert Submission.objects.get().state == S.SUBMITTED
    assert not Message.objects.exists()


def test_a_return_needs_a_reason(unit, clerk, drc, project):
    put(unit, S.SUBMITTED)
    with pytest.raises(ReportingError, match="退回原因"):
        send_back(unit=unit, month=APRIL, by=drc, at=now(), reason=" ")


def test_a_return_tells_the_unit_where_until_it_submits_again(unit, clerk, drc, project):
    put(unit, S.SUBMITTED)
    words = {"reason": "请核实", "project": project, "field": "done", "url": "/report/2023-04/#x"}
    send_back(unit=unit, month=APRIL, by=drc, at=now(), **words)
    message = Message.objects.get()
    assert (message.unit, message.url, message.done_at) == (unit, "/report/2023-04/#x", None)
    assert message.text == "2023年4月月报被退回（水泥厂「完成投资(万元)」）：请核实"
    stored = Submission.objects.get()
    assert (stored.return_project, stored.return_field) == (project, "done")
    submit(unit=unit, month=APRIL, by=clerk, at=now(), today=DUE, due=DUE)
    message.refresh_from_db()
    assert message.done_at is not None
    assert Submission.objects.get().return_reason == ""


def test_a_second_return_is_a_second_message(unit, clerk, drc, project):
    for reason in ("一", "二"):
        submit(unit=unit, month=APRIL, by=clerk, at=now(), today=DUE, due=DUE)
        send_back(unit=unit, month=APRIL, by=drc, at=now(), reason=reason)
    told = Message.objects.order_by("pk")
    assert [(message.text, message.done_at is None) for message in told] == [
        ("2023年4月月报被退回：一", False),
        ("2023年4月月报被退回：二", True),
    ]


def test_another_unit_s_message_stays(unit, clerk, drc, project):
    other = make_unit("乙镇")
    put(other, S.SUBMITTED)
    send_back(unit=other, month=APRIL, by=drc, at=now(), reason="请核实")
    submit(unit=unit, month=APRIL, by=clerk, at=now(), today=DUE, due=DUE)
    assert Message.objects.get().done_at is None


def test_a_return_of_an_unbegun_month_is_unsaved(unit):
    assert submission_of(unit, APRIL).pk is None


def test_lock_and_reopen_leave_their_traces(drc):
    lock_month(month=APRIL, by=drc)
    with pytest.raises(ReportingError, match="已锁定"):
        lock_month(month=APRIL, by=drc)
    reopen_month(month=APRIL, by=drc, reason="误填")
    with pytest.raises(ReportingError, match="没有锁定"):
        reopen_month(month=APRIL, by=drc, reason="误填")
    assert not ReportingMonth.objects.exists()
    events = LockEvent.objects.order_by("pk").values_list("locked", "reason", "by")
    assert list(events) == [(True, "", drc.pk), (False, "误填", drc.pk)]
    trail = ReportingMonth.history.order_by("history_id").values_list(
        "history_type", "history_user"
    )
    assert list(trail) == [("+", drc.pk), ("-", drc.pk)]


def test_reopening_needs_a_reason(drc):
    lock_month(month=APRIL, by=drc)
    with pytest.raises(ReportingError, match="原因"):
        reopen_month(month=APRIL, by=drc, reason="  ")
    assert ReportingMonth.objects.exists()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.DRC])
def test_only_the_bureau_locks_and_reopens(drc, role):
    by = make_user(role)
    with pytest.raises(ReportingError, match="只有发改局"):
        lock_month(month=APRIL, by=by)
    lock_month(month=APRIL, by=drc)
    with pytest.raises(ReportingError, match="只有发改局"):
        reopen_month(month=APRIL, by=by, reason="误填")


@pytest.mark.parametrize("state", S)
def test_the_unit_writes_only_while_the_return_is_its_own(unit, clerk, project, state):
    put(unit, state)
    values = {"field": "done", "value": Decimal(60), "version": 1, "by": clerk}
    if state in {S.OPEN, S.RETURNED}:
        assert save_value(project=project, month=APRIL, **values).version == 2
        return
    with pytest.raises(ReportingError):
        save_value(project=project, month=APRIL, **values)
    assert MonthlyReport.objects.get().amount == 50
