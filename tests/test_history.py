"""Every way to write leaves a row of history with its author, and the right people read it."""

from datetime import date
from io import BytesIO, StringIO

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from openpyxl import Workbook

from assessment.actions.policy import save_policy
from assessment.actions.quotas import correct_quota, withdraw_correction
from assessment.choices import Annex, QuotaBand
from assessment.models import CityAverage, Policy, Quota
from projects.choices import Role
from projects.models import (
    AnnualPlan,
    IndustryChain,
    MonthlyPlan,
    MonthlyReport,
    PermitTemplate,
    Project,
    ProjectType,
    StartDueAmendment,
    Suspension,
    Unit,
    UnitAlias,
    User,
    WorkbookImport,
)
from projects.permissions import ACCOUNTS, BASE_DATA, NEVER_DELETED
from tests.factories import make_month, make_plan, make_project, make_type, make_unit, make_user

pytestmark = pytest.mark.django_db

SHEETS = {
    "项目台账": [
        ["项目编号", "项目名称", "责任单位", "项目类型", "产业项目", "总投资(万元)", "年度",
         "年度计划投资(万元)", "计划开工日期"],
        ["新1", "新项目", "甲镇", "产业", "是", 2000, 2023, 900, "2023-05-01"],
        ["旧1", "改了名的项目", "甲镇", "产业", "否", 12000, 2023, 800, "2023-06-01"],
    ],
    "月度进度": [
        ["项目编号", "月份", "计划投资(万元)", "完成投资(万元)", "形象进度"],
        ["旧1", "2023-03", 70, 55, "基础施工"],
    ],
    "全市均值": [
        ["月份", "项目类型", "平均进度(%)", "来源"],
        ["2023-03", "产业", 12.5, "市通报"],
    ],
}  # fmt: skip
IMPORTED = (Project, AnnualPlan, MonthlyPlan, MonthlyReport, CityAverage)


def workbook() -> bytes:
    book = Workbook()
    book.remove(book.active)
    for name, rows in SHEETS.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.fixture
def unit(db) -> Unit:
    return make_unit("甲镇")


@pytest.fixture
def old(unit) -> Project:
    project = make_project("旧1", name="旧项目", unit=unit, start_due=date(2023, 5, 1))
    make_plan(project, 2023, 700)
    make_month(project, "2023-03", done=50, plan=60)
    return project


@pytest.fixture
def drc(client) -> User:
    user = make_user(Role.DRC, username="fagai")
    client.force_login(user, backend="projects.auth.RoleBackend")
    return user


