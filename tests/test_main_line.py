"""The main line from outside: a workbook in, cards, completion and bulletin out, by command only.

Everything runs as its own process on a database of its own, as an operator would do it.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

ROOT = Path(__file__).resolve().parent.parent
LEDGER = [
    "项目编号", "项目名称", "责任单位", "项目类型", "产业项目", "总投资(万元)", "年度", "年度计划投资(万元)",
    "策划通过日期", "计划开工日期", "实际开工日期", "实际竣工日期",
]  # fmt: skip
PROJECTS = [
    # Start rule: the two limits, on the day and just before (二（三）3).
    ["S-1", "如期", "文庙街道", "产业", "是", 10000, 2023, 1000, None, "2023-03-01", "2023/3/1", None],
    ["S-2", "逾期不足一月", "文庙街道", "产业", "否", 9999.99, None, None, None, "2023-04-01", None, None],
    ["S-3", "一月整", "县水务局", "产业", "是", 500, None, None, None, "2023.3.31", None, None],
    ["S-4", "两月整", "文庙街道", "产业", "是", 499.99, None, None, None, "2023年2月28日", None, None],
    ["S-5", "未定", "文庙街道", "产业", "否", 500, None, None, "2023-01-05", None, None, None],
    ["S-6", "迟开工", "泗店镇", "产业", "否", 500, None, None, None, "2023-01-31", "2023-02-28", None],
    # Progress rule: below twice running; zero is not blank; no plan.
    ["P-1", "连续低于", "泗店镇", "产业", "是", "１２，０００", 2023, "1,000", None, "2023-01-01", "2023-01-01", None],
    ["P-2", "缺报", "泗店镇", "产业", "是", 1000000, 2023, 1000, "2023-02-01", "2023-01-01", "2023-01-01", None],
    ["P-3", "无计划", "泗店镇", "产业", "否", 600, None, None, None, "2023-01-01", "2023-01-01", None],
    ["P-4", "已竣工", "泗店镇", "民生", "否", 600, 2023, 100, None, "2022-12-01", "2022-12-01", "2023-02-10"],
]  # fmt: skip
MONTHS = [
    ["P-1", "2023-01", 100, 50],
    ["P-1", "2023年2月", 100, 60],
    ["P-1", "2023/3", 100, 60],
    ["P-1", "202304", 100, 0],
    ["P-2", "2023-01", 100, 100],
    ["P-4", "2023-01", None, 30],
    ["S-1", "2023-04", None, 340],
]
AVERAGES = [
    ["2023-01", "产业", 5],
    ["2023-02", "产业", "11.000001"],
    ["2023-03", "产业", 17.01],
    ["2023-04", "产业", 33.9],
    ["2023-01", "民生", 30],
    ["2023-02", "民生", 31],
]


def run(data: Path, *words: str) -> subprocess.CompletedProcess:
    env = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL"}}
    return subprocess.run(  # noqa: PLW1510 - the exit code is what is tested
        [sys.executable, str(ROOT / "manage.py"), *words],
        env={**env, "DATA_DIR": str(data)},
        capture_output=True,
        text=True,
        cwd=ROOT,
    )


def write(path: Path, **sheets) -> Path:
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    workbook = write(
        folder / "台账.xlsx",
        项目台账=[LEDGER, *PROJECTS, ["合计", None, None, None, None, 99]],
        月度进度=[["项目编号", "月份", "计划投资(万元)", "完成投资(万元)"], *MONTHS],
        全市均值=[["月份", "项目类型", "平均进度(%)"], *AVERAGES],
    )
    for words in (
        ["migrate"],
        ["load_annexes"],
        ["import_workbook", str(workbook)],
        ["assess", "--day", "2023-04-30"],
    ):
        done = run(folder, *words)
        assert done.returncode == 0, done.stderr
    return folder


def cards(data: Path, month: str, rule: str) -> dict:
    done = run(data, "cards", month, "--format", "json")
    assert done.returncode == 0, done.stderr
    return {card["project"]: card for card in json.loads(done.stdout) if card["rule"] == rule}


def test_start_cards_at_their_limits(data):
    got = {code: card["colour"] for code, card in cards(data, "2023-04", "start").items()}
    assert got == {
        "S-1": "green", "S-2": None, "S-3": "yellow", "S-4": "red", "S-5": None, "S-6": "yellow",
        "P-1": "green", "P-2": "green", "P-3": "green", "P-4": "green",
    }  # fmt: skip


def test_start_card_keeps_its_figures(data):
    card = cards(data, "2023-04", "start")["S-6"]
    assert (card["start_due"], card["started_on"], card["late_days"]) == (
        "2023-01-31", "2023-02-28", 28,
    )  # fmt: skip
    assert card["final"] is False


def test_progress_cards_run_through_the_months(data):
    got = {
        month: (card["colour"], card["run"], card["done"])
        for month in ("2023-01", "2023-02", "2023-03", "2023-04")
        for card in [cards(data, month, "progress")["P-1"]]
    }
    assert got == {
        "2023-01": ("green", 0, 50),
        "2023-02": ("yellow", 1, 110),
        "2023-03": ("red", 2, 170),
        "2023-04": ("red", 3, 170),
    }


def test_a_month_without_a_report_stands_still(data):
    card = cards(data, "2023-02", "progress")["P-2"]
    assert (card["done"], card["missing_report"], card["colour"]) == (100, True, "yellow")


def test_every_project_without_a_card_says_why(data):
    april = cards(data, "2023-04", "progress")
    assert {code: april[code]["reason"] for code in ("P-3", "P-4", "S-5")} == {
        "P-3": "no_plan", "P-4": "completed", "S-5": "not_started",
    }  # fmt: skip
    assert cards(data, "2023-02", "progress")["P-4"]["colour"] == "yellow"
    assert cards(data, "2023-03", "progress")["P-4"]["reason"] == "completed"


def test_assessing_again_changes_nothing(data):
    before = run(data, "cards", "2023-04").stdout
    again = run(data, "assess", "--day", "2023-04-30")
    assert again.returncode == 0
    assert run(data, "cards", "2023-04").stdout == before


def test_completion_counts_bands_in_the_year_of_the_event(data):
    got = json.loads(run(data, "completion", "2023", "--day", "2023-04-30").stdout)
    cell = {(c["unit"], c["annex"], c["band"]): c for c in got["cells"]}
    assert cell["文庙街道", "start", "over_100m"]["done"] == 1
    assert cell["泗店镇", "start", "total"]["done"] == 4
    assert cell["泗店镇", "start", "over_100m"]["done"] == 2
    assert cell["泗店镇", "start", "industrial"]["done"] == 2
    assert cell["泗店镇", "planning", "over_10b"] == {
        "unit": "泗店镇", "annex": "planning", "band": "over_10b",
        "printed": None, "effective": None, "done": 1, "rate": None,
    }  # fmt: skip
    totals = {(t["annex"], t["band"]): t for t in got["totals"]}
    assert totals["start", "over_5m"]["printed"] == 249
    assert totals["start", "over_5m"]["printed_total"] == 243
    assert len(got["cells"]) == 40 * 10


def test_bulletin_totals_are_the_completion_totals(data):
    path = data / "通报.xlsx"
    done = run(data, "bulletin", "2023-04", "-o", str(path))
    assert done.returncode == 0, done.stderr
    book = load_workbook(path)
    assert book.sheetnames == [
        "说明", "附表1开工任务", "附表2策划任务", "附表3投资进度", "附表4黄红牌项目",
        "附表5竣工投产", "附表6纳统", "附表7督办约谈", "附表8项目增减",
    ]  # fmt: skip
    total = next(
        row for row in book["附表1开工任务"].iter_rows(values_only=True) if "合计" in row[:3]
    )
    assert 315 in total
    assert 5 in total


def test_export_and_import_again_changes_nothing(data, tmp_path):
    bad = write(
        tmp_path / "坏.xlsx",
        月度进度=[
            ["项目编号", "月份", "完成投资(万元)"],
            ["P-1", "2023-04", "一百万"],
            ["X", "4月", -1],
        ],
    )
    done = run(data, "import_workbook", str(bad))
    assert done.returncode == 1
    lines = [line for line in done.stderr.splitlines() if line.startswith("月度进度!")]
    assert lines[0].startswith("月度进度!C2: ")
    assert "一百万" in lines[0]
    assert [line.split(":")[0] for line in lines] == [
        "月度进度!C2", "月度进度!A3", "月度进度!B3", "月度进度!C3",
    ]  # fmt: skip


def test_check_annexes_finds_the_four_kinds(data):
    found = run(data, "check_annexes").stdout
    for words in (
        "243",
        "249",
        "县文旅局",
        "县科技局",
        "县水利局",
        "县水务局",
        "89",
        "136",
        "300",
        "540",
    ):
        assert words in found


@pytest.mark.parametrize(
    "words",
    [
        ["cards", "2023-13"],
        ["cards", "April"],
        ["assess", "--day", "2023-02-30"],
        ["completion", "1999"],
        ["bulletin", "2023-04"],
        ["import_workbook", "/no/such/file.xlsx"],
        ["bulletin", "2023-04", "-o", "/no/such/folder/x.xlsx"],
    ],
    ids=" ".join,
)
def test_a_bad_argument_is_one_clear_line(data, words):
    done = run(data, *words)
    assert done.returncode in {1, 2}
    assert "Traceback" not in done.stderr
    assert done.stderr.strip()
    assert not done.stdout
