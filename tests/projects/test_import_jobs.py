"""Long workbooks wait for the worker, which may die, come twice, or not come for a long time."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from ningyang.celery import app
from projects.excel import importing, jobs, uploads
from projects.excel.size import filled_rows
from projects.models import Project, WorkbookImport
from projects.models.uploads import ImportState
from projects.tasks import catch_up_imports, work_on_import
from tests.factories import make_project, make_type, make_unit, make_user
from tests.projects.workbooks import MONTH, ledger, raw_book, save

pytestmark = pytest.mark.django_db

ROWS = [ledger(项目编号=f"A{number}") for number in range(250)]


@pytest.fixture(autouse=True)
def reference(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "uploads"
    settings.LONG_IMPORT_ROWS = 200
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()
    make_type()
    return make_unit("甲镇")


@pytest.fixture
def drc(client):
    user = make_user()
    client.force_login(user)
    return user


@pytest.fixture
def enqueued(monkeypatch):
    told: list[int] = []
    monkeypatch.setattr(work_on_import, "delay", told.append)
    return told


@pytest.fixture
def sent(client, drc, enqueued, tmp_path):
    """A long workbook just sent in."""
    with save(tmp_path / "长.xlsx", ROWS).open("rb") as file:
        assert client.post(reverse("import"), {"file": file}).status_code == 302
    return WorkbookImport.objects.get()


def address(upload) -> str:
    return reverse("import-detail", args=[upload.pk])


def status(client, upload) -> dict:
    return client.get(reverse("import-status", args=[upload.pk])).json()


def confirm(client, upload, **given):
    fingerprint = WorkbookImport.objects.get(pk=upload.pk).plan_hash
    return client.post(address(upload), {"fingerprint": fingerprint, **given}, follow=True)


def test_a_long_workbook_is_checked_and_written_by_the_worker(client, sent, enqueued):
    assert (sent.state, enqueued) == (ImportState.QUEUED, [sent.pk])
    page = client.get(address(sent)).content.decode()
    assert "排队中，等待核对" in page
    assert "progress.js" in page
    jobs.work(sent.pk)
    assert "新增" in client.get(address(sent)).content.decode()
    assert "排队中，等待写入" in confirm(client, sent).content.decode()
    assert enqueued == [sent.pk] * 2
    assert not Project.objects.exists()
    catch_up_imports()
    sent.refresh_from_db()
    assert (sent.state, sent.new, sent.leased_until) == (ImportState.WRITTEN, 250, None)
    assert Project.objects.count() == 250
    assert status(client, sent)["state"] == "written"


@pytest.mark.parametrize(
    ("rows", "long"), [(199, False), (200, False), (201, True)], ids=["below", "at", "above"]
)
def test_where_long_begins(client, drc, enqueued, tmp_path, rows, long):
    # The header is a row as well.
    with save(tmp_path / "a.xlsx", ROWS[: rows - 1]).open("rb") as file:
        client.post(reverse("import"), {"file": file})
    upload = WorkbookImport.objects.get()
    assert (upload.state == ImportState.QUEUED, enqueued == [upload.pk]) == (long, long)


def test_rows_are_counted_over_all_sheets_and_blank_ones_not(tmp_path):
    path = save(tmp_path / "a.xlsx", ROWS[:3], [MONTH] * 2)
    assert filled_rows(path, 100) == 7
    assert filled_rows(path, 3) == 4
    blank = '<sheetData><row r="1"><c r="A1" s="0"/></row><row r="2"/></sheetData>'
    assert filled_rows(raw_book(tmp_path / "b.xlsx", blank), 100) == 0
    (tmp_path / "c.xlsx").write_bytes(b"PK\x03\x04")
    assert filled_rows(tmp_path / "c.xlsx", 100) == 0


def test_rows_are_counted_across_blocks(tmp_path, monkeypatch):
    path = save(tmp_path / "a.xlsx", ROWS[:50])
    for size in (7, 64, 1000):
        monkeypatch.setattr("projects.excel.size.BLOCK", size)
        assert filled_rows(path, 1000) == 51


def test_how_far_it_is(client, sent, monkeypatch):
    seen = []

    def looking(book, user, *, progress=None):
        def report(done, total):
            progress(done, total)
            seen.append(status(client, sent))

        seen.append(status(client, sent))
        return importing.plan_right_rows(book, user, progress=report)

    monkeypatch.setattr(uploads, "plan_right_rows", looking)
    jobs.work(sent.pk)
    assert [one["text"] for one in seen] == [
        "正在读取工作簿",
        "正在核对：第 0 / 250 行",
        "正在核对：第 100 / 250 行",
        "正在核对：第 200 / 250 行",
    ]
    assert (seen[-1]["state"], seen[-1]["done"], seen[-1]["total"]) == ("running", 200, 250)


def test_without_a_broker_it_stays_queued_and_the_page_says_so(client, drc, tmp_path):
    with save(tmp_path / "a.xlsx", ROWS).open("rb") as file:
        client.post(reverse("import"), {"file": file})
    upload = WorkbookImport.objects.get()
    assert "后台还没有开始" not in client.get(address(upload)).content.decode()
    WorkbookImport.objects.update(at=timezone.now() - timedelta(minutes=2))
    assert "后台还没有开始" in client.get(address(upload)).content.decode()
    jobs.catch_up()
    upload.refresh_from_db()
    assert upload.state == ImportState.CHECKED


class Killed(BaseException):
    """The worker's process ends here; no handler of ours sees it."""


def _die(*_, **__):
    raise Killed


