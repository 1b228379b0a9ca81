"""Reminders: who gets one when, and that each goes out once, whatever breaks on the way."""

import json
import socketserver
import threading
from datetime import date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.urls import reverse

from assessment.reminders import sending
from assessment.reminders.building import build
from assessment.reminders.sending import LEASE, send
from assessment.tasks import remind
from projects.actions import submission as returns
from projects.choices import Role
from projects.models import Message, ReportingMonth, WeeklyUpdate
from projects.periods import Month
from projects.weeks import Week
from tests.factories import day, make_project, make_unit, make_user

pytestmark = pytest.mark.django_db
APRIL = Month(2023, 4)
AT = datetime(2023, 5, 2, 8, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def units():
    """Two units that owe April; March and the weeks before it are reported."""
    units = [make_unit("甲镇"), make_unit("乙镇")]
    for unit in units:
        project = make_project(unit=unit, started_on=date(2023, 1, 5))
        clerk = make_user(Role.UNIT, unit, username=unit.name, email=f"{unit.number}@example.com")
        for week in range(15, 21):
            WeeklyUpdate.objects.create(
                project=project, year=2023, week=week, first_on=Week(2023, week).first
            )
        for month in (2, 3):
            report(unit, clerk, Month(2023, month))
    return units


def report(unit, clerk, month=APRIL):
    return returns.submit(unit=unit, month=month, by=clerk, at=AT, today=AT.date(), due=AT.date())


def clerk_of(unit):
    return unit.users.get()


def open_texts(unit=None):
    found = Message.objects.filter(unit=unit, done_at=None, key__startswith="due-")
    return list(found.values_list("text", flat=True))


STAGES = [
    pytest.param("2023-05-01", None, None, id="four-days-before"),
    pytest.param(
        "2023-05-02",
        "2023年4月月报还没有报送，5月5日截止。",
        "2023年4月月报5月5日截止，2个单位未报送：甲镇、乙镇。",
        id="three-days-before",
    ),
    pytest.param(
        "2023-05-05",
        "2023年4月月报还没有报送，今天（5月5日）截止。",
        "2023年4月月报今天（5月5日）截止，2个单位未报送：甲镇、乙镇。",
        id="due-day",
    ),
    pytest.param(
        "2023-05-06",
        "2023年4月月报还没有报送，已于5月5日截止。",
        "2023年4月月报已于5月5日截止，2个单位未报送：甲镇、乙镇。",
        id="day-after",
    ),
]


@pytest.mark.parametrize(("today", "unit_text", "county_text"), STAGES)
def test_one_reminder_a_stage(units, today, unit_text, county_text):
    build(day(today), AT)
    assert open_texts(units[0]) == ([unit_text] if unit_text else [])
    assert open_texts() == ([county_text] if county_text else [])


def test_a_later_stage_takes_the_place_of_the_one_before(units):
    for number in range(1, 20):
        build(date(2023, 5, number), AT)
    assert open_texts(units[0]) == ["2023年4月月报还没有报送，已于5月5日截止。"]
    assert Message.objects.filter(unit=units[0]).count() == 3


def test_building_twice_changes_nothing(units):
    first = build(date(2023, 5, 2), AT)
    before = list(Message.objects.order_by("pk").values())
    second = build(date(2023, 5, 2), AT + timedelta(hours=1))
    assert (first.new, first.done, second.new, second.done) == (3, 0, 0, 0)
    assert list(Message.objects.order_by("pk").values()) == before


def test_a_week_is_reminded_of_like_a_month(units):
    WeeklyUpdate.objects.filter(project__unit=units[0], week=19).delete()
    expected = {
        8: [],
        9: ["2023年第19周周调度还没有报送，5月12日截止。"],
        12: ["2023年第19周周调度还没有报送，今天（5月12日）截止。"],
        13: ["2023年第19周周调度还没有报送，已于5月12日截止。"],
    }
    for unit in units:
        report(unit, clerk_of(unit))
    for number, texts in expected.items():
        build(date(2023, 5, number), AT)
        assert open_texts(units[0]) == texts
        assert open_texts(units[1]) == []


def test_submitting_settles_it_at_once_and_the_county_s_when_all_have(units):
    build(date(2023, 5, 6), AT)
    report(units[0], clerk_of(units[0]))
    assert open_texts(units[0]) == []
    build(date(2023, 5, 7), AT)
    assert len(open_texts()) == 1
    report(units[1], clerk_of(units[1]))
    build(date(2023, 5, 8), AT)
    assert open_texts() == []


def test_a_return_taken_back_is_reminded_of_again_but_not_mailed_again(units, settings):
    settings.MAIL_ENABLED = True
    build(date(2023, 5, 6), AT)
    send(AT)
    report(units[0], clerk_of(units[0]))
    returns.withdraw(unit=units[0], month=APRIL, by=clerk_of(units[0]))
    build(date(2023, 5, 7), AT)
    send(AT + timedelta(days=1))
    assert len(open_texts(units[0])) == 1
    assert len(mail.outbox) == 2


def test_a_locked_month_reminds_nobody(units):
    build(date(2023, 5, 6), AT)
    ReportingMonth.objects.create(year=2023, month=4)
    build(date(2023, 5, 7), AT)
    assert open_texts(units[0]) == open_texts() == []


def test_a_return_is_left_alone(units):
    message = Message.objects.create(unit=units[0], key=f"returned-{APRIL}-1-2", text="退回")
    build(date(2023, 5, 6), AT)
    message.refresh_from_db()
    assert message.done_at is None


def test_many_names_fit(units):
    for number in range(60):
        make_project(unit=make_unit(f"名字很长的乡镇街道{number}"), started_on=date(2023, 1, 5))
    build(date(2023, 5, 6), AT)
    text = Message.objects.get(key="due-2023-04-county-missing").text
    assert "62个单位未报送：甲镇、乙镇、" in text
    assert text.endswith("等。")
    assert len(text) <= Message._meta.get_field("text").max_length


# Mail ------------------------------------------------------------------------------------------


@pytest.fixture
def mailing(settings):
    settings.MAIL_ENABLED = True
    settings.DEFAULT_FROM_EMAIL = "xm@example.com"


def test_without_settings_nothing_leaves_the_system(units):
    build(date(2023, 5, 2), AT)
    sent = send(AT)
    assert (sent.mails, sent.posts, sent.failed) == (0, 0, 0)
    assert not Message.objects.exclude(sent_at=None).exists()


@pytest.mark.usefixtures("mailing")
def test_each_unit_gets_one_mail(units):
    second = make_user(Role.UNIT, units[0], email="second@example.com")
    make_user(Role.UNIT, units[0], email="gone@example.com", is_active=False)
    make_user(Role.UNIT, units[0], email="")
    build(date(2023, 5, 2), AT)
    assert [send(AT).mails, send(AT).mails] == [2, 0]
    first = mail.outbox[0]
    assert first.to == [clerk_of_first(units, second), second.email]
    assert first.from_email == "xm@example.com"
    assert first.subject == "2023年4月月报还没有报送，5月5日截止。"
    assert first.body.startswith("甲镇：\n\n2023年4月月报还没有报送，5月5日截止。")


def clerk_of_first(units, second):
    return units[0].users.filter(is_active=True).exclude(email="").exclude(pk=second.pk).get().email


@pytest.mark.usefixtures("mailing")
def test_who_has_no_address_holds_nobody_up(units):
    units[0].users.update(email="")
    build(date(2023, 5, 2), AT)
    assert send(AT).mails == 1
    assert Message.objects.get(unit=units[0]).sent_at is None


@pytest.mark.usefixtures("mailing")
def test_what_is_settled_is_not_mailed(units):
    build(date(2023, 5, 2), AT)
    report(units[0], clerk_of(units[0]))
    send(AT)
    assert [message.to for message in mail.outbox] == [[clerk_of(units[1]).email]]


@pytest.mark.usefixtures("mailing")
def test_a_return_goes_by_mail_too(units):
    Message.objects.create(unit=units[0], key="returned-x", text="退回：\r\nBcc: x@example.com")
    assert send(AT).mails == 1
    assert mail.outbox[0].subject == "退回： Bcc: x@example.com"


@pytest.mark.usefixtures("mailing")
def test_a_claim_that_ran_out_is_taken_over(units):
    build(date(2023, 5, 2), AT)
    Message.objects.update(claimed_at=AT)
    assert send(AT + LEASE).mails == 0
    assert send(AT + LEASE + timedelta(seconds=1)).mails == 2


@pytest.mark.usefixtures("mailing")
def test_two_senders_at_once_send_once(units, monkeypatch):
    build(date(2023, 5, 2), AT)
    alone = sending.EmailMessage.send

    def another_comes(self):
        monkeypatch.setattr(sending.EmailMessage, "send", alone)
        # The other sender finds the first message claimed, and takes the second.
        assert send(AT).mails == 1
        return alone(self)

    monkeypatch.setattr(sending.EmailMessage, "send", another_comes)
    assert send(AT).mails == 1
    assert len(mail.outbox) == 2


class _MailServer(socketserver.StreamRequestHandler):
    """As much of SMTP as a client needs; `refuse` turns one recipient away."""

    def handle(self):
        self._say("220 ready")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                self._say("354 go on")
                self.server.taken.append(self._body())
                self._say("250 taken")
            elif verb == b"RCPT" and self.server.refuse and self.server.refuse in line:
                self._say("550 nobody here")
            else:
                self._say("221 bye" if verb == b"QUIT" else "250 fine")

    def _say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def _body(self):
        return b"".join(iter(self.rfile.readline, b".\r\n"))


@pytest.fixture
def smtp(settings, mailing):
    """A mail server on this machine that stops and starts at the same port."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    servers = []

    def start(port=0, refuse=b""):
        server = socketserver.ThreadingTCPServer(("127.0.0.1", port), _MailServer, False)
        server.allow_reuse_address = True
        server.daemon_threads = True
        server.server_bind()
        server.server_activate()
        server.taken, server.refuse = [], refuse
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        servers.append(server)
        return server

    yield start
    for server in servers:
        _stop(server)


def _stop(server):
    server.shutdown()
    server.server_close()


def test_a_mail_server_that_is_down_loses_and_doubles_nothing(units, smtp):
    server = smtp()
    port = server.server_address[1]
    _stop(server)
    build(date(2023, 5, 2), AT)
    down = send(AT)
    assert (down.mails, down.failed) == (0, 1)
    server = smtp(port)
    assert [send(AT).mails, send(AT).mails] == [2, 0]
    assert len(server.taken) == 2


def test_a_refused_address_holds_nobody_up(units, smtp):
    server = smtp(refuse=clerk_of(units[0]).email.encode())
    build(date(2023, 5, 2), AT)
    sent = send(AT)
    assert (sent.mails, sent.failed) == (1, 1)
    assert len(server.taken) == 1
    assert Message.objects.get(unit=units[0]).claimed_at is None


# Chat robot ------------------------------------------------------------------------------------


class _Robot(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        status, answer = self.server.answers.pop(0) if self.server.answers else (200, b"{}")
        if status == 200 and b"310000" not in answer:
            self.server.taken.append((self.headers["Content-Type"], json.loads(body)))
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_args):
        pass


@pytest.fixture
def robot(settings):
    server = HTTPServer(("127.0.0.1", 0), _Robot)
    server.answers, server.taken = [], []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.WEBHOOK_URL = f"http://127.0.0.1:{server.server_address[1]}/robot?token=x"
    yield server
    _stop(server)


def test_the_robot_is_told_once_who_has_not_reported(units, robot):
    build(date(2023, 5, 5), AT)
    assert [send(AT).posts, send(AT).posts] == [1, 0]
    text = "2023年4月月报今天（5月5日）截止，2个单位未报送：甲镇、乙镇。"
    content = {"msgtype": "text", "text": {"content": text}}
    assert robot.taken == [("application/json; charset=utf-8", content)]


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param((500, b"broken"), id="broken"),
        pytest.param((302, b""), id="sends-elsewhere"),
        pytest.param((200, b'{"errcode":310000,"errmsg":"token is not exist"}'), id="refuses"),
    ],
)
def test_what_the_robot_did_not_take_goes_out_next_time(units, robot, answer):
    robot.answers = [answer]
    build(date(2023, 5, 5), AT)
    first = send(AT)
    assert (first.posts, first.failed) == (0, 1)
    assert robot.taken == []
    assert [send(AT).posts, send(AT).posts] == [1, 0]
    assert len(robot.taken) == 1


def test_a_robot_that_is_away_does_not_hold_up_the_mails(units, settings, mailing):
    settings.WEBHOOK_URL = "http://127.0.0.1:9/robot"
    build(date(2023, 5, 5), AT)
    sent = send(AT)
    assert (sent.mails, sent.posts, sent.failed) == (2, 0, 1)


def test_the_robot_hears_nothing_that_is_meant_for_a_unit(units, robot):
    Message.objects.create(unit=units[0], key="returned-x", text="退回")
    assert send(AT).posts == 0


# Task, command, first page ---------------------------------------------------------------------


def test_the_task_builds_and_sends_once(units, settings, robot, mailing):
    settings.FIXED_TODAY = date(2023, 5, 5)
    remind()
    remind()
    assert (len(mail.outbox), len(robot.taken)) == (2, 1)


@pytest.mark.usefixtures("mailing")
def test_the_command(units, capsys):
    call_command("remind", "--day", "2023-05-05")
    assert capsys.readouterr().out == (
        "2023-05-05提醒：新增3条，办结0条；邮件2封，群消息0条，失败0次\n"
    )


def test_the_command_refuses_a_day_to_come():
    with pytest.raises(CommandError, match="还没有到"):
        call_command("remind", "--day", "2999-01-01")


def test_the_first_page_shows_it_until_it_is_settled(client, units, settings):
    settings.FIXED_TODAY = date(2023, 5, 6)
    build(date(2023, 5, 6), AT)
    client.force_login(clerk_of(units[0]), backend="projects.auth.RoleBackend")
    message = Message.objects.get(unit=units[0])
    link = f'<a href="{message.url}">{message.text}</a>'
    assert link in client.get("/").content.decode()
    assert message.url == reverse("report", args=[APRIL])
    for unit in units:
        report(unit, clerk_of(unit))
    build(date(2023, 5, 7), AT)
    assert link not in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("today", "said"),
    [
        pytest.param(date(2023, 5, 5), "还没有报送：甲镇、乙镇。", id="due-today"),
        pytest.param(date(2023, 5, 6), "逾期未报：甲镇、乙镇。", id="over"),
    ],
)
def test_the_bureau_s_first_page_names_who_has_not_reported(client, units, settings, today, said):
    settings.FIXED_TODAY = today
    client.force_login(make_user(Role.DRC), backend="projects.auth.RoleBackend")
    assert said in client.get("/").content.decode()
    for unit in units:
        report(unit, clerk_of(unit))
    assert said not in client.get("/").content.decode()
