"""Statistics' pages: who enters, who explains, what a wrong or stale form shows."""

from datetime import date
from decimal import Decimal

import pytest

from projects.choices import Role
from projects.models import StatisticsReport
from tests.factories import make_month, make_project, make_unit, make_user

pytestmark = pytest.mark.django_db
URL = "/statistics/2023-04/A1/"


@pytest.fixture
def project(settings):
    settings.FIXED_TODAY = date(2023, 4, 30)
    project = make_project(
        "A1", unit=make_unit("甲镇"), started_on=date(2023, 1, 5), enrolled_on=date(2023, 3, 1)
    )
    make_month(project, "2023-04", done=100)
    return project


@pytest.fixture
def report(project):
    return StatisticsReport.objects.create(
        project=project, year=2023, month=4, amount=Decimal(90), explanation="旧说明"
    )


def login(client, role, unit=None):
    client.force_login(make_user(role, unit), backend="projects.auth.RoleBackend")
    return client


def stored():
    return StatisticsReport.objects.values_list("amount", "explanation", "version").first()


def test_the_bureau_enters_and_the_unit_explains(client, project):
    login(client, Role.STATISTICS)
    answer = client.post(URL, {"version": 0, "amount": "９０"})
    assert answer.status_code == 302
    assert answer.url == URL
    assert "待说明" in client.get("/statistics/2023-04/").content.decode()
    login(client, Role.UNIT, project.unit)
    client.post(URL, {"version": 1, "explanation": "口径不同", "explain": "1"})
    assert stored() == (90, "口径不同", 2)
    html = client.get("/statistics/2023-04/").content.decode()
    assert "口径不同" in html
    assert "待说明" not in html


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        pytest.param("", "请填写", id="empty"),
        pytest.param("九十", "不是数字", id="words"),
        pytest.param("-1", "是负数", id="negative"),
    ],
)
def test_a_wrong_amount_is_said_and_stays(client, project, amount, said):
    answer = login(client, Role.STATISTICS).post(URL, {"version": 0, "amount": amount})
    html = answer.content.decode()
    assert answer.status_code == 400
    assert said in html
    assert f'value="{amount}"' in html or not amount
    assert stored() is None


def test_a_month_to_come_is_refused_in_words(client, project):
    url = "/statistics/2023-05/A1/"
    answer = login(client, Role.DRC).post(url, {"version": 0, "amount": "1"})
    assert answer.status_code == 400
    assert "还没有开始" in answer.content.decode()


def test_a_stale_amount_shows_both_and_can_be_sent_again(client, report):
    login(client, Role.STATISTICS)
    client.post(URL, {"version": 1, "amount": "91"})
    for version in (0, 1):
        answer = client.post(URL, {"version": version, "amount": "77"})
        html = answer.content.decode()
        assert answer.status_code == 409
        assert "91" in html
        assert "77" in html
        assert stored() == (91, "旧说明", 2)
    assert client.post(URL, {"version": 2, "amount": "77"}).status_code == 302
    assert stored() == (77, "旧说明", 3)


def test_a_stale_explanation_shows_both_and_names_its_button_again(client, report):
    login(client, Role.UNIT, report.project.unit)
    client.post(URL, {"version": 1, "explanation": "同事的", "explain": "1"})
    answer = client.post(URL, {"version": 1, "explanation": "我的", "explain": "1"})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "同事的" in html
    assert "我的" in html
    assert 'name="explain" value="1"' in html
    assert stored() == (90, "同事的", 2)


def test_an_empty_explanation_is_refused(client, report):
    login(client, Role.UNIT, report.project.unit)
    answer = client.post(URL, {"version": 1, "explanation": " ", "explain": "1"})
    assert answer.status_code == 400
    assert "请填写差异说明" in answer.content.decode()


def test_there_is_nothing_to_explain_before_there_is_an_amount(client, project):
    login(client, Role.UNIT, project.unit)
    assert "统计局还没有填写" in client.get(URL).content.decode()
    answer = client.post(URL, {"version": 0, "explanation": "无", "explain": "1"})
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("role", "own", "enters", "explains"),
    [
        pytest.param(Role.UNIT, True, 403, 302, id="unit"),
        pytest.param(Role.UNIT, False, 404, 404, id="another-unit"),
        pytest.param(Role.DRC, False, 302, 302, id="drc"),
        pytest.param(Role.STATISTICS, False, 302, 403, id="statistics"),
        pytest.param(Role.LEADER, False, 403, 403, id="leader"),
        pytest.param(Role.AUDITOR, False, 403, 403, id="auditor"),
        pytest.param(Role.FINANCE, False, 403, 403, id="another-co-lead"),
    ],
)
def test_who_writes_what(client, report, role, own, enters, explains):
    login(client, role, report.project.unit if own else None)
    words = {"version": 1, "explanation": "说明", "explain": "1"}
    assert client.post(URL, words).status_code == explains
    version = StatisticsReport.objects.get().version
    assert client.post(URL, {"version": version, "amount": "80"}).status_code == enters


def test_doubts_are_listed_with_their_words(client, report):
    StatisticsReport.objects.filter(pk=report.pk).update(amount=Decimal(20))
    html = login(client, Role.LEADER).get("/statistics/2023-04/?show=doubts").content.decode()
    assert "台账与统计相差过大" in html
    assert "只是提示" in html
