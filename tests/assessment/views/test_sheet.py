from datetime import date

import pytest

from projects.choices import Role
from projects.models import StartDueAmendment, Suspension
from tests.factories import make_month, make_plan, make_project, make_unit, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(settings):
    settings.FIXED_TODAY = date(2023, 4, 30)
    project = make_project("宁-2023-(1)", unit=make_unit("甲镇"), total_investment=499)
    make_plan(project, 2023, 100)
    make_plan(project, 2022, 70)
    make_month(project, "2023-01", done=10, visible_progress="桩基完成")
    return project


def page(client, role, unit=None, **query) -> str:
    client.force_login(make_user(role, unit=unit))
    return client.get("/projects/宁-2023-(1)/", query).content.decode()


def test_the_sheet_shows_the_year(client, project):
    html = page(client, Role.LEADER)
    for part in ("桩基完成", "不足500万元", "（不计入指标）", "2023年逐月进度", "<svg"):
        assert part in html


def test_another_year_is_chosen_and_a_strange_one_is_not(client, project):
    assert "2022年逐月进度" in page(client, Role.LEADER, year="2022")
    assert "2023年逐月进度" in page(client, Role.LEADER, year="1066")
    assert "2023年逐月进度" in page(client, Role.LEADER, year="x")


def test_amended_dates_and_suspensions_are_shown(client, project):
    StartDueAmendment.objects.create(
        project=project, old=date(2023, 2, 1), new=date(2023, 3, 1), reason="征地延后"
    )
    Suspension.objects.create(
        project=project, kind="suspended", from_on=date(2023, 4, 1), reason="资金不足"
    )
    html = page(client, Role.LEADER)
    for part in ("2023-02-01", "2023-03-01", "征地延后", "停建", "资金不足"):
        assert part in html


def test_another_unit_s_project_does_not_exist(client, project):
    client.force_login(make_user(Role.UNIT, unit=make_unit("乙镇")))
    assert client.get("/projects/宁-2023-(1)/").status_code == 404


def test_the_system_administrator_reads_no_project(client, project):
    client.force_login(make_user(Role.SYSADMIN))
    assert client.get("/projects/宁-2023-(1)/").status_code == 403


@pytest.mark.parametrize(
    ("role", "reads"),
    [(Role.DRC, True), (Role.AUDITOR, True), (Role.LEADER, False), (Role.FINANCE, False)],
)
def test_who_reads_the_trail(client, project, role, reads):
    assert ("变更记录" in page(client, role)) is reads
    answer = client.get("/projects/宁-2023-(1)/trail/")
    assert answer.status_code == (200 if reads else 403)
    assert ("年度计划投资" in answer.content.decode()) is reads


def test_the_own_unit_reads_the_trail(client, project):
    assert "变更记录" in page(client, Role.UNIT, project.unit)


def test_the_number_of_queries_is_fixed(client, project, django_assert_num_queries):
    client.force_login(make_user(Role.DRC))
    with django_assert_num_queries(QUERIES):
        client.get("/projects/宁-2023-(1)/")
    for month in range(2, 5):
        make_month(project, f"2023-{month:02d}", done=1, plan=1)
    with django_assert_num_queries(QUERIES):
        client.get("/projects/宁-2023-(1)/")


QUERIES = 12
