"""Every command reads days, months and years as the workbook does, and refuses in one line."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import ManagementUtility, call_command

from assessment.models import AssessmentRun
from projects.models import Project
from tests.factories import make_plan, make_project

pytestmark = [pytest.mark.django_db, pytest.mark.once]

OUTPUT = ["-o", "x.xlsx"]
DAY_COMMANDS = [["assess"], ["completion", "2023"], ["demo", "--projects", "1"]]
MONTH_COMMANDS = {"cards": [], "bulletin": OUTPUT}

NOT_DAYS = ["20230430", "2023-W17-1", "2023-02-29", "4月", "2023-4-30 8:00", "30.4.2023", ""]
NOT_MONTHS = ["2023-13", "2023-00", "2023", "四月", "2023.4", "2023-04-01", "20230430", "0000-01"]


@pytest.fixture
def run(capsys, tmp_path, monkeypatch):
    """A command as from the terminal: exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)

    def from_terminal(*words: str) -> tuple[int, str, str]:
        code = 0
        try:
            ManagementUtility(["manage.py", *words]).execute()
        except SystemExit as stopped:
            code = stopped.code
        return code, *capsys.readouterr()

    return from_terminal


@pytest.fixture
def annexes():
    call_command("load_annexes", stdout=StringIO())


@pytest.mark.parametrize("day", NOT_DAYS)
@pytest.mark.parametrize("words", DAY_COMMANDS, ids=lambda words: words[0])
def test_what_is_not_a_day_is_refused(run, words, day):
    code, out, err = run(*words, f"--day={day}")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"--day：“{day}”不是")
    assert not AssessmentRun.objects.exists()
    assert not Project.objects.exists()


@pytest.mark.parametrize("words", DAY_COMMANDS, ids=lambda words: words[0])
def test_a_day_to_come_is_refused(run, words):
    code, out, err = run(*words, "--day", "2999年1月1日")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("--day：2999-01-01 还没有到，请填今天或以前的日期")


@pytest.mark.parametrize("month", NOT_MONTHS)
@pytest.mark.parametrize("command", MONTH_COMMANDS)
def test_what_is_not_a_month_is_refused(run, command, month):
    code, out, err = run(command, month, *MONTH_COMMANDS[command])
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"月份：“{month}”")


@pytest.mark.parametrize("command", MONTH_COMMANDS)
def test_a_month_to_come_is_refused(run, command):
    code, out, err = run(command, "2999-01", *MONTH_COMMANDS[command])
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("月份：2999年1月还没有到")


@pytest.mark.parametrize("day", ["2023-04-03", "2023/4/3", "2023.4.3", "2023年4月3日"])
def test_every_form_of_a_day(annexes, settings, tmp_path, capsys, day):
    settings.DATA_DIR = tmp_path
    call_command("assess", "--day", day)
    assert AssessmentRun.objects.get().day == date(2023, 4, 3)
    capsys.readouterr()
    call_command("completion", "2023", "--day", day)
    assert json.loads(capsys.readouterr().out)["day"] == "2023-04-03"
    call_command("demo", "--projects", "30", "--day", day)
    assert "（2023-04-03）" in capsys.readouterr().out


@pytest.mark.parametrize("month", ["2023-04", "2023-4", "2023/4", "2023年4月", "202304"])
def test_every_form_of_a_month(tmp_path, capsys, month):
    make_plan(make_project("P1", start_due=date(2023, 1, 5)), 2023, 100)
    call_command("assess", "--day", "2023-04-30")
    capsys.readouterr()
    call_command("cards", month)
    assert {row["month"] for row in json.loads(capsys.readouterr().out)} == {"2023-04"}
    call_command("bulletin", month, "-o", str(tmp_path / "x.xlsx"))
    assert capsys.readouterr().out.startswith("宁阳县2023年4月")


@pytest.mark.parametrize("year", ["abc", "23", "2023.0", "1023", ""])
def test_what_is_not_a_year_is_refused(run, year):
    code, out, err = run("completion", year)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"年度：“{year}”不是年度，请填如 2023")


def test_a_year_without_quotas(run, annexes):
    code, out, err = run("completion", "2024年")
    assert (code, out) == (1, "")
    assert err == "没有2024年的任务指标，请先执行 load_annexes 或换一个年度\n"
