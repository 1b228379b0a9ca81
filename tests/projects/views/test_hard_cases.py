"""The library and a case: who decides, what the ledger follows, what a stale form shows."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from projects.choices import Role
from projects.models import Attachment, HardCase, HardQuestion, Project, SiteMeeting, Suspension
from tests.factories import make_project, make_unit, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.once]
TODAY = date(2023, 3, 1)
CASE = {"what": "case", "version": 0, "leader": "李县长", "task_force": "专班", "reason": "体量大"}
MEETING = {"what": "meeting", "version": 0, "held_on": "2023-02-28", "minutes": "议定迁改"}
QUESTION = {"what": "question", "version": 0, "text": "迁改", "owner": "张三",
            "due_on": "2023-03-20"}  # fmt: skip


@pytest.fixture
def project(settings, tmp_path):
    settings.FIXED_TODAY, settings.MEDIA_ROOT = TODAY, tmp_path
    return make_project("A-1", name="甲厂", unit=make_unit("甲镇"), total_investment=100_000)


@pytest.fixture
def listed(project):
    Project.objects.update(is_hard_case=True)
    return HardCase.objects.create(project=project, state="listed", entered_on=date(2023, 2, 6))


@pytest.fixture
def clerk(project):
    return make_user(Role.UNIT, project.unit)


@pytest.fixture
def drc():
    return make_user(Role.DRC)


@pytest.fixture
def post(client, project):
    def send(user, **data):
        client.force_login(user, backend="projects.auth.RoleBackend")
        return client.post(reverse("hard-case", args=[project.code]), data)

    return send


def get(client, user, address="/hardcore/"):
    client.force_login(user, backend="projects.auth.RoleBackend")
    return client.get(address)


def test_a_large_project_is_suggested_and_taken_in(client, project, drc, post):
    assert [row[0] for row in get(client, drc).context["suggested"]] == [project]
    assert post(drc, **CASE, move="enter").status_code == 302
    case = HardCase.objects.get()
    assert (case.state, case.entered_on, case.leader) == ("listed", TODAY, "李县长")
    project.refresh_from_db()
    assert project.is_hard_case
    assert project.history.first().history_user == drc
    page = get(client, drc)
    assert page.context["suggested"] == []
    assert page.context["listed"] == 1


def test_a_declined_project_is_suggested_no_more(client, project, drc, post):
    Project.objects.update(is_hard_case=True)
    post(drc, **CASE, move="decline")
    project.refresh_from_db()
    assert not project.is_hard_case
    assert get(client, drc).context["suggested"] == []


def test_a_unit_proposes_and_does_not_decide(project, clerk, post):
    assert post(clerk, what="proposal", version=0, reason="征迁难").status_code == 302
    assert HardCase.objects.get().state == "suggested"
    answer = post(clerk, **CASE | {"version": 1}, move="enter")
    assert answer.status_code == 400
    assert "由发改局决定" in answer.content.decode()
    assert HardCase.objects.get().state == "suggested"


def test_a_case_closes_once_its_questions_are(listed, drc, clerk, post):
    post(clerk, **QUESTION)
    answer = post(drc, **CASE | {"version": 1}, move="close")
    assert "还有 1 个问题没有销号" in answer.content.decode()
    row = QUESTION | {"row": HardQuestion.objects.get().pk, "result": "已迁改"}
    post(clerk, **row | {"version": 1}, move="solve")
    assert HardQuestion.objects.get().state == "solved"
    post(clerk, **row | {"version": 2}, move="close")
    assert HardQuestion.objects.get().state == "solved"
    post(drc, **row | {"version": 2}, move="close")
    assert post(drc, **CASE | {"version": 1}, move="close").status_code == 302
    listed.refresh_from_db()
    assert (listed.state, listed.closed_on) == ("closed", TODAY)
    assert not Project.objects.get().is_hard_case


def test_a_stale_decision_shows_both_values(listed, drc, post):
    post(drc, **CASE | {"version": 1, "leader": "王县长"})
    answer = post(drc, **CASE | {"version": 1})
    assert answer.status_code == 409
    assert "王县长" in answer.content.decode()
    assert "李县长" in answer.content.decode()
    assert HardCase.objects.get().leader == "王县长"


def test_missed_weeks_are_flagged_and_a_meeting_ends_one(client, listed, drc, clerk, post):
    address = reverse("hard-case", args=["A-1"])
    page = get(client, drc, address).content.decode()
    assert "缺会 3 周：2023年第6周、2023年第7周、2023年第8周" in page
    assert get(client, drc).context["missing"] == 1
    paper = SimpleUploadedFile("纪要.pdf", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF")
    post(clerk, **MEETING | {"held_on": "2023-02-15", "papers": paper})
    meeting = SiteMeeting.objects.get()
    assert (meeting.history.get().history_user, meeting.files.count()) == (clerk, 1)
    assert Attachment.objects.get().unit == clerk.unit
    page = get(client, drc, address).content.decode()
    assert "缺会 2 周：2023年第6周、2023年第8周" in page


@pytest.mark.parametrize(
    ("given", "text"),
    [
        pytest.param({"held_on": "2023-03-02"}, "不能晚于今天", id="to-come"),
        pytest.param({"minutes": ""}, "会议纪要", id="no-minutes"),
        pytest.param({"held_on": "2023-02-20"}, "这一天已有例会", id="twice-a-day"),
    ],
)
def test_what_a_meeting_is_refused(listed, clerk, post, given, text):
    SiteMeeting.objects.create(project=listed.project, held_on=date(2023, 2, 20), minutes="已开")
    answer = post(clerk, **MEETING | given)
    assert answer.status_code == 400
    assert text in answer.content.decode()


def test_a_unit_does_not_put_a_limit_off(listed, clerk, drc, post):
    post(clerk, **QUESTION)
    row = QUESTION | {"row": HardQuestion.objects.get().pk, "version": 1, "due_on": "2023-09-01"}
    assert "由发改局更改" in post(clerk, **row).content.decode()
    assert post(drc, **row).status_code == 302


def test_outside_the_library_nothing_is_recorded(project, clerk, post):
    for data in (MEETING, QUESTION):
        answer = post(clerk, **data)
        assert "不在攻坚项目库中" in answer.content.decode()
    assert not SiteMeeting.objects.exists()


def test_strangers_write_nothing(listed, post):
    assert post(make_user(Role.UNIT), **MEETING).status_code == 404
    assert post(make_user(Role.GOV_OFFICE), **MEETING).status_code == 403


@pytest.mark.parametrize("number", [1, 20])
def test_queries_do_not_grow(client, listed, drc, number, django_assert_max_num_queries):
    for place in range(number):
        other = make_project()
        HardCase.objects.create(project=other, state="listed", entered_on=date(2023, 2, 6))
        SiteMeeting.objects.create(
            project=listed.project, held_on=date(2023, 2, place + 1), minutes="议"
        )
        HardQuestion.objects.create(
            project=listed.project, number=place, text="迁", owner="张", due_on=TODAY
        )
    get(client, drc)
    for address in ("/hardcore/", reverse("hard-case", args=["A-1"])):
        with django_assert_max_num_queries(15):
            client.get(address)


def test_the_library_names_its_missed_weeks_on_page_and_sheet(client, listed, drc):
    told = {"number": 1, "text": "用地", "owner": "张三", "result": "已办"}
    HardQuestion.objects.create(
        project=listed.project, state="solved", due_on=date(2023, 2, 28), **told
    )
    html = get(client, drc).content.decode()
    assert all(word in html for word in ("缺 3 周", "提请销号 1", "逾期 1"))
    answer = get(client, drc, reverse("hardcore-file"))
    page = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    row = next(page.iter_rows(min_row=4, values_only=True))
    assert row[:4] == (1, "A-1", "甲厂", "甲镇")
    assert row[10:] == (
        3,
        "2023年第6周（2月6日—2月12日）、2023年第7周（2月13日—2月19日）、2023年第8周（2月20日—2月26日）",
        1,
        1,
    )


def test_weeks_of_a_suspension_are_not_missed(client, listed, drc):
    Suspension.objects.create(
        project=listed.project, kind="suspended", from_on=date(2023, 2, 15), reason="缺资金"
    )
    assert "缺 1 周" in get(client, drc).content.decode()


def test_a_unit_s_file_has_its_own_cases(client, listed):
    other = make_user(Role.UNIT, make_unit("乙镇"))
    answer = get(client, other, reverse("hardcore-file"))
    page = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    assert all("甲厂" not in row for row in page.iter_rows(values_only=True))
    assert "提请入库" in get(client, other).content.decode()
