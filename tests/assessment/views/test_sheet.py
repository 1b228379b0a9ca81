from dataclasses import astuple
from datetime import date

import pytest

from projects import dispatch
from projects.choices import Role
from projects.models import Guarantee, StartDueAmendment, Suspension, Visit, WeeklyUpdate
from tests.factories import make_month, make_plan, make_project, make_unit, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.once]


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
        Visit.objects.create(
            project=project, visited_on=date(2023, month, 1), kind="leader", person="张县长"
        )
    with django_assert_num_queries(QUERIES):
        client.get("/projects/宁-2023-(1)/")


def week(project, number, **fields):
    WeeklyUpdate.objects.create(
        project=project, year=2023, week=number, first_on=date(2023, 4, 30), **fields
    )


def test_weeks_add_up_to_months_quarters_and_the_year(client, project):
    make_month(project, "2023-02", done=20)
    for number, amount in {1: 3, 5: 4, 9: 6, 14: 50, 17: 7}.items():
        week(project, number, amount=amount)
    client.force_login(make_user(Role.LEADER))
    sheet = client.get("/projects/宁-2023-(1)/").context["sheet"]
    rollup = dispatch.by_project(2023, project.unit).lines[0]
    for line in sheet.lines:
        assert (line.weeks, line.done) == astuple(rollup.month(line.month.month))[:2]
    for number, (_, sums) in enumerate(sheet.quarters, start=1):
        assert (sums.weeks, sums.done) == astuple(rollup.quarter(number))[:2]
    assert (sheet.total.weeks, sheet.total.done) == astuple(rollup.year)[:2] == (70, 30)
    by_unit = dispatch.by_unit(2023)
    assert by_unit.lines[0].year == by_unit.total.year == rollup.year


def test_the_last_weeks_and_the_latest_problem_are_shown(client, project):
    for number in range(11, 17):
        week(project, number, visible_progress=f"第{number}周的话", problems=f"第{number}周缺电")
    html = page(client, Role.LEADER)
    assert "存在问题：</strong>第16周缺电" in html
    assert "第13周的话" in html
    assert "第12周的话" not in html


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        pytest.param(Role.ORGANISATION, True, id="its-subject"),
        pytest.param(Role.LEADER, True, id="reads-all"),
        pytest.param(Role.COMMERCE, False, id="another-subject"),
    ],
)
def test_a_stage_s_section_is_for_who_reads_its_subject(client, project, role, sees):
    Guarantee.objects.create(project=project, kind="progress", person="王县长", post="副县长")
    Visit.objects.create(
        project=project, visited_on=date(2023, 4, 2), kind="cadre", person="李干部", found="缺水"
    )
    html = page(client, role)
    words = ("四包责任", "王县长", "走访记录", "李干部", "缺水", "包保走访")
    assert [word in html for word in words] == [sees] * len(words)


QUERIES = 15
