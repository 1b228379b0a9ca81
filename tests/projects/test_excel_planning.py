"""策划研判 and 三个一活动 in the workbook: there and back, order of the steps, who may."""

from datetime import date
from functools import partial
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from projects.choices import Role
from projects.excel.export import write_ledger_book
from projects.excel.planning import EVENTS_SHEET
from projects.models import (
    Attachment,
    IndustryChain,
    PlanningAttendance,
    PlanningEvent,
    PlanningRecord,
    UnitAlias,
)
from tests.factories import make_project, make_unit, make_user
from tests.projects.workbooks import check, counts, errors, load

pytestmark = pytest.mark.django_db

STEP = ["项目编号*", "环节*", "日期*", "策划稿版本号", "专家", "意见"]
EVENT = ["类别*", "日期*", "主题*", "产业链", "地点", "参加人员"]


@pytest.fixture(autouse=True)
def day(settings):
    settings.FIXED_TODAY = date(2023, 6, 30)


@pytest.fixture
def project(db):
    return make_project("A1", unit=make_unit("甲镇"))


@pytest.fixture
def clerk(project):
    return make_user(Role.UNIT, project.unit)


@pytest.fixture
def book(tmp_path):
    def write(*rows, headers=STEP, sheet="策划研判"):
        made = Workbook()
        made.active.title = sheet
        for row in (headers, *rows):
            made.active.append(list(row))
        path = tmp_path / "台账.xlsx"
        made.save(path)
        return path

    return write


def exported(user, tmp_path):
    target = BytesIO()
    write_ledger_book(target, user, None)
    path = tmp_path / "导出.xlsx"
    path.write_bytes(target.getvalue())
    return path


def rows_of(path, sheet):
    return [list(row) for row in load_workbook(path)[sheet].iter_rows(min_row=2, values_only=True)]


def test_a_unit_imports_its_steps_in_any_order(book, project, clerk):
    path = book(
        ["A1", "提升", "2023年5月2日", 2, "张研究员", "压缩规模"],
        ["A1", "起草", "2023-05-01", 1, None, None],
    )
    assert counts(load(path, clerk)) == (2, 0, 0)
    steps = PlanningRecord.objects.values_list("step", "on", "edition", "experts", "opinion")
    assert list(steps) == [
        ("draft", date(2023, 5, 1), 1, "", ""),
        ("improve", date(2023, 5, 2), 2, "张研究员", "压缩规模"),
    ]
    assert set(PlanningRecord.history.values_list("history_user", flat=True)) == {clerk.pk}
    assert counts(load(path, clerk)) == (0, 0, 2)


def test_a_blank_leaves_alone_and_the_word_empties(book, project, clerk):
    load(book(["A1", "起草", "2023-05-01", 1, "张研究员", "可行"]), clerk)
    load(book(["A1", "起草", "2023-05-01", None, None, "清空"]), clerk)
    record = PlanningRecord.objects.get()
    assert (record.edition, record.experts, record.opinion) == (1, "张研究员", "")
    assert record.version == 2


@pytest.mark.parametrize(
    ("row", "place", "said"),
    [
        pytest.param(["A1", "评审", "2023-05-01"], "B2", "不能接在“创意”之后", id="over-steps"),
        pytest.param(["A1", "通过", "2023-05-01"], "B2", "由发改局", id="pass"),
        pytest.param(["A1", "创意", "2023-05-01"], "B2", "不是已有的环节", id="idea"),
        pytest.param(["A1", "起草", "2999-07-01"], "C2", "还没有到", id="future"),
        pytest.param(["A1", "起草", "2023-05-01", 0], "D2", "从 1 起", id="edition"),
        pytest.param(["B9", "起草", "2023-05-01"], "A2", "不在", id="no-such-project"),
    ],
)
@pytest.mark.parametrize("role", [Role.UNIT, Role.DRC])
def test_what_is_wrong_is_named_with_its_cell(book, project, clerk, role, row, place, said):
    user = clerk if role is Role.UNIT else make_user(role)
    found = errors(check(book(row + [None] * (6 - len(row))), user))
    assert any(f"策划研判!{place}" in error and said in error for error in found), found
    assert not PlanningRecord.objects.exists()


def test_a_step_that_breaks_the_order_of_those_on_record(book, project, clerk):
    for step, on in (("draft", "2023-05-03"), ("improve", "2023-05-05")):
        PlanningRecord.objects.create(project=project, step=step, on=on)
    before = book(["A1", "提升", "2023-05-01", None, None, None])
    assert "不能接在“创意”之后" in errors(check(before, clerk))[0]
    between = book(["A1", "定型", "2023-05-04", None, None, None])
    assert "不能接在“起草”之后" in errors(check(between, clerk))[0]
    assert errors(check(book(["A1", "定型", "2023-05-05", None, None, None]), clerk)) == []


def test_an_early_row_that_breaks_a_later_step_on_record(book, project, clerk):
    PlanningRecord.objects.create(project=project, step="draft", on="2023-05-03")
    found = errors(check(book(["A1", "起草", "2023-05-01", None, None, None]), clerk))
    assert found
    assert "策划研判!B2" in found[0]


def test_after_the_pass_a_unit_changes_nothing_and_the_bureau_fills_in(book, project, clerk):
    project.planned_on = date(2023, 6, 1)
    project.save()
    path = book(["A1", "起草", "2023-05-01", None, None, None])
    assert "已通过" in errors(check(path, clerk))[0]
    assert errors(check(path, make_user(Role.DRC))) == []


def test_another_unit_s_project_is_not_written(book, project):
    path = book(["A1", "起草", "2023-05-01", None, None, None])
    assert "不在本单位台账中" in errors(check(path, make_user(Role.UNIT)))[0]


