"""A bad argument of any command: one Chinese line on stderr, exit 2, no traceback."""

import pytest
from django.core.management import CommandError, ManagementUtility, call_command, get_commands

from projects.management.base import LedgerCommand, one_line

OURS = sorted(name for name, app in get_commands().items() if app in ("projects", "assessment"))


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as stopped:
        ManagementUtility(["manage.py", *words]).execute()
    return stopped.value.code


@pytest.mark.parametrize(
    ("words", "line"),
    [
        pytest.param("import_workbook", "缺少参数：文件.xlsx", id="no-file"),
        pytest.param("bulletin 2023-04", "缺少参数：-o/--output", id="no-output"),
        pytest.param("cards", "缺少参数：月份", id="no-month"),
        pytest.param("completion abc", "年度：“abc”不是年度，请填如 2023", id="no-year"),
        pytest.param("assess --day", "--day：后面缺少取值", id="no-value"),
        pytest.param(
            "cards 2023-04 --format xml", "--format：没有 “xml”，可选 “json”, “csv”", id="choice"
        ),
        pytest.param("check_annexes -v x", "-v/--verbosity：“x” 不是整数", id="verbosity"),
        pytest.param("assess --full=1", "--full：后面不带取值，多了 “1”", id="switch-with-value"),
        pytest.param(
            "cards --v", "选项 --v 不完整，可能是 --version, --verbosity", id="part-of-an-option"
        ),
        pytest.param("load_annexes 2023", "没有这样的参数：2023", id="surplus"),
        pytest.param(
            "demo --projects 0", "--projects：“0”不是项目数，请填1至9999的整数", id="no-projects"
        ),
    ],
)
def test_what_is_wrong_in_one_line(words, line, capsys):
    command = words.split()[0]
    code = run(*words.split())
    out, err = capsys.readouterr()
    assert (code, out) == (2, "")
    assert err == f"{line}（用 manage.py {command} --help 查看用法）\n"


@pytest.mark.parametrize("command", OURS)
def test_every_command_refuses_an_unknown_option(command, capsys):
    needed = {"cards": ["2023-04"], "completion": ["2023"], "import_workbook": ["x"]}
    needed["bulletin"] = ["2023-04", "-o", "x.xlsx"]
    needed["known"] = ["2023-04", "--day", "2023-05-01"]
    assert run(command, *needed.get(command, []), "--nonsense") == 2
    assert capsys.readouterr().err.startswith("没有这样的参数：--nonsense（")


@pytest.mark.parametrize("command", OURS)
def test_help_is_chinese(command, capsys):
    assert run(command, "--help") == 0
    options = capsys.readouterr().out.partition("options:")[2]
    assert "显示用法" in options
    assert "配置模块" in options
    assert "Skip" not in options


def test_a_path_of_two_lines_stays_on_one(capsys):
    assert run("import_workbook", "/甲\n乙/没\n有.xlsx") == 1
    assert capsys.readouterr().err == "没 有.xlsx: 文件不存在，请核对路径\n"


def test_from_a_program_it_is_an_exception():
    with pytest.raises(CommandError, match=r"^--format：没有 “xml”") as refused:
        call_command("cards", "2023-04", "--format=xml")
    assert refused.value.returncode == 2


def test_unknown_words_of_the_parser_name_the_help(monkeypatch, capsys):
    parser = LedgerCommand().create_parser("manage.py", "cards")
    with pytest.raises(CommandError, match=r"^参数读不懂（用 manage\.py cards --help 查看用法）$"):
        parser.error("something new")


def test_broken_bytes_of_a_path_can_be_printed():
    assert one_line("a\udcff\r\n b") == "a? b"
