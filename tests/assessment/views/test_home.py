from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from assessment.bulletin.build import build
from assessment.cards.engine import assess
from assessment.models.runs import RunKind
from projects.choices import Role
from projects.models import Suspension, Unit
from projects.periods import Month
from tests.factories import make_project, make_unit, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.once]
DAY = date(2023, 11, 30)
QUERIES = {Role.DRC: 15, Role.UNIT: 15}


@pytest.fixture
def annexes(settings):
    settings.FIXED_TODAY = DAY
    call_command("load_annexes", stdout=StringIO())


def home(client, role, unit=None):
    client.force_login(make_user(role, unit=unit))
    return client.get("/")


@pytest.mark.parametrize("role", QUERIES)
def test_queries_do_not_grow(client, annexes, role, django_assert_num_queries):
    unit = Unit.objects.first()
    client.force_login(make_user(role, unit=unit if role == Role.UNIT else None))
    for number in (1, 40):
        for _ in range(number):
            make_project(unit=unit, start_due=date(2023, 1, 1), started_on=date(2023, 6, 1))
        assess(DAY, kind=RunKind.COMMAND)
        with django_assert_num_queries(QUERIES[role]):
            assert client.get("/").status_code == 200


def test_a_unit_without_projects_is_told_where_to_begin(client, annexes):
    html = home(client, Role.UNIT, Unit.objects.first()).content.decode()
    assert "本单位还没有项目" in html


def test_a_unit_without_quotas_still_has_a_page(client, annexes):
    unit = make_unit("新单位", number=99)
    assert "本单位没有本年度任务" in home(client, Role.UNIT, unit).content.decode()


def test_the_county_begins_with_an_import(client, annexes):
    html = home(client, Role.DRC).content.decode()
    assert "台账里还没有项目" in html
    assert "尚未评定" in html


def test_an_empty_ledger_sends_only_those_to_the_import_who_may(client, annexes):
    for role, sent in ((Role.DRC, True), (Role.LEADER, False), (Role.STATISTICS, False)):
        html = home(client, role).content.decode()
        assert "台账里还没有项目" in html
        assert ("去导入" in html) is sent


def test_a_unit_s_starts_that_are_due_are_those_of_the_list_and_of_the_bulletin(client, annexes):
    unit = Unit.objects.first()
    make_project("DUE", unit=unit, start_due=DAY)
    make_project("LATER", unit=unit, start_due=date(2023, 12, 1))
    still = make_project("STILL", unit=unit, start_due=date(2023, 9, 1))
    ended = make_project("ENDED", unit=unit, start_due=date(2023, 9, 1))
    for project, kind in ((still, "suspended"), (ended, "ended")):
        Suspension.objects.create(
            project=project, kind=kind, from_on=date(2023, 10, 1), reason="资金未到位"
        )
    assess(DAY, kind=RunKind.COMMAND)
    page = home(client, Role.UNIT, unit).context
    listed = client.get(page["overdue_url"]).context["totals"].count
    starts = next(t for t in build(Month.of(DAY)).tables if t.name == "附表1开工任务")
    titles = [column.title for column in starts.columns]
    row = next(row.values for row in starts.rows if unit.name in row.values)
    assert (page["overdue"], listed, row[titles.index("应开未开")]) == (1, 1, 1)
