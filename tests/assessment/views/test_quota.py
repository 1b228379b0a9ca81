import re
from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from io import StringIO

import pytest
from django.core.management import call_command
from django.http import QueryDict
from django.test import RequestFactory

from assessment.choices import ANNEX_BANDS, Annex, QuotaBand
from assessment.completion import completion
from assessment.models import Policy, Quota
from assessment.quota_tables import annex_tables, lead_text
from projects.choices import Layer, Role
from projects.filters import ProjectFilter
from projects.models import Project, Unit
from tests.factories import make_project, make_unit, make_user

pytestmark = pytest.mark.django_db
URL = "/quota/2023/"
JUNE = {"day": "2023-06-30"}
AMOUNTS = [Decimal(a) for a in ("499.99", "500", "9999.99", "10000", "100000", "500000", "1000000")]
LINK = re.compile(r'<a href="/projects/\?([^"]+)">([0-9]+)(?:（计[0-9]+）)?</a>')


@pytest.fixture
def ledger():
    """Both annexes, and projects of every band around the year's ends, spread over the units."""
    call_command("load_annexes", stdout=StringIO())
    units = list(Unit.objects.all())
    first = date(2022, 12, 20)
    for i in range(120):
        on = first + timedelta(days=i * 2)
        make_project(
            unit=units[i * 7 % 40],
            total_investment=AMOUNTS[i % len(AMOUNTS)],
            is_industrial=i % 3 > 0,
            started_on=on if i % 4 else None,
            planned_on=on - timedelta(days=9) if i % 5 else None,
        )


def links(page: str) -> list[tuple[str, int]]:
    return [(unescape(query), int(number)) for query, number in LINK.findall(page)]


def listed(query: str, user) -> int:
    request = RequestFactory().get("/projects/")
    request.user = user
    found = ProjectFilter(QueryDict(query), Project.objects.visible_to(user), request=request)
    assert found.form.is_valid(), found.form.errors
    return found.qs.count()


@pytest.mark.parametrize("role", [Role.DRC, Role.UNIT])
def test_every_number_is_the_number_of_projects_behind_it(ledger, client, role):
    user = make_user(role, Unit.objects.get(number=8) if role is Role.UNIT else None)
    client.force_login(user)
    numbers = links(client.get(URL, JUNE).content.decode())
    assert len(numbers) > (150 if role is Role.DRC else 3)
    for query, number in numbers:
        assert listed(query, user) == number, query


def test_the_page_shows_what_completion_reckons(ledger, client):
    client.force_login(make_user(Role.LEADER))
    shown = client.get(URL, JUNE).context["tables"]
    table = completion(2023, date(2023, 6, 30))
    for annex in shown:
        lines = [line for section in annex.sections for line in section.lines]
        units = [line for line in lines if not line.css]
        for line, row in zip(units, table.rows, strict=True):
            expected = [str(row.cells[annex.annex, b].done) for b in ANNEX_BANDS[annex.annex]]
            assert [cell.done for cell in line.cells] == expected
        assert [line.label for line in lines if line.css] == ["镇街园区小计", "部门企业小计"]
        assert annex.total.label == "合计"


def test_the_printed_total_stands_beside_a_sum_that_differs(ledger):
    start, planning = annex_tables(completion(2023, date(2023, 6, 30)), sums=True)
    notes = [cell.task_note for cell in start.total.cells]
    assert notes == ["", "", "印发合计243", ""]
    assert not any(cell.task_note for cell in planning.total.cells)


def test_a_correction_and_a_carried_surplus_are_said():
    unit = make_unit(number=1)
    Quota.objects.create(
        year=2023, annex=Annex.START, unit=unit, band=QuotaBand.OVER_5M, printed=5, correction=2,
        correction_reason="与合计相符", corrected_at="2023-04-01T00:00+08:00",
    )  # fmt: skip
    Policy.objects.create(year=2023, carry_surplus_down=True)
    make_project(unit=unit, started_on=date(2023, 1, 1))
    [start, _] = annex_tables(completion(2023, date(2023, 6, 30)), sums=True)
    cell = start.sections[0].lines[0].cells[2]
    assert (cell.task, cell.task_note, cell.done, cell.rate) == ("2", "印发5", "0（计1）", "50.0%")


