"""The pages of the weekly dispatch."""

from datetime import date

import pytest
from django.urls import reverse

from projects.choices import ReportState, Role
from projects.models import WeeklyUpdate
from projects.periods import Month
from projects.weeks import Week
from tests.factories import make_month, make_project, make_unit, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.once]
WEEK = Week(2023, 17)
URL = "/weekly/2023-W17/"
MAX_QUERIES, MAX_BYTES = 15, 100_000


@pytest.fixture(autouse=True)
def friday(settings):
    settings.FIXED_TODAY = date(2023, 4, 28)


@pytest.fixture
def unit():
    return make_unit("甲镇")


@pytest.fixture
def project(unit):
    return make_project("A-1", name="水泥厂", unit=unit, started_on=date(2023, 1, 5))


def sign_in(client, user):
    client.force_login(user, backend="projects.auth.RoleBackend")
    return user


@pytest.fixture
def clerk(client, project):
    return sign_in(client, make_user(Role.UNIT, project.unit))


def update(project, week=WEEK, **fields):
    return WeeklyUpdate.objects.create(
        project=project, year=week.year, week=week.week, first_on=week.first, **fields
    )


def post(client, **data):
    given = {"code": "A-1", "version": 0, "amount": "", "visible_progress": "", "problems": ""}
    return client.post(URL, given | data)


def test_the_current_week(client, clerk):
    assert client.get(reverse("weekly-now")).url == URL


@pytest.mark.parametrize("week", ["2023-W00", "2023-W53", "2023-W60", "1999-W01"])
def test_no_such_week(client, clerk, week):
    assert client.get(f"/weekly/{week}/").status_code == 404


def test_a_unit_sees_its_projects_and_what_was_said_last(client, clerk, project):
    make_project("A-2", name="没开工", unit=clerk.unit)
    make_project("B-1", name="别人的", unit=make_unit(), started_on=date(2023, 1, 5))
    update(project, Week(2023, 14), visible_progress="基础完成", problems="缺电")
    update(project, Week(2023, 16))
    update(project, Week(2023, 18), visible_progress="以后的话")
    html = client.get(URL).content.decode()
    assert "2023年第17周（4月24日—4月30日）" in html
    assert "4月28日截止，就是今天" in html
    assert "上次形象进度：基础完成" in html
    assert "上次存在问题：缺电" in html
    for word in ("没开工", "别人的", "以后的话"):
        assert word not in html


def test_saving_one_project(client, clerk, project):
    response = post(client, amount="１,２00.5", visible_progress=" 主体封顶 ")
    assert response.url == f"{URL}#p{project.pk}"
    row = WeeklyUpdate.objects.get()
    assert (str(row.amount), row.visible_progress) == ("1200.50", "主体封顶")
    html = client.get(URL).content.decode()
    assert "已保存：水泥厂" in html
    assert "本周已填 1,200.50 万元" in html
    assert "本周已全部填报" in html


def test_what_was_typed_wrong_stays_beside_its_error(client, clerk, project):
    response = post(client, amount="一百万", visible_progress="主体封顶")
    html = response.content.decode()
    assert response.status_code == 400
    assert f'<a href="#p{project.pk}-amount">' in html
    assert "“一百万”不是数字，请填如 100" in html
    assert 'value="一百万"' in html
    assert "主体封顶</textarea>" in html
    assert "<details open>" in html
    assert not WeeklyUpdate.objects.exists()


def test_a_conflict_shows_both_and_the_second_save_is_meant(client, clerk, project):
    update(project, amount=5, visible_progress="他们的")
    response = post(client, amount="7", visible_progress="我的")
    html = response.content.decode()
    assert response.status_code == 409
    assert "他们的" in html
    assert "我的" in html
    assert 'name="version" value="1"' in html
    assert WeeklyUpdate.objects.get().amount == 5
    post(client, amount="7", visible_progress="我的", version=1)
    assert WeeklyUpdate.objects.get().amount == 7


def test_nothing_changed(client, clerk, project):
    make_project("A-2", unit=clerk.unit, started_on=date(2023, 1, 5))
    post(client, amount="7")
    html = client.get(URL).content.decode()
    assert "其余 1 个项目本周无变化" in html
    client.post(URL, {"unchanged": "1"})
    html = client.get(URL).content.decode()
    assert "已确认其余 1 个项目本周无变化" in html
    assert "本周无变化</span>" in html
    assert WeeklyUpdate.objects.count() == 2


