"""The weekly dispatch on a telephone, with and without script."""

import os

import pytest

from assessment.demo.accounts import DEMO_PASSWORD
from projects.models import Project, Unit, WeeklyUpdate
from projects.weeks import Week
from tests.e2e.conftest import DAY, PHONE, SIZES, sideways, violations

pytestmark = pytest.mark.e2e
WEEK = Week.of(DAY)
PATH = f"/weekly/{WEEK}/"
SHOTS = os.environ.get("SHOTS", "")


@pytest.fixture
def building(demo):
    """13 projects of the clerk's unit under construction; a word on the first the week before."""
    WeeklyUpdate.objects.all().delete()
    unit = Unit.objects.get(users__username="wenmiao")
    Project.objects.filter(pk__in=list(Project.objects.values_list("pk", flat=True)[:13])).update(
        unit=unit, started_on=WEEK.plus(-9).first, completed_on=None, enrolled_on=None
    )
    first = unit.projects.order_by("code").first()
    WeeklyUpdate.objects.create(
        project=first,
        year=WEEK.year,
        week=WEEK.plus(-1).week,
        amount=120,
        visible_progress="主体结构施工至三层，设备基础完成八成。",
        problems="供电线路未迁改。",
        first_on=DAY,
    )
    return first


def look(page, name: str) -> dict[str, object]:
    wrong: dict[str, object] = {}
    for size, window in SIZES.items():
        page.set_viewport_size(window)
        if SHOTS:
            page.screenshot(path=f"{SHOTS}/{name}-{size}.png", full_page=True)
        if found := violations(page, colours=size == "desktop"):
            wrong[f"{name} {size}"] = found
        if (wide := sideways(page)) > 0:
            wrong[f"{name} {size} too wide"] = wide
    return wrong


def test_a_week_by_keyboard_on_a_phone(sign_in, live_server, building):
    page = sign_in("wenmiao")
    page.set_viewport_size(PHONE)
    page.goto(live_server.url + PATH)
    summary = page.locator(f"#p{building.pk} summary")
    summary.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("35.5")
    page.keyboard.press("Tab")
    page.keyboard.type("主体封顶")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{PATH}#p{building.pk}")
    assert "本周已填 35.50 万元" in summary.inner_text()
    page.get_by_role("button", name="其余 12 个项目本周无变化").click()
    assert page.get_by_text("本周已全部填报").is_visible()
    assert WeeklyUpdate.objects.filter(year=WEEK.year, week=WEEK.week).count() == 13


def test_without_script(new_context, live_server, building):
    context = new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto(f"{live_server.url}/login/?next={PATH}")
    page.get_by_label("用户名").fill("wenmiao")
    page.get_by_label("密码").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="登录").click()
    row = page.locator(f"#p{building.pk}")
    row.locator("summary").click()
    row.get_by_label("本周完成投资(万元)").fill("一百")
    row.get_by_role("button", name="保存").click()
    assert row.get_by_text("不是数字").is_visible()
    row.get_by_label("本周完成投资(万元)").fill("100")
    row.get_by_role("button", name="保存").click()
    assert "本周已填 100 万元" in row.locator("summary").inner_text()


def test_every_weekly_page_is_accessible(sign_in, live_server, building):
    page = sign_in("wenmiao")
    wrong = look(page, "home-unit")
    page.goto(live_server.url + PATH)
    wrong |= look(page, "week")
    stale = page.context.new_page()
    stale.goto(live_server.url + PATH)
    for tab, amount in ((page, "x"), (page, "35"), (stale, "40")):
        row = tab.locator(f"#p{building.pk}")
        if row.locator("details").get_attribute("open") is None:
            row.locator("summary").click()
        wrong |= look(tab, f"week-open-{amount}")
        row.get_by_label("本周完成投资(万元)").fill(amount)
        row.get_by_role("button", name="保存").click()
    assert stale.get_by_role("heading", level=1).inner_text().endswith("有人先改过")
    wrong |= look(stale, "conflict")
    page.goto(f"{live_server.url}/weekly/2023-11/")
    wrong |= look(page, "sums-unit")
    page.get_by_role("button", name="退出").click()
    page.goto(f"{live_server.url}/login/")
    page.get_by_label("用户名").fill("fagai")
    page.get_by_label("密码").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="登录").click()
    wrong |= look(page, "home-county")
    for name, path in {"county": PATH, "sums-county": "/weekly/2023-11/"}.items():
        page.goto(live_server.url + path)
        wrong |= look(page, name)
    assert wrong == {}
