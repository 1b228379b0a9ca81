"""The leader's screen: fits its window, refreshes without flicker, readable without a script."""

import pytest

from projects.models import Project
from tests.e2e.conftest import DAY, DESKTOP, sideways

pytestmark = pytest.mark.e2e
MINUTE = 61_000


def test_it_fits_and_refreshes_only_what_changed(sign_in, live_server):
    page = sign_in("lingdao")
    page.set_viewport_size(DESKTOP)
    page.clock.install()
    page.goto(f"{live_server.url}/screen/")
    assert sideways(page) <= 0
    assert page.evaluate("document.documentElement.scrollHeight") <= DESKTOP["height"]
    page.evaluate("document.querySelectorAll('[data-part]').forEach(part => { part.kept = true })")
    started = page.locator(".value").first.inner_text()
    Project.objects.filter(started_on__isnull=True, start_due__year=DAY.year).update(started_on=DAY)
    page.clock.run_for(MINUTE)
    page.wait_for_function(
        "before => document.querySelector('.value').innerText !== before", arg=started
    )
    kept = page.evaluate(
        "[...document.querySelectorAll('[data-part]')].filter(part => part.kept)"
        ".map(part => part.dataset.part)"
    )
    assert "day" in kept
    assert "numbers" not in kept


def test_a_lost_session_keeps_the_figures_and_says_so(sign_in, live_server):
    page = sign_in("lingdao")
    page.clock.install()
    page.goto(f"{live_server.url}/screen/")
    started = page.locator(".value").first.inner_text()
    page.context.clear_cookies()
    page.clock.run_for(MINUTE)
    page.get_by_text("未能刷新").wait_for()
    assert page.locator(".value").first.inner_text() == started


def test_a_unit_s_project_is_two_clicks_away(sign_in, live_server):
    page = sign_in("lingdao")
    page.goto(f"{live_server.url}/screen/")
    shown = page.locator(".layers a").all_inner_texts()
    unit = Project.objects.filter(unit__name__in=shown).values_list("unit__name", flat=True)[0]
    page.locator(".layers").get_by_role("link", name=unit, exact=True).click()
    page.locator("main table tbody a").first.click()
    assert "/projects/" in page.url
    assert page.locator("h1").inner_text()
