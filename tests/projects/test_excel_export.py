"""The ledger out again: same format, live text dead, and back in without a change."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from projects.choices import Role
from projects.excel.export import write_ledger_book, write_template
from projects.excel.registry import sheets
from projects.models import IndustryChain, Project, UnitAlias
from tests.factories import (
    make_average,
    make_month,
    make_plan,
    make_project,
    make_type,
    make_unit,
    make_user,
)
from tests.projects.workbooks import check, counts, errors

pytestmark = pytest.mark.django_db
LIVE = [
    "=1+1",
    "==1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "#N/A",
    "_x0041_",
    "清空",
    "NaN",
    "0012",
    "2023-04",
]
HEADERS = {
    "项目台账": (
        "项目编号* 项目名称* 责任单位* 建设单位 项目类型* 产业项目* 产业链 重点级别 总投资(万元)* "
        "年度 年度计划投资(万元) 策划通过日期 签约日期 计划开工日期 实际开工日期 计划竣工日期 "
        "实际竣工日期 投产日期 纳统日期 建设地点 建设内容 包保县领导 挂职干部 攻坚项目 备注"
    ),
    "月度进度": "项目编号* 月份* 计划投资(万元) 完成投资(万元) 形象进度 存在问题",
    "手续清单": (
        "项目编号* 手续名称* 办理状态* 计划办结日期 实际办结日期 所缺材料 承诺补齐日期 备注"
    ),
    "攻坚例会": "项目编号* 会议日期* 主持人 会议纪要* 附件",
    "攻坚问题": "项目编号* 序号* 问题* 责任人* 解决时限* 状态* 解决情况",
    "要素需求": (
        "项目编号* 要素类别* 需求内容* 需求数量 需要日期* 状态* 绿色通道 对接部门 落实情况"
    ),
    "全市均值": "月份* 项目类型* 平均进度(%)* 来源",
}


def exported(user, year=None):
    target = io.BytesIO()
    write_ledger_book(target, user, year)
    target.seek(0)
    return target


@pytest.fixture
def drc():
    return make_user()


def make_ledger(count: int) -> None:
    unit = Project.objects.first()
    unit = unit.unit if unit else make_unit("甲镇")
    UnitAlias.objects.get_or_create(unit=unit, name="甲街道")
    chain = IndustryChain.objects.get_or_create(name="新材料", tier="leading")[0]
    start = Project.objects.count()
    for number in range(start, start + count):
        project = make_project(
            f"P{number:03d}", unit=unit, chain=chain, remarks=LIVE[number % len(LIVE)]
        )
        make_plan(project, 2022, "0.10")
        make_plan(project, 2023, "1200.5")
        make_month(project, "2022-12", 0, plan=5)
        make_month(project, "2023-01", None, visible_progress="主体")
        make_month(project, "2023-02", "3.30", state="returned", problems="甲\r\n乙")


def test_back_in_without_a_change(tmp_path, drc):
    make_ledger(2 * len(LIVE))
    make_project("空白")
    make_project("满", level="city", is_industrial=True, is_hard_case=True, name="控\x0b制 ")
    Project.objects.filter(code="满").update(
        **dict.fromkeys(["planned_on", "signed_on", "start_due", "started_on"], date(2023, 1, 1))
    )
    make_average("2023-01", "12.345678901234")
    make_average("2023-02", "30", make_type("民生"))
    path = tmp_path / "a.xlsx"
    for year in (None, 2022, 2023):
        path.write_bytes(exported(drc, year).getvalue())
        plan = check(path, drc)
        assert errors(plan) == []
        assert plan.findings.remarks == []
        new, changed, unchanged = counts(plan)
        assert (new, changed) == (0, 0)
        assert unchanged > Project.objects.count()


def test_a_unit_can_send_its_own_export_back(tmp_path):
    make_ledger(3)
    make_project("别家", unit=make_unit("乙镇"))
    make_average("2023-01", 12)
    clerk = make_user(Role.UNIT, Project.objects.get(code="P000").unit)
    path = tmp_path / "a.xlsx"
    path.write_bytes(exported(clerk).getvalue())
    plan = check(path, clerk)
    assert errors(plan) == []
    assert counts(plan) == (0, 0, 3 + 9)


def test_into_an_empty_ledger(tmp_path, drc):
    make_ledger(3)
    path = tmp_path / "a.xlsx"
    path.write_bytes(exported(drc).getvalue())
    before = list(Project.objects.values_list("code", "total_investment", "remarks"))
    Project.objects.all().delete()
    assert counts(check(path)) == (12, 0, 0)
    assert len(before) == 3


def test_live_text_is_dead(drc):
    make_ledger(len(LIVE))
    page = load_workbook(exported(drc))["项目台账"]
    cells = [row[24] for row in page.iter_rows(min_row=2)]
    assert [cell.data_type for cell in cells if cell.value] == ["s"] * (len(LIVE) - 1)
    quoted = {cell.value for cell in cells if cell.quotePrefix}
    assert quoted == {"=1+1", "==1+1", "+1", "-1", "@SUM(A1)", "#N/A"}


def test_numbers_and_dates_are_real(drc):
    make_project("A1", start_due=date(2023, 3, 1), total_investment=Decimal("12.50"))
    row = next(load_workbook(exported(drc))["项目台账"].iter_rows(min_row=2))
    assert row[8].value == 12.5
    assert row[13].value.date() == date(2023, 3, 1)
    assert row[13].is_date
    assert row[9].value is None


def test_queries_do_not_grow(drc, django_assert_num_queries):
    make_ledger(1)
    with CaptureQueriesContext(connection) as asked:
        exported(drc)
    make_ledger(30)
    with django_assert_num_queries(len(asked)):
        exported(drc)


def test_the_template_is_read_as_empty(tmp_path, drc):
    make_type()
    make_unit("甲镇")
    path = tmp_path / "a.xlsx"
    with path.open("wb") as target:
        write_template(target, drc)
    plan = check(path)
    assert errors(plan) == []
    assert counts(plan) == (0, 0, 0)
    book = load_workbook(path)
    assert book.sheetnames == [*(sheet.name for sheet in sheets()), "填写说明"]
    for name, headers in HEADERS.items():
        assert [cell.value for cell in book[name][1]] == headers.split()
    assert book["项目台账"]["A1"].comment.text.startswith("必填")


def test_pages(client, drc):
    make_ledger(1)
    client.force_login(drc)
    for address in (
        reverse("export"),
        reverse("export") + "?year=2023",
        reverse("import-template"),
    ):
        response = client.get(address)
        assert response["Content-Disposition"].startswith("attachment")
        assert (
            load_workbook(io.BytesIO(b"".join(response.streaming_content))).sheetnames[0]
            == "项目台账"
        )
    assert client.get(reverse("export") + "?year=abc").status_code == 400


def test_a_clerk_exports_its_own_only(client):
    make_ledger(1)
    make_project("别家", unit=make_unit("乙镇"))
    client.force_login(make_user(Role.UNIT, Project.objects.get(code="P000").unit))
    content = b"".join(client.get(reverse("export")).streaming_content)
    page = load_workbook(io.BytesIO(content))["项目台账"]
    assert [row[0].value for row in page.iter_rows(min_row=2)] == ["P000"]


def test_the_system_administrator_exports_nothing(client):
    client.force_login(make_user(Role.SYSADMIN))
    assert client.get(reverse("export")).status_code == 403
    assert client.get(reverse("import-template")).status_code == 403
