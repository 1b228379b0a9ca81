"""A leader's visit on a phone: three taps and one text, and the problem is on the list, 三（二）."""

import pytest
from playwright.sync_api import expect

from projects.models import Project, Visit, VisitProblem
from tests.e2e.conftest import DAY, PHONE, sideways, violations

pytestmark = pytest.mark.e2e
WORDS = "示例：临时用电还没有接通"


@pytest.fixture
def project(demo):
    """The demonstration's leader has it to visit."""
    row = Project.objects.filter(completed_on=None).order_by("code").first()
    Project.objects.filter(pk=row.pk).update(county_leader="示例县领导甲")
    return row


def test_three_taps_and_one_text_record_a_visit_with_its_problem(
    sign_in, live_server, project, request
):
    page = sign_in("lingdao")
    page.set_viewport_size(PHONE)
    page.goto(f"{live_server.url}/visits/")
    own = page.locator("main").get_by_role("link", name=project.name, exact=True).first
    assert sideways(page) == 0
    own.click()  # tap 1
    page.get_by_label("了解和解决的问题").fill(WORDS)  # the text
    page.get_by_label("其中有问题需要交办").check()  # tap 2
    assert sideways(page) == 0
    page.get_by_role("button", name="记录").click()  # tap 3
    expect(page.get_by_text("发现的问题待组织部或发改局交办")).to_be_visible()
    row = Visit.objects.get(found=WORDS)
    assert (row.project, row.visited_on, row.kind) == (project, DAY, "leader")
    page.goto(f"{live_server.url}/visits/problems/")
    expect(page.locator("main").get_by_role("link", name=WORDS)).to_be_visible()
    assert (sideways(page), violations(page)) == (0, [])
    page.locator("main").get_by_role("link", name=WORDS).click()
    assert page.url.endswith(VisitProblem.objects.get(text=WORDS).get_absolute_url())
