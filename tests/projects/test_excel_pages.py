"""/import/: bound to the person and the content, written once or not at all."""

from datetime import date

import pytest
from django.core.files.base import File
from django.urls import reverse

from projects.choices import Role
from projects.excel import uploads
from projects.excel.guard import WorkbookError
from projects.models import (
    MonthlyReport,
    Project,
    StartDueAmendment,
    WorkbookImport,
)
from projects.models.uploads import ImportState
from tests.factories import make_project, make_type, make_unit, make_user
from tests.projects.workbooks import LEDGER, MONTH, ledger, save

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(autouse=True)
def reference(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "uploads"
    make_type()
    return make_unit("甲镇")


@pytest.fixture
def drc(client):
    user = make_user()
    client.force_login(user)
    return user


def send(client, path):
    with path.open("rb") as file:
        return client.post(reverse("import"), {"file": file})


def sent(client, path) -> WorkbookImport:
    response = send(client, path)
    assert response.status_code == 302, response.content.decode()
    return WorkbookImport.objects.latest("pk")


def address(upload):
    return reverse("import-detail", args=[upload.pk])


def confirm(client, upload, **given):
    page = client.get(address(upload))
    fingerprint = page.context["preview"].fingerprint
    return client.post(address(upload), {"fingerprint": fingerprint, **given}, follow=True)


def test_preview_then_confirm(client, drc, tmp_path):
    make_project("A1", name="旧名")
    rows = [LEDGER, ledger(项目编号="A2", **{"总投资(万元)": 1.234})]
    upload = sent(client, save(tmp_path / "台账.xlsx", rows))
    page = client.get(address(upload)).content.decode()
    assert "<del>旧名</del> → 示例一" in page
    assert "按 1.23 导入" in page
    assert "新增" in page
    assert Project.objects.count() == 1
    page = confirm(client, upload).content.decode()
    assert "新增 1，更新 1，无变化 0" in page
    upload.refresh_from_db()
    assert (upload.state, upload.name, upload.new) == (ImportState.WRITTEN, "台账.xlsx", 1)
    assert Project.objects.get(code="A1").name == "示例一"
    assert Project.history.filter(history_user=drc).count() == 2


def test_errors_leave_nothing_to_confirm(client, drc, tmp_path):
    rows = [ledger(责任单位="?"), ledger(项目编号="A2", 产业项目="?")]
    upload = sent(client, save(tmp_path / "a.xlsx", rows))
    page = client.get(address(upload)).content.decode()
    assert "项目台账!C2" in page
    assert "项目台账!E3" in page
    assert "确认导入" not in page
    assert upload.state == ImportState.REJECTED
    client.post(address(upload), {"fingerprint": upload.plan_hash})
    assert not Project.objects.exists()
    upload.refresh_from_db()
    assert upload.state == ImportState.REJECTED


@pytest.mark.parametrize("name", ["a.xls", "a.csv"])
def test_a_bad_file_is_named_at_the_form(client, drc, tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"not a workbook")
    page = send(client, path).content.decode()
    assert "不是 xlsx 文件" in page
    assert not WorkbookImport.objects.exists()
    assert not list((tmp_path / "uploads").rglob("*.xlsx"))


def test_nothing_chosen(client, drc):
    assert "请先选择" in client.post(reverse("import")).content.decode()


def test_the_name_is_never_a_path(client, drc, tmp_path):
    with save(tmp_path / "a.xlsx", [LEDGER]).open("rb") as file:
        upload = uploads.receive(file=File(file, name="..\\..\\etc/../passwd<b>.xlsx"), by=drc)
    assert upload.name == "passwd<b>.xlsx"
    assert "passwd" not in upload.file.name
    assert "passwd&lt;b&gt;" in client.get(reverse("import")).content.decode()


def test_another_persons_upload_is_404(client, drc, tmp_path):
    upload = sent(client, save(tmp_path / "a.xlsx", [LEDGER]))
    client.force_login(make_user())
    assert client.get(address(upload)).status_code == 404
    data = {"fingerprint": upload.plan_hash}
    assert client.post(address(upload), data).status_code == 404
    assert "a.xlsx" not in client.get(reverse("import")).content.decode()
    assert not Project.objects.exists()


@pytest.mark.parametrize("role", [Role.LEADER, Role.AUDITOR, Role.SYSADMIN, Role.FINANCE])
def test_roles_that_do_not_enter(client, role):
    client.force_login(make_user(role))
    assert client.get(reverse("import")).status_code == 403
    assert client.get(reverse("import-detail", args=[1])).status_code == 403


def test_a_changed_file_is_not_written(client, drc, tmp_path):
    upload = sent(client, save(tmp_path / "a.xlsx", [LEDGER]))
    with open(upload.file.path, "ab") as file:
        file.write(b"x")
    assert "已不存在或已变动" in confirm(client, upload).content.decode()
    assert client.get(reverse("import-marked", args=[upload.pk])).status_code == 404
    with pytest.raises(WorkbookError):
        uploads.confirm(upload=upload, by=drc, fingerprint=upload.plan_hash, reason="")
    assert not Project.objects.exists()


def test_a_ledger_that_moved_on_shows_a_new_preview(client, drc, tmp_path):
    upload = sent(client, save(tmp_path / "a.xlsx", [LEDGER]))
    make_project("A1", name="别人先填")
    response = client.post(address(upload), {"fingerprint": upload.plan_hash}, follow=True)
    page = response.content.decode()
    assert "没有写入任何内容" in page
    assert "<del>别人先填</del>" in page
    assert Project.objects.get().name == "别人先填"
    confirm(client, upload)
    assert Project.objects.get().name == "示例一"


def test_give_up(client, drc, tmp_path):
    upload = sent(client, save(tmp_path / "a.xlsx", [LEDGER]))
    client.post(address(upload), {"give-up": ""})
    upload.refresh_from_db()
    assert upload.state == ImportState.ABANDONED
    assert not list((tmp_path / "uploads").rglob("*.xlsx"))
    response = client.post(address(upload), {"fingerprint": upload.plan_hash}, follow=True)
    assert response.status_code == 200
    assert not Project.objects.exists()


def test_an_amendment_asks_for_its_reason(client, drc, tmp_path):
    make_project("A1", start_due=date(2023, 3, 1))
    upload = sent(client, save(tmp_path / "a.xlsx", [ledger(计划开工日期="2023-06-01")]))
    assert "调整计划开工日期的原因" in client.get(address(upload)).content.decode()
    for given in ({}, {"reason": " "}):
        assert "请填写" in confirm(client, upload, **given).content.decode()
    assert not StartDueAmendment.objects.exists()
    confirm(client, upload, reason="会议同意")
    assert StartDueAmendment.objects.get().reason == "会议同意"


def test_many_rows_come_in_pages(client, drc, tmp_path, monkeypatch):
    monkeypatch.setattr("projects.views.imports.ROWS_SHOWN", 2)
    rows = [ledger(项目编号=f"A{number}") for number in range(5)]
    upload = sent(client, save(tmp_path / "a.xlsx", rows))
    page = client.get(address(upload) + "?page=3").content.decode()
    assert "第 5–5 / 5 行" in page
    assert client.get(address(upload) + "?kind=更新").context["page"].object_list == []


def test_a_clerk_cannot_reach_another_unit(client, tmp_path):
    make_project("A1", name="别家的", unit=make_unit("乙镇"))
    client.force_login(make_user(Role.UNIT))
    upload = sent(client, save(tmp_path / "a.xlsx", [LEDGER], [MONTH | {"完成投资(万元)": 1}]))
    confirm(client, upload)
    assert Project.objects.get().name == "别家的"
    assert not MonthlyReport.objects.exists()
