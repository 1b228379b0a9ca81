"""A clerk's month in a real browser: typed, pasted, saved, lost and found, handed in."""

from datetime import date

import pytest
from playwright.sync_api import expect

from assessment.demo.accounts import DEMO_PASSWORD
from projects.actions.submission import send_back
from projects.choices import SubmissionState
from projects.models import MonthlyReport, Submission
from projects.periods import Month
from tests.e2e.conftest import DESKTOP, PHONE, sideways, violations
from tests.factories import (
    day,
    make_average,
    make_month,
    make_plan,
    make_project,
    make_unit,
    make_user,
)

pytestmark = pytest.mark.e2e
APRIL = Month(2023, 4)
URL = "/report/2023-04/"
WIDE = {"width": 1920, "height": 1080}


@pytest.fixture
def unit(transactional_db, settings):
    """13 projects that are being built, with last month reported."""
    settings.FIXED_TODAY = date(2023, 5, 3)
    unit = make_unit("甲镇")
    make_average("2023-04", 20)
    for number in range(13):
        project = make_project(
            f"J{number:02}", name=f"示例项目{number:02}", unit=unit, started_on=day("2023-01-10")
        )
        make_plan(project, 2023, 1000)
        make_month(project, "2023-03", 90, 80, visible_progress="封顶")
        make_month(project, "2023-04", None, 100, state="draft")
    make_user("unit", unit, username="jia", name="张三", password=DEMO_PASSWORD)
    return unit


def enter_as(page, live_server, username="jia"):
    page.goto(f"{live_server.url}/login/")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(f"{live_server.url}/")
    return page


@pytest.fixture
def clerk(unit, foreign, live_server):
    foreign.set_viewport_size(DESKTOP)
    return enter_as(foreign, live_server)


@pytest.fixture
def grid(clerk, live_server):
    clerk.goto(live_server.url + URL)
    return clerk


def cell(page, number, field="done"):
    return page.locator(f"[data-row] [name$='-{field}']").nth(number)


def row_state(page, number):
    return page.locator(".row-state").nth(number)


def focused(page):
    """Row and field of the focused cell."""
    return page.evaluate(
        """() => {
          const input = document.activeElement, row = input.closest("tr");
          const all = Array.from(document.querySelectorAll("[data-row]"));
          return [all.indexOf(row), (input.name || "").replace(/^f-\\d+-/, "")];
        }"""
    )


def paste(page, text):
    """What the browser does on Ctrl+V with `text` copied from a spreadsheet."""
    page.evaluate(
        """text => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          const event = {clipboardData: data, bubbles: true, cancelable: true};
          document.activeElement.dispatchEvent(new ClipboardEvent("paste", event));
        }""",
        text,
    )


def all_saved(page):
    expect(page.locator("#state")).to_contain_text("已全部保存", timeout=15_000)


def amounts():
    rows = MonthlyReport.objects.filter(year=2023, month=4).order_by("project__code")
    return [None if row.amount is None else float(row.amount) for row in rows]


class Effort:
    """Counts what the hand does."""

    def __init__(self, page):
        self.page, self.clicks, self.keys = page, 0, 0

    def click(self, role, name):
        with self.page.expect_navigation():
            self.page.get_by_role(role, name=name, exact=True).click()
        self.clicks += 1

    def type(self, text):
        self.page.keyboard.type(text)
        self.keys += len(text)

    def press(self, key):
        self.page.keyboard.press(key)
        self.keys += 1


def submitted(page):
    expect(page.get_by_text("已报送，发改局开始审核之前可以撤回")).to_be_visible()
    return Submission.objects.get().state == SubmissionState.SUBMITTED


def test_thirteen_projects_by_a_pasted_column(clerk, context):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    column = "\r\n".join(f"{100 + number}.5" for number in range(13)) + "\r\n"
    clerk.evaluate("text => navigator.clipboard.writeText(text)", column)
    effort = Effort(clerk)
    effort.click("link", "去填报")
    effort.press("Control+V")
    all_saved(clerk)
    effort.click("button", "核对并报送")
    effort.click("button", "报送")
    assert submitted(clerk)
    assert amounts() == [100.5 + number for number in range(13)]
    assert effort.clicks <= 5
    assert effort.keys <= 60


def test_thirteen_projects_by_a_typed_column(clerk):
    effort = Effort(clerk)
    effort.click("link", "去填报")
    for number in range(13):
        effort.type(str(100 + number))
        effort.press("Enter")
    effort.click("button", "核对并报送")
    effort.click("button", "报送")
    assert submitted(clerk)
    assert amounts() == [100 + number for number in range(13)]
    assert effort.clicks <= 5
    assert effort.keys <= 60


