"""The month's table of statistics: all amounts of a page at once, wrong and stale ones kept."""

from datetime import date
from decimal import Decimal

import pytest

from projects.choices import Role
from projects.models import StatisticsReport
from tests.factories import make_project, make_unit, make_user

pytestmark = pytest.mark.django_db
URL = "/statistics/2023-04/"


@pytest.fixture
def projects(settings):
    settings.FIXED_TODAY = date(2023, 4, 30)
    unit = make_unit("甲镇")
    days = {"started_on": date(2023, 1, 5), "enrolled_on": date(2023, 3, 1)}
    return [make_project(f"A{n}", name=f"{n}号厂", unit=unit, **days) for n in range(1, 4)]


@pytest.fixture
def bureau(client, projects):
    client.force_login(make_user(Role.STATISTICS), backend="projects.auth.RoleBackend")
    return client


def typed(*rows):
    """Project, amount as typed, version as read."""
    return {
        f"p{project.pk}-{name}": value
        for project, amount, version in rows
        for name, value in (("amount", amount), ("version", version))
    }


def stored():
    rows = StatisticsReport.objects.order_by("project__code")
    return list(rows.values_list("project__code", "amount", "version"))


def test_a_page_of_amounts_is_saved_at_once_and_blanks_are_left_alone(bureau, projects):
    one, two, three = projects
    answer = bureau.post(URL, typed((one, "10", 0), (two, "", 0), (three, "３０", 0)))
    assert (answer.status_code, answer.url) == (302, URL)
    assert stored() == [("A1", 10, 1), ("A3", 30, 1)]
    html = bureau.get(URL).content.decode()
    assert "已保存2个项目的统计数" in html
    bureau.post(URL, typed((one, "10.00", 1), (two, "20", 0), (three, "", 1)))
    assert stored() == [("A1", 10, 1), ("A2", 20, 1), ("A3", 30, 1)]


def test_what_is_wrong_stays_and_the_rest_is_saved(bureau, projects):
    one, two, _ = projects
    answer = bureau.post(URL, typed((one, "十万", 0), (two, "20", 0)))
    html = answer.content.decode()
    assert answer.status_code == 400
    assert "有 1 个项目没有保存" in html
    assert "1号厂：“十万”不是数字" in html
    assert 'value="十万"' in html
    assert stored() == [("A2", 20, 1)]


def test_a_stale_amount_shows_both_and_wins_when_sent_again(bureau, projects):
    one, two, _ = projects
    StatisticsReport.objects.create(project=one, year=2023, month=4, amount=Decimal(10), version=3)
    for version in (0, 2):
        answer = bureau.post(URL, typed((one, "77", version), (two, "", 0)))
        html = answer.content.decode()
        assert answer.status_code == 409
        assert "别人已改为 10.00，您填的是 77.00" in html
        assert stored() == [("A1", 10, 3)]
    (form,) = [form for line, form in answer.context["wrong"]]
    assert form["version"].value() == "3"
    assert bureau.post(URL, typed((one, "77", 3))).status_code == 302
    assert stored() == [("A1", 77, 4)]


def test_a_project_that_is_not_on_the_page_cannot_be_named(bureau, projects):
    other = make_project("B1", started_on=date(2023, 1, 5))
    bureau.post(URL, typed((other, "5", 0)))
    assert stored() == []


def test_a_month_to_come_has_nothing_to_fill_in(bureau, projects):
    assert "保存本页统计数" in bureau.get(URL).content.decode()
    assert "保存本页统计数" not in bureau.get("/statistics/2023-05/").content.decode()
    answer = bureau.post("/statistics/2023-05/", typed((projects[0], "5", 0)))
    assert answer.status_code == 400
    assert "还没有开始" in answer.content.decode()
    assert stored() == []


@pytest.mark.parametrize("role", [Role.UNIT, Role.LEADER, Role.AUDITOR, Role.FINANCE])
def test_who_does_not_keep_the_statistics_fills_in_nothing(client, projects, role):
    person = make_user(role, projects[0].unit if role == Role.UNIT else None)
    client.force_login(person, backend="projects.auth.RoleBackend")
    assert "保存本页统计数" not in client.get(URL).content.decode()
    assert client.post(URL, typed((projects[0], "5", 0))).status_code == 403
    assert stored() == []


@pytest.mark.parametrize("number", [0, 40])
def test_queries_do_not_grow(bureau, projects, number, django_assert_max_num_queries):
    for _ in range(number):
        make_project(started_on=date(2023, 1, 5), enrolled_on=date(2023, 3, 1))
    with django_assert_max_num_queries(12):
        bureau.get(URL)
