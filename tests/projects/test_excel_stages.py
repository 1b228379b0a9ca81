"""The sheets of permits, hard cases and resource needs: in, out again unchanged, refused."""

import io
from datetime import date

import pytest
from openpyxl import Workbook

from projects.choices import Role
from projects.excel.export import write_ledger_book
from projects.models import HardCase, HardQuestion, Permit, ResourceNeed, SiteMeeting
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


@pytest.fixture
def listed(project):
    return HardCase.objects.create(project=project, state="listed", entered_on=date(2023, 1, 2))


MEETING = {"项目编号": "A-1", "会议日期": "2023-01-05", "会议纪要": "议定迁改"}
QUESTION = {"项目编号": "A-1", "序号": 1, "问题": "线缆迁改", "责任人": "张三",
            "解决时限": "2023-03-01", "状态": "未解决"}  # fmt: skip


def test_meetings_and_questions_come_in_and_go_out_unchanged(tmp_path, listed, clerk):
    assert errors(load(book(tmp_path, "攻坚例会", MEETING), clerk)) == []
    second = QUESTION | {"序号": 2, "状态": "提请销号", "解决情况": "已迁改"}
    assert errors(load(book(tmp_path, "攻坚问题", QUESTION, second), clerk)) == []
    assert SiteMeeting.objects.get().held_on == date(2023, 1, 5)
    assert list(HardQuestion.objects.values_list("number", "state")) == [
        (1, "open"),
        (2, "solved"),
    ]
    assert round_trip(tmp_path, clerk) == 4


@pytest.mark.parametrize(
    ("sheet", "row"), [("攻坚例会", MEETING), ("攻坚问题", QUESTION)], ids=["meeting", "question"]
)
def test_a_project_that_is_not_in_the_library_takes_no_rows(tmp_path, project, clerk, sheet, row):
    (found,) = errors(check(book(tmp_path, sheet, row), clerk))
    assert "不在攻坚项目库" in found


@pytest.mark.parametrize(
    ("given", "text"),
    [
        pytest.param({"状态": "已销号", "解决情况": "好"}, "不能改为“已销号”", id="closed-by-unit"),
        pytest.param({"状态": "提请销号"}, "解决情况", id="solved-without-a-result"),
        pytest.param({"解决时限": "2023-09-01"}, "由发改局更改", id="put-off"),
    ],
)
def test_what_a_clerk_s_questions_are_refused(tmp_path, listed, clerk, given, text):
    values = {"text": "线缆迁改", "owner": "张三", "due_on": date(2023, 3, 1)}
    HardQuestion.objects.create(project=listed.project, number=1, **values)
    found = errors(check(book(tmp_path, "攻坚问题", QUESTION | given), clerk))
    assert any(text in error for error in found), found


def test_a_meeting_to_come_is_refused(tmp_path, listed, clerk):
    found = errors(check(book(tmp_path, "攻坚例会", MEETING | {"会议日期": "2999-01-05"}), clerk))
    assert any("不能晚于今天" in error for error in found), found


NEED = {"项目编号": "A-1", "要素类别": "土地", "需求内容": "二期用地", "需求数量": "120亩",
        "需要日期": "2023-05-01", "状态": "提出", "绿色通道": "否"}  # fmt: skip


def test_needs_come_in_and_go_out_unchanged(tmp_path, project, clerk):
    settled = NEED | {"要素类别": "供电", "状态": "已落实", "落实情况": "已接电"}
    assert errors(load(book(tmp_path, "要素需求", NEED, settled), clerk)) == []
    assert list(ResourceNeed.objects.order_by("pk").values_list("kind", "state")) == [
        ("land", "raised"),
        ("power", "settled"),
    ]
    assert round_trip(tmp_path, clerk) == 3


@pytest.mark.parametrize(
    ("given", "text"),
    [
        pytest.param({"绿色通道": "是"}, "由发改局填写", id="grants-itself-the-channel"),
        pytest.param({"状态": "已对接"}, "不能改为", id="matches-itself"),
        pytest.param({"状态": "已落实"}, "落实情况", id="settled-without-a-result"),
        pytest.param({"要素类别": "风力"}, "土地", id="no-such-kind"),
    ],
)
def test_what_a_clerk_s_needs_are_refused(tmp_path, project, clerk, given, text):
    found = errors(check(book(tmp_path, "要素需求", NEED | given), clerk))
    assert any(text in error for error in found), found