def page(model, name: str, *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


def new_rows(old: Project) -> dict:
    """What 发改局 types in to add one row of every table it keeps."""
    month = {"project": old.pk, "year": 2023, "month": 4}
    return {
        Unit: {"number": 99, "name": "新镇", "layer": "town_park", "kind": "town"},
        UnitAlias: {"unit": old.unit_id, "name": "甲"},
        IndustryChain: {"name": "新链", "tier": "key"},
        ProjectType: {"name": "新类型", "order": 9},
        Project: {"code": "新1", "name": "新项目", "unit": old.unit_id, "total_investment": "600",
                  "project_type": old.project_type_id},
        Suspension: {"project": old.pk, "kind": "suspended", "from_on": "2023-03-01",
                     "reason": "缺资金"},
        AnnualPlan: {"project": old.pk, "year": 2024, "amount": "1"},
        PermitTemplate: {"project_type": old.project_type_id, "name": "施工许可", "order": 1},
        MonthlyPlan: month | {"amount": "1"},
        MonthlyReport: month | {"amount": "1", "state": "submitted"},
    }  # fmt: skip


KEPT = sorted(BASE_DATA)


def test_every_table_that_people_write_has_a_trail():
    written = {
        *BASE_DATA,
        *ACCOUNTS,
        "assessment.quota",
        "assessment.goal",
        "projects.pledge",
        "projects.reportingmonth",
        "projects.startconfirmation",
        "projects.startduerequest",
    }
    for label in written:
        assert hasattr(apps.get_model(label), "history"), label


@pytest.mark.parametrize("label", KEPT)
def test_adding_changing_and_deleting_in_the_admin(client, drc, old, label):
    model = apps.get_model(label)
    values = new_rows(old)[model]
    response = client.post(page(model, "add"), values)
    assert response.status_code == 302, response.context["errors"]
    row = model._default_manager.order_by("pk").last()
    url = page(model, "change", row.pk)
    assert client.post(url, values).status_code == 302
    types = ["~", "+"]
    if label not in NEVER_DELETED:
        assert client.post(page(model, "delete", row.pk), {"post": "yes"}).status_code == 302
        types.insert(0, "-")
    trail = model.history.filter(id=row.pk).order_by("-history_id")
    assert list(trail.values_list("history_type", "history_user")) == [
        (kind, drc.pk) for kind in types
    ]


def test_the_admin_keeps_no_table_out_of_this_test(old):
    kept = {model for model in admin.site._registry if model._meta.label_lower in BASE_DATA}
    assert set(new_rows(old)) == kept


def authors(model) -> set:
    return set(model.history.values_list("history_type", "history_user__username"))


def test_an_import_by_a_page(client, drc, old, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    make_type("产业")
    for model in IMPORTED:
        model.history.all().delete()
    file = SimpleUploadedFile("台账.xlsx", workbook())
    assert client.post(reverse("import"), {"file": file}).status_code == 302
    upload = WorkbookImport.objects.get()
    confirm = {"fingerprint": upload.plan_hash, "reason": "用地批复推迟"}
    response = client.post(reverse("import-detail", args=[upload.pk]), confirm, follow=True)
    assert "已导入" in response.content.decode()
    assert authors(Project) == {("+", "fagai"), ("~", "fagai")}
    assert authors(AnnualPlan) == {("+", "fagai"), ("~", "fagai")}
    assert authors(MonthlyPlan) == {("~", "fagai")}
    assert authors(MonthlyReport) == {("~", "fagai")}
    assert authors(CityAverage) == {("+", "fagai")}
    amendment = StartDueAmendment.objects.get()
    assert (amendment.old, amendment.new) == (date(2023, 5, 1), date(2023, 6, 1))
    assert (amendment.by, amendment.reason) == (drc, "用地批复推迟")
    assert Project.history.filter(history_change_reason__contains="台账.xlsx").count() == 2


@pytest.mark.parametrize(
    ("arguments", "author"), [([], None), (["--as", "fagai"], "fagai")], ids=["system", "as-user"]
)
def test_an_import_by_command(drc, old, tmp_path, arguments, author):
    make_type("产业")
    for model in IMPORTED:
        model.history.all().delete()
    path = tmp_path / "台账.xlsx"
    path.write_bytes(workbook())
    call_command("import_workbook", str(path), *arguments, stdout=StringIO(), stderr=StringIO())
    for model in IMPORTED:
        assert {name for _, name in authors(model)} == {author}
    assert Project.history.filter(history_type="+").count() == 1


def test_an_import_of_the_same_again_leaves_no_trail(drc, old, tmp_path):
    make_type("产业")
    path = tmp_path / "台账.xlsx"
    path.write_bytes(workbook())
    call_command("import_workbook", str(path), stdout=StringIO(), stderr=StringIO())
    before = {model: model.history.count() for model in IMPORTED}
    call_command("import_workbook", str(path), stdout=StringIO(), stderr=StringIO())
    assert {model: model.history.count() for model in IMPORTED} == before


def test_a_correction_and_its_withdrawal(drc, unit):
    start = {"year": 2023, "annex": Annex.START, "band": QuotaBand.TOTAL}
    quota = Quota.objects.create(unit=unit, printed=5, **start)
    quota = correct_quota(quota=quota, value=2, reason="与合计相符", by=drc)
    withdraw_correction(quota=quota, by=drc)
    trail = Quota.history.values_list("correction", "correction_reason", "history_user")
    assert list(trail) == [(None, "", drc.pk), (2, "与合计相符", drc.pk), (None, "", None)]


def test_a_policy(drc):
    save_policy(policy=Policy(year=2023), by=drc)
    assert authors(Policy) == {("+", "fagai")}


def test_an_account_and_its_new_password(client):
    sysadmin = make_user(Role.SYSADMIN, username="zhanghao")
    client.force_login(sysadmin, backend="projects.auth.RoleBackend")
    person = make_user(Role.LEADER)
    first = "Sunny-Lark-83!"
    url = reverse("admin:auth_user_password_change", args=[person.pk])
    assert client.post(url, {"password1": first, "password2": first}).status_code == 302
    person.refresh_from_db()
    assert person.check_password(first)
    latest = User.history.filter(id=person.pk).first()
    assert (latest.history_type, latest.history_user) == ("~", sysadmin)
    assert not hasattr(latest, "password")


@pytest.mark.parametrize(
    ("role", "sees"),
    [(Role.DRC, True), (Role.AUDITOR, True), (Role.UNIT, True), (Role.LEADER, False),
     (Role.FINANCE, False)],
)  # fmt: skip
def test_who_reads_a_project_s_trail(client, old, unit, role, sees):
    old.name = "改过的名称"
    old.save()
    client.force_login(
        make_user(role, unit if role == Role.UNIT else None), backend="projects.auth.RoleBackend"
    )
    address = reverse("project-trail", args=[old.code])
    sheet = client.get(reverse("project", args=[old.code])).content.decode()
    assert (address in sheet) is sees
    response = client.get(address)
    assert response.status_code == (200 if sees else 403)
    assert ("旧项目" in response.content.decode()) is sees


@pytest.mark.parametrize(
    ("role", "status"), [(Role.DRC, 200), (Role.AUDITOR, 200), (Role.SYSADMIN, 403)]
)
def test_who_reads_the_trail_in_the_admin(client, old, role, status):
    client.force_login(make_user(role), backend="projects.auth.RoleBackend")
    assert client.get(page(Project, "history", old.pk)).status_code == status