def test_the_keys_move_as_in_a_spreadsheet(grid):
    places = [focused(grid)]
    for key in (
        "Enter",
        "ArrowDown",
        "Shift+Enter",
        "ArrowUp",
        "ArrowUp",
        "Tab",
        "ArrowRight",
        "Enter",
        "ArrowLeft",
        "ArrowLeft",
        "Shift+Tab",
    ):
        grid.keyboard.press(key)
        places.append(focused(grid))
    assert places == [
        [0, "done"],
        [1, "done"],
        [2, "done"],
        [1, "done"],
        [0, "done"],
        [0, "done"],
        [0, "visible_progress"],
        [0, "problems"],
        [1, "problems"],
        [1, "visible_progress"],
        [1, "done"],
        [1, "plan"],
    ]


def test_a_block_lands_cell_by_cell(grid):
    cell(grid, 11, "plan").focus()
    block = (
        '"1,234.5"\t１００\t"封顶，\r\n说“好”""引号"""\t缺电\t多出来的\r\n'
        "200\t 150 \t装修\t\r\n300\t300\r\n"
    )
    paste(grid, block)
    expect(grid.locator("#state")).to_contain_text("3 格超出表格")
    expect(row_state(grid, 12)).to_contain_text("已保存", timeout=15_000)
    expect(row_state(grid, 11)).to_contain_text("已保存", timeout=15_000)
    row = MonthlyReport.objects.get(project__code="J11", month=4)
    assert (row.amount, row.visible_progress, row.problems) == (100, '封顶，\n说“好”"引号"', "缺电")
    assert row.project.monthly_plans.get(month=4).amount == 1234.5
    assert MonthlyReport.objects.get(project__code="J12", month=4).amount == 150
    grid.keyboard.press("Tab")
    assert cell(grid, 11, "plan").input_value() == "1,234.50"


def test_a_quote_inside_a_text_is_no_cell(grid):
    cell(grid, 0, "problems").focus()
    paste(grid, '"甲"标段缺电\n"只有一半\n缺地')
    all_saved(grid)
    rows = MonthlyReport.objects.filter(month=4).order_by("project__code")
    assert [row.problems for row in rows[:3]] == ['"甲"标段缺电', '"只有一半', "缺地"]


def test_what_cannot_be_read_is_marked_and_the_rest_is_saved(grid):
    paste(grid, "10\n一百万\n30")
    expect(row_state(grid, 2)).to_contain_text("已保存", timeout=15_000)
    wrong = cell(grid, 1)
    assert "“一百万”不是数字" in grid.locator(".cell-error").inner_text()
    assert wrong.input_value() == "一百万"
    assert wrong.get_attribute("aria-invalid") == "true"
    assert amounts()[:3] == [10, None, 30]
    grid.get_by_role("button", name="核对并报送").click()
    assert focused(grid) == [1, "done"]
    grid.keyboard.type("20")
    all_saved(grid)
    assert amounts()[:3] == [10, 20, 30]


def test_the_row_answers_with_rate_card_and_remarks(grid):
    row = grid.locator("[data-row]").first
    grid.keyboard.type("109.99")
    all_saved(grid)
    assert "20.0%" in row.inner_text()
    assert "黄牌" in row.inner_text()
    assert "变绿还需 0.01 万元" in row.inner_text()
    assert "本月完成超过本月计划" in row.inner_text()
    assert cell(grid, 0, "remark").is_visible()
    assert not cell(grid, 0, "zero_reason").is_visible()
    cell(grid, 0).fill("110")
    expect(row).to_contain_text("绿牌", timeout=5000)
    expect(row).to_contain_text("已够绿牌")
    cell(grid, 0).fill("0")
    expect(cell(grid, 0, "zero_reason")).to_be_visible(timeout=5000)


def test_an_expired_login_loses_nothing(grid, context, live_server):
    context.clear_cookies()
    grid.keyboard.type("55")
    notice = grid.locator("#sign-in")
    expect(notice).to_be_visible(timeout=5000)
    grid.keyboard.press("Enter")
    grid.keyboard.type("66")
    with context.expect_page() as opened:
        notice.get_by_role("link").click()
    tab = opened.value
    tab.get_by_label("用户名").fill("jia")
    tab.get_by_label("密码").fill(DEMO_PASSWORD)
    tab.get_by_role("button", name="登录").click()
    tab.wait_for_url(live_server.url + URL)
    tab.close()
    grid.bring_to_front()
    expect(notice).to_be_hidden(timeout=15_000)
    all_saved(grid)
    assert amounts()[:2] == [55, 66]
    grid.get_by_role("button", name="核对并报送").click()
    grid.wait_for_url("**/check/")


