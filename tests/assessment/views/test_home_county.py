"""The first page over a demonstration that all these tests share."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from assessment.cards.engine import assess
from assessment.demo.ledger import load_demo
from assessment.models.runs import RunKind
from projects.choices import Role
from projects.models import Unit
from tests.factories import make_user

pytestmark = pytest.mark.django_db
DAY = date(2023, 11, 30)


def write_demo() -> None:
    call_command("load_annexes", stdout=StringIO())
    load_demo(day=DAY, projects=60, seed=3)
    assess(DAY, kind=RunKind.COMMAND)


@pytest.fixture(scope="module")
def stored(shared_rows):
    shared_rows(write_demo, FIXED_TODAY=DAY)


@pytest.fixture
def demo(stored, settings):
    settings.FIXED_TODAY = DAY


def home(client, role, unit=None):
    client.force_login(make_user(role, unit=unit))
    return client.get("/")


@pytest.mark.parametrize("role", [Role.DRC, Role.LEADER, Role.FINANCE, Role.AUDITOR])
def test_the_county_s_readers_see_the_county(client, demo, role):
    html = home(client, role).content.decode()
    for part in (
        "全县总览",
        "数据截至 2023年11月30日，评定于",
        "315",
        "540",
        "项目全链条",
        "未报送",
    ):
        assert part in html


def test_every_number_agrees_with_its_list(client, demo):
    response = home(client, Role.LEADER)
    context, html = response.context, response.content.decode()

    def listed(url: str) -> int:
        found = client.get(url).context
        return found["totals"].count if "totals" in found else found["total"]

    for goal in context["goals"]:
        assert (goal.label, listed(goal.url)) == (goal.label, goal.done)
    for step in context["steps"].steps:
        assert (step.stage, listed(step.standing_url)) == (step.stage, step.standing)
        if step.reached is not None:
            assert (step.stage, listed(step.reached_url)) == (step.stage, step.reached)
    for lines in context["cards"].values():
        for line in lines:
            assert (line.url, listed(line.url)) == (line.url, line.now)
    for units in context["lagging"].values():
        for item in units:
            assert (item.red_url, listed(item.red_url)) == (item.red_url, item.red)
            assert (item.missing_url, listed(item.missing_url)) == (item.missing_url, item.missing)
            assert item.missing_url.replace("&", "&amp;") in html
    for unit, number, url in context["missing"]:
        assert (unit, listed(url)) == (unit, number)
    assert listed(context["missing_url"]) == context["missing_total"]
    proposals = client.get(reverse("proposals")).context
    assert context["supervision"].proposals == proposals["page"].paginator.count > 0
    assert listed(context["red_url"]) == context["red"] > 0


def test_a_unit_sees_its_own_standing(client, demo):
    unit = Unit.objects.get(name="文庙街道")
    response = home(client, Role.UNIT, unit)
    html = response.content.decode()
    assert "接下来要做" in html
    assert "导入工作簿" in html
    assert [item.size for item in response.context["standings"]] == [16, 16]
    for item in response.context["standings"]:
        for line in item.lines:
            assert client.get(line.url).context["totals"].count == line.cell.done
    assert "全县总览" not in html
    assert "八仙桥街道" not in html


def test_the_system_administrator_sees_accounts_and_no_figures(client, demo):
    html = home(client, Role.SYSADMIN).content.decode()
    assert "管理账号" in html
    assert "315" not in html
    assert "示例文庙街道" not in html


@pytest.mark.parametrize(
    ("role", "own", "reads_all"),
    [
        pytest.param(Role.FINANCE, {"/rewards/2023/", "/resources/"}, False, id="finance"),
        pytest.param(Role.ORGANISATION, {"/visits/"}, False, id="organisation"),
        pytest.param(Role.LEADER, set(), True, id="leader"),
    ],
)
def test_a_co_lead_finds_its_subjects_and_no_closed_door(client, demo, role, own, reads_all):
    html = home(client, role).content.decode()
    assert ("本部门业务" in html) is bool(own)
    for url in own:
        assert f'href="{url}"' in html
    for closed in ("/review/2023-10/", "/annexes/2023/"):
        assert (f'href="{closed}"' in html) is reads_all
