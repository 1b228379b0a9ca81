"""Every page for every kind of reader: nothing axe objects to, no sideways scroll, no stranger."""

import re

import pytest
from django.urls import reverse

from assessment.demo.accounts import DEMO_PASSWORD
from ningyang.environment import BASE_DIR
from projects.models import Project
from projects.periods import Month
from tests.e2e.conftest import PHONE, SIZES, sideways, violations

pytestmark = pytest.mark.e2e
MONTH = Month(2023, 11)

PAGES = {
    "fagai": {
        "home": "/",
        "projects": "/projects/",
        "projects-filtered": "/projects/?band=over_100m&counted=1&started_from=2023-01-01",
        "projects-nothing": "/projects/?q=没有这样的项目",
        "projects-error": "/projects/?started_from=x",
        "quota": "/quota/2023/",
        "quota-none": "/quota/2024/",
        "cards": "/cards/2023-11/",
        "cards-empty-month": "/cards/2022-01/",
        "bulletin": "/bulletin/2023-11/",
        "bulletin-none": "/bulletin/2022-01/",
        "import": "/import/",
        "annexes": "/annexes/2023/",
        "assess": "/assess/",
        "averages": "/averages/2023-11/",
        "year-settings": "/settings/year/",
        "year": "/settings/year/2023/",
        "year-new": "/settings/year/2024/",
        "rules": "/settings/rules/",
        "lifecycles": "/settings/lifecycles/",
        "chain": "/chain/",
        "mentions": "/mentions/2023-11/",
        "brief": "/bulletin/2023-11/brief/",
        "screen": "/screen/",
        "scores": "/scores/2023-11/",
        "score": "/scores/2023-11/1/",
        "score-schemes": "/scores/schemes/",
        "score-awards": "/scores/awards/2023/",
        "supervision": "/supervision/",
        "outlook": "/outlook/",
        "outlook-projects": "/outlook/projects/",
        "readings": "/settings/readings/",
        "reading": "/settings/readings/under-one-month/",
        "reading-proposals": "/settings/readings/persistent-red/?to=same-3",
        "reading-completion": "/settings/readings/surplus/",
        "help": "/help/",
        "planning": "/planning/",
        "planning-calendar": "/planning/calendar/",
        "planning-chains": "/planning/chains/",
        "signing": "/signing/",
        "signing-events": "/signing/events/",
        "signing-month": "/signing/2023-11/",
        "pledges": "/pledges/",
        "starts": "/starts/2023-11/",
        "starts-pending": "/starts/pending/",
        "permits": "/permits/",
        "hardcore": "/hardcore/",
        "resources": "/resources/",
        "rewards": "/rewards/2023/",
        "taskforce": "/taskforce/",
        "enrolment": "/enrolment/",
        "statistics": "/statistics/2023-11/",
        "enterprises": "/projects/enterprises/",
        "password": "/password/",
        "missing": "/no-such-page/",
    },
    "wenmiao": {
        "home": "/",
        "quota": "/quota/2023/",
        "outlook": "/outlook/",
        "help": "/help/",
        "forbidden": "/assess/",
    },
    "lingdao": {
        "home": "/",
        "help": "/help/",
        "averages": "/averages/2023-11/",
        "year": "/settings/year/2023/",
    },
    "admin": {"home": "/", "help": "/help/", "forbidden": "/projects/"},
}


def test_no_colour_depends_on_the_width_of_the_window():
    """So contrast need be looked at once; the month's entry is looked at in every width."""
    for path in (BASE_DIR / "ningyang" / "static").rglob("*.css"):
        if path.name not in {"report.css", "print.css"}:
            narrow = re.findall(r"@media[^{]*width[^{]*\{((?:[^{}]*\{[^{}]*\})*)", path.read_text())
            assert not re.search(r"(color|background|opacity|filter)\s*:", "".join(narrow)), (
                path.name
            )


def check(page, name: str) -> dict[str, object]:
    """What is wrong with the page at each size; the phone's own menu is on every home page."""
    wrong: dict[str, object] = {}
    for size, window in SIZES.items():
        page.set_viewport_size(window)
        if found := violations(page, colours=size == "desktop" or name == "home"):
            wrong[f"{name} {size}"] = found
        if (wide := sideways(page)) > 0:
            wrong[f"{name} {size} too wide"] = wide
    return wrong


@pytest.mark.parametrize(
    ("username", "first"),
    [(username, first) for username in PAGES for first in range(0, len(PAGES[username]), 8)],
)
def test_pages_are_accessible(sign_in, live_server, username, first):
    page = sign_in(username)
    wrong: dict[str, object] = {}
    for name, path in list(PAGES[username].items())[first : first + 8]:
        page.goto(live_server.url + path)
        wrong |= check(page, name)
    assert wrong == {}


@pytest.mark.parametrize("path", ["/quota/2023/", "/annexes/2023/"])
def test_long_tables_are_shown_to_their_totals(sign_in, live_server, path):
    page = sign_in("fagai")
    page.set_viewport_size({"width": 1024, "height": 768})
    page.goto(live_server.url + path)
    tables = page.locator(".table-wrap.whole")
    hidden = tables.evaluate_all("all => all.map(one => one.scrollHeight - one.clientHeight)")
    assert hidden == [0, 0]


def test_the_project_page_is_accessible(sign_in, live_server):
    page = sign_in("fagai")
    wrong: dict[str, object] = {}
    amended = Project.objects.filter(amendments__isnull=False).first()
    stopped = Project.objects.filter(suspensions__isnull=False).first()
    for project in (Project.objects.first(), amended, stopped):
        if project is not None:
            page.goto(live_server.url + reverse("project", args=[project.code]))
            assert page.get_by_role("heading", level=1).inner_text() == project.name
            wrong |= check(page, project.code)
            page.get_by_role("link", name="变更记录").click()
            wrong |= check(page, f"{project.code} trail")
    assert wrong == {}


STAGES = (
    "planning-project",
    "signing",
    "start",
    "permits-project",
    "hard-case",
    "resources-project",
    "enrolment-project",
    "visits-project",
)


@pytest.mark.parametrize("username", ["fagai", "wenmiao"])
def test_a_project_s_pages_of_every_stage_are_accessible(sign_in, live_server, username):
    page = sign_in(username)
    project = Project.objects.filter(unit__name="文庙街道").first()
    wrong: dict[str, object] = {}
    for name in STAGES:
        answer = page.goto(live_server.url + reverse(name, args=[project.code]))
        assert answer.status == 200, name
        wrong |= check(page, name)
    assert wrong == {}


def test_the_login_page_is_accessible(foreign, demo, live_server):
    foreign.goto(f"{live_server.url}/projects/")
    assert check(foreign, "login") == {}
    foreign.get_by_role("button", name="登录").click()
    assert foreign.get_by_role("alert").is_visible()
    assert check(foreign, "login with errors") == {}


def test_the_menu_opens_on_a_phone_without_script(new_context, demo, live_server):
    context = new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto(f"{live_server.url}/login/")
    page.get_by_label("用户名").fill("lingdao")
    page.get_by_label("密码").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="登录").click()
    link = page.locator(".site-nav.narrow").get_by_role("link", name="亮牌")
    assert not link.is_visible()
    page.get_by_text("导航菜单").click()
    link.click()
    assert page.url == f"{live_server.url}/cards/{MONTH}/"
