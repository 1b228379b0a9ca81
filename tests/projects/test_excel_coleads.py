"""A co-lead imports the sheets of the subjects it keeps, and nothing of the ledger."""

import io
from decimal import Decimal

import pytest
from openpyxl import Workbook, load_workbook

from projects.choices import Role
from projects.excel.export import write_ledger_book, write_template
from projects.excel.importing import plan_right_rows, read_workbook, write_workbook
from projects.excel.registry import fillable, imports, sheets
from projects.models import (
    Blocker,
    Guarantee,
    MonthlyReport,
    Project,
    SigningEvent,
    StatisticsReport,
)
from tests.factories import make_project, make_unit, make_user
from tests.projects.workbooks import LEDGER, check, counts, errors, load

pytestmark = pytest.mark.django_db
MONTH = {"项目编号": "A1", "月份": "2023-04", "完成投资(万元)": 5}
AMOUNT = {"项目编号": "A1", "年度": 2023, "月份": 4, "统计累计投资(万元)": 90}
BLOCKER = {"项目编号": "A1", "提出日期": "2023-04-01", "问题": "缺证", "责任人": "张三",
           "办结时限": "2023-05-01"}  # fmt: skip
EVENT = {"活动名称": "登山节", "活动日期": "2023-09-01", "活动类别": "节会签约"}
DUTY = {"项目编号": "A1", "四包": "包进度", "姓名": "张县长", "身份": "包保县领导"}
AVERAGE = {"月份": "2023-04", "项目类型": "产业", "平均进度(%)": 30}
KEPT = {
    Role.COMMERCE: ["签约专班", "签约洽谈", "洽谈问题", "签约条件", "签约活动", "签约情况"],
    Role.STATISTICS: ["纳统环节", "统计投资", "纳统难题"],
    Role.ORGANISATION: ["四包责任", "走访记录"],
}


@pytest.fixture(autouse=True)
def project():
    return make_project("A1", name="示例一", unit=make_unit("甲镇"))


@pytest.fixture
def statistics():
    return make_user(Role.STATISTICS)


@pytest.fixture
def book(tmp_path):
    def save(**rows):
        workbook = Workbook()
        workbook.remove(workbook.active)
        for name, row in rows.items():
            page = workbook.create_sheet(name)
            page.append(list(row))
            page.append(list(row.values()))
        workbook.save(tmp_path / "a.xlsx")
        return tmp_path / "a.xlsx"

    return save


@pytest.mark.parametrize("role", Role.values)
def test_who_may_fill_which_sheets(role):
    names = [sheet.name for sheet in fillable(make_user(role))]
    everything = [sheet.name for sheet in sheets()]
    if role == Role.DRC:
        assert names == everything
    elif role == Role.UNIT:
        assert names == [sheet.name for sheet in sheets() if not sheet.county_only]
    else:
        assert names == KEPT.get(Role(role), [])
    assert imports(make_user(role)) == bool(names)


@pytest.mark.parametrize(
    ("role", "sheet", "row", "model"),
    [
        pytest.param(Role.STATISTICS, "统计投资", AMOUNT, StatisticsReport, id="amount"),
        pytest.param(Role.STATISTICS, "纳统难题", BLOCKER, Blocker, id="blocker"),
        pytest.param(Role.COMMERCE, "签约活动", EVENT, SigningEvent, id="event"),
        pytest.param(Role.ORGANISATION, "四包责任", DUTY, Guarantee, id="guarantee"),
    ],
)
def test_a_co_lead_writes_its_own_subject(book, role, sheet, row, model):
    person = make_user(role)
    plan = load(book(**{sheet: row}), person)
    assert errors(plan) == []
    assert model.objects.get().history.get().history_user == person


