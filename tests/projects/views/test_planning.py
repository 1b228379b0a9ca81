"""The pages of planning: list, steps, ideas, calendar; who sees and who writes what."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from projects.choices import Role
from projects.models import IndustryChain, PlanningEvent, PlanningRecord, Project
from tests.factories import make_project, make_type, make_unit, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(autouse=True)
def day(settings, tmp_path):
    settings.FIXED_TODAY = date(2023, 6, 30)
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def unit(db):
    return make_unit("甲镇")


@pytest.fixture
def project(unit):
    return make_project("JIA-1", name="甲镇水泥厂", unit=unit)


def enter(client, role, unit=None):
    user = make_user(role, unit)
    client.force_login(user, backend="projects.auth.RoleBackend")
    return user


def step(project, step="draft", on="2023-05-01", **fields):
    return PlanningRecord.objects.create(project=project, step=step, on=on, **fields)


def page(project):
    return reverse("planning-project", args=[project.code])


def test_the_list_counts_by_step_and_narrows(client, project, unit):
    step(project)
    make_project("JIA-2", name="甲镇玻璃厂", unit=unit)
    make_project("YI-1", name="乙镇纸厂", unit=make_unit("乙镇"), planned_on=date(2023, 2, 1))
    enter(client, Role.LEADER)
    response = client.get(reverse("planning"))
    numbers = {item.value: number for item, number, _ in response.context["steps"]}
    assert numbers == {"idea": 1, "draft": 1, "improve": 0, "shape": 0, "review": 0, "pass": 1}
    assert reverse("quota", args=[2023]) in response.content.decode()
    for query, codes in (
        ("step=draft", ["JIA-1"]),
        (f"unit={unit.pk}", ["JIA-1", "JIA-2"]),
        (f"unit={unit.pk}&step=pass", []),
        ("q=纸厂", ["YI-1"]),
    ):
        rows = client.get(f"{reverse('planning')}?{query}").context["page"]
        assert [row.code for row in rows] == codes, query


def test_a_clerk_s_list_names_no_other_unit(client, project):
    make_project("YI-1", name="乙镇纸厂", unit=make_unit("乙镇"))
    enter(client, Role.UNIT, project.unit)
    html = client.get(reverse("planning")).content.decode()
    assert "JIA-1" in html
    assert "YI-1" not in html
    assert "乙镇" not in html


def test_the_list_asks_as_often_for_many_as_for_one(client, project, django_assert_num_queries):
    enter(client, Role.DRC)
    url = reverse("planning")
    client.get(url)
    with django_assert_num_queries(7):
        client.get(url)
    for number in range(60):
        step(make_project(f"P{number}", unit=project.unit))
    with django_assert_num_queries(7):
        client.get(url)


def test_an_empty_list_says_what_to_do_first(client):
    enter(client, Role.DRC)
    assert "请责任单位先填报创意" in client.get(reverse("planning")).content.decode()


def test_a_clerk_records_a_step_with_a_file(client, project):
    clerk = enter(client, Role.UNIT, project.unit)
    pdf = SimpleUploadedFile("初稿.pdf", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n")
    values = {"version": 0, "on": "2023年5月1日", "experts": "张研究员", "edition": 1}
    response = client.post(page(project), values | {"move": "draft", "files": pdf})
    assert response.status_code == 302, response.context["form"].errors
    record = PlanningRecord.objects.get()
    assert (record.step, record.on, record.experts) == ("draft", date(2023, 5, 1), "张研究员")
    assert record.history.get().history_user == clerk
    html = client.get(page(project)).content.decode()
    assert "初稿.pdf" in html
    assert "记录提升" in html
    assert "记录通过" not in html


@pytest.mark.parametrize(
    ("values", "said"),
    [
        pytest.param({"move": "draft", "on": "2023-07-01"}, "还没有到", id="future"),
        pytest.param({"move": "review", "on": "2023-05-01"}, "不能评审", id="over-steps"),
        pytest.param({"move": "pass", "on": "2023-05-01"}, "由发改局", id="pass"),
        pytest.param({"move": "draft", "on": "五月"}, "五月", id="no-date"),
        pytest.param({"withdraw": "1", "reason": "错"}, "由发改局", id="withdraw"),
    ],
)
def test_what_is_refused_is_said_and_stays_typed(client, project, values, said):
    enter(client, Role.UNIT, project.unit)
    response = client.post(page(project), {"version": 0, "experts": "李教授"} | values)
    assert response.status_code == 400
    html = response.content.decode()
    assert said in html
    assert "李教授" in html or "withdraw" in values
    assert not PlanningRecord.objects.exists()


def test_the_bureau_passes_and_withdraws_on_the_page(client, project):
    step(project, "review")
    enter(client, Role.DRC)
    client.post(page(project), {"version": 0, "on": "2023-06-01", "move": "pass"})
    assert Project.objects.get().planned_on == date(2023, 6, 1)
    assert client.post(page(project), {"withdraw": "1", "reason": ""}).status_code == 400
    client.post(page(project), {"withdraw": "1", "reason": "签到不全"})
    assert Project.objects.get().planned_on is None
    assert "由发改局撤回：签到不全" in client.get(page(project)).content.decode()


def test_another_unit_s_planning_does_not_exist(client, project):
    record = step(project)
    enter(client, Role.UNIT)
    for url in (page(project), reverse("planning-record", args=[record.pk])):
        assert client.get(url).status_code == 404
        assert client.post(url, {"version": 1, "on": "2023-05-01"}).status_code == 404


def test_an_older_form_is_shown_both_values_and_may_win_in_the_end(client, project):
    record = step(project, opinion="原意见")
    url = reverse("planning-record", args=[record.pk])
    enter(client, Role.UNIT, project.unit)
    assert "原意见" in client.get(url).content.decode()
    client.post(url, {"version": 1, "on": "2023-05-01", "opinion": "同事的意见"})
    mine = {"version": 1, "on": "2023-05-01", "opinion": "我的意见"}
    response = client.post(url, mine)
    assert response.status_code == 409
    html = response.content.decode()
    assert "同事的意见" in html
    assert "我的意见" in html
    assert PlanningRecord.objects.get().opinion == "同事的意见"
    version = response.context["form"].initial["version"]
    assert client.post(url, mine | {"version": version}).status_code == 302
    assert PlanningRecord.objects.get().opinion == "我的意见"


IDEA = {
    "code": "N-1",
    "name": "新创意",
    "is_industrial": "1",
    "total_investment": "1,200",
    "owner": "",
    "content": "",
}


def test_a_clerk_enters_an_idea_for_its_own_unit_only(client, unit):
    enter(client, Role.UNIT, unit)
    other = make_unit("乙镇")
    values = IDEA | {"project_type": make_type().pk, "unit": other.pk}
    response = client.post(reverse("planning-idea"), values)
    project = Project.objects.get()
    assert response.url == page(project)
    assert (project.unit, project.planned_on, project.is_industrial) == (unit, None, True)
    again = client.post(reverse("planning-idea"), values)
    assert again.status_code == 400
    assert "已被使用" in again.content.decode()


def test_the_bureau_names_the_unit_of_an_idea(client, unit):
    enter(client, Role.DRC)
    values = IDEA | {"project_type": make_type().pk}
    assert client.post(reverse("planning-idea"), values).status_code == 400
    client.post(reverse("planning-idea"), values | {"unit": unit.pk})
    assert Project.objects.get().unit == unit


EVENT = {"version": 0, "kind": "talk", "on": "2023-05-04", "title": "宣讲会", "people": "张研究员"}


def test_the_calendar_tells_what_was_held_and_what_is_due(client, unit):
    chain = IndustryChain.objects.create(name="新材料", tier="key")
    other = make_unit("乙镇")
    enter(client, Role.DRC)
    values = EVENT | {"chain": chain.pk, "units": [unit.pk, other.pk]}
    assert client.post(reverse("planning-event-new"), values).status_code == 302
    response = client.get(reverse("planning-calendar"))
    duties = {duty.kind.value: (duty.held, duty.missed) for duty in response.context["duties"]}
    assert duties == {"industry": (0, 5), "talk": (1, 2), "factory": (0, 1)}
    html = response.content.decode()
    for word in ("宣讲会", "新材料", "甲镇、乙镇", "张研究员", "最晚 2023-06-30"):
        assert word in html


def test_a_clerk_sees_of_an_event_whether_its_own_unit_came(client, unit):
    event = PlanningEvent.objects.create(kind="talk", on="2023-05-04", title="宣讲会")
    event.units.set([make_unit("乙镇")])
    enter(client, Role.UNIT, unit)
    html = client.get(reverse("planning-calendar")).content.decode()
    assert "本单位未参加" in html
    assert "乙镇" not in html
    event.units.add(unit)
    assert "本单位参加" in client.get(reverse("planning-calendar")).content.decode()


def test_an_event_has_both_values_when_two_change_it(client, unit):
    event = PlanningEvent.objects.create(kind="talk", on="2023-05-04", title="宣讲会")
    event.units.set([unit])
    enter(client, Role.DRC)
    url = reverse("planning-event", args=[event.pk])
    assert "宣讲会" in client.get(url).content.decode()
    client.post(url, EVENT | {"version": 1, "title": "同事的主题", "units": [unit.pk]})
    response = client.post(url, EVENT | {"version": 1, "title": "我的主题"})
    assert response.status_code == 409
    html = response.content.decode()
    assert "同事的主题" in html
    assert "我的主题" in html
    assert "甲镇" in html
    assert PlanningEvent.objects.get().title == "同事的主题"


def test_the_calendar_of_another_year(client):
    PlanningEvent.objects.create(kind="talk", on="2022-05-04", title="去年的宣讲会")
    enter(client, Role.LEADER)
    assert "去年的宣讲会" not in client.get(reverse("planning-calendar")).content.decode()
    html = client.get(f"{reverse('planning-calendar')}?year=2022").content.decode()
    assert "去年的宣讲会" in html
