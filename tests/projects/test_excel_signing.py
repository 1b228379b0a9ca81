"""The sheets of signing: in, out and in again, with every error at its cell."""

from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from projects.choices import Role
from projects.excel.export import write_ledger_book
from projects.models import (
    ReadinessItem,
    Signing,
    SigningEvent,
    SigningTeam,
    Talk,
    TalkQuestion,
)
from tests.factories import make_project, make_unit, make_user
from tests.projects.workbooks import check, counts, errors, load

pytestmark = pytest.mark.django_db
SHEETS = {
    "签约专班": [["项目编号*", "专班牵头人*", "专班成员"], ["A1", "赵书记", "钱、孙"]],
    "签约洽谈": [
        ["项目编号*", "序号*", "洽谈日期*", "洽谈方式*", "参加人员*", "洽谈内容*"],
        ["A1", 1, "2023-04-03", "上门拜访", "王", "选址"],
        ["A1", "2", "2023年4月4日", "专题会议", "王", "价格"],
    ],
    "洽谈问题": [
        ["项目编号*", "序号*", "问题*", "责任人*", "提出日期*", "办结期限*", "办结日期",
         "办理结果"],
        ["A1", 1, "用地", "李", "2023-04-03", "2023-04-10", None, None],
        ["A1", 2, "缺电", "李", "2023-04-03", "2023-04-10", "2023-04-09", "已增容"],
    ],
    "签约条件": [["项目编号*", "签约条件*", "完成日期"], ["A1", "用地条件已核实", "2023-04-05"]],
    "签约情况": [["项目编号*", "签约方", "签约活动"], ["A1", "某集团", "进博会（2023-04-01）"]],
}  # fmt: skip
EVENT = {
    "签约活动": [
        ["活动名称*", "活动日期*", "活动类别*", "活动地点", "活动情况"],
        ["登山节", "2023-04-02", "节会签约", "泰安", None],
    ]
}
TABLES = (SigningTeam, Talk, TalkQuestion, ReadinessItem, Signing, SigningEvent)


@pytest.fixture
def unit():
    unit = make_unit("甲镇")
    make_project("A1", unit=unit)
    SigningEvent.objects.create(name="进博会", held_on=date(2023, 4, 1), kind="major")
    return unit


def book(path: Path, sheets: dict[str, list[list]]) -> Path:
    made = Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        page = made.create_sheet(name)
        for row in rows:
            page.append(row)
    made.save(path)
    return path


def with_row(sheet: str, **values) -> dict[str, list[list]]:
    """The sheet with its first row changed in the named columns."""
    header, row = (SHEETS | EVENT)[sheet][:2]
    names = [name.rstrip("*") for name in header]
    return {sheet: [header, [values.get(name, old) for name, old in zip(names, row, strict=True)]]}


def test_a_unit_brings_its_own_and_a_second_time_changes_nothing(unit, tmp_path):
    clerk = make_user(Role.UNIT, unit)
    path = book(tmp_path / "a.xlsx", SHEETS)
    assert counts(load(path, clerk)) == (7, 0, 0)
    assert counts(check(path, clerk)) == (0, 0, 7)
    assert Talk.objects.get(number=2).get_way_display() == "专题会议"
    assert Signing.objects.get().event.name == "进博会"
    for model in TABLES[:-1]:
        assert set(model.history.values_list("history_type", "history_user")) == {("+", clerk.pk)}


@pytest.mark.parametrize("role", [Role.UNIT, Role.DRC])
def test_what_goes_out_comes_back_unchanged(unit, tmp_path, role):
    user = make_user(role, unit if role is Role.UNIT else None)
    load(book(tmp_path / "a.xlsx", SHEETS), user)
    path = tmp_path / "b.xlsx"
    with path.open("wb") as target:
        write_ledger_book(target, user, None)
    plan = check(path, user)
    assert errors(plan) == []
    new, changed, unchanged = counts(plan)
    assert (new, changed) == (0, 0)
    assert unchanged == 7 + 1 + (role is Role.DRC)  # the project, and the county's event


def test_an_update_raises_the_version_and_blank_leaves_alone(unit, tmp_path):
    drc = make_user()
    load(book(tmp_path / "a.xlsx", SHEETS), drc)
    change = with_row("洽谈问题", 办结日期="2023-04-12", 办理结果="已批", 责任人=None)
    change["洽谈问题"][1][3] = "新责任人"
    assert counts(load(book(tmp_path / "b.xlsx", change), drc)) == (0, 1, 0)
    row = TalkQuestion.objects.get(number=1)
    assert (row.owner, row.result, row.version) == ("新责任人", "已批", 2)
    opened = with_row("洽谈问题", 办结日期="清空", 办理结果="清空")
    load(book(tmp_path / "c.xlsx", opened), drc)
    assert TalkQuestion.objects.get(number=1).closed_on is None


@pytest.mark.parametrize(
    ("sheet", "values", "cell", "text"),
    [
        pytest.param("签约洽谈", {"项目编号": "没有"}, "A2", "不在台账中", id="no-project"),
        pytest.param("签约洽谈", {"序号": 0}, "B2", "整数", id="number-zero"),
        pytest.param("签约洽谈", {"序号": 1.5}, "B2", "整数", id="number-half"),
        pytest.param("签约洽谈", {"洽谈日期": "2099-04-21"}, "C2", "还没有到", id="to-come"),
        pytest.param("签约洽谈", {"洽谈方式": "喝茶"}, "D2", "可填", id="no-such-way"),
        pytest.param("签约洽谈", {"洽谈内容": None}, "F2", "洽谈内容", id="blank"),
        pytest.param("洽谈问题", {"办结期限": "2023-04-02"}, "F2", "早于", id="limit"),
        pytest.param("洽谈问题", {"办结日期": "2023-04-05"}, "H2", "办理结果", id="no-result"),
        pytest.param("签约条件", {"签约条件": "有钱"}, "B2", "可填", id="no-such-item"),
        pytest.param("签约情况", {"签约活动": "没有的会"}, "C2", "签约活动", id="no-event"),
        pytest.param("签约活动", {"活动类别": "茶话会"}, "C2", "可填", id="no-such-kind"),
    ],
)
def test_errors_stand_at_their_cell(unit, tmp_path, sheet, values, cell, text):
    found = errors(check(book(tmp_path / "a.xlsx", with_row(sheet, **values)), make_user()))
    assert [error for error in found if f"{sheet}!{cell}" in error and text in error], found


def test_events_are_the_county_s_to_bring(unit, tmp_path):
    path = book(tmp_path / "a.xlsx", EVENT)
    assert "由发改局填写" in errors(check(path, make_user(Role.UNIT, unit)))[0]
    load(path, make_user())
    assert SigningEvent.objects.filter(name="登山节", place="泰安").exists()


def test_another_unit_s_project_is_not_written(unit, tmp_path):
    plan = check(book(tmp_path / "a.xlsx", SHEETS), make_user(Role.UNIT))
    assert all("不在本单位台账中" in error for error in errors(plan))
    assert len(errors(plan)) == 7
