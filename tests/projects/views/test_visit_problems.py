"""A visit in under a minute, and the page of the problem that it found."""

from datetime import date
from html.parser import HTMLParser

import pytest
from django.urls import reverse

from projects.choices import Role
from projects.choices.guarantees import ProblemState
from projects.models import Visit, VisitProblem
from tests.factories import make_project, make_unit, make_user

pytestmark = pytest.mark.django_db
DAY = date(2023, 4, 20)
# A tap a second and half, three characters a second: what a person on site needs at most.
SECONDS_A_TAP, CHARACTERS_A_SECOND = 1.5, 1.0


@pytest.fixture
def project(settings):
    settings.FIXED_TODAY = DAY
    return make_project("A-1", name="甲厂", unit=make_unit("甲镇"), county_leader="张县长")


@pytest.fixture
def leader(project):
    return make_user(Role.LEADER, name="张县长")


class Fields(HTMLParser):
    """The fields of the visit's form as a browser would send them untouched."""

    def __init__(self) -> None:
        super().__init__()
        self.inside, self.values = False, {}

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self.inside = given.get("aria-label") == "记录走访"
        if (
            self.inside
            and tag in {"input", "textarea"}
            and given.get("type") not in {"checkbox", "file"}
        ):
            self.values[given.get("name")] = given.get("value") or ""


def test_a_leader_s_visit_takes_three_taps_and_one_text(client, project, leader):
    client.force_login(leader)
    board = client.get(reverse("visits")).content.decode()
    address = reverse("visits-project", args=["A-1"])
    assert f'href="{address}"' in board  # tap 1: its own project, without a search
    fields = Fields()
    fields.feed(client.get(address).content.decode())
    assert fields.values["visited_on"] == "2023-04-20"
    words = "查看主体施工，协调临时用电"  # tap 2: the one text
    answer = client.post(address, fields.values | {"found": words})  # tap 3: the button
    assert answer.status_code == 302
    visit = Visit.objects.get()
    assert (visit.project, visit.person, visit.visited_on, visit.found) == (
        project, "张县长", DAY, words
    )  # fmt: skip
    assert 3 * SECONDS_A_TAP + len(words) / CHARACTERS_A_SECOND < 60


def test_a_clerk_finds_its_projects_and_a_cadre_preset(client, project):
    client.force_login(make_user(Role.UNIT, project.unit))
    assert reverse("visits-project", args=["A-1"]) in client.get(reverse("visits")).content.decode()
    form = client.get(reverse("visits-project", args=["A-1"])).context["visit_form"]
    assert form.initial["kind"] == "cadre"


def test_what_waits_stands_before_what_was_visited(client, project, leader):
    make_project("B-1", unit=project.unit, county_leader="张县长")
    Visit.objects.create(project=project, visited_on=DAY, kind="leader", person="张县长")
    client.force_login(leader)
    charges = client.get(reverse("visits")).context["chosen"].charges
    assert [charge.project.code for charge in charges] == ["B-1", "A-1"]


@pytest.mark.parametrize(("found", "status"), [("没有电", 302), ("", 400)], ids=["words", "none"])
def test_a_tick_makes_it_a_problem_with_words(client, project, leader, found, status):
    client.force_login(leader)
    data = {"version": 0, "visited_on": "2023-04-20", "found": found, "problem": "on"}
    assert client.post(reverse("visits-project", args=["A-1"]), data).status_code == status
    assert VisitProblem.objects.count() == (status == 302)


def test_from_assignment_to_the_enterprise_s_word(client, project):
    visit = Visit.objects.create(project=project, visited_on=DAY, kind="leader", person="张县长")
    row = VisitProblem.objects.create(project=project, visit=visit, text="没有电")
    url, keeper = row.get_absolute_url(), make_user(Role.ORGANISATION)
    clerk = make_user(Role.UNIT, project.unit)

    def post(user, **data):
        client.force_login(user)
        return client.post(url, data)

    assign = {"what": "assign", "unit": project.unit_id, "limit_on": "2023-05-01"}
    assert post(clerk, version=1, **assign).status_code == 403
    assert post(keeper, version=1, **assign).status_code == 302
    assert "已交办甲镇，请在 2023-05-01 前解决并报送" in client.get(url).content.decode()
    assert post(clerk, what="solve", version=2, solution="接通").status_code == 302
    assert "已报送解决情况，待组织部或发改局联系企业确认" in client.get(url).content.decode()
    said = {"what": "confirm", "move": "confirm", "contact": "李经理", "phone": "138"}
    assert post(keeper, version=2, **said).status_code == 409
    assert post(keeper, version=3, **(said | {"phone": ""})).status_code == 400
    assert post(keeper, version=3, **said).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.confirmed_by) == (ProblemState.CONFIRMED, keeper)
    html = client.get(url).content.decode()
    assert "李经理 138" in html
    assert "企业已确认（李经理），问题销号" in html


def test_sent_back_says_whose_turn_it_is(client, project):
    visit = Visit.objects.create(project=project, visited_on=DAY, kind="leader", person="张县长")
    row = VisitProblem.objects.create(
        project=project, visit=visit, text="没有电", state=ProblemState.SOLVED,
        unit=project.unit, limit_on=date(2023, 5, 1), solution="接通", solved_on=DAY,
    )  # fmt: skip
    client.force_login(make_user(Role.ORGANISATION))
    said = {"what": "confirm", "move": "send_back", "contact": "李经理", "phone": "138",
            "opinion": "电压不够", "version": 1}  # fmt: skip
    html = client.post(row.get_absolute_url(), said, follow=True).content.decode()
    assert "企业不认可，已退回甲镇重新办理，时限仍是 2023-05-01" in html