def test_there_and_back_changes_nothing(project, clerk, tmp_path):
    chain = IndustryChain.objects.create(name="新材料", tier="key")
    PlanningRecord.objects.create(project=project, step="draft", on="2023-05-01", edition=3)
    withdrawn = {"withdrawn_on": "2023-06-02", "withdrawn_because": "错"}
    for fields in (withdrawn, {}):
        PlanningRecord.objects.create(project=project, step="pass", on="2023-06-01", **fields)
    PlanningEvent.objects.create(kind="talk", on="2023-05-04", title="宣讲会", chain=chain)
    drc = make_user(Role.DRC)
    path = exported(drc, tmp_path)
    assert rows_of(path, "策划研判") == [
        ["A1", "起草", load_workbook(path)["策划研判"]["C2"].value, 3, None, None, None],
        ["A1", "通过", load_workbook(path)["策划研判"]["C3"].value, None, None, None, None],
    ]
    assert len(rows_of(path, "三个一活动")) == 1
    plan = load(path, drc)
    assert errors(plan) == []
    assert counts(plan)[:2] == (0, 0)
    own = exported(clerk, tmp_path)
    assert rows_of(own, "三个一活动") == []
    assert errors(check(own, clerk)) == []


def test_a_co_lead_of_another_subject_gets_no_steps(project, tmp_path):
    PlanningRecord.objects.create(project=project, step="draft", on="2023-05-01")
    path = exported(make_user(Role.STATISTICS), tmp_path)
    assert rows_of(path, "策划研判") == []
    assert len(rows_of(exported(make_user(Role.INDUSTRY), tmp_path), "策划研判")) == 1


def test_the_bureau_alone_fills_in_the_calendar(book, project, clerk):
    IndustryChain.objects.create(name="新材料", tier="key")
    row = ["两月一宣讲", "2023-05-04", "宣讲会", "新材料", "会议中心", "张研究员"]
    path = book(row, headers=EVENT, sheet="三个一活动")
    assert "由发改局填写" in errors(check(path, clerk))[0]
    drc = make_user(Role.DRC)
    assert counts(load(path, drc)) == (1, 0, 0)
    event = PlanningEvent.objects.get()
    assert (event.kind, event.on, event.people) == ("talk", date(2023, 5, 4), "张研究员")
    assert event.history.get().history_user == drc
    assert counts(load(path, drc)) == (0, 0, 1)


ATTENDED = [*EVENT, "参加单位"]
TALK = ["两月一宣讲", "2023-05-04", "宣讲会", None, None, None]


def attended() -> list[str]:
    return list(PlanningEvent.objects.get().units.order_by("number").values_list("name", flat=True))


def test_who_attended_is_written_with_its_trail(book, project):
    other = make_unit("乙镇")
    UnitAlias.objects.create(unit=other, name="老乙镇")
    drc = make_user(Role.DRC)
    write = partial(book, headers=ATTENDED, sheet="三个一活动")
    assert load(write([*TALK, "老乙镇，甲镇、乙镇"]), drc).written
    assert attended() == ["甲镇", "乙镇"]
    assert counts(load(write([*TALK, "乙镇、甲镇"]), drc)) == (0, 0, 1)
    assert counts(load(write([*TALK, None]), drc)) == (0, 0, 1)
    assert counts(load(write([*TALK, "乙镇"]), drc)) == (0, 1, 0)
    assert attended() == ["乙镇"]
    trail = PlanningAttendance.history.order_by("history_id")
    assert [(row.history_type, row.unit.name, row.history_user) for row in trail] == [
        ("+", "甲镇", drc),
        ("+", "乙镇", drc),
        ("-", "甲镇", drc),
    ]
    assert counts(load(write([*TALK, "清空"]), drc)) == (0, 1, 0)
    assert attended() == []


def test_an_unknown_unit_did_not_attend(book, project):
    path = book([*TALK, "甲镇、丙镇"], headers=ATTENDED, sheet="三个一活动")
    (error,) = errors(check(path, make_user(Role.DRC)))
    assert error.startswith("三个一活动!G2")
    assert "“丙镇”不是已有的责任单位" in error


def test_the_files_of_a_step_are_shown_and_not_written(book, project, clerk, tmp_path):
    stored = {"area": "planning", "kind": "pdf", "size": 1, "sha256": "0", "file": "a.pdf"}
    record = PlanningRecord.objects.create(project=project, step="draft", on="2023-05-01")
    for name in ("论证.pdf", "意见.pdf"):
        record.files.add(Attachment.objects.create(unit=project.unit, name=name, **stored))
    ((*_, files),) = rows_of(exported(clerk, tmp_path), "策划研判")
    assert files == "论证.pdf、意见.pdf"
    headers = [*STEP, "附件"]
    row = ["A1", "起草", "2023-05-01", None, None, None]
    assert counts(check(book([*row, files], headers=headers), clerk)) == (0, 0, 1)
    for typed in ("论证.pdf", "清空"):
        (error,) = errors(check(book([*row, typed], headers=headers), clerk))
        assert "附件在该记录的页面上传" in error


def test_names_cost_one_query_a_column_however_many_rows(project, django_assert_num_queries):
    drc = make_user(Role.DRC)
    for number in range(1, 4):
        event = PlanningEvent.objects.create(kind="talk", on=date(2023, 5, number), title="宣讲会")
        event.units.add(project.unit)
    with django_assert_num_queries(3):
        rows = list(EVENTS_SHEET.export(drc, None))
    assert [row["unit_names"] for row in rows] == ["甲镇"] * 3