def test_a_killed_browser_finds_what_was_not_sent(grid, context, live_server):
    context.route("**/save/", lambda route: route.abort())
    grid.keyboard.type("77")
    grid.keyboard.press("Enter")
    grid.keyboard.type("88")
    grid.close()
    assert amounts()[:2] == [None, None]
    context.unroute("**/save/")
    page = context.new_page()
    page.goto(live_server.url + URL)
    all_saved(page)
    assert amounts()[:2] == [77, 88]
    assert page.evaluate("localStorage.length") == 0


def test_without_a_network_it_waits_and_tries_again(grid, context):
    context.set_offline(True)
    grid.keyboard.type("55")
    expect(grid.locator("#state")).to_contain_text("网络不通", timeout=5000)
    expect(row_state(grid, 0)).to_have_text("未保存")
    context.set_offline(False)
    all_saved(grid)
    assert amounts()[0] == 55


def test_two_truths_are_shown_and_one_is_chosen(grid, unit, context, live_server):
    second = context.new_page()
    second.goto(live_server.url + URL)
    cell(second, 0).fill("10")
    cell(second, 1).fill("20")
    all_saved(second)
    cell(grid, 0).fill("11")
    cell(grid, 1).fill("21")
    expect(grid.get_by_text("改为“20”，您填的是“21”")).to_be_visible(timeout=5000)
    assert violations(grid) == []
    grid.get_by_role("button", name="保留我的").first.click()
    grid.get_by_role("button", name="用对方的").last.click()
    all_saved(grid)
    assert amounts()[:2] == [11, 20]
    assert cell(grid, 1).input_value() == "20"


def test_what_another_wrote_beside_is_kept_and_shown(grid, context, live_server):
    second = context.new_page()
    second.goto(live_server.url + URL)
    cell(second, 0, "problems").fill("缺电")
    all_saved(second)
    cell(grid, 0).fill("11")
    all_saved(grid)
    assert cell(grid, 0, "problems").input_value() == "缺电"
    row = MonthlyReport.objects.get(project__code="J00", month=4)
    assert (row.amount, row.problems) == (11, "缺电")


def test_last_month_s_words_are_copied(grid):
    grid.keyboard.type("50")
    grid.get_by_role("button", name="复制上月文字").click()
    expect(grid.get_by_text("从上月复制了 13 处文字")).to_be_visible()
    assert cell(grid, 5, "visible_progress").input_value() == "封顶"
    assert amounts() == [50, *[None] * 12]


def test_a_return_leads_to_the_very_cell(clerk, unit, live_server):
    clerk.goto(live_server.url + URL + "check/")
    clerk.get_by_role("button", name="报送").click()
    project = unit.projects.get(code="J05")
    send_back(
        unit=unit,
        month=APRIL,
        by=make_user("drc"),
        at=Submission.objects.get().submitted_at,
        reason="请核实数据",
        project=project,
        field="done",
        url=f"{URL}#f-{project.pk}-done",
    )
    clerk.goto(live_server.url)
    clerk.get_by_role("link", name="请核实数据").click()
    expect(clerk.get_by_text("发改局退回：")).to_be_visible()
    expect(cell(clerk, 5)).to_be_focused()


def test_without_script_it_is_an_ordinary_form(new_context, unit, live_server):
    page = enter_as(new_context(java_script_enabled=False).new_page(), live_server)
    page.get_by_role("link", name="去填报").click()
    cell(page, 0).fill("一百")
    cell(page, 1).fill("20")
    page.get_by_role("button", name="保存").click()
    assert page.get_by_role("alert").get_by_role("link").count() == 1
    assert cell(page, 1).input_value() == "20"
    cell(page, 0).fill("10")
    page.get_by_role("button", name="核对并报送").click()
    page.get_by_role("button", name="报送").click()
    assert submitted(page)
    assert amounts()[:2] == [10, 20]
    page.get_by_role("button", name="撤回").click()
    assert cell(page, 0).input_value() == "10"


def test_the_pages_are_accessible_at_every_size(grid, unit, live_server):
    paste(grid, "0\n一百\n120")
    expect(row_state(grid, 2)).to_contain_text("已保存", timeout=15_000)
    wrong: dict[str, object] = {}
    for path in (URL, URL + "check/", "/report/2023-05/", "/report/2023-06/"):
        grid.goto(live_server.url + path)
        for size in (DESKTOP, PHONE, WIDE):
            grid.set_viewport_size(size)
            if found := violations(grid):
                wrong[f"{path} {size}"] = found
            if (wide := sideways(grid)) > 0:
                wrong[f"{path} {size} too wide"] = wide
    assert wrong == {}
