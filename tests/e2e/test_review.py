"""发改局's half of the month in a real browser: one click, a return to the cell, the lock."""

import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from assessment.demo.accounts import DEMO_PASSWORD
from assessment.reporting.rows import rows_of
from assessment.views.review import PHRASES
from projects.actions.submission import accept, submit
from projects.choices import Role, SubmissionState
from projects.models import (
    AnnualPlan,
    Message,
    MonthlyPlan,
    MonthlyReport,
    Submission,
    Unit,
    User,
)
from projects.periods import Month
from tests.e2e.conftest import sideways
from tests.e2e.test_access import check
from tests.factories import make_user

pytestmark = pytest.mark.e2e
MONTH = Month(2023, 11)
DUE = date(2023, 12, 5)


def make_clean(unit: Unit) -> None:
    """Nothing in the unit's month is doubtful any more."""
    AnnualPlan.objects.filter(project__unit=unit).delete()
    for row in rows_of(unit, MONTH):
        own = {"project": row.project, "year": 2023, "month": 11}
        amount = (row.last.amount if row.last else None) or 100
        MonthlyPlan.objects.update_or_create(**own, defaults={"amount": amount + 1})
        words = {"amount": amount, "visible_progress": "十一月新进展", "remark": ""}
        MonthlyReport.objects.update_or_create(**own, defaults=words)


def hand_in(unit: Unit) -> None:
    clerk = unit.users.first() or make_user(Role.UNIT, unit)
    submit(unit=unit, month=MONTH, by=clerk, at=timezone.now(), today=DUE, due=DUE)


@pytest.fixture
def county(demo):
    """文庙街道 is clean, its neighbours are as the demonstration has them, one is accepted."""
    Submission.objects.all().delete()
    Message.objects.all().delete()
    units = list(Unit.objects.filter(projects__isnull=False).distinct())
    clean = Unit.objects.get(name="文庙街道")
    make_clean(clean)
    for unit in (clean, *(unit for unit in units if unit != clean)):
        hand_in(unit)
    drc = User.objects.get(username="fagai")
    accepted = next(unit for unit in units if unit != clean)
    accept(unit=accepted, month=MONTH, by=drc, at=timezone.now())
    return {"clean": clean, "doubtful": next(u for u in units if u not in (clean, accepted))}


def address(live_server, name: str, *args) -> str:
    return live_server.url + reverse(name, args=[MONTH, *args])


def test_the_review_is_accessible_before_and_after_the_lock(county, sign_in, live_server):
    page = sign_in("fagai")
    wrong: dict[str, object] = {}
    doubtful = county["doubtful"].pk
    for name, args in (("review", []), ("review-unit", [doubtful]), ("lock", [])):
        page.goto(address(live_server, name, *args))
        wrong |= check(page, name)
    page.goto(address(live_server, "review-unit", doubtful))
    page.get_by_role("button", name="退回该单位").click()
    assert page.get_by_role("alert").is_visible()
    wrong |= check(page, "return with errors")
    page.goto(address(live_server, "lock"))
    page.get_by_role("button", name="确认锁定2023年11月").click()
    assert "已锁定" in page.get_by_role("status").inner_text()
    for name, args in (("review", []), ("review-unit", [doubtful]), ("lock", [])):
        page.goto(address(live_server, name, *args))
        wrong |= check(page, f"{name} locked")
    assert wrong == {}


def test_the_desk_is_no_wider_than_a_wall(county, sign_in, live_server):
    page = sign_in("fagai")
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.goto(address(live_server, "review"))
    assert sideways(page) <= 0


def test_a_clean_unit_takes_one_click(county, sign_in, live_server):
    page = sign_in("fagai")
    page.goto(address(live_server, "review"))
    page.get_by_role("button", name="文庙街道审核通过").click()
    assert "文庙街道2023年11月月报已审核通过" in page.get_by_role("status").inner_text()
    assert Submission.objects.get(unit=county["clean"]).state == SubmissionState.ACCEPTED


def test_all_clean_units_by_keyboard(county, sign_in, live_server):
    page = sign_in("fagai")
    page.goto(address(live_server, "review"))
    button = page.get_by_role("button", name="一键通过这")
    for _ in range(60):
        page.keyboard.press("Tab")
        if button.evaluate("node => node === document.activeElement"):
            break
    page.keyboard.press("Enter")
    page.get_by_role("status").get_by_text("文庙街道").wait_for()
    assert Submission.objects.get(unit=county["clean"]).state == SubmissionState.ACCEPTED


def test_a_return_leads_the_unit_to_the_cell(county, sign_in, live_server):
    page = sign_in("fagai")
    unit = county["clean"]
    project = unit.projects.order_by("code").first()
    page.goto(address(live_server, "review-unit", unit.pk))
    page.get_by_role("link", name=f"退回{project.name}", exact=True).click()
    page.get_by_label("退回原因").fill("完成投资明显偏大，请核实后重报")
    page.get_by_role("button", name="退回该单位").click()
    assert "已退回" in page.get_by_role("status").inner_text()
    page.get_by_role("button", name="退出").click()
    page.get_by_label("用户名").fill("wenmiao")
    page.get_by_label("密码").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("link", name="完成投资明显偏大").first.click()
    assert page.url == f"{live_server.url}/report/2023-11/#f-{project.pk}-done"
    assert page.locator(f"#f-{project.pk}-done").is_editable()


class Hand:
    """Counts the clicks of a person at the desk, who types nothing."""

    def __init__(self):
        self.clicks = 0

    def click(self, found):
        found.click()
        self.clicks += 1


def test_a_doubtful_cell_is_returned_with_three_clicks(county, sign_in, live_server):
    """The doubt is the reason, already written; the unit is led to the cell (20 s: a few clicks)."""
    page = sign_in("fagai")
    page.goto(address(live_server, "review"))
    hand = Hand()
    hand.click(page.get_by_role("link", name=re.compile("^审核.+")).first)
    hand.click(page.get_by_role("link", name="退回示例").first)
    expect(page.get_by_label("退回原因")).to_have_value(re.compile("，请核实$"))
    hand.click(page.get_by_role("button", name="退回该单位"))
    page.get_by_role("status").get_by_text("已退回").wait_for()
    returned = Submission.objects.get(state=SubmissionState.RETURNED)
    assert returned.return_project
    assert returned.return_field
    assert hand.clicks == 3


def test_a_common_phrase_is_one_click_more(county, sign_in, live_server):
    page = sign_in("fagai")
    page.goto(address(live_server, "review"))
    hand = Hand()
    hand.click(page.get_by_role("link", name="文庙街道", exact=True))
    hand.click(page.get_by_role("link", name="退回", exact=True))
    hand.click(page.get_by_role("link", name=PHRASES[0]))
    expect(page.get_by_label("退回原因")).to_have_value(PHRASES[0])
    hand.click(page.get_by_role("button", name="退回该单位"))
    page.get_by_role("status").get_by_text("已退回").wait_for()
    assert Submission.objects.get(unit=county["clean"]).return_reason == PHRASES[0]
    assert hand.clicks == 4
