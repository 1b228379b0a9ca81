"""A real worker, killed half way through the nightly run: nothing is half written, and the next
worker finishes. The same test sees the fault in a run that commits step by step."""

import signal
import time

import pytest

from assessment.models import Card
from ningyang import processes
from tests.site import Site

pytestmark = pytest.mark.broker

PATIENCE = 120
WORKER = "tests.assessment.halting_worker"
FIRST, SECOND = "2023-06-16", "2023-08-16"
SECOND_NIGHT = "2023-08-15"


def _cards(site: Site) -> list[tuple]:
    """Every card with its figures, without the keys that differ between two databases."""
    columns = [field.column for field in Card._meta.fields if field.name not in {"id", "project"}]
    names = ", ".join(f"c.{column}" for column in columns)
    return site.rows(
        f"SELECT p.code, {names} FROM assessment_card c"  # noqa: S608 - own column names
        " JOIN projects_project p ON p.id = c.project_id ORDER BY p.code, c.year, c.month, c.rule"
    )


def _nights(site: Site) -> list[str]:
    rows = site.rows("SELECT day FROM assessment_assessmentrun WHERE state = 'done' ORDER BY id")
    return [str(day) for (day,) in rows]


def _change(site: Site) -> None:
    """What clerks do between two nights."""
    site.execute("UPDATE projects_monthlyreport SET amount = 1 WHERE month IN (2, 3)")
    site.execute(
        "UPDATE projects_project SET start_due = '2023-03-01' WHERE start_due > '2023-03-01'"
    )


def _wait(happened, process=None) -> None:
    end = time.monotonic() + PATIENCE
    while not happened():
        assert process is None or process.poll() is None, "the worker ended by itself"
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.1)


def _tick(site: Site) -> None:
    """What the scheduler sends."""
    sent = site.run("-m", "celery", "-A", "ningyang", "call", "assessment.tasks.catch_up")
    assert sent.returncode == 0, sent.stderr


def _work(site: Site, today: str, **env: str) -> None:
    """A worker until the queue is empty and every task acknowledged."""
    worker = site.start_worker(WORKER, FIXED_TODAY=today, **env)
    try:
        _wait(site.queue_is_empty, worker)
        # A task just taken is for a moment in neither list.
        time.sleep(0.5)
        _wait(site.queue_is_empty, worker)
    finally:
        processes.stop(worker, seconds=10)


def _kill_at(site: Site, place: str, **env: str) -> None:
    """A worker that is killed at this place of its run, once it has got there."""
    halted = site.folder / "halted"
    halted.unlink(missing_ok=True)
    worker = site.start_worker(WORKER, FIXED_TODAY=SECOND, HALT=place, **env)
    try:
        _wait(halted.exists, worker)
    finally:
        processes.stop(worker, signal.SIGKILL)


@pytest.fixture(scope="module")
def filled(site_factory, migrated):
    """A site with a demonstration that nobody has judged."""
    site = site_factory(migrated)
    site.manage("load_annexes")
    site.manage("demo", "--projects", "160")
    # A locked month keeps its cards; here every month is to be judged anew.
    site.execute("DELETE FROM projects_reportingmonth")
    site.execute("DELETE FROM assessment_card")
    site.execute("DELETE FROM assessment_assessmentrun")
    return site


@pytest.fixture(scope="module")
def first_night(site_factory, filled, broker):
    """A site whose first night went well, and whose ledger changed since."""
    broker.client().flushall()
    site = site_factory(filled)
    _tick(site)
    _work(site, FIRST)
    _change(site)
    return site


@pytest.fixture
def after_first_night(site_factory, first_night, broker):
    """A copy of it, with the queue emptied."""
    broker.client().flushall()
    return site_factory(first_night)


@pytest.fixture(scope="module")
def clean(site_factory, filled):
    """The cards of a site whose second night was the first and undisturbed."""
    other = site_factory(filled)
    _change(other)
    other.manage("assess", "--day", SECOND_NIGHT)
    return _cards(other)


def test_killed_run_leaves_nothing_and_is_caught_up(after_first_night, clean):
    site = after_first_night
    before, nights = _cards(site), _nights(site)
    assert before
    _tick(site)
    for place in ("judging", "removed", "written", "recorded"):
        _kill_at(site, place)
        assert _cards(site) == before, place
        assert _nights(site) == nights, place
    # No new tick: the broker hands the unacknowledged task to the next worker.
    _work(site, SECOND)
    assert _cards(site) == clean
    assert SECOND_NIGHT in _nights(site)


def test_lost_queue_is_no_loss(after_first_night, clean):
    site = after_first_night
    _tick(site)
    _kill_at(site, "judging")
    site.lose_queue()
    _tick(site)
    _work(site, SECOND)
    assert _cards(site) == clean


def test_a_run_in_steps_would_be_caught(after_first_night, clean):
    """The tests above can fail: with steps committed one by one the cards stay wrong for ever."""
    site = after_first_night
    before = _cards(site)
    _tick(site)
    _kill_at(site, "judging", BROKEN="1")
    assert _cards(site) != before
    _work(site, SECOND, BROKEN="1")
    assert _cards(site) != clean
