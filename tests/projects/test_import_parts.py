"""Some rows are wrong: they are told from the right ones, marked to take home, and left out."""

from datetime import datetime
from io import BytesIO

import pytest
from django.core.files.base import File
from django.urls import reverse
from openpyxl import load_workbook

from projects.excel import uploads
from projects.excel.importing import plan_right_rows, read_workbook
from projects.models import MonthlyReport, Project, StartDueAmendment, WorkbookImport
from projects.models.uploads import ImportState
from tests.factories import day, make_project, make_type, make_unit, make_user
from tests.projects.workbooks import LEDGER, MONTH, check, counts, errors, ledger, load, save

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def reference(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "uploads"
    make_type()
    return make_unit("甲镇")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "台账.xlsx"


@pytest.fixture
def drc(client):
    user = make_user()
    client.force_login(user)
    return user


def parted(path):
    return plan_right_rows(read_workbook(path), None)


def places(findings) -> list[str]:
    return [found.place for found in findings]


def upload(client, path) -> WorkbookImport:
    with path.open("rb") as file:
        response = client.post(reverse("import"), {"file": file})
    assert response.status_code == 302, response.content.decode()
    return WorkbookImport.objects.latest("pk")


def address(sent) -> str:
    return reverse("import-detail", args=[sent.pk])


def import_right_rows(client, sent):
    page = client.get(address(sent))
    data = {"fingerprint": page.context["preview"].fingerprint, "right-rows": ""}
    return client.post(address(sent), data, follow=True).content.decode()


def marked(client, sent):
    response = client.get(reverse("import-marked", args=[sent.pk]))
    assert response.status_code == 200
    return load_workbook(BytesIO(b"".join(response.streaming_content)))


def test_right_rows_of_a_workbook_without_errors_are_all(path):
    plan = parted(save(path, [LEDGER]))
    assert (counts(plan), plan.left_out, plan.partible) == ((1, 0, 0), [], False)


def test_a_wrong_row_is_left_out(path):
    rows = [LEDGER, ledger(项目编号="A2", **{"总投资(万元)": "一百"}), ledger(项目编号="A3")]
    plan = parted(save(path, rows))
    assert errors(plan) == []
    assert counts(plan) == (2, 0, 0)
    assert places(plan.left_out) == ["项目台账!F3"]
    assert [row[0] for row in plan.changes.projects.new] == ["A1", "A3"]


@pytest.mark.parametrize("known", [False, True], ids=["new", "known"])
def test_a_wrong_project_holds_back_its_months(path, known):
    if known:
        make_project("A1")
    make_project("A2")
    bad = ledger(产业项目="?")
    months = [MONTH, MONTH | {"月份": "2023-05"}, MONTH | {"项目编号": "A2", "计划投资(万元)": 1}]
    plan = parted(save(path, [bad], [*months, MONTH | {"月份": "?"}]))
    assert places(plan.held_back) == ["月度进度!A2", "月度进度!A3"]
    assert "“A1”有错误" in plan.held_back[0].text
    assert places(plan.left_out) == ["项目台账!E2", "月度进度!B5"]
    assert counts(plan) == (1, 0, 0)


def test_of_two_rows_with_one_key_neither_goes(path):
    rows = [LEDGER, ledger(项目名称="另一"), ledger(项目编号="A2")]
    plan = parted(save(path, rows, [MONTH | {"计划投资(万元)": 1}]))
    assert counts(plan) == (1, 0, 0)
    assert places(plan.left_out) == ["项目台账!A3"]
    assert places(plan.held_back) == ["项目台账!A2", "月度进度!A2"]
    assert "第2行与第3行重复" in plan.held_back[0].text


@pytest.mark.parametrize("harm", ["unknown-column", "missing-column"])
def test_a_wrong_header_parts_nothing(path, harm):
    rows = [ledger(多余=1), ledger(项目编号="?")]
    if harm == "missing-column":
        rows = [{key: row[key] for key in LEDGER if key != "产业项目"} for row in rows]
    plan = parted(save(path, rows))
    assert not plan.partible
    assert errors(plan)
    assert plan.left_out == []


def test_a_remark_of_a_row_that_is_left_out_is_not_made(path):
    rows = [LEDGER, ledger(项目编号="A2", 产业项目="?", **{"总投资(万元)": 1.234})]
    assert parted(save(path, rows)).findings.remarks == []


def test_the_page_imports_the_right_rows_and_later_the_mended_ones(client, drc, path):
    good = [ledger(项目编号=f"A{number}") for number in range(10)]
    bad = [ledger(项目编号=f"B{number}", **{"总投资(万元)": "?"}) for number in range(3)]
    sent = upload(client, save(path, [*good, *bad]))
    page = client.get(address(sent)).content.decode()
    for words in ("只导入正确的 10 行", "下载错误行", "放弃", "有 3 处错误"):
        assert words in page
    assert "新增 10，更新 0，无变化 0；3 行没有导入" in import_right_rows(client, sent)
    assert Project.objects.count() == 10
    sent.refresh_from_db()
    assert (sent.state, sent.left_out, sent.new) == (ImportState.WRITTEN, 3, 10)
    page = client.get(address(sent)).content.decode()
    assert "另有 3 行没有导入" in page
    assert "项目台账!F12" in page

    mended = [row | {"总投资(万元)": 700} for row in bad]
    again = upload(client, save(path, [*good, *mended]))
    assert (again.new, again.changed, again.unchanged) == (3, 0, 10)


def test_nothing_right_to_write_is_not_offered(client, drc, path):
    sent = upload(client, save(path, [ledger(产业项目="?")]))
    page = client.get(address(sent)).content.decode()
    assert "只导入" not in page
    assert "下载错误行" in page


def test_right_rows_that_moved_on_are_shown_anew(client, drc, path):
    sent = upload(client, save(path, [LEDGER, ledger(项目编号="A2", 产业项目="?")]))
    fingerprint = sent.plan_hash
    make_project("A1", name="别人先填")
    data = {"fingerprint": fingerprint, "right-rows": ""}
    page = client.post(address(sent), data, follow=True).content.decode()
    assert "没有写入任何内容" in page
    assert "<del>别人先填</del>" in page
    import_right_rows(client, sent)
    assert Project.objects.get().name == "示例一"


def test_a_confirm_of_all_does_not_take_the_right_rows_alone(client, drc, path):
    sent = upload(client, save(path, [LEDGER, ledger(项目编号="A2", 产业项目="?")]))
    client.post(address(sent), {"fingerprint": sent.plan_hash, "confirm": ""})
    assert not Project.objects.exists()


def test_the_right_rows_of_a_whole_workbook_are_not_taken(client, drc, path):
    sent = upload(client, save(path, [LEDGER]))
    client.post(address(sent), {"fingerprint": sent.plan_hash, "right-rows": ""})
    assert not Project.objects.exists()
    sent.refresh_from_db()
    assert sent.state == ImportState.CHECKED


def test_an_amendment_among_the_right_rows_asks_for_its_reason(client, drc, path):
    make_project("A1", start_due=day("2023-03-01"))
    rows = [ledger(计划开工日期="2023-06-01"), ledger(项目编号="A2", 产业项目="?")]
    sent = upload(client, save(path, rows))
    data = {"fingerprint": sent.plan_hash, "right-rows": "", "reason": ""}
    assert "请填写" in client.post(address(sent), data).content.decode()
    client.post(address(sent), data | {"reason": "会议同意"})
    assert StartDueAmendment.objects.get().reason == "会议同意"


def test_the_marked_workbook_holds_the_wrong_rows_as_they_were(client, drc, path):
    rows = [
        LEDGER,
        ledger(
            项目编号="A2",
            项目名称="=1+1",
            责任单位="?",
            签约日期=datetime(2023, 3, 1),
            **{"总投资(万元)": 12.5},
        ),
        ledger(项目编号="A3", 产业项目="?", 责任单位="没有"),
    ]
    months = [MONTH | {"计划投资(万元)": 1}, MONTH | {"项目编号": "A3", "计划投资(万元)": 2}]
    save(path, rows, months)
    book = load_workbook(path)
    book["项目台账"]["B3"].data_type = "s"
    book.save(path)
    found = marked(client, upload(client, path))
    assert found.sheetnames == ["项目台账", "月度进度"]
    ledger_rows = list(found["项目台账"].values)
    assert ledger_rows[0] == (*rows[0], "签约日期", "错误说明")
    assert ledger_rows[1][:7] == ("A2", "=1+1", "?", "产业", "是", 12.5, datetime(2023, 3, 1))
    assert ledger_rows[1][7].startswith("C列「责任单位」：“?”不是已有的责任单位")
    assert len(ledger_rows) == 3
    page = found["项目台账"]
    assert (page["B2"].data_type, page["C2"].fill.fgColor.rgb) == ("s", "00FFFF00")
    assert "“?”不是已有的责任单位" in page["C2"].comment.text
    assert page["A2"].comment is None
    assert [page.cell(3, at).comment is not None for at in (3, 5, 6)] == [True, True, False]
    (_, held) = found["月度进度"].values
    assert held[:3] == ("A3", "2023-04", 2)
    assert "有错误" in held[3]


def test_the_mended_marks_go_in_as_they_are(client, drc, path, tmp_path):
    rows = [LEDGER, ledger(项目编号="A2", 产业项目="?")]
    months = [MONTH | {"项目编号": "A2", "完成投资(万元)": 3}]
    sent = upload(client, save(path, rows, months))
    import_right_rows(client, sent)
    book = marked(client, sent)
    book["项目台账"]["E2"] = "是"
    mended = tmp_path / "改.xlsx"
    book.save(mended)
    plan = load(mended)
    assert errors(plan) == []
    assert counts(plan) == (2, 0, 0)
    assert MonthlyReport.objects.get().amount == 3


def test_a_row_left_with_nothing_but_its_note_is_blank(client, drc, path, tmp_path):
    book = marked(client, upload(client, save(path, [ledger(产业项目="?")])))
    for cell in book["项目台账"][2][:-1]:
        cell.value = None
    book.save(path)
    assert errors(check(path)) == []


def test_marks_of_wrong_marks_have_one_note(client, drc, path):
    book = marked(client, upload(client, save(path, [ledger(产业项目="?")])))
    book.save(path)
    again = marked(client, upload(client, path))
    assert [cell.value for cell in again["项目台账"][1]].count("错误说明") == 1


def test_nothing_marked_is_404(client, drc, path):
    for rows in ([LEDGER], [LEDGER | {"多余": 1}]):
        sent = upload(client, save(path, rows))
        assert client.get(reverse("import-marked", args=[sent.pk])).status_code == 404


def test_a_look_at_the_preview_reads_no_workbook(client, drc, path, monkeypatch):
    sent = upload(client, save(path, [LEDGER, ledger(项目编号="A2", 产业项目="?")]))
    monkeypatch.setattr(uploads, "read_workbook", None)
    assert "示例一" in client.get(address(sent)).content.decode()


@pytest.mark.parametrize("harm", ["gone", "broken"])
def test_a_lost_preview_is_made_again(client, drc, path, harm):
    sent = upload(client, save(path, [LEDGER]))
    file = sent.preview.path
    if harm == "gone":
        sent.preview.delete()
    else:
        with open(file, "wb") as broken:
            broken.write(b"\x1f\x8b nothing")
    assert "示例一" in client.get(address(sent)).content.decode()
    sent.refresh_from_db()
    assert uploads.preview_of(sent).counts["新增"] == 1


def test_files_of_a_given_up_upload_are_gone(client, drc, path, tmp_path):
    sent = upload(client, save(path, [LEDGER]))
    assert len(list((tmp_path / "uploads").rglob("*.*"))) == 2
    client.post(address(sent), {"give-up": ""})
    assert list((tmp_path / "uploads").rglob("*.*")) == []


def test_a_new_preview_takes_the_old_one_s_place(drc, path, tmp_path):
    with save(path, [LEDGER]).open("rb") as file:
        sent = uploads.receive(file=File(file, name="a.xlsx"), by=drc)
    make_project("A1")
    uploads.confirm(upload=sent, by=drc, fingerprint=sent.plan_hash, reason="")
    assert sent.state == ImportState.CHECKED
    assert len(list((tmp_path / "uploads").rglob("*.json.gz"))) == 1
