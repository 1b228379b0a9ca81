"""Which database, a real broker, a real browser."""

import gc
import os
import shutil
import sys
import tempfile
import threading
from collections import Counter
from pathlib import Path

import environ
import psycopg
import pytest
from django.conf import settings as django_settings
from django.db import connections, transaction
from django.test import override_settings

from ningyang.celery import app
from ningyang.services import Broker, Postgres
from tests.settings import POSTGRES_URL
from tests.site import Site

# Commands that tests start as processes run on the project's own settings.
os.environ["DJANGO_SETTINGS_MODULE"] = "ningyang.settings"
CASES_TRACED = 1


def pytest_addoption(parser):
    parser.addoption(
        "--database",
        choices=["sqlite", "postgres"],
        default=os.environ.get("TEST_DATABASE", "sqlite"),
        help="postgres: DATABASE_URL, else a PostgreSQL on PATH, else the one in the wheel",
    )


def pytest_collection_finish():
    """What is loaded by now stays: the collector need not look at it again and again."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    """Without tracing where the mark says so; pytest-cov's own mark does not reach xdist's workers."""
    if not item.get_closest_marker("untraced"):
        return (yield)
    trace, threads = sys.gettrace(), threading.gettrace()
    sys.settrace(None)
    threading.settrace(None)
    try:
        return (yield)
    finally:
        threading.settrace(threads)
        sys.settrace(trace)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """What asks for no database, here or in a site, need not be repeated on another.

    Tracing doubles a test's time: of one with many cases on the database the first is traced.
    """
    seen = Counter()
    for item in items:
        databases = {"db", "transactional_db", "site_factory"} & set(item.fixturenames)
        if not databases and not item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.once)
            continue
        function = getattr(item, "function", item)
        seen[function] += 1
        if seen[function] > CASES_TRACED:
            item.add_marker(pytest.mark.untraced)


@pytest.fixture(scope="session")
def postgres_url():
    """Where the tests' PostgreSQL is: the one given, or a new one for this session."""
    if POSTGRES_URL:
        yield POSTGRES_URL
        return
    server = Postgres()
    try:
        server.start()
        yield server.url
    finally:
        server.stop()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request):
    """Swap the database before pytest-django creates it, then let it add its suffix."""
    if request.config.getoption("--database") == "postgres":
        url = environ.Env.db_url_config(request.getfixturevalue("postgres_url"))
        default = django_settings.DATABASES["default"]
        default.clear()
        default.update(url)
        connections.configure_settings(django_settings.DATABASES)
        del connections["default"]
    request.getfixturevalue("django_db_modify_db_settings_parallel_suffix")


@pytest.fixture(scope="module")
def shared_rows(django_db_setup, django_db_blocker):
    """Call a builder once for a whole module: what it writes stands under each of its tests.

    Every test still undoes what it does itself. Not for modules with `transaction=True`, whose
    tests empty the tables; the builder's objects are shared, so tests look rows up or copy.
    """

    def write(build, **overrides):
        with django_db_blocker.unblock(), override_settings(**overrides):
            return build()

    around = transaction.atomic()
    with django_db_blocker.unblock():
        around.__enter__()
    yield write
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


@pytest.fixture(scope="session")
def broker():
    """A real broker on a unix socket, as `make run` starts it."""
    folder = Path(tempfile.mkdtemp(prefix="ny-mq-"))
    broker = Broker(folder / "mq" / "broker.sock")
    try:
        broker.start()
        yield broker
    finally:
        broker.stop()
        shutil.rmtree(folder)


@pytest.fixture
def connected(broker, settings):
    """This process's own tasks and cache go to the real broker."""
    settings.CACHES = {"default": django_settings.CACHES["default"] | {"LOCATION": broker.url}}
    before = app.conf.broker_url
    _enqueue_at(broker.url.replace("unix://", "redis+socket://"))
    yield broker
    _enqueue_at(before)


def _enqueue_at(url: str) -> None:
    """Celery keeps its connections; a forked process drops them in the same way."""
    app._after_fork()
    app.conf.broker_url = app.conf.broker_read_url = app.conf.broker_write_url = url


@pytest.fixture(scope="session")
def site_factory(request, tmp_path_factory, broker):
    """Sites beside the tests' own: same kind of database, own data, the real broker.

    One that is given a site at rest begins as its copy.
    """

    def build(origin: Site | None = None) -> Site:
        folder = tmp_path_factory.mktemp("site")
        if origin:
            shutil.copytree(origin.folder, folder, dirs_exist_ok=True)
        if request.config.getoption("--database") == "sqlite":
            return Site(folder, redis_url=broker.url)
        server, name = request.getfixturevalue("postgres_url"), f"site_{os.getpid()}_{folder.name}"
        template = f' TEMPLATE "{origin.database}"' if origin else ""
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"{template}')
        url = f"{server.rpartition('/')[0]}/{name}"
        return Site(folder, redis_url=broker.url, database_url=url)

    return build


@pytest.fixture(scope="session")
def migrated(site_factory) -> Site:
    """A site with its tables and nothing in them, to be copied."""
    site = site_factory()
    site.manage("migrate", "--no-input", "-v", "0")
    return site


@pytest.fixture
def site(site_factory, migrated, broker):
    """A site of one's own, with the queue emptied."""
    broker.client().flushall()
    return site_factory(migrated)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Debian's Chromium, which calls nobody. Without one, browser tests fail under CI."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None and os.environ.get("CI") != "true":
        pytest.skip("no chromium on PATH; make test installs it")
    assert program, "no chromium on PATH"
    switches = (
        "--no-sandbox --disable-gpu --disable-quic --no-first-run "
        "--disable-background-networking --disable-component-update --disable-sync"
    )
    return browser_type_launch_args | {"executable_path": program, "args": switches.split()}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return browser_context_args | {"locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
