"""What a unit is told of 发改局's answers, where it leads, and when it leaves the first page."""

from datetime import date

import pytest
from django.urls import reverse

from projects.actions import starts
from projects.actions.hard_cases import add_question, decide_case, propose_case, save_question
from projects.actions.messages import take_note
from projects.actions.planning import Entry, record_step, withdraw_pass
from projects.actions.versions import RefusedError
from projects.choices import Role
from projects.files.content import CleanFile
from projects.models import Message
from projects.models.attachments import FileKind
from projects.queries import open_messages
from tests.factories import make_project, make_unit, make_user

pytestmark = pytest.mark.django_db
DAY = date(2023, 4, 20)
PHOTO = CleanFile("照片.pdf", FileKind.PDF, b"%PDF-1.7")


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    settings.MEDIA_ROOT, settings.FIXED_TODAY = tmp_path, DAY


@pytest.fixture
def project():
    return make_project("P-1", name="水泥厂", unit=make_unit("甲镇"), start_due=date(2023, 3, 1))


@pytest.fixture
def clerk(project):
    return make_user(Role.UNIT, project.unit)


@pytest.fixture
def drc():
    return make_user(Role.DRC)


def told(user) -> list[tuple[str, str, bool]]:
    return [(row.text, row.url, row.is_news) for row in open_messages(user)]


def answer(row, by, **values):
    return values | {"version": row.version, "today": DAY, "by": by}


def reported(project, clerk, version=0):
    return starts.submit_start(
        project=project,
        version=version,
        started_on=DAY,
        note="打桩",
        files=[PHOTO],
        today=DAY,
        by=clerk,
    )


@pytest.mark.parametrize(
    ("act", "said"),
    [
        pytest.param(starts.approve_start_due, "已批准：同意", id="approved"),
        pytest.param(starts.refuse_start_due, "未批准：同意", id="refused"),
    ],
)
def test_the_answer_to_a_request(project, clerk, drc, act, said):
    new = date(2023, 6, 1)
    row = starts.ask_start_due(project=project, new=new, reason="土地", today=DAY, by=clerk)
    assert told(clerk) == []
    act(request=row, **answer(row, drc, answer="同意"))
    text = f"“水泥厂”开工时限由 2023-03-01 调整为 2023-06-01，{said}"
    assert told(clerk) == [(text, reverse("start", args=["P-1"]), True)]


def test_a_returned_start_is_told_until_it_is_reported_again(project, clerk, drc):
    row = reported(project, clerk)
    row = starts.return_start(start=row, **answer(row, drc, answer="照片无日期"))
    page = reverse("start", args=["P-1"])
    assert told(clerk) == [("“水泥厂”的开工报送被退回：照片无日期", page, False)]
    with pytest.raises(RefusedError, match="办理后自动撤下"):
        take_note(message=Message.objects.get(), by=clerk)
    reported(project, clerk, row.version)
    assert told(clerk) == []


def test_a_confirmation_and_its_withdrawal(project, clerk, drc):
    row = reported(project, clerk)
    row = starts.confirm_start(start=row, **answer(row, drc))
    starts.revoke_start(start=row, **answer(row, drc, answer="不是本项目"))
    assert [(text[5:], news) for text, _, news in told(clerk)] == [
        ("的开工确认已撤回：不是本项目", False),
        ("的开工已确认，实际开工日期 2023-04-20", True),
    ]


def test_a_pass_and_its_withdrawal(project, clerk, drc):
    for move in ("draft", "improve", "shape", "review", "pass"):
        entry = Entry(on=DAY)
        record_step(project=project, move=move, entry=entry, files=[], today=DAY, by=drc)
    withdraw_pass(project=project, reason="材料有误", today=DAY, by=drc)
    assert sorted(text[5:] for text, *_ in told(clerk)) == [
        "已通过策划评审（2023-04-20）",
        "的策划通过被撤回：材料有误",
    ]


@pytest.mark.parametrize(
    ("move", "said"),
    [
        pytest.param("enter", "已列入攻坚项目库", id="entered"),
        pytest.param("decline", "不列入攻坚项目库：投资小", id="declined"),
    ],
)
def test_a_decision_on_a_hard_case(project, clerk, drc, move, said):
    case = propose_case(project=project, reason="手续多", by=clerk)
    values = {"leader": "", "task_force": "", "reason": "投资小"}
    decide_case(project=project, version=case.version, values=values, move=move, on=DAY, by=drc)
    ((text, url, news),) = told(clerk)
    assert (said in text, url, news) == (True, reverse("hard-case", args=["P-1"]), True)


def test_a_question_that_came_back(project, clerk, drc):
    decide_case(project=project, version=0, values={}, move="enter", on=DAY, by=drc)
    Message.objects.all().delete()
    values = {"text": "用地", "owner": "张三", "due_on": DAY, "result": "已办"}
    row = add_question(project=project, values=values, by=clerk)
    for move, by in (("solve", clerk), ("send_back", drc)):
        values = {"due_on": DAY, "result": "已办"}
        row = save_question(question=row, version=row.version, values=values, move=move, by=by)
    assert [text for text, *_ in told(clerk)] == ["“水泥厂”的攻坚问题被退回：用地"]
    save_question(question=row, version=row.version, values=values, move="solve", by=clerk)
    assert told(clerk) == []


def test_news_is_taken_off_by_its_reader_alone(client, project, clerk, drc):
    starts.confirm_start(start=(row := reported(project, clerk)), **answer(row, drc))
    message = Message.objects.get()
    other = make_user(Role.UNIT, make_unit("乙镇"))
    for by in (other, drc):
        with pytest.raises(RefusedError):
            take_note(message=message, by=by)
    client.force_login(clerk, backend="projects.auth.RoleBackend")
    assert "知道了" in client.get(reverse("home")).content.decode()
    assert client.post(reverse("message-read", args=[message.pk])).url == reverse("home")
    assert told(clerk) == []


def test_what_is_to_be_done_stands_before_the_news(project, clerk, drc):
    row = reported(project, clerk)
    starts.return_start(start=row, **answer(row, drc, answer="无日期"))
    new = date(2023, 6, 1)
    asked = starts.ask_start_due(project=project, new=new, reason="土地", today=DAY, by=clerk)
    starts.approve_start_due(request=asked, **answer(asked, drc, answer=""))
    assert [news for *_, news in told(clerk)] == [False, True]