@pytest.mark.parametrize("role", list(KEPT))
@pytest.mark.parametrize(
    ("sheet", "row"),
    [
        pytest.param("项目台账", LEDGER | {"总投资(万元)": 99_000}, id="ledger"),
        pytest.param("月度进度", MONTH, id="months"),
        pytest.param("全市均值", AVERAGE, id="averages"),
        pytest.param("策划研判", {"项目编号": "A1", "环节": "起草", "日期": "2023-01-05"}, id="planning"),
        pytest.param("要素需求", {"项目编号": "A1", "要素类别": "土地", "需求内容": "用地",
                                  "需要日期": "2023-05-01", "状态": "提出"}, id="needs"),
        pytest.param("奖励档次", {"年度": 2023, "总投资下限(万元)": 1, "奖励金额(万元)": 9}, id="tiers"),
    ],
)  # fmt: skip
def test_a_sheet_of_others_is_refused_by_name(book, role, sheet, row):
    path = book(**{sheet: row})
    (found,) = errors(load(path, make_user(role)))
    assert f"「{sheet}」不由{role.label}填写" in found
    assert f"可导入「{KEPT[role][0]}」" in found
    assert Project.objects.get().total_investment == 12_000
    assert not MonthlyReport.objects.exists()


def test_another_s_sheet_stops_its_own_rows_too(book, statistics):
    path = book(项目台账=LEDGER | {"总投资(万元)": 99_000}, 统计投资=AMOUNT)
    assert not load(path, statistics).written
    raw = read_workbook(path)
    assert not plan_right_rows(raw, statistics).left_out
    parted = write_workbook(
        book=raw, by=statistics, name="a", amendment_reason="", right_rows_only=True
    )
    assert not parted.written
    assert not StatisticsReport.objects.exists()
    assert Project.objects.get().total_investment == 12_000


def test_a_project_of_the_workbook_alone_is_no_project(book, statistics):
    found = errors(load(book(项目台账=LEDGER | {"项目编号": "B1"},
                             统计投资=AMOUNT | {"项目编号": "B1"}), statistics))  # fmt: skip
    assert any("“B1”不在台账中" in error for error in found)
    assert Project.objects.count() == 1


def test_the_unit_s_explanation_is_not_the_bureau_s_to_write(book, statistics, project):
    kept = StatisticsReport.objects.create(
        project=project, year=2023, month=4, amount=Decimal(90), explanation="口径不同"
    )
    (found,) = errors(check(book(统计投资=AMOUNT | {"差异说明": "照抄"}), statistics))
    assert "这一列由责任单位填写" in found
    assert errors(load(book(统计投资=AMOUNT | {"统计累计投资(万元)": 95}), statistics)) == []
    kept.refresh_from_db()
    assert (kept.amount, kept.explanation) == (95, "口径不同")
    clerk = make_user(Role.UNIT, project.unit)
    (found,) = errors(check(book(统计投资=AMOUNT), clerk))
    assert "由发改局填写" in found


@pytest.mark.parametrize("role", [Role.LEADER, Role.AUDITOR, Role.FINANCE, Role.GOV_OFFICE])
def test_who_keeps_no_sheet_writes_none(book, role):
    assert not load(book(统计投资=AMOUNT), make_user(role)).written
    assert not StatisticsReport.objects.exists()


def test_what_it_downloads_comes_back_unchanged(tmp_path, statistics, project):
    StatisticsReport.objects.create(project=project, year=2023, month=4, amount=Decimal(90))
    target = io.BytesIO()
    write_ledger_book(target, statistics, None, own=True)
    path = tmp_path / "own.xlsx"
    path.write_bytes(target.getvalue())
    assert load_workbook(path).sheetnames == KEPT[Role.STATISTICS]
    plan = check(path, statistics)
    assert errors(plan) == []
    assert counts(plan) == (0, 0, 1)


def test_its_template_holds_its_sheets_alone(tmp_path, statistics):
    path = tmp_path / "template.xlsx"
    with path.open("wb") as target:
        write_template(target, statistics)
    assert load_workbook(path).sheetnames == [*KEPT[Role.STATISTICS], "填写说明"]


def test_the_page_names_its_sheets(client, statistics):
    client.force_login(statistics, backend="projects.auth.RoleBackend")
    html = client.get("/import/").content.decode()
    assert "可导入的工作表：纳统环节、统计投资、纳统难题" in html
    assert "/export/?own=1" in html
    client.force_login(make_user(Role.FINANCE), backend="projects.auth.RoleBackend")
    assert client.get("/import/").status_code == 403
    answer = client.get("/export/?own=1")
    assert b"".join(answer.streaming_content).startswith(b"PK")
