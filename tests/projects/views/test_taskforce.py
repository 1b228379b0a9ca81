"""The task force's page: meetings with minutes, blockers to closure, stale forms."""

from datetime import date
from io import BytesIO

import pytest
from docx import Document

from projects.choices import Role
from projects.models import Attachment, Blocker, TaskForceMeeting
from tests.factories import make_project, make_unit, make_user

pytestmark = pytest.mark.django_db
URL = "/taskforce/"
MEETING = {"meeting": "1", "version": 0, "held_on": "2023年4月20日", "title": "四月例会"}
BLOCKER = {"version": 0, "project": "A1", "raised_on": "2023-04-01", "text": "土地证不符",
           "owner": "张三", "due_on": "2023-04-10"}  # fmt: skip


@pytest.fixture
def project(settings, tmp_path):
    settings.FIXED_TODAY = date(2023, 4, 30)
    settings.MEDIA_ROOT = tmp_path
    return make_project("A1", name="甲厂", unit=make_unit("甲镇"))


@pytest.fixture
def bureau(project):
    return make_user(Role.STATISTICS)


@pytest.fixture
def blocker(project):
    days = {"raised_on": date(2023, 4, 1), "due_on": date(2023, 4, 10)}
    return Blocker.objects.create(project=project, text="土地证不符", owner="张三", **days)


@pytest.fixture
def meeting(project):
    return TaskForceMeeting.objects.create(held_on=date(2023, 4, 20), title="四月例会")


def login(client, user):
    client.force_login(user, backend="projects.auth.RoleBackend")
    return client


def minutes():
    file = BytesIO()
    page = Document()
    page.add_paragraph("议定")
    page.save(file)
    file.seek(0)
    file.name = "纪要.docx"
    return file


def test_a_meeting_is_entered_with_minutes_that_every_clerk_reads(client, bureau, project):
    login(client, bureau)
    answer = client.post(URL, MEETING | {"summary": "逐个研究", "papers": minutes()})
    assert (answer.status_code, answer.url) == (302, URL)
    row = TaskForceMeeting.objects.get()
    assert (row.held_on, row.history.get().history_user) == (date(2023, 4, 20), bureau)
    file = Attachment.objects.get()
    for clerk in (make_user(Role.UNIT, project.unit), make_user(Role.UNIT)):
        html = login(client, clerk).get(URL).content.decode()
        assert "逐个研究" in html
        assert file.url in html
        assert "<summary>记录会议" not in html
        answer = client.get(file.url)
        assert b"".join(answer.streaming_content).startswith(b"PK")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param({"held_on": "2023-05-01"}, "不能晚于今天", id="to-come"),
        pytest.param({"held_on": ""}, "请填写会议日期", id="no-day"),
        pytest.param({"title": ""}, "请填写议题", id="no-title"),
        pytest.param({"held_on": "2023-04-20", "title": "四月例会"}, "已有同一议题", id="twice"),
    ],
)
def test_a_wrong_meeting_is_said(client, bureau, meeting, given, said):
    answer = login(client, bureau).post(URL, MEETING | {"title": "另一次"} | given)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert TaskForceMeeting.objects.count() == 1


def test_a_meeting_is_changed_and_a_stale_form_shows_both(client, bureau, meeting):
    login(client, bureau)
    url = f"/taskforce/{meeting.pk}/"
    given = {"version": 1, "held_on": "2023-04-20", "title": "四月例会"}
    assert "四月例会" in client.get(url).content.decode()
    answer = client.post(url, given | {"summary": "同事的", "papers": minutes()})
    assert answer.status_code == 302
    answer = client.post(url, given | {"summary": "我的", "papers": minutes()})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "同事的" in html
    assert "我的" in html
    meeting.refresh_from_db()
    assert (meeting.summary, meeting.version, meeting.files.count()) == ("同事的", 2, 1)
    assert client.post(url, given | {"title": ""}).status_code == 400
    assert client.post(url, given | {"version": 2, "held_on": "2023-05-09"}).status_code == 400


def test_a_blocker_is_raised_by_the_project_s_code(client, bureau, project):
    login(client, bureau)
    assert client.post(URL, BLOCKER).status_code == 302
    row = Blocker.objects.get()
    assert (row.project, row.due_on) == (project, date(2023, 4, 10))
    assert "超期20天" in client.get(URL).content.decode()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param({"project": "B9"}, "没有这个项目编号", id="no-project"),
        pytest.param({"due_on": "2023-03-01"}, "不能早于提出日期", id="limit-before"),
        pytest.param({"owner": ""}, "请填写责任人", id="no-owner"),
        pytest.param({}, "同样的问题", id="twice"),
    ],
)
def test_a_wrong_blocker_is_said(client, bureau, blocker, given, said):
    answer = login(client, bureau).post(URL, BLOCKER | given)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert Blocker.objects.count() == 1


def closing(**given):
    return {"version": 1, "owner": "张三", "due_on": "2023-04-10", "closed_on": "2023-04-29",
            "result": "已换证"} | given  # fmt: skip


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param({"closed_on": "2023-05-01"}, "不能晚于今天", id="to-come"),
        pytest.param({"closed_on": "2023-03-01"}, "不能早于提出日期", id="before-raised"),
        pytest.param({"result": ""}, "办理结果", id="no-result"),
        pytest.param({"due_on": "十号"}, "不是日期", id="no-date"),
    ],
)
def test_a_blocker_is_not_closed_wrongly(client, bureau, blocker, given, said):
    login(client, bureau)
    answer = client.post(f"/taskforce/blockers/{blocker.pk}/", closing(**given))
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert Blocker.objects.waiting().exists()


def test_a_blocker_is_closed_and_a_stale_form_shows_both(client, bureau, blocker):
    login(client, bureau)
    url = f"/taskforce/blockers/{blocker.pk}/"
    assert client.get(url).status_code == 200
    assert client.post(url, closing()).status_code == 302
    assert "已换证" not in client.get(URL).content.decode()
    assert "已换证" in client.get(f"{URL}?show=closed").content.decode()
    answer = client.post(url, closing(result="没有换"))
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "已换证" in html
    assert "没有换" in html
    blocker.refresh_from_db()
    assert (blocker.result, blocker.version) == ("已换证", 2)


@pytest.mark.parametrize("role", [Role.UNIT, Role.LEADER, Role.AUDITOR, Role.FINANCE])
def test_who_does_not_keep_the_statistics_writes_nothing(client, blocker, meeting, role):
    login(client, make_user(role, blocker.project.unit if role == Role.UNIT else None))
    for url, given in (
        (URL, MEETING | {"title": "另一次"}),
        (URL, BLOCKER | {"text": "另一个"}),
        (f"/taskforce/{meeting.pk}/", MEETING),
        (f"/taskforce/blockers/{blocker.pk}/", closing()),
    ):
        assert client.post(url, given).status_code == 403
    assert Blocker.objects.waiting().count() == TaskForceMeeting.objects.count() == 1
