"""The part of a project's trail that tells what supervision did about it."""

from datetime import date

import pytest
from django.urls import reverse

from assessment.actions import notices
from assessment.models import Inspection, Listing, Task
from projects.choices import Role
from projects.models import Unit
from projects.trail import changes, parts
from tests.assessment.cases import confirmed, drafted, issued
from tests.factories import make_project, make_unit, make_user

pytestmark = pytest.mark.django_db
ON, LATER = date(2023, 4, 3), date(2023, 6, 1)


@pytest.fixture
def project(settings, tmp_path):
    settings.FIXED_TODAY, settings.MEDIA_ROOT = date(2023, 4, 20), tmp_path
    return make_project("A-1", name="甲厂", unit=make_unit("甲镇"))


@pytest.fixture
def drc(project):
    return make_user(Role.DRC)


@pytest.fixture
def clerk(project):
    return make_user(Role.UNIT, project.unit)


def told(project, user) -> str:
    return "\n".join(
        f"{change.kind} {change.subject} {change.text}"
        for change in changes(project, "supervision", user)
    )


def tour(project, **fields) -> Inspection:
    row = Inspection.objects.create(planned_on=ON, inspectors="密访组", focus="看现场", **fields)
    row.findings.create(unit=project.unit, project=project, text="未见围挡", limit_on=LATER)
    return row


def listing(project) -> Listing:
    row = Listing.objects.create(
        project=project,
        state="listed",
        listed_on=ON,
        limit_on=LATER,
        leader="张县长",
        reason="滞后",
    )
    row.notes.create(year=2023, month=4, text="已进场")
    return row


def task(project) -> Task:
    row = Task.objects.create(
        title="接电", demands="接通", origin="drc", given_by="科长", given_on=ON, limit_on=LATER,
        project=project,
    )  # fmt: skip
    row.parts.create(unit=project.unit, limit_on=LATER)
    row.parts.create(unit=_other(), limit_on=date(2023, 7, 7))
    return row


def _other() -> Unit:
    return Unit.objects.filter(name="丙镇").first() or make_unit("丙镇")


def notice(project, drc) -> None:
    row = issued(project.unit, drc)
    row.projects.add(project)


MADE = [
    pytest.param(lambda row, _by: listing(row), ["挂牌督办", "2023年4月挂牌月进展"], id="listing"),
    pytest.param(lambda row, _by: task(row), ["交办事项“接电”", "交办承办“甲镇”"], id="task"),
    pytest.param(
        lambda row, _by: tour(row, state="done", done_on=ON, summary="有序"),
        ["督导发现问题", "未见围挡"],
        id="finding-of-an-inspection-that-is-done",
    ),
    pytest.param(notice, ["下达", "〔2023〕1号"], id="notice"),
    pytest.param(confirmed, ["确认约谈"], id="interview"),
]


@pytest.mark.parametrize(("make", "words"), MADE)
@pytest.mark.parametrize("reader", ["drc", "clerk"])
def test_what_supervision_did_is_told(request, project, drc, reader, make, words):
    make(project, drc)
    user = request.getfixturevalue(reader)
    found = told(project, user)
    assert all(word in found for word in words), found
    assert told(make_project("B-1", unit=project.unit), user) == ""


@pytest.mark.parametrize("state", ["planned", "cancelled"])
def test_a_planned_inspection_is_not_told(project, drc, clerk, state):
    tour(project, state=state)
    assert told(project, clerk) == told(project, drc) == ""


def test_a_unit_is_told_nothing_of_a_draft_nor_of_another_unit_s_part(project, drc, clerk):
    row = drafted(project.unit, drc)
    row.projects.add(project)
    task(project)
    assert "拟定督办通知书" not in told(project, clerk)
    assert "拟定督办通知书" in told(project, drc)
    assert "丙镇" not in told(project, clerk)
    assert "丙镇" in told(project, drc)
    notices.issue(notice=row, version=row.version, on=ON, by=drc)
    assert "拟定督办通知书" not in told(project, clerk)


@pytest.mark.parametrize("role", [Role.COMMERCE, Role.SYSADMIN])
def test_who_does_not_read_supervision_is_told_nothing(project, drc, role):
    listing(project)
    assert told(project, make_user(role)) == ""


def test_the_page_offers_the_part(client, project, drc, clerk):
    listing(project)
    assert ("supervision", "督办、督导和交办") in parts()
    client.force_login(clerk)
    url = reverse("project-trail", args=["A-1"]) + "?part=supervision"
    html = client.get(url).content.decode()
    assert "已进场" in html
    client.force_login(make_user(Role.UNIT, make_unit("乙镇")))
    assert client.get(url).status_code == 404


def test_the_number_of_queries_does_not_grow(project, drc, django_assert_num_queries):
    def ask() -> int:
        with django_assert_num_queries(QUERIES):
            return len(changes(project, "supervision", drc))

    task(project)
    few = ask()
    for _ in range(4):
        task(project)
        tour(project, state="done", done_on=ON, summary="有序")
    assert ask() > few


QUERIES = 11
