from datetime import date
from decimal import Decimal

import pytest

from projects.choices import Role
from tests.factories import make_month, make_plan, make_project, make_unit, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.once]
URL = "/projects/enterprises/"


@pytest.fixture
def unit(settings):
    settings.FIXED_TODAY = date(2023, 4, 30)
    unit, other = make_unit("甲镇"), make_unit("乙镇")
    for number, (place, owner) in enumerate(
        [
            (unit, "东岳/水泥"),
            (unit, "东岳/水泥"),
            (other, "东岳/水泥"),
            (other, "乙厂"),
            (unit, ""),
        ]
    ):
        project = make_project(f"A-{number}", unit=place, owner=owner, total_investment=1000)
        make_plan(project, 2023, 200)
        make_month(project, "2023-03", done="50.10")
        make_month(project, "2023-05", done=9)
    return unit


def listed(client, user, **query):
    client.force_login(user)
    return client.get(URL, query).context["enterprises"]


def test_an_enterprise_adds_up_its_projects(client, unit):
    first, second = listed(client, make_user(Role.LEADER))
    assert (first.name, len(first.projects), second.name) == ("东岳/水泥", 3, "乙厂")
    assert (first.investment, first.plan, first.done) == (3000, 600, Decimal("150.30"))
    assert round(first.rate, 2) == round(first.done / 6, 2)


def test_a_clerk_s_enterprise_has_only_its_own_projects(client, unit):
    clerk = make_user(Role.UNIT, unit=unit)
    (one,) = listed(client, clerk)
    assert [row.project.code for row in one.projects] == ["A-0", "A-1"]
    html = client.get(URL, {"owner": "东岳/水泥"}).content.decode()
    assert "A-1" in html
    assert "A-2" not in html
    assert client.get(URL, {"owner": "乙厂"}).status_code == 404


def test_a_word_narrows_and_projects_without_an_owner_are_counted(client, unit):
    (one,) = listed(client, make_user(Role.LEADER), q="乙")
    assert one.name == "乙厂"
    assert "另有 1 个项目未填建设单位" in client.get(URL).content.decode()


def test_the_number_of_queries_is_fixed(client, unit, django_assert_num_queries):
    client.force_login(make_user(Role.LEADER))
    with django_assert_num_queries(QUERIES):
        client.get(URL)
    for number in range(9):
        make_project(f"B-{number}", unit=unit, owner=f"厂{number}")
    with django_assert_num_queries(QUERIES):
        client.get(URL)


QUERIES = 10
