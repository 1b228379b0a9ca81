"""The sheets of permits, hard cases and resource needs: in, out again unchanged, refused."""

import io
from datetime import date

import pytest
from openpyxl import Workbook

from projects.choices import Role
from projects.excel.export import write_ledger_book
from projects.models import Permit
from tests.factories import make_project, make_unit, make_user
from tests.projects.workbooks import check, counts, errors, load

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return make_project("A-1", unit=make_unit("甲镇"))


@pytest.fixture
def clerk(project):
    return make_user(Role.UNIT, project.unit)


def book(path, name, *rows):
    workbook = Workbook()
    workbook.active.title = name
    headers = list(dict.fromkeys(header for row in rows for header in row))
    workbook.active.append(headers)
    for row in rows:
        workbook.active.append([row.get(header) for header in headers])
    workbook.save(path / "台账.xlsx")
    return path / "台账.xlsx"


def round_trip(tmp_path, user):
    target = io.BytesIO()
    write_ledger_book(target, user, None)
    path = tmp_path / "again.xlsx"
    path.write_bytes(target.getvalue())
    plan = check(path, user)
    assert errors(plan) == []
    assert counts(plan)[:2] == (0, 0)
    return counts(plan)[2]


def permit(**given):
    return {"项目编号": "A-1", "手续名称": "施工许可", "办理状态": "待办"} | given


def test_permits_come_in_and_go_out_unchanged(tmp_path, project, clerk):
    lacking = permit(
        手续名称="环评",
        办理状态="容缺办理",
        所缺材料="红线图",
        承诺补齐日期="2023-05-01",
        计划办结日期="2023年4月1日",
    )
    plan = load(book(tmp_path, "手续清单", permit(), lacking), clerk)
    assert errors(plan) == []
    stored = Permit.objects.get(name="环评")
    assert (stored.state, stored.promised_on, stored.planned_on, stored.version) == (
        "lacking",
        date(2023, 5, 1),
        date(2023, 4, 1),
        1,
    )
    assert {row.history_user for row in Permit.history.all()} == {clerk}
    assert round_trip(tmp_path, clerk) == 3


@pytest.mark.parametrize(
    ("given", "text"),
    [
        pytest.param({"办理状态": "办结"}, "实际办结日期", id="done-without-a-date"),
        pytest.param({"实际办结日期": "2023-01-01"}, "未办结", id="a-date-but-not-done"),
        pytest.param({"办理状态": "容缺办理"}, "所缺材料", id="lacking-without-papers"),
        pytest.param({"办理状态": "完成"}, "待办、办理中", id="no-such-state"),
        pytest.param({"办理状态": None}, "办理状态", id="no-state"),
        pytest.param({"项目编号": "B-9"}, "不在本单位台账", id="no-project-of-the-unit"),
        pytest.param({"计划办结日期": "三月"}, "不是日期", id="no-date"),
    ],
)
def test_a_wrong_permit_is_refused_at_its_cell(tmp_path, project, clerk, given, text):
    found = errors(check(book(tmp_path, "手续清单", permit(**given)), clerk))
    assert any(text in error for error in found), found


def test_a_clerk_s_sheet_puts_no_date_off_and_reopens_nothing(tmp_path, project, clerk):
    done = {"state": "done", "done_on": date(2023, 2, 1), "planned_on": date(2023, 2, 1)}
    Permit.objects.create(project=project, name="施工许可", **done)
    row = permit(办理状态="办理中", 实际办结日期="清空", 计划办结日期="2023-09-01")
    path = book(tmp_path, "手续清单", row)
    found = "".join(errors(check(path, clerk)))
    assert "由发改局更改" in found
    assert "不能改为“办理中”" in found
    assert errors(check(path, make_user(Role.DRC))) == []
