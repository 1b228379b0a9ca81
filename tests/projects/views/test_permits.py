"""The permits' pages: what is listed, who writes, what a refused or stale form shows."""

from datetime import date

import pytest
from django.urls import reverse

from projects.choices import Role
from projects.models import Permit, PermitTemplate
from tests.factories import make_project, make_type, make_unit, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.once]
LIST = "/permits/"


@pytest.fixture
def project(settings):
    settings.FIXED_TODAY = date(2023, 3, 1)
    return make_project("A-1", name="甲厂", unit=make_unit("甲镇"))


@pytest.fixture
def permit(project):
    return Permit.objects.create(project=project, name="施工许可", planned_on=date(2023, 2, 1))


@pytest.fixture
def clerk(project):
    return make_user(Role.UNIT, project.unit)


def login(client, user):
    client.force_login(user, backend="projects.auth.RoleBackend")
    return client


def post(client, project, **data):
    return client.post(reverse("permits-project", args=[project.code]), data)


def values(permit, **given):
    read = {"what": "permit", "row": permit.pk, "version": permit.version}
    return read | {"planned_on": "2023-02-01"} | given


def test_the_list_counts_and_narrows(client, permit):
    soon = Permit.objects.create(
        project=permit.project, name="消防设计审查", planned_on=date(2023, 3, 16)
    )
    login(client, make_user(Role.LEADER))
    page = client.get(LIST).content.decode()
    assert "施工许可" in page
    assert "消防设计审查" in page
    assert "逾期" in page
    answer = client.get(LIST, {"alarm": "soon"})
    assert [row.pk for row in answer.context["page"]] == [soon.pk]
    assert client.get(LIST, {"q": "施工"}).context["page"].paginator.count == 1
    assert client.get(LIST, {"state": "done"}).context["page"].paginator.count == 0


def test_another_unit_s_permits_do_not_exist(client, permit):
    login(client, make_user(Role.UNIT))
    assert "甲厂" not in client.get(LIST).content.decode()
    assert post(client, permit.project, **values(permit)).status_code == 404


def test_a_permit_of_another_project_cannot_be_named(client, permit, clerk):
    other = make_project("B-1", unit=make_unit("乙镇"))
    theirs = Permit.objects.create(project=other, name="施工许可")
    login(client, clerk)
    assert post(client, permit.project, **values(theirs)).status_code == 404
    assert post(client, permit.project, **values(permit, row="x")).status_code == 404


def test_a_clerk_finishes_a_permit(client, permit, clerk):
    login(client, clerk)
    answer = post(client, permit.project, **values(permit, move="finish", done_on="2023年3月1日"))
    assert answer.status_code == 302
    permit.refresh_from_db()
    assert (permit.state, permit.done_on, permit.version) == ("done", date(2023, 3, 1), 2)


def test_what_is_wrong_is_said_and_what_was_typed_stays(client, permit, clerk):
    login(client, clerk)
    answer = post(client, permit.project, **values(permit, move="lack", missing="红线图"))
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "容缺办理须填承诺补齐日期" in page
    assert "红线图" in page
    answer = post(client, permit.project, **values(permit, done_on="三月"))
    assert answer.status_code == 400
    assert "不是日期" in answer.content.decode()


def test_a_stale_form_shows_both_values_and_can_be_sent_again(client, permit, clerk):
    login(client, clerk)
    stale = values(permit, move="finish", done_on="2023-03-01", remark="我的")
    post(client, permit.project, **values(permit, remark="同事的"))
    answer = post(client, permit.project, **stale)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "同事的" in page
    assert "我的" in page
    assert 'name="move" value="finish"' in page
    post(client, permit.project, **stale | {"version": 2})
    permit.refresh_from_db()
    assert (permit.remark, permit.state) == ("我的", "done")


def test_the_list_is_made_from_the_template(client, project, clerk):
    PermitTemplate.objects.create(project_type=make_type(), name="施工许可")
    login(client, clerk)
    assert client.get(LIST).context["without"] == 1
    assert client.post(LIST).status_code == 302
    assert project.permits.count() == 1
    assert client.get(LIST).context["without"] == 0


def test_a_permit_is_added_and_a_project_takes_its_template(client, project, clerk):
    PermitTemplate.objects.create(project_type=make_type(), name="施工许可")
    login(client, clerk)
    assert post(client, project, what="new", version=0, name="取水许可").status_code == 302
    assert post(client, project, what="template").status_code == 302
    assert sorted(project.permits.values_list("name", flat=True)) == ["取水许可", "施工许可"]
    answer = post(client, project, what="new", version=0, name="取水许可")
    assert answer.status_code == 400
    assert "同名" in answer.content.decode()


@pytest.mark.parametrize("role", [Role.LEADER, Role.AUDITOR])
def test_who_only_reads_gets_no_form(client, permit, role):
    login(client, make_user(role))
    page = client.get(reverse("permits-project", args=["A-1"])).content.decode()
    assert "施工许可" in page
    assert 'name="row"' not in page
    assert post(client, permit.project, **values(permit)).status_code == 403


@pytest.mark.parametrize("number", [1, 60])
def test_queries_do_not_grow(client, project, clerk, number, django_assert_max_num_queries):
    for place in range(number):
        Permit.objects.create(project=project, name=f"手续{place}")
    login(client, clerk)
    for address in (LIST, reverse("permits-project", args=["A-1"])):
        with django_assert_max_num_queries(12):
            client.get(address)


def test_what_is_done_stands_last(client, permit, clerk):
    done = {"state": "done", "done_on": date(2023, 1, 1), "planned_on": date(2023, 1, 1)}
    Permit.objects.create(project=permit.project, name="立项备案", **done)
    Permit.objects.create(project=permit.project, name="节能审查")
    login(client, clerk)
    rows = client.get(LIST).context["page"]
    assert [row.name for row in rows] == ["施工许可", "节能审查", "立项备案"]
