"""A supervision notice in a real browser: proof, sent back, closed; two people at it, 三（五）."""

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from assessment.choices.notices import NoticeState
from assessment.demo.accounts import DEMO_PASSWORD
from projects.models import Unit, User
from tests.assessment.cases import received
from tests.e2e.conftest import DESKTOP, PHONE, sideways, violations

pytestmark = pytest.mark.e2e
PROOF = {"name": "现场.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n%%EOF"}


@pytest.fixture
def notice(demo, settings, tmp_path):
    """One of 文庙街道 that it has received."""
    settings.MEDIA_ROOT = tmp_path
    unit, drc = Unit.objects.get(name="文庙街道"), User.objects.get(username="fagai")
    return received(unit, drc, on=date(2023, 11, 25), days=15)


@pytest.fixture
def bureau(browser, browser_context_args, live_server, demo):
    """A second person at a window of their own."""
    context = browser.new_context(**browser_context_args, viewport=DESKTOP)
    page = context.new_page()
    page.goto(f"{live_server.url}/login/")
    page.get_by_label("用户名").fill("fagai")
    page.get_by_label("密码").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(f"{live_server.url}/")
    yield page
    context.close()


def test_a_notice_from_the_reply_to_the_closing(sign_in, bureau, live_server, notice):
    unit, address = sign_in("wenmiao"), live_server.url + reverse("notice", args=[notice.pk])
    unit.set_viewport_size(PHONE)
    unit.goto(address)
    assert (sideways(unit), violations(unit)) == (0, [])
    reply = unit.get_by_role("form", name="回复")
    reply.get_by_label("整改情况").fill("已进场施工")
    reply.locator("button").click()
    expect(unit.get_by_text("请附佐证材料；确实没有的，写明没有佐证材料的原因")).to_be_visible()
    expect(reply.get_by_label("整改情况")).to_have_value("已进场施工")
    reply.get_by_label("没有佐证材料的原因").fill("照片周五补报")
    reply.locator("button").click()
    expect(unit.get_by_text("已回复，等待核查")).to_be_visible()

    bureau.goto(address)
    bureau.locator("summary", has_text="退回再办").click()
    back = bureau.get_by_role("form", name="退回再办")
    back.get_by_label("退回原因").fill("请补照片")
    back.get_by_label("新的办理时限").fill("2023-12-10")
    back.locator("button").click()
    expect(bureau.get_by_text("已退回责任单位")).to_be_visible()

    unit.goto(live_server.url)
    unit.get_by_role("link", name="的回复被退回：请补照片").click()
    expect(reply.get_by_label("整改情况")).to_have_value("")
    reply.get_by_label("整改情况").fill("照片已补")
    reply.get_by_label("佐证材料", exact=True).set_input_files(PROOF)
    reply.locator("button").click()

    bureau.goto(address)
    close = bureau.get_by_role("form", name="核查属实，销号")
    close.get_by_label("核查意见").fill("属实")
    close.locator("button").click()
    expect(bureau.get_by_text("已核查销号")).to_be_visible()
    notice.refresh_from_db()
    assert (notice.state, notice.reply) == (NoticeState.CLOSED, "照片已补")
    words = ("照片周五补报", "请补照片", "现场.pdf", "属实")
    for word in words:
        expect(bureau.locator("main").get_by_text(word).first).to_be_visible()
