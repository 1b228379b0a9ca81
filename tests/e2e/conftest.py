"""A small demonstration behind a live server, and a person signed in through the login page."""

import os
import sqlite3
from contextlib import closing
from datetime import date
from io import StringIO

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from django.db import connection

from assessment.cards.engine import assess
from assessment.demo.accounts import DEMO_PASSWORD
from assessment.demo.ledger import load_demo
from assessment.models.runs import RunKind

# Playwright's sync API runs an event loop in this thread; the server has threads of its own.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

DAY = date(2023, 11, 30)
DESKTOP = {"width": 1366, "height": 768}
PHONE = {"width": 375, "height": 667}
SIZES = {"desktop": DESKTOP, "phone": PHONE}

AXE_OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}


@pytest.fixture(scope="session")
def base_url():
    """Addresses here are full; the plugin's own fixture warns under this pytest."""


@pytest.fixture(scope="session")
def kept():
    """An SQLite in memory that keeps the demonstration as it was written."""
    with closing(sqlite3.connect(":memory:")) as memory:
        yield memory


@pytest.fixture
def demo(transactional_db, settings, kept):
    """Annexes, 40 fictitious projects and their cards, as they stand on a fixed day.

    Written once; on SQLite the other tests get a copy of it.
    """
    settings.FIXED_TODAY = DAY
    connection.ensure_connection()
    if kept.execute("SELECT 1 FROM sqlite_master").fetchone():
        kept.backup(connection.connection)
        return
    write_demo()
    if connection.vendor == "sqlite":
        connection.connection.backup(kept)


def write_demo() -> None:
    call_command("load_annexes", stdout=StringIO())
    load_demo(day=DAY, projects=40, seed=7)
    assess(DAY, kind=RunKind.COMMAND)


@pytest.fixture
def foreign(page, live_server):
    """Requests that leave the host; there must be none."""
    found: list[str] = []
    page.on("request", lambda request: found.append(request.url))
    yield page
    assert [url for url in found if not url.startswith((live_server.url, "data:"))] == []


@pytest.fixture
def sign_in(foreign, demo, live_server):
    """Sign in as a demonstration account; returns the page, which stands at the first page."""

    def enter(username: str):
        foreign.goto(f"{live_server.url}/login/")
        foreign.get_by_label("用户名").fill(username)
        foreign.get_by_label("密码").fill(DEMO_PASSWORD)
        foreign.get_by_role("button", name="登录").click()
        foreign.wait_for_url(f"{live_server.url}/")
        return foreign

    return enter


def violations(page, *, colours: bool = True) -> list[str]:
    """What axe finds wrong, one line a place. Contrast takes it three quarters of its time."""
    rules = AXE_OPTIONS["rules"] | {"color-contrast": {"enabled": colours}}
    found = Axe().run(page, options=AXE_OPTIONS | {"rules": rules}).response["violations"]
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


def sideways(page) -> int:
    """How many pixels the page is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