def test_another_unit_s_project_does_not_exist(client, clerk):
    make_project("B-1", unit=make_unit(), started_on=date(2023, 1, 5))
    for code in ("B-1", "NO-SUCH", ""):
        assert post(client, code=code).status_code == 404
    assert not WeeklyUpdate.objects.exists()


def test_a_week_to_come_takes_nothing(client, clerk, project):
    url = "/weekly/2023-W18/"
    assert "这一周还没有开始" in client.get(url).content.decode()
    response = client.post(url, {"code": "A-1", "version": 0, "amount": "1"}, follow=True)
    assert "2023年第18周（5月1日—5月7日）还没有开始" in response.content.decode()
    assert not WeeklyUpdate.objects.exists()


def test_the_county_s_list(client, settings, project):
    silent, missing = make_unit("乙镇"), make_unit("丙镇")
    update(project, amount=12, visible_progress="主体封顶")
    update(make_project("B-1", unit=silent, started_on=date(2023, 1, 1)))
    make_project("C-1", unit=missing, started_on=date(2023, 1, 1))
    make_unit("没项目的镇")
    settings.FIXED_TODAY = date(2023, 4, 29)
    sign_in(client, make_user(Role.LEADER))
    response = client.get(URL)
    rows = response.context["county"].rows
    assert [(row.unit.name, row.timeliness.value, row.changed, row.silent) for row in rows] == [
        ("甲镇", "按时报送", 1, 0),
        ("乙镇", "按时报送", 0, 1),
        ("丙镇", "逾期未报", 0, 0),
    ]
    html = response.content.decode()
    assert "主体封顶" in html
    assert "4月28日已截止，逾期1天" in html
    assert "本周变化（1 个项目）" in html
    narrowed = client.get(f"{URL}?unit={silent.pk}").content.decode()
    assert "主体封顶" not in narrowed
    assert "乙镇：本周变化（0 个项目）" in narrowed


@pytest.mark.parametrize("asked", ["x", "999999", "-1", "²"])
def test_a_unit_that_is_none(client, project, asked):
    sign_in(client, make_user(Role.LEADER))
    assert client.get(URL, {"unit": asked, "page": asked}).status_code == 200


def test_sums_of_all_units_of_one_and_of_the_clerk_s_own(client, project):
    other = make_project("B-1", name="玻璃厂", unit=make_unit("乙镇"), started_on=date(2023, 1, 1))
    for row in (project, other):
        update(row, amount=30)
        make_month(row, "2023-04", done=50, state=ReportState.ACCEPTED)
    url = reverse("weekly-sums", args=[Month(2023, 4)])
    sign_in(client, make_user(Role.DRC))
    county = client.get(url).content.decode()
    assert "甲镇" in county
    assert '<td class="num">60</td><td class="num">100</td><td class="num">40</td>' in county
    one = client.get(f"{url}?unit={other.unit_id}").content.decode()
    assert "玻璃厂" in one
    assert "水泥厂" not in one
    assert client.get(f"{url}?unit=999999").status_code == 404
    sign_in(client, make_user(Role.UNIT, project.unit))
    own = client.get(f"{url}?unit={other.unit_id}").content.decode()
    assert "水泥厂" in own
    assert "玻璃厂" not in own


@pytest.fixture
def full_county(unit):
    """40 units with 8 projects each and a word on every one; 甲镇 has 13."""
    units = [unit, *(make_unit() for _ in range(39))]
    for number, place in enumerate(units):
        for each in range(13 if number == 0 else 8):
            project = make_project(f"P-{number}-{each}", unit=place, started_on=date(2023, 1, 1))
            words = "主体结构施工至三层，二次结构开始砌筑，设备基础完成八成。"
            update(project, Week(2023, 16), visible_progress=words)
            update(project, amount=each + 1, visible_progress=words, problems="供电线路未迁改。")
    return unit


@pytest.mark.parametrize("role", [Role.UNIT, Role.DRC])
@pytest.mark.parametrize("url", [URL, "/weekly/2023-04/"])
def test_budgets(client, full_county, role, url, django_assert_max_num_queries):
    sign_in(client, make_user(role, full_county if role == Role.UNIT else None))
    client.get(url)
    with django_assert_max_num_queries(MAX_QUERIES):
        response = client.get(url)
    assert response.status_code == 200
    assert len(response.content) <= MAX_BYTES
