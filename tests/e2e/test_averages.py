"""发改局's averages and year in a real browser: by keyboard, seen before they are kept."""

import pytest
from django.urls import reverse

from assessment.models import CityAverage, Quota
from projects.periods import Month
from tests.assessment.year.books import saved, stored
from tests.e2e.test_access import check

pytestmark = pytest.mark.e2e
MONTH = Month(2023, 11)


def test_averages_are_typed_previewed_and_confirmed_by_keyboard(sign_in, live_server):
    page = sign_in("fagai")
    page.goto(live_server.url + reverse("averages", args=[MONTH]))
    field = page.get_by_role("textbox", name="平均进度(%)").first
    field.fill("45%")
    page.keyboard.press("Enter")
    page.get_by_role("alert").get_by_text("“45%”带百分号，请去掉百分号，填如 45").wait_for()
    wrong = check(page, "error")
    page.get_by_role("textbox", name="平均进度(%)").first.fill("99")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="影响预览：还没有保存").wait_for()
    assert not CityAverage.objects.filter(year=2023, month=11, rate=99).exists()
    wrong |= check(page, "preview")
    page.get_by_role("button", name="确认保存").focus()
    page.keyboard.press("Enter")
    page.get_by_text("全市均值已保存").wait_for()
    assert CityAverage.objects.filter(year=2023, month=11, rate=99).exists()
    assert wrong | check(page, "saved") == {}


def test_next_year_s_annexes_are_sent_in_seen_and_taken_in(sign_in, live_server, tmp_path):
    page = sign_in("fagai")
    path = saved(stored(2023, {"附件1!B2": "文庙街办", "附件1!C3": 20}), tmp_path)
    page.goto(live_server.url + reverse("year-settings"))
    page.get_by_label("附件工作簿").set_input_files(path)
    page.get_by_role("button", name="上传并核对").click()
    page.get_by_role("heading", name="2024年附件：核对预览").wait_for()
    wrong = check(page, "preview")
    page.get_by_label("“文庙街办” 是 文庙街道 的别名").check()
    page.get_by_role("button", name="全部载入2024年").click()
    page.get_by_text("2024年附件已载入").wait_for()
    assert Quota.objects.filter(year=2024).count() == 400
    assert wrong == {}


def test_a_policy_is_changed_after_its_effect_was_seen(sign_in, live_server):
    page = sign_in("fagai")
    page.goto(live_server.url + reverse("year", args=[2023]))
    page.get_by_label("开工红牌时限(月)").fill("3")
    page.get_by_role("button", name="预览影响").click()
    page.get_by_text("开工红牌时限(月) 2 → 3").wait_for()
    wrong = check(page, "preview")
    page.get_by_role("button", name="确认保存").click()
    page.get_by_text("2023年政策已保存").wait_for()
    assert page.get_by_role("rowheader", name="第2版").is_visible()
    assert wrong == {}
