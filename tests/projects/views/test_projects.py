import pytest

from projects.choices import Role
from projects.listing import PAGE_SIZE
from tests.factories import make_month, make_plan, make_project, make_type, make_unit, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def fill(number: int, unit=None) -> None:
    unit = unit or make_unit()
    for index in range(number):
        project = make_project(f"P{index:03d}", unit=unit, project_type=make_type())
        make_plan(project, 2023, 100)
        make_month(project, "2023-01", done=1)


@pytest.fixture
def drc(client, settings):
    user = make_user(Role.DRC)
    client.force_login(user)
    return user


def test_the_number_of_queries_does_not_grow(client, drc, django_assert_num_queries):
    counts = []
    for number in (1, 120):
        fill(number) if number == 1 else [make_project(f"Q{i:03d}") for i in range(number)]
        with django_assert_num_queries(QUERIES):
            counts.append(client.get("/projects/").context["totals"].count)
    assert counts == [1, 121]


# session, user, navigation's own, the filter's three lists, page (3), totals
QUERIES = 11


def test_paging_keeps_the_filters(client, drc):
    fill(PAGE_SIZE + 5)
    page = client.get("/projects/", {"q": "P", "counted": "1"})
    html = page.content.decode()
    assert f"q=P&amp;counted=1&amp;after=P{PAGE_SIZE - 1:03d}" in html
    following = client.get("/projects/?" + page.context["next_query"])
    assert [line.project.code for line in following.context["page"].lines] == [
        f"P{index:03d}" for index in range(PAGE_SIZE, PAGE_SIZE + 5)
    ]
    assert "下一页" not in following.content.decode()


def test_a_clerk_sees_its_own_projects_only(client):
    unit = make_unit("甲镇")
    make_project("OWN", unit=unit)
    make_project("OTHER", unit=make_unit("乙镇"))
    client.force_login(make_user(Role.UNIT, unit=unit))
    html = client.get("/projects/").content.decode()
    assert "OWN" in html
    assert "OTHER" not in html
    assert "乙镇" not in html


def test_filters_are_shown_in_words_with_a_way_out(client, drc):
    make_project("A")
    html = client.get("/projects/", {"industrial": "1"}).content.decode()
    assert "产业项目：" in html
    assert "没有符合条件的项目" in html
    assert "清除" in html


def test_bad_filters_are_named_and_list_nothing(client, drc):
    make_project("A")
    response = client.get("/projects/", {"started_from": "三月"})
    html = response.content.decode()
    assert "日期请写成 2023-03-01 的样子" in html
    assert "个项目" not in html
    assert "没有符合条件的项目" not in html
    assert response.context["page"].lines == []


def test_an_empty_ledger_says_what_to_do(client, drc):
    assert "请先下载空白工作簿" in client.get("/projects/").content.decode()


def test_the_system_administrator_reads_no_figures(client):
    client.force_login(make_user(Role.SYSADMIN))
    response = client.get("/projects/")
    assert response.status_code == 403
    assert "没有权限" in response.content.decode()
