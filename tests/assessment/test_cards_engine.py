"""One run: what it writes, keeps, takes away; what it looks at again; alone and all or nothing."""

import os
import signal
import subprocess
import sys
import threading
from datetime import date, timedelta
from random import Random

import pytest
from django.db import connection, connections

from assessment.cards import engine
from assessment.cards.engine import RunUnderWayError, assess
from assessment.choices import Colour, Reason, Rule
from assessment.models import AssessmentRun, Card, ChangeMark, CityAverage, Policy
from assessment.models.runs import RunKind
from projects.models import AnnualPlan, MonthlyReport, Project, ReportingMonth
from projects.periods import Month
from tests.assessment.histories import random_averages, random_history, store, store_averages
from tests.factories import make_average, make_month, make_plan, make_project


def run(day: str | date, **options) -> AssessmentRun:
    at = day if isinstance(day, date) else date.fromisoformat(day)
    return assess(at, kind=RunKind.COMMAND, **options)


def progress(project, month: str) -> Card:
    return Card.objects.of_month(Month.parse(month)).get(project=project, rule=Rule.PROGRESS)


def snapshot() -> list[tuple]:
    return list(Card.objects.order_by("id").values_list())


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """Progress from the first project on."""
    monkeypatch.setattr(engine, "QUIET_SECONDS", 0)


@pytest.fixture
def project(db):
    """Below average in February and April 2023."""
    project = make_project(start_due=date(2023, 1, 31), started_on=date(2023, 2, 28))
    make_plan(project, 2023, 1000)
    for month, rate in (("2023-02", 10), ("2023-03", 20), ("2023-04", 30)):
        make_average(month, rate)
    make_month(project, "2023-02", 50)
    make_month(project, "2023-03", 150)
    return project


def test_every_month_has_both_rules(project):
    done = run("2023-04-15")
    assert (done.written, done.removed, done.first_year) == (8, 0, 2023)
    assert Card.objects.of_project(project.pk).count() == 8
    assert [c.reason for c in Card.objects.filter(rule=Rule.PROGRESS).order_by("month")] == [
        Reason.NOT_STARTED, Reason.BELOW_AVERAGE, Reason.AT_OR_ABOVE_AVERAGE, Reason.BELOW_AVERAGE,
    ]  # fmt: skip


def test_of_project_takes_no_neighbour(project):
    make_project()
    run("2023-04-30")
    assert {card.project_id for card in Card.objects.of_project(project.pk)} == {project.pk}


def test_counts_by_unit_in_one_query(project, django_assert_num_queries):
    run("2023-04-30")
    with django_assert_num_queries(1):
        counts = Card.objects.counts_by_unit(Month(2023, 4))
    assert counts == {
        project.unit_id: {(Rule.START, Colour.YELLOW): 1, (Rule.PROGRESS, Colour.YELLOW): 1}
    }


def test_again_writes_nothing(project):
    run("2023-04-30")
    before = snapshot()
    assert [(r.written, r.removed) for r in (run("2023-04-30"), run("2023-04-30", full=True))] == [
        (0, 0)
    ] * 2
    assert snapshot() == before


def test_an_empty_ledger_has_no_cards(db):
    assert (run("2023-04-30").written, Card.objects.count()) == (0, 0)


def test_going_back_takes_later_months_away(project):
    run("2023-06-30")
    back = run("2023-04-10")
    assert back.removed == 4
    kept = snapshot()
    assert run("2023-04-10", full=True).written == 0
    assert snapshot() == kept


def test_a_new_earlier_year_is_computed(project):
    run("2023-04-30")
    AnnualPlan.objects.create(project=project, year=2022, amount=1)
    assert run("2023-04-30").written == 24
    AnnualPlan.objects.filter(year=2022).delete()
    assert run("2023-04-30").removed == 24


def test_a_deleted_project_leaves_no_cards(project):
    other = make_project()
    run("2023-04-30")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM projects_project WHERE id = %s", [other.pk])
    assert run("2023-04-30").removed == 8
    assert {card.project_id for card in Card.objects.all()} == {project.pk}


def test_amended_date_keeps_the_first_one(project):
    project.amendments.create(old=date(2022, 12, 1), new=project.start_due, reason="-")
    run("2023-04-30")
    card = Card.objects.of_month(Month(2023, 4)).get(rule=Rule.START)
    assert (card.first_start_due, card.first_colour, card.colour) == (
        date(2022, 12, 1), Colour.RED, Colour.YELLOW,
    )  # fmt: skip


def test_locked_cards_stand_and_lead_on(project):
    run("2023-03-31")
    ReportingMonth.objects.create(year=2023, month=3)
    MonthlyReport.objects.filter(month=3).update(amount=0)
    run("2023-04-30")
    march, april = progress(project, "2023-03"), progress(project, "2023-04")
    assert (march.colour, march.run, march.final, march.done_cents) == (
        Colour.GREEN,
        0,
        True,
        20000,
    )
    assert (april.colour, april.run, april.final) == (Colour.YELLOW, 1, False)