@pytest.mark.parametrize("step", ["check", "write"])
def test_what_a_dead_worker_left_is_taken_up(client, sent, monkeypatch, step):
    if step == "write":
        jobs.work(sent.pk)
        confirm(client, sent)
    with monkeypatch.context() as dying:
        dying.setattr(uploads, "_record" if step == "write" else "keep_preview", _die)
        with pytest.raises(Killed):
            jobs.work(sent.pk)
    assert not Project.objects.exists()
    # Its lease still runs: nobody takes it up, though the queue delivers again.
    work_on_import(sent.pk)
    sent.refresh_from_db()
    assert sent.leased_until > timezone.now()
    WorkbookImport.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    catch_up_imports()
    sent.refresh_from_db()
    done = ImportState.WRITTEN if step == "write" else ImportState.CHECKED
    assert (sent.state, sent.leased_until) == (done, None)
    assert Project.objects.count() == (250 if step == "write" else 0)


def test_the_lease_is_renewed_while_the_work_goes_on(sent, monkeypatch):
    upload = jobs._claim(sent.pk)
    report = jobs._reporter(upload)
    monkeypatch.setattr(jobs, "connection", type("Outside", (), {"in_atomic_block": False}))
    before = upload.leased_until
    report(1, 2)
    assert upload.leased_until == before
    upload.leased_until = before - timedelta(minutes=1)
    WorkbookImport.objects.update(leased_until=upload.leased_until)
    report(2, 2)
    sent.refresh_from_db()
    assert sent.leased_until == upload.leased_until >= before


def test_a_fault_is_tried_again_and_then_told(client, sent, monkeypatch, caplog):
    monkeypatch.setattr(uploads, "examine", lambda *_: 1 / 0)
    for _ in range(jobs.MOST_ATTEMPTS):
        jobs.catch_up()
        sent.refresh_from_db()
        assert (sent.state, sent.leased_until) == (ImportState.QUEUED, None)
    jobs.catch_up()
    assert "3 次都没有完成" in client.get(address(sent)).content.decode()
    sent.refresh_from_db()
    assert sent.state == ImportState.FAILED
    assert "ZeroDivisionError" in caplog.text


def test_who_may_enter_no_more_writes_nothing(client, sent, drc):
    jobs.work(sent.pk)
    confirm(client, sent)
    drc.is_active = False
    drc.save()
    jobs.work(sent.pk)
    sent.refresh_from_db()
    assert (sent.state, sent.problem) == (ImportState.FAILED, jobs.NOT_ALLOWED)
    assert not Project.objects.exists()


def test_a_broken_long_file_is_told(client, sent):
    with open(sent.file.path, "ab") as file:
        file.write(b"x")
    jobs.work(sent.pk)
    assert "已不存在或已变动" in client.get(address(sent)).content.decode()


def test_a_ledger_that_moved_on_is_shown_anew(client, sent):
    jobs.work(sent.pk)
    confirm(client, sent)
    make_project("A1", name="别人先填")
    jobs.work(sent.pk)
    page = client.get(address(sent)).content.decode()
    assert "没有写入任何内容" in page
    assert "<del>别人先填</del>" in page
    confirm(client, sent)
    jobs.work(sent.pk)
    assert Project.objects.count() == 250
    assert "没有写入任何内容" not in client.get(address(sent)).content.decode()


def test_the_right_rows_of_a_long_workbook(client, drc, enqueued, tmp_path):
    path = save(tmp_path / "a.xlsx", [*ROWS, ledger(项目编号="B1", 产业项目="?")])
    with path.open("rb") as file:
        client.post(reverse("import"), {"file": file})
    upload = WorkbookImport.objects.get()
    jobs.work(upload.pk)
    confirm(client, upload, **{"right-rows": ""})
    jobs.work(upload.pk)
    upload.refresh_from_db()
    assert (upload.state, upload.new, upload.left_out) == (ImportState.WRITTEN, 250, 1)


def test_a_late_confirm_is_not_overdue_at_once(client, sent):
    jobs.work(sent.pk)
    WorkbookImport.objects.update(at=timezone.now() - timedelta(days=1))
    assert "后台还没有开始" not in confirm(client, sent).content.decode()
    WorkbookImport.objects.update(leased_until=timezone.now() - timedelta(minutes=2))
    assert "后台还没有开始" in client.get(address(sent)).content.decode()


def test_a_second_confirm_finds_it_handled(client, sent, enqueued):
    jobs.work(sent.pk)
    confirm(client, sent)
    assert "先前已处理过" in confirm(client, sent).content.decode()
    jobs.work(sent.pk)
    jobs.work(sent.pk)
    assert Project.history.count() == 250


def test_a_waiting_import_may_be_given_up(client, sent):
    client.post(address(sent), {"give-up": ""})
    jobs.work(sent.pk)
    sent.refresh_from_db()
    assert sent.state == ImportState.ABANDONED


def test_a_conflict_while_writing_is_shown_anew(client, sent, monkeypatch):
    def in_between(**_):
        raise importing.ConflictError("台账刚被他人修改")

    jobs.work(sent.pk)
    confirm(client, sent)
    with monkeypatch.context() as racing:
        racing.setattr(uploads, "write_workbook", in_between)
        jobs.work(sent.pk)
    assert "台账刚被他人修改" in client.get(address(sent)).content.decode()
    assert not Project.objects.exists()


def test_the_tick_comes_every_minute():
    entry = app.conf.beat_schedule["imports"]
    assert app.tasks[entry["task"]].name == catch_up_imports.name
    assert entry["schedule"].minute == set(range(60))


def test_the_page_asks_few_questions(client, sent, django_assert_max_num_queries):
    jobs.work(sent.pk)
    with django_assert_max_num_queries(15):
        page = client.get(address(sent))
    assert len(page.content) < 100_000
