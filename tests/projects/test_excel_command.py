"""import_workbook: its exit codes, what it prints, and for whom it works."""

from datetime import date

import pytest
from django.core.management import call_command

from projects.choices import Role
from projects.models import Project, StartDueAmendment
from tests.factories import make_project, make_type, make_unit, make_user
from tests.projects.workbooks import LEDGER, MONTH, ledger, save

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def reference():
    make_type()
    return make_unit("甲镇")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "台账.xlsx"


def run(capsys, path, *options):
    try:
        call_command("import_workbook", str(path), *options)
        code = 0
    except SystemExit as error:
        code = error.code
    return code, *capsys.readouterr()


def test_counts(path, capsys):
    save(path, [LEDGER], [MONTH | {"完成投资(万元)": 1}])
    code, out, err = run(capsys, path)
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "新增 2，更新 0，无变化 0",
        "项目台账：新增 1，更新 0，无变化 0",
        "月度进度：新增 1，更新 0，无变化 0",
    ]
    assert Project.objects.exists()


def test_check_writes_nothing(path, capsys):
    code, out, _ = run(capsys, save(path, [LEDGER]), "--check")
    assert (code, out.splitlines()[0]) == (0, "新增 1，更新 0，无变化 0")
    assert not Project.objects.exists()


def test_errors(path, capsys):
    save(path, [ledger(产业项目="?", 责任单位="?")])
    code, out, err = run(capsys, path)
    assert (code, out) == (1, "")
    assert [line.partition(": ")[0] for line in err.splitlines()] == [
        "项目台账!C2",
        "项目台账!E2",
    ]


def test_default_reason_names_the_file(path, capsys):
    make_project("A1", start_due=date(2023, 3, 1))
    run(capsys, save(path, [ledger(计划开工日期="2023-06-01")]))
    assert StartDueAmendment.objects.get().reason == f"工作簿导入：{path.name}"


@pytest.mark.parametrize("role", [Role.LEADER, Role.AUDITOR, Role.SYSADMIN])
def test_as_somebody_who_may_not(path, role):
    user = make_user(role)
    with pytest.raises(Exception, match="无权导入"):
        call_command("import_workbook", str(save(path, [LEDGER])), f"--as={user.username}")


def test_as_nobody(path):
    with pytest.raises(Exception, match="没有账号"):
        call_command("import_workbook", str(path), "--as=nobody")


def test_as_a_clerk(path, capsys):
    clerk = make_user(Role.UNIT)
    code, _, err = run(capsys, save(path, [LEDGER]), f"--as={clerk.username}")
    assert code == 1
    assert "只能填报本单位" in err


def test_bad_file(tmp_path):
    with pytest.raises(Exception, match=r"没有\.xlsx: 文件不存在"):
        call_command("import_workbook", str(tmp_path / "没有.xlsx"))