def test_a_locked_red_month_leads_on_to_red(project):
    MonthlyReport.objects.filter(month=3).update(amount=0)
    run("2023-03-31")
    assert progress(project, "2023-03").run == 2
    ReportingMonth.objects.create(year=2023, month=3)
    MonthlyReport.objects.filter(month=3).update(amount=900)
    MonthlyReport.objects.filter(month=2).update(amount=50)
    make_average("2023-05", 100)
    run("2023-05-31")
    assert [progress(project, month).run for month in ("2023-03", "2023-04", "2023-05")] == [
        2,
        0,
        1,
    ]
    ReportingMonth.objects.all().delete()
    run("2023-05-31")
    march = progress(project, "2023-03")
    assert (march.colour, march.final) == (Colour.GREEN, False)


def late_rows(project) -> list[tuple]:
    rows = Card.objects.of_project(project.pk).filter(reason=Reason.ENTERED_AFTER_LOCK)
    return list(rows.order_by("month", "rule").values_list("month", "rule", "colour", "final"))


@pytest.mark.parametrize("full", [False, True])
def test_a_project_entered_after_the_lock_has_rows_that_say_so(project, full):
    run("2023-03-31")
    ReportingMonth.objects.create(year=2023, month=3)
    run("2023-03-31")
    before = list(Card.objects.of_project(project.pk).order_by("id").values_list())
    late = make_project(start_due=date(2023, 1, 31), started_on=date(2023, 2, 28))
    make_plan(late, 2023, 1000)
    assert run("2023-04-30", full=full).written == 4 * 2 + 2
    assert late_rows(late) == [(3, Rule.START, None, True), (3, Rule.PROGRESS, None, True)]
    assert list(Card.objects.of_project(project.pk).filter(month__lt=4).values_list()) == before
    assert [progress(late, month).run for month in ("2023-02", "2023-03", "2023-04")] == [
        1, None, 1,
    ]  # fmt: skip
    kept = snapshot()
    assert [run("2023-04-30", full=again).written for again in (False, True)] == [0, 0]
    assert snapshot() == kept
    ReportingMonth.objects.all().delete()
    run("2023-04-30")
    assert late_rows(late) == []
    assert progress(late, "2023-04").run == 3


def test_an_earlier_day_sees_to_later_locked_months(project):
    run("2023-04-30")
    ReportingMonth.objects.create(year=2023, month=4)
    late = make_project()
    run("2023-03-31")
    run("2023-05-31")
    assert [row[0] for row in late_rows(late)] == [4, 4]


def test_locked_later_months_are_not_taken_away(project):
    run("2023-04-30")
    ReportingMonth.objects.create(year=2023, month=4)
    assert run("2023-02-28").removed == 2
    assert progress(project, "2023-04").final


def test_a_month_locked_before_any_run_gets_its_cards(project):
    ReportingMonth.objects.create(year=2023, month=2)
    run("2023-04-30")
    assert progress(project, "2023-02").final


def test_only_marked_projects_are_looked_at(project):
    make_project()
    run("2023-04-30")
    seen = []
    run("2023-04-30", progress=lambda done, total: seen.append((done, total)))
    assert seen == []
    make_month(project, "2023-04", 500)
    assert run("2023-04-30", progress=lambda done, total: seen.append((done, total))).written == 1
    assert seen == [(1, 1)]
    assert not ChangeMark.objects.exists()


def test_progress_counts_projects_once_and_never_falls(project, monkeypatch):
    others = [make_project(start_due=date(2023, 2, 1)) for _ in range(6)]
    run("2023-03-31")
    monkeypatch.setattr(engine, "CHUNK", 2)
    Project.objects.filter(pk__in=[other.pk for other in others[:3]]).update(start_due=None)
    seen = []
    run("2023-04-30", progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 7), (2, 7), (3, 7), (4, 7), (6, 7), (7, 7)]
    Project.objects.filter(pk=others[0].pk).update(start_due=date(2023, 6, 1))
    seen.clear()
    run("2023-05-01", progress=lambda done, total: seen.append((done, total)))
    assert [total for _, total in seen] == [seen[-1][0]] * len(seen)
    assert seen == sorted(seen)


def test_the_first_second_is_silent(project, monkeypatch):
    monkeypatch.setattr(engine, "QUIET_SECONDS", 600)
    seen = []
    run("2023-04-30", progress=lambda done, total: seen.append((done, total)))
    assert seen == []


def test_ranges_of_projects_come_to_the_same(project, monkeypatch):
    for _ in range(6):
        make_project(start_due=date(2023, 2, 1))
    run("2023-04-30")
    whole = snapshot()
    Card.objects.all().delete()
    monkeypatch.setattr(engine, "CHUNK", 2)
    seen = []
    run("2023-04-30", full=True, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(2, 7), (4, 7), (6, 7), (7, 7)]
    assert snapshot() == whole


