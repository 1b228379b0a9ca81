"""一企一表 on paper: one page of A4, also with every section full; the visits on a telephone."""

import re
from datetime import timedelta

import pytest

from assessment.enterprises import names
from projects.models import (
    HardQuestion,
    MonthlyReport,
    Permit,
    Project,
    StartDueAmendment,
    Suspension,
    Visit,
    VisitProblem,
)
from tests.e2e.conftest import DAY, PHONE, SIZES, sideways, violations

pytestmark = pytest.mark.e2e
WORDS = "主体结构施工至三层，设备基础完成八成，供电线路未迁改，已报请协调。" * 6


@pytest.fixture
def full(demo):
    """A project under way with long words everywhere and more rows than paper has room for."""
    building = Project.objects.filter(unit__name="文庙街道", weekly_updates__isnull=False)
    project = building.exclude(county_leader="").exclude(owner="").distinct().first()
    project.content = project.remarks = WORDS
    project.save()
    MonthlyReport.objects.filter(project=project).update(visible_progress=WORDS, problems=WORDS)
    project.weekly_updates.update(visible_progress=WORDS, problems=WORDS)
    project.visits.exclude(pk__in=VisitProblem.objects.values("visit")).delete()
    for number in range(14):
        Visit.objects.create(
            project=project,
            visited_on=DAY - timedelta(days=number),
            kind="leader",
            person="示例县领导甲",
            found=WORDS,
        )
    for number in range(1, 4):
        Permit.objects.create(
            project=project,
            name=f"手续{number}",
            state="lacking",
            planned_on=DAY,
            missing=WORDS[:200],
            promised_on=DAY + timedelta(days=number),
        )
        HardQuestion.objects.create(
            project=project, number=90 + number, text=WORDS[:200], owner="示例责任人", due_on=DAY
        )
        StartDueAmendment.objects.create(
            project=project, old=DAY, new=DAY + timedelta(days=number), reason=WORDS[:80]
        )
        Suspension.objects.create(
            project=project,
            kind="suspended",
            from_on=DAY - timedelta(days=number * 30),
            until_on=DAY - timedelta(days=number * 30 - 5),
            reason=WORDS[:80],
        )
    return project


def test_the_sheet_is_one_page_of_paper(sign_in, live_server, full):
    page = sign_in("fagai")
    for project in (full, Project.objects.first()):
        page.goto(f"{live_server.url}/projects/{project.code}/")
        printed = page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1, project


def test_a_visit_is_recorded_on_a_phone(sign_in, live_server, full):
    page = sign_in("wenmiao")
    page.set_viewport_size(PHONE)
    page.goto(f"{live_server.url}/visits/")
    page.get_by_role("link", name=full.name, exact=True).click()
    page.get_by_label("谁去走访").select_option("cadre")
    page.get_by_label("了解和解决的问题").fill("协调用电")
    page.get_by_label("走访人").fill("示例干部99")
    page.get_by_role("button", name="记录").click()
    assert page.get_by_text("已记录").is_visible()
    row = Visit.objects.get(person="示例干部99")
    assert (row.visited_on, row.found) == (DAY, "协调用电")


def test_the_pages_are_accessible(sign_in, live_server, full):
    page = sign_in("fagai")
    wrong: dict[str, object] = {}
    owner = names(Project.objects.all())[0]["owner"]
    visit = full.visits.first()
    paths = {
        "sheet": f"/projects/{full.code}/",
        "visits": "/visits/",
        "person": f"/visits/?kind=leader&person={full.county_leader}",
        "project": f"/visits/project/{full.code}/",
        "visit": f"/visits/{visit.pk}/change/",
        "enterprises": "/projects/enterprises/",
        "enterprise": f"/projects/enterprises/?owner={owner}",
    }
    for name, path in paths.items():
        page.goto(live_server.url + path)
        for size, window in SIZES.items():
            page.set_viewport_size(window)
            if found := violations(page):
                wrong[f"{name} {size}"] = found
            if (wide := sideways(page)) > 0:
                wrong[f"{name} {size} too wide"] = wide
    assert wrong == {}
