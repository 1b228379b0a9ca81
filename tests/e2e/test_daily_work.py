"""The daily work in a real browser."""

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from assessment.demo.accounts import DEMO_PASSWORD
from projects.models import Project

pytestmark = pytest.mark.e2e

HEADERS = [
    "项目编号",
    "项目名称",
    "责任单位",
    "项目类型",
    "产业项目",
    "总投资(万元)",
    "计划开工日期",
]


def workbook(path: Path, rows: list[list[object]]) -> Path:
    book = Workbook()
    book.active.title = "项目台账"
    for row in [HEADERS, *rows]:
        book.active.append(row)
    book.save(path)
    return path


def test_a_wrong_password_then_the_right_one(foreign, demo, live_server):
    page = foreign
    page.goto(f"{live_server.url}/projects/")
    page.get_by_label("用户名").fill("fagai")
    page.get_by_label("密码").fill("bu-dui")
    page.get_by_role("button", name="登录").click()
    assert "用户名或密码不对" in page.get_by_role("alert").inner_text()
    assert page.get_by_label("用户名").input_value() == "fagai"
    page.get_by_label("密码").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="登录").click()
    assert page.url == f"{live_server.url}/projects/"
    page.get_by_role("button", name="退出").click()
    assert page.url == f"{live_server.url}/login/"


def test_a_workbook_with_three_bad_rows_then_a_good_one(sign_in, live_server, tmp_path):
    page = sign_in("wenmiao")
    page.get_by_role("link", name="导入工作簿").click()
    good = ["E2E-1", "示例新建项目", "文庙街道", "产业", "是", 1200, "2023-12-01"]
    bad = workbook(
        tmp_path / "坏.xlsx",
        [
            ["E2E-1", "示例一", "文庙街道", "产业", "是", "一百万", "2023-12-01"],
            ["E2E-2", "示例二", "没有的单位", "产业", "是", 1200, "2023-12-01"],
            ["E2E-3", "示例三", "文庙街道", "产业", "是", 1200, "12/01/2023"],
            ["E2E-4", *good[1:]],
        ],
    )
    page.get_by_label("台账工作簿").set_input_files(bad)
    page.get_by_role("button", name="上传并预览").click()
    errors = page.get_by_role("alert").inner_text()
    for part in ("F2", "“一百万”", "C3", "没有的单位", "G4", "12/01/2023"):
        assert part in errors
    assert not Project.objects.filter(code__startswith="E2E-").exists()

    page.get_by_role("link", name="重新上传").click()
    page.get_by_label("台账工作簿").set_input_files(workbook(tmp_path / "好.xlsx", [good]))
    page.get_by_role("button", name="上传并预览").click()
    assert page.get_by_text("示例新建项目").first.is_visible()
    page.get_by_role("button", name="确认导入").click()
    page.wait_for_load_state()
    assert Project.objects.get(code="E2E-1").unit.name == "文庙街道"
    page.goto(f"{live_server.url}/projects/E2E-1/")
    page.get_by_role("link", name="变更记录").click()
    assert "示例文庙街道填报员" in page.get_by_role("region", name="最近的变更表格").inner_text()


def test_from_a_number_to_its_projects_to_one_project(sign_in):
    page = sign_in("lingdao")
    row = page.get_by_role("row").filter(has_text="开工 · 产业项目")
    number = int(row.get_by_role("link").inner_text())
    row.get_by_role("link").click()
    assert f"{number} 个项目" in page.locator(".page-title").inner_text()
    assert "产业项目" in page.locator(".page-title").inner_text()
    lines = page.get_by_role("region", name="项目清单").locator("tbody tr")
    assert lines.count() == min(number, 50)
    name = lines.first.get_by_role("rowheader").inner_text()
    lines.first.get_by_role("link").click()
    assert name.startswith(page.get_by_role("heading", level=1).inner_text())


def test_a_red_card_is_explained(sign_in):
    page = sign_in("lingdao")
    page.get_by_role("link", name="红牌", exact=False).first.click()
    first = page.get_by_role("region", name="亮牌清单").locator("tbody tr").first
    assert "红牌" in first.inner_text()
    assert "依据二" in first.inner_text()


def test_the_bulletin_is_downloaded(sign_in, tmp_path):
    page = sign_in("fagai")
    page.get_by_role("link", name="2023年11月通报").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="下载通报表格").click()
    path = tmp_path / "bulletin.xlsx"
    waiting.value.save_as(path)
    assert "附表1开工任务" in load_workbook(path, read_only=True).sheetnames


def test_the_keyboard_alone_leads_from_login_to_a_project(foreign, demo, live_server):
    page = foreign
    page.goto(f"{live_server.url}/login/")
    assert page.evaluate("document.activeElement.id") == "id_username"
    page.keyboard.type("fagai")
    page.keyboard.press("Tab")
    page.keyboard.type(DEMO_PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{live_server.url}/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    _tab_to(page, "项目")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{live_server.url}/projects/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    code = Project.objects.order_by("code").first().code
    _tab_to(page, code)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{live_server.url}/projects/{code}/")


def _tab_to(page, text: str) -> None:
    """Press Tab until the focus stands on a link of this text; it must be seen to stand there."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == text:
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline == "solid"
            return
    pytest.fail(f"no Tab stop reads {text}")
