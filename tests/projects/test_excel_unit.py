"""A unit's clerk fills its own rows and nothing else."""

from datetime import date

import pytest

from projects.choices import Role
from projects.models import Project
from tests.factories import make_project, make_type, make_unit, make_user
from tests.projects.workbooks import LEDGER, MONTH, check, errors, ledger, load, save

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def reference():
    make_type()
    return make_unit("甲镇")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "台账.xlsx"


@pytest.fixture
def clerk(reference):
    return make_user(Role.UNIT, reference)


def test_own_project(path, clerk):
    assert load(save(path, [LEDGER], [MONTH | {"完成投资(万元)": 1}]), clerk).written


def test_another_units_project_is_untouched_and_untold(path, clerk):
    make_project("A1", name="机密名称", unit=make_unit("乙镇"))
    found = errors(load(save(path, [LEDGER], [MONTH | {"完成投资(万元)": 1}]), clerk))
    assert [error.partition(":")[0] for error in found] == ["项目台账!A2", "月度进度!A2"]
    assert "已被占用或无权修改" in found[0]
    assert not any("机密" in error or "乙镇" in error for error in found)
    assert Project.objects.get().name == "机密名称"


def test_another_units_month_reads_like_an_unknown_code(path, clerk):
    make_project("B1", unit=make_unit("乙镇"))
    rows = [MONTH | {"项目编号": "B1"}, MONTH | {"项目编号": "C1"}]
    first, second = errors(check(save(path, [], rows), clerk))
    assert first.replace("B1", "C1").partition("：")[2] == second.partition("：")[2]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param({"责任单位": "乙镇"}, "只能填报本单位", id="unit"),
        pytest.param({"策划通过日期": "2023-01-01"}, "由发改局填写", id="planned"),
        pytest.param({"攻坚项目": "是"}, "由发改局填写", id="hard-case"),
        pytest.param({"计划开工日期": "2023-06-01"}, "须报发改局批准", id="start-due"),
    ],
)
def test_closed_cells(path, clerk, reference, given, said):
    make_unit("乙镇")
    make_project("A1", unit=reference, start_due=date(2023, 3, 1))
    (error,) = errors(load(save(path, [ledger(**given)]), clerk))
    assert said in error


def test_closed_cells_as_they_stand_are_no_change(path, clerk, reference):
    kept = {"start_due": date(2023, 3, 1), "planned_on": date(2023, 1, 1)}
    make_project("A1", unit=reference, is_hard_case=True, **kept)
    row = ledger(计划开工日期="2023-03-01", 策划通过日期="2023-01-01", 攻坚项目="是")
    assert errors(load(save(path, [row]), clerk)) == []
