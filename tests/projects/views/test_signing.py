"""The pages of signing: what they show, whom they let write, what they say when a form loses."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from projects.choices import Layer, Role
from projects.choices.signing import Readiness
from projects.models import (
    Project,
    ReadinessItem,
    Signing,
    SigningEvent,
    SigningTeam,
    Suspension,
    Talk,
    TalkQuestion,
)
from projects.periods import Month
from projects.signing import in_talks, monthly_dispatch
from tests.factories import make_project, make_unit, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.once]
TODAY = date(2023, 4, 20)


@pytest.fixture(autouse=True)
def fixed_day(settings):
    settings.FIXED_TODAY = TODAY


@pytest.fixture
def unit():
    return make_unit("甲镇", number=1, head="赵书记")


@pytest.fixture
def project(unit) -> Project:
    return make_project("A1", name="甲镇水泥厂", unit=unit)


@pytest.fixture
def sign_in(client):
    def by(role: str, unit=None):
        user = make_user(role, unit)
        client.force_login(user, backend="projects.auth.RoleBackend")
        return user

    return by


@pytest.fixture
def commerce(sign_in):
    return sign_in(Role.COMMERCE)


def talk(project, held_on, number=1) -> Talk:
    return Talk.objects.create(
        project=project, number=number, held_on=held_on, way="visited", people="王", content="价"
    )


def question(project, limit_on, number=1, **given) -> TalkQuestion:
    values = {"raised_on": date(2023, 1, 5), "content": f"问题甲{number}", "owner": "李"} | given
    return TalkQuestion.objects.create(project=project, number=number, limit_on=limit_on, **values)


def html_of(client, name: str, *args, query: str = "") -> str:
    answer = client.get(reverse(name, args=args) + query)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("dates", "talks"),
    [
        pytest.param({}, True, id="nothing-yet"),
        pytest.param({"planned_on": TODAY}, True, id="planned"),
        pytest.param({"signed_on": date(2023, 4, 21)}, True, id="signed-the-day-after"),
        pytest.param({"signed_on": TODAY}, False, id="signed-that-day"),
        pytest.param({"started_on": date(2023, 4, 21)}, True, id="started-the-day-after"),
        pytest.param({"started_on": TODAY}, False, id="started-without-signing"),
    ],
)
def test_who_is_in_talks(unit, dates, talks):
    make_project(unit=unit, **dates)
    assert in_talks(TODAY).exists() is talks


@pytest.mark.parametrize(("kind", "talks"), [("ended", False), ("suspended", True)])
def test_an_ended_project_is_in_talks_no_more(project, kind, talks):
    Suspension.objects.create(project=project, kind=kind, from_on=TODAY, reason="撤资")
    assert in_talks(TODAY).exists() is talks


def test_the_list_shows_team_talk_questions_and_readiness(client, commerce, project):
    SigningTeam.objects.create(project=project, head="钱主任")
    talk(project, date(2023, 3, 9))
    question(project, date(2023, 4, 19))
    question(project, date(2023, 4, 20), number=2)
    ReadinessItem.objects.create(project=project, item=Readiness.LAND, done_on=TODAY)
    ReadinessItem.objects.create(project=project, item=Readiness.SITE)
    html = html_of(client, "signing-list")
    for text in ("甲镇水泥厂", "钱主任", "2023-03-09", "逾期 1", "1 / 8"):
        assert text in html


@pytest.mark.parametrize(
    ("only", "shown"),
    [("", {"A1", "A2"}), ("overdue", {"A1"}), ("no-team", {"A2"}), ("no-talk", {"A1"}),
     ("ready", {"A2"})],
)  # fmt: skip
def test_the_list_narrows(client, commerce, project, only, shown):
    other = make_project("A2", unit=project.unit)
    SigningTeam.objects.create(project=project, head="钱主任")
    question(project, date(2023, 4, 19))
    talk(project, date(2023, 3, 31))
    talk(other, date(2023, 4, 1))
    for item in Readiness:
        ReadinessItem.objects.create(project=other, item=item, done_on=TODAY)
    html = html_of(client, "signing-list", query=f"?only={only}")
    found = {code for code in ("A1", "A2") if reverse("signing", args=[code]) in html}
    assert found == shown


def test_the_list_asks_the_same_number_of_questions(
    client, commerce, project, django_assert_max_num_queries
):
    for number in range(60):
        SigningTeam.objects.create(project=make_project(unit=project.unit), head=f"主任{number}")
    with django_assert_max_num_queries(8):
        html_of(client, "signing-list")


POSTS = {
    "team": {"version": 0, "head": "钱主任", "members": "孙"},
    "talk": {"held_on": "2023年4月3日", "way": "site", "people": "周", "content": "看厂房"},
    "question": {
        "content": "缺电", "owner": "吴", "raised_on": "2023-04-03", "limit_on": "2023-05-03",
    },
    "ready": {"version": 0, "item": "land", "done_on": "2023-04-03"},
    "sign": {"version": "0:", "signed_on": "2023-04-03", "partner": "某集团", "event": ""},
}  # fmt: skip
TABLES = {
    "team": SigningTeam,
    "talk": Talk,
    "question": TalkQuestion,
    "ready": ReadinessItem,
    "sign": Signing,
}


@pytest.mark.parametrize("what", POSTS)
@pytest.mark.parametrize("role", [Role.UNIT, Role.COMMERCE, Role.DRC])
def test_everything_is_written_on_the_project_s_page(client, sign_in, project, what, role):
    user = sign_in(role, project.unit if role is Role.UNIT else None)
    url = reverse("signing", args=["A1"])
    answer = client.post(url, {"what": what, **POSTS[what]})
    assert (answer.status_code, answer.url) == (302, f"{url}#{what}")
    assert TABLES[what].history.get().history_user == user
    html_of(client, "signing", "A1")


def test_the_signing_is_in_the_ledger(client, commerce, project):
    client.post(reverse("signing", args=["A1"]), {"what": "sign", **POSTS["sign"]})
    project.refresh_from_db()
    assert project.signed_on == date(2023, 4, 3)
    assert project.history.latest().history_user == commerce


@pytest.mark.parametrize(
    ("what", "wrong", "text"),
    [
        pytest.param("talk", {"held_on": "2023-04-21"}, "洽谈日期不能晚于今天", id="tomorrow"),
        pytest.param("talk", {"held_on": "昨天"}, "“昨天”", id="no-date"),
        pytest.param("talk", {"people": ""}, "参加人员", id="nobody"),
        pytest.param("question", {"limit_on": "2023-04-02"}, "不能早于提出日期", id="limit"),
        pytest.param("ready", {"done_on": "2023-04-21"}, "完成日期不能晚于今天", id="ready"),
        pytest.param("sign", {"event": "99"}, "请从列表中选择活动", id="no-such-event"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    client, commerce, project, what, wrong, text
):
    given = {"what": what, **POSTS[what], **wrong}
    answer = client.post(reverse("signing", args=["A1"]), given)
    html = answer.content.decode()
    assert answer.status_code == 400
    assert text in html
    assert all(value in html for value in wrong.values() if value != "99")
    assert not TABLES[what].objects.exists()


@pytest.mark.parametrize("what", ["team", "ready", "sign"])
def test_the_second_writer_sees_both(client, commerce, project, what):
    url = reverse("signing", args=["A1"])
    client.post(url, {"what": what, **POSTS[what]})
    later = {"head": "后来的", "done_on": "2023-04-05", "partner": "后来的"}
    mine = {name: later.get(name, value) for name, value in POSTS[what].items()}
    answer = client.post(url, {"what": what, **mine})
    html = answer.content.decode()
    assert answer.status_code == 409
    stored = {"team": "钱主任", "ready": "2023年4月3日", "sign": "某集团"}
    assert stored[what] in html
    assert next(text for name, text in later.items() if name in mine) in html
    again = answer.context["form"]
    sent = {"what": what, **mine, "version": again.initial["version"]}
    assert client.post(url, sent).status_code == 302


def test_a_talk_is_corrected(client, commerce, project):
    talk(project, date(2023, 3, 9))
    url = reverse("signing-talk", args=["A1", 1])
    given = {"what": "change", **POSTS["talk"], "version": 1}
    assert client.post(url, given).status_code == 302
    assert Talk.objects.get().content == "看厂房"
    answer = client.post(url, given | {"content": "又一版"})
    assert answer.status_code == 409
    assert "看厂房" in answer.content.decode()


def test_a_question_is_closed_and_opened_again(client, commerce, project):
    question(project, date(2023, 4, 19))
    url = reverse("signing-question", args=["A1", 1])
    closing = {"what": "close", "version": 1, "closed_on": "2023-04-20"}
    answer = client.post(url, closing | {"result": ""})
    assert answer.status_code == 400
    assert client.post(url, closing | {"result": "已批"}).status_code == 302
    assert "超期 1 天" in html_of(client, "signing", "A1")
    refused = client.post(url, {"what": "change", "version": 2, **POSTS["question"]})
    assert "已办结的问题不能修改" in refused.content.decode()
    assert client.post(url, {"what": "reopen", "version": 1}).status_code == 409
    assert client.post(url, {"what": "reopen", "version": 2}).status_code == 302
    assert TalkQuestion.objects.get().closed_on is None


def test_readers_get_no_forms(client, sign_in, project):
    sign_in(Role.LEADER)
    html = html_of(client, "signing", "A1")
    assert 'name="what"' not in html
    answer = client.post(reverse("signing", args=["A1"]), {"what": "talk", **POSTS["talk"]})
    assert answer.status_code == 403


def test_an_event_holds_what_was_signed_there(client, commerce, project):
    given = {
        "version": 0,
        "name": "进博会",
        "held_on": "2023-04-03",
        "kind": "major",
        "place": "沪",
    }
    assert client.post(reverse("signing-events"), given).status_code == 302
    event = SigningEvent.objects.get()
    client.post(
        reverse("signing", args=["A1"]), {"what": "sign", **POSTS["sign"], "event": event.pk}
    )
    for html in (html_of(client, "signing-events"), html_of(client, "signing-event", event.pk)):
        assert "12,000" in html
    assert "甲镇水泥厂" in html
    again = client.post(reverse("signing-events"), given)
    assert again.status_code == 400
    assert "同名同日" in again.content.decode()
    changed = given | {"place": "国家会展中心", "version": 1}
    url = reverse("signing-event", args=[event.pk])
    assert client.post(url, changed).status_code == 302
    assert client.post(url, changed | {"place": "别处"}).status_code == 409


def month_rows(project) -> None:
    unit, other = project.unit, make_unit("乙局", layer=Layer.DEPARTMENT, head="=周局长")
    make_project("A2", unit=unit, total_investment=Decimal("100.25"), signed_on=date(2023, 4, 1))
    make_project("A3", unit=unit, total_investment=50, signed_on=date(2023, 3, 31))
    make_project("A4", unit=unit, total_investment=9, signed_on=date(2022, 12, 31))
    make_project("B1", unit=other, total_investment=7, signed_on=date(2023, 1, 1))
    talk(project, date(2023, 4, 1))
    talk(project, date(2023, 3, 31), number=2)
    question(project, date(2023, 4, 19))


def test_the_month_s_table(project):
    month_rows(project)
    table = monthly_dispatch(Month(2023, 4), TODAY, make_user(Role.COMMERCE))
    town, department = (list(vars(section.lines[0].numbers).values()) for section in table.sections)
    assert town == [1, 1, 1, Decimal("100.25"), 1, 2, Decimal("150.25")]
    assert department == [0, 0, 0, 0, 0, 1, 7]
    assert list(vars(table.total).values()) == [1, 1, 1, Decimal("100.25"), 1, 3, Decimal("157.25")]
    march = monthly_dispatch(Month(2023, 3), TODAY, make_user(Role.COMMERCE))
    assert march.day == date(2023, 3, 31)
    assert list(vars(march.total).values()) == [2, 1, 1, 50, 0, 2, 57]


def test_the_month_names_the_head_on_page_and_sheet(client, commerce, project):
    month_rows(project)
    html = html_of(client, "signing-month", "2023-04")
    assert "赵书记" in html
    answer = client.get(reverse("signing-month-file", args=["2023-04"]))
    page = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    rows = list(page.iter_rows(values_only=True))
    assert rows[0][0] == "宁阳县2023年4月项目签约调度通报"
    assert rows[1][0] == "单位：个、次、万元　　数据截至2023年4月20日"
    assert rows[3] == (1, "甲镇", "赵书记", 1, 1, 1, 100.25, 1, 2, 150.25)
    assert [row[1] for row in rows[4:8]] == ["镇街园区小计", "乙局", "部门企业小计", "合计"]
    head = page.cell(6, 3)
    assert (head.value, head.data_type) == ("=周局长", "s")


def test_a_clerk_s_month_has_the_own_unit_and_no_sums(client, sign_in, project):
    month_rows(project)
    sign_in(Role.UNIT, project.unit)
    html = html_of(client, "signing-month", "2023-04")
    assert "赵书记" in html
    for word in ("乙局", "周局长", "小计", "合计"):
        assert word not in html


def test_a_month_to_come_does_not_exist(client, commerce):
    for name in ("signing-month", "signing-month-file"):
        assert client.get(reverse(name, args=["2023-05"])).status_code == 404


def test_the_month_asks_the_same_number_of_questions(project, django_assert_num_queries):
    month_rows(project)
    user = make_user(Role.COMMERCE)
    with django_assert_num_queries(5):
        _ = monthly_dispatch(Month(2023, 4), TODAY, user).total
