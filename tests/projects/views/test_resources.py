"""Resource needs: the heat map and its links, who moves a need on, what a stale form shows."""

from datetime import date

import pytest
from django.urls import reverse

from projects.choices import Role
from projects.models import ResourceNeed
from tests.factories import make_project, make_unit, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NEW = {"what": "new", "version": 0, "kind": "land", "content": "二期用地", "amount": "80亩",
       "need_by": "2023-05-01"}  # fmt: skip
ROW = {"what": "need", "version": 1, "content": "二期用地", "amount": "80亩",
       "need_by": "2023-05-01"}  # fmt: skip


@pytest.fixture
def project(settings):
    settings.FIXED_TODAY = date(2023, 3, 1)
    return make_project("A-1", name="甲厂", unit=make_unit("甲镇"))


@pytest.fixture
def need(project):
    return ResourceNeed.objects.create(
        project=project, kind="land", content="二期用地", amount="80亩", need_by=date(2023, 5, 1)
    )


@pytest.fixture
def clerk(project):
    return make_user(Role.UNIT, project.unit)


@pytest.fixture
def drc():
    return make_user(Role.DRC)


@pytest.fixture
def post(client, project):
    def send(user, **data):
        if data["what"] == "need":
            data = {"row": ResourceNeed.objects.get().pk} | data
        client.force_login(user, backend="projects.auth.RoleBackend")
        return client.post(reverse("resources-project", args=[project.code]), data)

    return send


def get(client, user, **query):
    client.force_login(user, backend="projects.auth.RoleBackend")
    return client.get("/resources/", query)


def test_a_clerk_raises_a_need_once(project, clerk, post):
    assert post(clerk, **NEW).status_code == 302
    need = ResourceNeed.objects.get()
    assert (need.state, need.amount, need.history.get().history_user) == ("raised", "80亩", clerk)
    answer = post(clerk, **NEW)
    assert answer.status_code == 400
    assert "已有同类别、同内容" in answer.content.decode()


def test_the_bureau_matches_and_the_unit_settles(need, clerk, drc, post):
    assert "对接部门" in post(drc, **ROW, move="match").content.decode()
    post(drc, **ROW, move="match", matched_with="自然资源局", green_channel="on")
    need.refresh_from_db()
    assert (need.state, need.green_channel) == ("matched", True)
    row = ROW | {"version": 2, "matched_with": "自然资源局"}
    assert "落实情况" in post(clerk, **row, move="settle").content.decode()
    post(clerk, **row, move="settle", result="已供地")
    need.refresh_from_db()
    assert (need.state, need.green_channel) == ("settled", True)


def test_a_clerk_neither_matches_nor_grants(need, clerk, post):
    answer = post(clerk, **ROW, move="match", matched_with="自然资源局")
    assert answer.status_code == 400
    assert "不能已对接" in answer.content.decode()
    post(clerk, **ROW, green_channel="on")
    need.refresh_from_db()
    assert (need.state, need.green_channel) == ("raised", False)


def test_a_stale_form_shows_both_values(need, clerk, post):
    post(clerk, **ROW | {"amount": "90亩"})
    answer = post(clerk, **ROW)
    assert answer.status_code == 409
    assert "90亩" in answer.content.decode()
    need.refresh_from_db()
    assert need.amount == "90亩"


def test_the_heat_map_links_to_what_it_counts(client, need, drc):
    page = get(client, drc)
    link = f"?unit={need.project.unit_id}&amp;kind=land&amp;state=open#needs"
    assert link in page.content.decode()
    ResourceNeed.objects.create(
        project=make_project(unit=make_unit("乙镇")), kind="gas", content="气", need_by="2023-05-01"
    )
    narrowed = get(client, drc, unit=need.project.unit_id, kind="land", state="open")
    assert [row.pk for row in narrowed.context["page"]] == [need.pk]
    assert get(client, drc, state="settled").context["page"].paginator.count == 0
    assert get(client, drc, green="true").context["page"].paginator.count == 0


def test_finance_reads_and_another_unit_does_not(client, need, post):
    assert "甲厂" in get(client, make_user(Role.FINANCE)).content.decode()
    assert get(client, make_user(Role.COMMERCE)).status_code == 403
    stranger = make_user(Role.UNIT)
    assert "甲厂" not in get(client, stranger).content.decode()
    assert post(stranger, **ROW, row=need.pk).status_code == 404
    assert post(make_user(Role.FINANCE), **ROW, row=need.pk).status_code == 403


@pytest.mark.parametrize("number", [1, 60])
def test_queries_do_not_grow(client, project, drc, number, django_assert_max_num_queries):
    for place in range(number):
        ResourceNeed.objects.create(
            project=project, kind="land", content=f"地{place}", need_by=date(2023, 5, 1)
        )
    get(client, drc)
    with django_assert_max_num_queries(12):
        client.get("/resources/")
    with django_assert_max_num_queries(12):
        client.get(reverse("resources-project", args=["A-1"]))
