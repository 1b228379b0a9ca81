"""A month's lock against submissions and values, double submissions, edits of one cell.

Each race is also run with its guard taken away, and must then fail.
"""

import threading
import time
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.utils import timezone

from assessment.actions.locking import lock
from assessment.choices import Rule
from assessment.models import Card
from projects.actions import reporting, submission
from projects.actions.reporting import ReportingError, Saved, StaleError, save_value
from projects.actions.submission import lock_month, submit
from projects.choices import COUNTED_REPORT_STATES, ReportState, Role, SubmissionState
from projects.models import MonthlyReport, Submission
from projects.periods import Month
from projects.queries import is_locked
from tests.factories import make_average, make_plan, make_project, make_unit, make_user
from tests.racing import Race, race

pytestmark = pytest.mark.django_db(transaction=True)

LOCKS, DOUBLES, EDITORS, EDITS_EACH = 300, 300, 4, 250
FEW = 40
DUE = date(2030, 1, 5)


def month_of(turn: int) -> Month:
    return Month(2000, 1).plus(turn)


class County:
    """One unit with one project, a clerk and 发改局; a draft of 1 万元 for every month."""

    def __init__(self, months: int) -> None:
        unit = make_unit("甲镇")
        self.unit = unit
        self.clerk = make_user(Role.UNIT, unit)
        self.drc = make_user(Role.DRC)
        self.project = make_project("P-1", unit=unit, started_on=date(2000, 1, 1))
        MonthlyReport.objects.bulk_create(
            MonthlyReport(
                project=self.project,
                year=month.year,
                month=month.month,
                amount=Decimal(1),
                zero_reason="",
                remark="",
                state=ReportState.DRAFT,
            )
            for month in map(month_of, range(months))
        )

    def submit(self, turn: int) -> Submission:
        given = {"unit": self.unit, "month": month_of(turn), "by": self.clerk}
        return submit(**given, at=timezone.now(), today=DUE, due=DUE)

    def write(self, turn: int, amount: int = 2, version: int = 1) -> Saved:
        given = {"project": self.project, "month": month_of(turn), "by": self.clerk}
        return save_value(**given, field="done", value=Decimal(amount), version=version)

    def state_of(self, month: Month) -> tuple:
        """Everything that a lock closes."""
        own = {"year": month.year, "month": month.month}
        reports = MonthlyReport.objects.filter(**own).values_list("amount", "state", "version")
        returns = Submission.objects.filter(**own).values_list("state", "version")
        return list(reports), list(returns)


def hesitate(turn: int, *, odd: bool) -> None:
    """A few milliseconds in every other round, so that each side comes first in turn."""
    if turn % 2 == odd:
        time.sleep(turn % 16 / 2000)


def lock_against_submit(rounds: int, submit_month=None) -> Race:
    """Race, and require that nothing of a month differs from what its lock saw."""
    county = County(rounds)
    seen = {}

    def locker(turn: int) -> None:
        hesitate(turn, odd=True)
        with transaction.atomic():
            lock_month(month=month_of(turn), by=county.drc)
            seen[turn] = county.state_of(month_of(turn))

    def submitter(turn: int) -> Submission:
        hesitate(turn, odd=False)
        return (submit_month or County.submit)(county, turn)

    def writer(turn: int) -> Saved:
        hesitate(turn, odd=False)
        return county.write(turn)

    found = race(rounds, locker, submitter, writer)
    assert found.errors == []
    after = [turn for turn in range(rounds) if county.state_of(month_of(turn)) != seen[turn]]
    assert after == [], "written after the lock"
    return found


def test_300_locks_against_submissions_and_values():
    found = lock_against_submit(LOCKS)
    refused = found.told(ReportingError, runner=1)
    assert 0 < refused < LOCKS, "both must come first sometimes"
    assert found.told(ReportingError, runner=0) == 0


def test_without_looking_again_inside_the_transaction_it_fails(monkeypatch):
    def careless(county: County, turn: int) -> Submission:
        if is_locked(month_of(turn)):
            raise ReportingError
        time.sleep(0.005)
        return county.submit(turn)

    monkeypatch.setattr(submission, "_refuse_locked", lambda _: None)
    with pytest.raises(AssertionError, match="after the lock"):
        lock_against_submit(FEW, careless)


