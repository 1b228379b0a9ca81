"""A real worker, killed half way through a long import: nothing is half written or doubled."""

import signal
import time

import pytest

from ningyang import processes
from tests.projects.workbooks import ledger, save
from tests.site import Site

pytestmark = pytest.mark.broker

PATIENCE = 120
WORKER = "tests.projects.halting_importer"
ROWS = 1200
SEND = """
import django
django.setup()
from django.core.files.base import File
from projects.excel import uploads
from tests.factories import make_type, make_unit, make_user
make_type(), make_unit("甲镇")
with open({path!r}, "rb") as file:
    uploads.receive(file=File(file, name="长.xlsx"), by=make_user())
"""
CONFIRM = """
import django
django.setup()
from projects.excel import uploads
from projects.models import WorkbookImport
upload = WorkbookImport.objects.get()
uploads.confirm(upload=upload, by=upload.by, fingerprint=upload.plan_hash, reason="")
"""


def _python(site: Site, script: str) -> None:
    done = site.run("-c", script, DJANGO_SETTINGS_MODULE="ningyang.settings")
    assert done.returncode == 0, done.stderr


def _wait(happened, process) -> None:
    end = time.monotonic() + PATIENCE
    while not happened():
        assert process.poll() is None, "the worker ended by itself"
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.1)


def _tick(site: Site) -> None:
    """What the scheduler sends every minute."""
    sent = site.run("-m", "celery", "-A", "ningyang", "call", "projects.tasks.catch_up_imports")
    assert sent.returncode == 0, sent.stderr


def _kill_at(site: Site, place: str, **env: str) -> None:
    halted = site.folder / "halted"
    halted.unlink(missing_ok=True)
    site.lose_queue()
    _tick(site)
    worker = site.start_worker(WORKER, HALT=place, **env)
    try:
        _wait(halted.exists, worker)
    finally:
        processes.stop(worker, signal.SIGKILL)


def _work_until(site: Site, state: str, **env: str) -> None:
    site.lose_queue()
    _tick(site)
    worker = site.start_worker(WORKER, **env)
    try:
        _wait(lambda: _state(site) == state, worker)
    finally:
        processes.stop(worker, seconds=10)


def _state(site: Site) -> str:
    ((state,),) = site.rows("SELECT state FROM projects_workbookimport")
    return state


def _count(site: Site, table: str = "projects_project") -> int:
    ((count,),) = site.rows(f"SELECT count(*) FROM {table}")  # noqa: S608 - own names
    return count


@pytest.fixture
def sent(site, tmp_path):
    """A site with one long workbook that waits for the worker."""
    path = save(tmp_path / "长.xlsx", [ledger(项目编号=f"A{number}") for number in range(ROWS)])
    _python(site, SEND.format(path=str(path)))
    assert _state(site) == "queued"
    return site


def test_a_killed_import_leaves_nothing_and_is_taken_up(sent):
    for place in ("read", "checked"):
        _kill_at(sent, place)
        assert _state(sent) == "queued", place
    _work_until(sent, "checked")
    _python(sent, CONFIRM)
    for place in ("written", "recorded"):
        _kill_at(sent, place)
        assert (_state(sent), _count(sent)) == ("confirmed", 0), place
    _work_until(sent, "written")
    assert _count(sent) == _count(sent, "projects_historicalproject") == ROWS


def test_an_import_taken_before_it_is_written_would_be_caught(sent):
    """The test above can fail: without the one transaction the import is lost for ever."""
    _work_until(sent, "checked")
    _python(sent, CONFIRM)
    _kill_at(sent, "written", BROKEN="1")
    assert (_state(sent), _count(sent)) == ("written", 0)