def test_a_unit_sees_itself_and_its_place(ledger, client):
    unit = Unit.objects.get(number=1)
    client.force_login(make_user(Role.UNIT, unit))
    response = client.get(URL, JUNE)
    page = response.content.decode()
    assert "八仙桥街道" not in page
    assert "小计" not in page
    assert "/annexes/" not in page
    [section] = response.context["tables"][0].sections
    assert section.lines[0].rank.endswith(f"/{Unit.objects.filter(layer=Layer.TOWN_PARK).count()}")


@pytest.mark.parametrize(
    ("query", "day"),
    [
        pytest.param({"day": "2023-06-30"}, date(2023, 6, 30), id="day"),
        pytest.param({"month": "2023-02"}, date(2023, 2, 28), id="month"),
        pytest.param({"day": "2024-03-01"}, date(2023, 12, 31), id="after-the-year"),
    ],
)
def test_the_day_is_chosen(ledger, client, query, day):
    client.force_login(make_user())
    assert client.get(URL, query).context["day"] == day


@pytest.mark.parametrize(
    ("query", "message"),
    [
        pytest.param({"day": "2023-02-30"}, "“2023-02-30”不是存在的日期", id="no-such-day"),
        pytest.param({"day": "四月"}, "“四月”不是日期", id="word"),
        pytest.param({"month": "2023-13"}, "“2023-13”不是存在的月份", id="no-such-month"),
        pytest.param({"day": "2998-01-01"}, "还没有到", id="future"),
    ],
)
def test_a_wrong_day_says_what_to_fill_in(ledger, client, query, message):
    client.force_login(make_user())
    assert message in client.get(URL, query).content.decode()


def test_a_year_without_quotas_says_so(ledger, client):
    client.force_login(make_user())
    response = client.get("/quota/2030/")
    assert response.status_code == 200
    html = response.content.decode()
    assert "2030年没有任务指标" in html
    assert f'<a href="{URL}">2023年</a>' in html
    assert "序时进度" not in html
    assert client.get("/quota/0001/").status_code == 404


@pytest.mark.parametrize(
    ("lead", "text"),
    [
        pytest.param(None, "—", id="no-quota"),
        pytest.param(0, "持平", id="level"),
        pytest.param(3.25, "+3.2 领先", id="ahead"),
        pytest.param(-0.5, "−0.5 落后", id="behind"),
    ],
)
def test_lead_by_sign_and_word(lead, text):
    assert lead_text(lead) == text


@pytest.mark.parametrize("projects", [3, 60])
def test_the_number_of_queries_is_fixed(client, projects, django_assert_num_queries):
    call_command("load_annexes", stdout=StringIO())
    for _ in range(projects):
        make_project(started_on=date(2023, 1, 1))
    client.force_login(make_user())
    with django_assert_num_queries(9):
        client.get(URL, JUNE)


def test_the_page_stays_light_however_many_numbers_it_links(client):
    call_command("load_annexes", stdout=StringIO())
    day = date(2023, 1, 5)
    for unit in Unit.objects.all():
        for amount in AMOUNTS[1:]:
            make_project(
                unit=unit,
                total_investment=amount,
                is_industrial=True,
                started_on=day,
                planned_on=day,
            )
    client.force_login(make_user(Role.DRC))
    answer = client.get(URL, JUNE)
    linked = len(links(answer.content.decode()))
    columns = sum(map(len, ANNEX_BANDS.values()))
    assert linked == (40 + 3) * columns
    assert len(answer.content) <= 95 * 1024