def test_without_holding_the_months_open_it_fails(monkeypatch):
    """On SQLite the transaction itself is what holds them: it must begin as the only writer."""

    def look_then_rest(month: Month, look=submission._refuse_locked) -> None:
        look(month)
        time.sleep(0.003)

    monkeypatch.setattr(submission, "_refuse_locked", look_then_rest)
    if connection.vendor == "postgresql":
        monkeypatch.setattr(submission, "hold_months_open", lambda: None)
        monkeypatch.setattr(reporting, "hold_months_open", lambda: None)
    else:
        begin = lambda self: self.cursor().execute("BEGIN")  # noqa: E731
        monkeypatch.setattr(DatabaseWrapper, "_start_transaction_under_autocommit", begin)
    with pytest.raises(AssertionError, match=r"after the lock|database is locked"):
        lock_against_submit(FEW)


def double_submit(rounds: int, county: County, submit_month=County.submit) -> None:
    """Two clicks at once; require one submission, one refusal and one entry in the trail."""
    found = race(rounds, *[lambda turn: submit_month(county, turn)] * 2)
    assert found.errors == []
    doubled = [row for row in found.outcomes if sum(isinstance(o, Submission) for o in row) != 1]
    assert doubled == [], "doubled"
    assert found.told(ReportingError) == rounds
    assert Submission.objects.filter(state=SubmissionState.SUBMITTED).count() == rounds
    assert Submission.history.filter(state=SubmissionState.SUBMITTED).count() == rounds


def test_300_double_submissions():
    double_submit(DOUBLES, County(DOUBLES))


def test_judged_by_what_was_read_before_double_submissions_fail(monkeypatch):
    county = County(FEW)
    months = [month_of(turn) for turn in range(FEW)]
    Submission.objects.bulk_create(
        Submission(unit=county.unit, year=month.year, month=month.month) for month in months
    )
    mine = threading.local()

    def careless(county: County, turn: int) -> Submission:
        month = month_of(turn)
        mine.read = Submission.objects.get(year=month.year, month=month.month)
        time.sleep(0.005)
        return county.submit(turn)

    monkeypatch.setattr(submission, "held_submission", lambda *_: mine.read)
    with pytest.raises(AssertionError, match="doubled"):
        double_submit(FEW, county, careless)


def edit_one_cell(each: int) -> Race:
    """Everybody adds 1 to the cell as read; require that no edit is lost unsaid."""
    county = County(1)
    own = MonthlyReport.objects.filter(project=county.project)

    def editor(_: int) -> Saved:
        row = own.get()
        return county.write(0, amount=row.amount + 1, version=row.version)

    found = race(each, *[editor] * EDITORS)
    assert found.errors == []
    saved = sum(isinstance(outcome, Saved) for row in found.outcomes for outcome in row)
    assert own.get().amount == 1 + saved, "an edit was lost"
    assert saved + found.told(StaleError) == each * EDITORS
    return found


def test_1000_edits_of_one_cell():
    found = edit_one_cell(EDITS_EACH)
    assert found.told(StaleError) > 0


def test_without_the_version_edits_are_lost(monkeypatch):
    def careless(model, project, month, values, version, by) -> Saved:
        model.objects.filter(project=project, year=month.year, month=month.month).update(**values)
        return Saved(version + 1)

    monkeypatch.setattr(reporting, "_update", careless)
    with pytest.raises(AssertionError, match="an edit was lost"):
        edit_one_cell(FEW)


def test_cards_of_a_lock_are_those_of_the_figures_it_closed():
    rounds = 12
    county = County(rounds)
    make_plan(county.project, 2000, 100)
    for turn in range(rounds):
        make_average(str(month_of(turn)), 5)

    def locker(turn: int) -> None:
        hesitate(turn, odd=True)
        lock(month=month_of(turn), by=county.drc, today=month_of(turn).last)

    found = race(rounds, locker, county.submit, county.write)
    assert found.errors == []
    counted = MonthlyReport.objects.filter(state__in=COUNTED_REPORT_STATES)
    for month in map(month_of, range(rounds)):
        (card,) = Card.objects.of_month(month).filter(rule=Rule.PROGRESS)
        done = sum(row.amount for row in counted.filter(month__lte=month.month))
        assert (card.final, card.done) == (True, done)
