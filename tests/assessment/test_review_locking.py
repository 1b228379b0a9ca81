"""A lock judges the month's cards and makes them final at once; reopening undoes it."""

from datetime import date
from decimal import Decimal

import pytest

from assessment.actions.locking import lock, reopen
from assessment.cards import engine
from assessment.cards.engine import RunUnderWayError, assess
from assessment.choices import Colour, Rule
from assessment.models import AssessmentRun, Card
from assessment.models.runs import RunKind
from projects.actions.reporting import ReportingError
from projects.choices import Role
from projects.models import LockEvent, MonthlyReport, ReportingMonth
from projects.periods import Month
from tests.factories import make_average, make_month, make_plan, make_project, make_user

pytestmark = pytest.mark.django_db

MARCH, APRIL = Month(2023, 3), Month(2023, 4)
MAY_DAY = date(2023, 5, 8)


@pytest.fixture
def drc():
    return make_user(Role.DRC)


@pytest.fixture
def project():
    project = make_project("P-1", started_on=date(2023, 1, 5))
    make_plan(project, 2023, 1000)
    for month, done in (("2023-03", 100), ("2023-04", 100)):
        make_month(project, month, done=done)
        make_average(month, 15)
    return project


def colours(month: Month) -> list:
    cards = Card.objects.of_month(month).filter(rule=Rule.PROGRESS)
    return list(cards.values_list("colour", "final"))


def test_the_cards_are_final_at_once_from_the_figures_as_they_stand(drc, project):
    assess(date(2023, 5, 7), kind=RunKind.NIGHTLY)
    assert colours(APRIL) == [(Colour.GREEN, False)]
    MonthlyReport.objects.filter(month=4).update(amount=Decimal(10))
    lock(month=APRIL, by=drc, today=MAY_DAY)
    assert colours(APRIL) == [(Colour.RED, True)]
    assert colours(MARCH) == [(Colour.YELLOW, False)]
    assert all(Card.objects.of_month(APRIL).values_list("final", flat=True))
    assert ReportingMonth.objects.get().locked_by == drc


def test_without_any_run_before_the_lock_judges_all_the_same(drc, project):
    run = lock(month=APRIL, by=drc, today=MAY_DAY)
    assert (run.day, run.by) == (MAY_DAY, drc)
    assert colours(APRIL) == [(Colour.GREEN, True)]


def test_later_runs_leave_the_locked_month_alone(drc, project):
    lock(month=APRIL, by=drc, today=MAY_DAY)
    MonthlyReport.objects.filter(month=4).update(amount=Decimal(0))
    assess(date(2023, 5, 31), kind=RunKind.NIGHTLY, full=True)
    assert colours(APRIL) == [(Colour.GREEN, True)]


def test_a_lock_never_goes_back_behind_the_last_run(drc, project):
    assess(date(2023, 6, 30), kind=RunKind.NIGHTLY)
    assert lock(month=APRIL, by=drc, today=MAY_DAY).day == date(2023, 6, 30)
    assert colours(Month(2023, 6)) != []


@pytest.mark.parametrize(
    ("today", "refused"),
    [
        pytest.param(date(2023, 4, 29), True, id="the-day-before-the-last"),
        pytest.param(date(2023, 4, 30), False, id="on-the-last-day"),
        pytest.param(date(2023, 5, 1), False, id="after-it"),
    ],
)
def test_a_month_is_locked_when_it_is_over(drc, project, today, refused):
    if refused:
        with pytest.raises(ReportingError, match="还没有结束"):
            lock(month=APRIL, by=drc, today=today)
    else:
        lock(month=APRIL, by=drc, today=today)
    assert ReportingMonth.objects.exists() is not refused


def test_if_a_run_is_under_way_nothing_is_locked(drc, project, monkeypatch):
    def busy() -> None:
        raise RunUnderWayError

    monkeypatch.setattr(engine, "_hold_lock", busy)
    with pytest.raises(RunUnderWayError):
        lock(month=APRIL, by=drc, today=MAY_DAY)
    assert not ReportingMonth.objects.exists()
    assert not LockEvent.objects.exists()


def test_a_second_lock_changes_nothing(drc, project):
    lock(month=APRIL, by=drc, today=MAY_DAY)
    with pytest.raises(ReportingError, match="已锁定"):
        lock(month=APRIL, by=drc, today=MAY_DAY)
    assert (LockEvent.objects.count(), AssessmentRun.objects.count()) == (1, 1)


def test_who_may_not_lock_runs_nothing(project):
    with pytest.raises(ReportingError, match="只有发改局"):
        lock(month=APRIL, by=make_user(Role.LEADER), today=MAY_DAY)
    assert not AssessmentRun.objects.exists()


def test_a_reopened_month_is_provisional_and_follows_its_figures(drc, project):
    lock(month=APRIL, by=drc, today=MAY_DAY)
    reopen(month=APRIL, by=drc, reason="误填")
    assert colours(APRIL) == [(Colour.GREEN, False)]
    MonthlyReport.objects.filter(month=4).update(amount=Decimal(10))
    lock(month=APRIL, by=drc, today=MAY_DAY)
    assert colours(APRIL) == [(Colour.RED, True)]