@pytest.mark.django_db
def test_incremental_equals_full_after_random_edits():
    seed = int(os.environ.get("SEED", "0")) or Random().randrange(1, 10**9)
    print(f"SEED={seed}")  # noqa: T201 - to repeat a failure
    random = Random(seed)
    store_averages(random_averages(random))
    projects = store([random_history(random) for _ in range(60)])
    day = date(2023, 1, 10)
    for step in range(40):
        edit = random.choice(EDITS)
        edit(random, random.choice(projects))
        day += timedelta(days=random.choice((0, 0, 1, 1, 2, 9, 35, -20)))
        run(day)
        cards = snapshot()
        again = run(day, full=True)
        assert (again.written, again.removed) == (0, 0), (
            f"SEED={seed} step={step} {edit.__name__} {day}"
        )
        assert snapshot() == cards


def _edit_project(random: Random, project: Project) -> None:
    other = random_history(random)
    Project.objects.filter(pk=project.pk).update(
        start_due=other.start_due, started_on=other.started, completed_on=other.completed
    )


def _edit_report(random: Random, project: Project) -> None:
    MonthlyReport.objects.filter(project=project, month=random.randrange(1, 13)).update(
        amount=random.randrange(100), state=random.choice(("submitted", "returned"))
    )


def _edit_plan(random: Random, project: Project) -> None:
    AnnualPlan.objects.filter(project=project).update(amount=random.randrange(100))


def _edit_average(random: Random, _project: Project) -> None:
    CityAverage.objects.filter(month=random.randrange(1, 13)).update(rate=random.randrange(100))


def _edit_policy(random: Random, _project: Project) -> None:
    Policy.objects.update_or_create(
        year=2023,
        defaults={"red_after_months": random.randrange(2, 5), "version": random.randrange(9)},
    )


def _edit_lock(random: Random, _project: Project) -> None:
    month, new = ReportingMonth.objects.get_or_create(year=2022, month=random.randrange(1, 13))
    if not new:
        month.delete()


def _edit_suspension(random: Random, project: Project) -> None:
    project.suspensions.all().delete()
    project.suspensions.create(
        kind="suspended", from_on=date(2023, random.randrange(1, 10), 15), reason="-"
    )


def _edit_amendment(random: Random, project: Project) -> None:
    project.amendments.create(old=date(2023, random.randrange(1, 13), 3), reason="-")


EDITS = (
    _edit_project, _edit_project, _edit_report, _edit_report, _edit_plan, _edit_average,
    _edit_policy, _edit_lock, _edit_suspension, _edit_amendment,
)  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_a_failing_run_leaves_nothing_half_done(project, monkeypatch):
    for _ in range(4):
        make_project()
    monkeypatch.setattr(engine, "CHUNK", 1)

    def fail(done, total):
        if done == 3:
            raise RuntimeError

    with pytest.raises(RuntimeError):
        run("2023-04-30", progress=fail)
    assert not Card.objects.exists()
    assert not AssessmentRun.objects.exists()
    assert ChangeMark.objects.exists()
    assert run("2023-04-30").written == 40


KILLED = """
import django, os, signal
django.setup()
from datetime import date
from assessment.cards import engine
engine.CHUNK, engine.QUIET_SECONDS = 1, 0
def kill(done, total):
    if done == 3:
        os.kill(os.getpid(), signal.SIGKILL)
engine.assess(date(2023, 4, 30), kind="nightly", progress=kill)
"""


def database_url() -> str:
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    password = f":{values['PASSWORD']}" if values["PASSWORD"] else ""
    return (
        f"postgres://{values['USER']}{password}@{values['HOST']}:{values['PORT']}/{values['NAME']}"
    )


@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle(project, tmp_path):
    for _ in range(4):
        make_project()
    marks = ChangeMark.objects.count()
    connections.close_all()
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "ningyang.settings",
    }
    child = subprocess.run(
        [sys.executable, "-c", KILLED], env=environment, capture_output=True, check=False
    )
    assert child.returncode == -signal.SIGKILL, child.stderr
    assert (Card.objects.count(), AssessmentRun.objects.count()) == (0, 0)
    assert ChangeMark.objects.count() == marks
    assert run("2023-04-30").written == 40


@pytest.mark.django_db(transaction=True)
def test_two_at_once_come_to_one_result(project):
    ready = threading.Barrier(2)
    results: list[str] = []

    def work():
        try:
            ready.wait(timeout=10)
            run("2023-04-30")
            results.append("done")
        except RunUnderWayError:
            results.append("under way")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=40)
    assert len(results) == 2
    assert "done" in results
    assert Card.objects.count() == 8
    assert run("2023-04-30", full=True).written == 0


@pytest.mark.django_db(transaction=True)
def test_a_second_run_is_told_that_one_is_under_way(project):
    told: list[str] = []

    def second():
        try:
            if connection.vendor == "sqlite":
                with connection.cursor() as cursor:
                    cursor.execute("PRAGMA busy_timeout = 100")
            run("2023-04-30")
        except RunUnderWayError as error:
            told.append(str(error))
        finally:
            connections.close_all()

    def meanwhile(_done, _total):
        thread = threading.Thread(target=second)
        thread.start()
        thread.join(timeout=30)

    run("2023-04-30", progress=meanwhile)
    assert told == ["另一次评定正在进行，请稍后再试"]
    assert AssessmentRun.objects.count() == 1
