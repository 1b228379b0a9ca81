"""A clerk's own workbook in a real browser: 13 rows, 3 of them wrong."""

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from projects.choices import ReportState
from projects.excel import jobs
from projects.models import MonthlyReport, Project, ReportingMonth, Submission, User
from tests.e2e.conftest import SIZES, sideways, violations

pytestmark = pytest.mark.e2e

HEADERS = ["项目编号", "月份", "计划投资(万元)", "完成投资(万元)", "形象进度"]
LEDGER = ["项目编号", "项目名称", "责任单位", "项目类型", "产业项目", "总投资(万元)"]


@pytest.fixture
def clerk(demo) -> User:
    """The clerk of the demonstration, whose unit has 13 projects."""
    user = User.objects.get(username="wenmiao")
    kept = {"unit": user.unit, "total_investment": 1200}
    kind = Project.objects.first().project_type
    for number in range(13):
        Project.objects.create(
            code=f"E2E-{number:02d}", name=f"示例项目{number}", project_type=kind, **kept
        )
    MonthlyReport.objects.filter(project__unit=user.unit, year=2023, month=11).delete()
    Submission.objects.filter(unit=user.unit).delete()
    ReportingMonth.objects.filter(year=2023, month=11).delete()
    return user


def workbook(path: Path, wrong: dict[int, object]) -> Path:
    book = Workbook()
    book.active.title = "月度进度"
    book.active.append(HEADERS)
    for number in range(13):
        done = wrong.get(number, 10 + number)
        book.active.append([f"E2E-{number:02d}", "2023-11", 20, done, f"第{number}层"])
    book.save(path)
    return path


def send(page, live_server, path: Path) -> None:
    page.goto(f"{live_server.url}/import/")
    page.get_by_label("台账工作簿").set_input_files(path)
    page.get_by_role("button", name="上传并预览").click()
    page.get_by_role("heading", name="导入预览", level=1).wait_for()


def tiles(page) -> dict[str, str]:
    texts = [one.inner_text().split("\n") for one in page.locator(".tile").all()]
    return {name.strip(): figure.split()[0] for name, figure in texts}


def looked_at(page) -> None:
    """Nothing is wrong with the page at either size."""
    for name, size in SIZES.items():
        page.set_viewport_size(size)
        assert sideways(page) <= 0, name
        assert violations(page) == [], name
    page.set_viewport_size(SIZES["desktop"])


def test_ten_good_rows_go_in_and_three_are_mended(clerk, sign_in, live_server, tmp_path):
    page = sign_in("wenmiao")
    bad = {2: "一百万", 7: -5, 11: "12%"}
    send(page, live_server, workbook(tmp_path / "十一月.xlsx", bad))
    errors = page.get_by_role("alert").inner_text()
    for part in ("D4", "“一百万”", "D9", "D13", "12%"):
        assert part in errors
    looked_at(page)

    with page.expect_download() as waiting:
        page.get_by_role("link", name="下载错误行").click()
    marked = tmp_path / "错误行.xlsx"
    assert waiting.value.suggested_filename == "十一月_错误行.xlsx"
    waiting.value.save_as(marked)
    book = load_workbook(marked)
    assert [row[0] for row in book["月度进度"].values] == ["项目编号", "E2E-02", "E2E-07", "E2E-11"]
    assert book["月度进度"]["D2"].fill.fgColor.rgb == "00FFFF00"

    page.get_by_role("button", name="只导入正确的 10 行").click()
    page.get_by_text("3 行没有导入").first.wait_for()
    looked_at(page)
    assert MonthlyReport.objects.filter(project__code__startswith="E2E").count() == 10
    drafts = MonthlyReport.objects.filter(project__unit=clerk.unit, year=2023, month=11)
    assert set(drafts.values_list("state", flat=True)) == {ReportState.DRAFT}

    # The whole workbook, mended: 3 rows are new, the 10 stay as they are.
    send(page, live_server, workbook(tmp_path / "改正.xlsx", {}))
    assert tiles(page) == {"新增": "3", "更新": "0", "无变化": "10"}
    looked_at(page)
    # The marked rows alone, mended.
    for row in (2, 3, 4):
        book["月度进度"].cell(row, 4).value = 77
    book.save(marked)
    send(page, live_server, marked)
    assert tiles(page) == {"新增": "3", "更新": "0", "无变化": "0"}
    page.get_by_role("button", name="确认导入").click()
    page.get_by_text("已导入", exact=False).first.wait_for()
    # Now the first mended workbook changes three and leaves ten.
    send(page, live_server, workbook(tmp_path / "再改.xlsx", {}))
    assert tiles(page) == {"新增": "0", "更新": "3", "无变化": "10"}


def test_a_wrong_project_holds_back_its_months(clerk, sign_in, live_server, tmp_path):
    page = sign_in("wenmiao")
    path = workbook(tmp_path / "a.xlsx", {})
    book = load_workbook(path)
    sheet = book.create_sheet("项目台账", 0)
    sheet.append(LEDGER)
    sheet.append(["E2E-05", "示例项目五", "没有的单位", "产业", "是", 1200])
    book.save(path)
    send(page, live_server, path)
    page.get_by_text("不会导入的有 1 行").click()
    assert page.get_by_text("“E2E-05”有错误").is_visible()
    assert page.get_by_role("button", name="只导入正确的 12 行").is_visible()
    page.get_by_role("button", name="放弃").click()
    page.get_by_text("台账没有变动").wait_for()
    assert not MonthlyReport.objects.filter(project__code__startswith="E2E").exists()


def test_a_long_workbook_shows_how_far_it_is(clerk, sign_in, live_server, tmp_path, settings):
    settings.LONG_IMPORT_ROWS = 5
    page = sign_in("wenmiao")
    page.goto(f"{live_server.url}/import/")
    page.get_by_label("台账工作簿").set_input_files(workbook(tmp_path / "长.xlsx", {}))
    page.get_by_role("button", name="上传并预览").click()
    page.get_by_text("排队中，等待核对").wait_for()
    looked_at(page)
    jobs.catch_up()
    # The page asks by itself and shows the preview.
    page.get_by_role("button", name="确认导入").click()
    page.get_by_text("排队中，等待写入").wait_for()
    jobs.catch_up()
    page.get_by_text("新增 13").wait_for()
