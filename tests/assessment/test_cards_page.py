"""/cards/<month>/ and the cards command."""

import csv
import io
import json
from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessment.cards.engine import assess
from assessment.models.runs import RunKind
from projects.choices import Layer, Role
from projects.models import ProjectType
from projects.periods import Month
from tests.factories import make_average, make_month, make_plan, make_project, make_unit, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.once]
APRIL = Month(2023, 4)


@pytest.fixture
def projects():
    """Three: red for its start, yellow for its progress, and one with nothing due."""
    late = make_project("L-1", name="迟开工", start_due=date(2023, 1, 31))
    slow = make_project(
        "S-1", name="慢进度", start_due=date(2023, 1, 1), started_on=date(2023, 1, 1),
        unit=make_unit("县水利局", layer=Layer.DEPARTMENT), project_type=ProjectType.objects.create(name="民生"),
    )  # fmt: skip
    calm = make_project("=C-1", name="无时限", unit=late.unit)
    make_plan(slow, 2023, 1000)
    make_month(slow, "2023-03", 100)
    make_average("2023-04", 33.5, slow.project_type)
    assess(date(2023, 4, 30), kind=RunKind.COMMAND)
    return late, slow, calm


def page(client, user, month=APRIL, **query):
    client.force_login(user)
    return client.get(reverse("cards", args=[month]), query)


def codes(answer) -> list[tuple[str, str]]:
    return [(line.card.project.code, line.rule) for line in answer.context["page"].lines]


def test_worst_first_with_the_sentence(projects, client):
    answer = page(client, make_user(Role.LEADER))
    assert codes(answer)[:3] == [("L-1", "开工牌"), ("S-1", "进度牌"), ("S-1", "开工牌")]
    text = answer.content.decode()
    assert (
        "1—4月累计完成 100.00 万元，占年度计划 1,000.00 万元的 10.00%，低于全市民生类平均进度 33.50%"
        in text
    )
    assert reverse("project", args=["S-1"]) in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        pytest.param({"colour": "red"}, [("L-1", "开工牌")], id="colour"),
        pytest.param({"colour": "none", "rule": "start"}, [("=C-1", "开工牌")], id="no-card"),
        pytest.param({"rule": "progress", "type": "民生"}, [("S-1", "进度牌")], id="type"),
        pytest.param({"reason": "below_average"}, [("S-1", "进度牌")], id="reason"),
        pytest.param({"layer": "department", "colour": "green"}, [("S-1", "开工牌")], id="layer"),
        pytest.param({"q": "迟", "rule": "start"}, [("L-1", "开工牌")], id="name"),
        pytest.param({"q": "s-1", "rule": "start"}, [("S-1", "开工牌")], id="code"),
        pytest.param({"unit": "县水利局", "rule": "start"}, [("S-1", "开工牌")], id="unit"),
        pytest.param({"colour": "blue"}, [], id="wrong-value"),
    ],
)
def test_filters(projects, client, query, found):
    _, slow, _ = projects
    keys = {"民生": slow.project_type_id, "县水利局": slow.unit_id}
    answer = page(
        client, make_user(), **{name: keys.get(value, value) for name, value in query.items()}
    )
    assert codes(answer) == found


def test_tiles_count_the_month(projects, client):
    answer = page(client, make_user(), colour="red")
    rows = {rule.code: [tile.number for tile in tiles] for rule, tiles in answer.context["rows"]}
    assert rows == {"start": [1, 0, 1, 1], "progress": [0, 1, 0, 2]}
    assert answer.context["total"] == 1


def test_a_clerk_sees_own_projects_without_other_units(projects, client):
    late, slow, _ = projects
    answer = page(client, make_user(Role.UNIT, slow.unit))
    assert {code for code, _ in codes(answer)} == {"S-1"}
    assert "unit" not in answer.context["form"].fields
    other = page(client, make_user(Role.UNIT, slow.unit), unit=late.unit_id)
    assert {code for code, _ in codes(other)} == {"S-1"}


@pytest.mark.parametrize("role", [Role.SYSADMIN])
def test_no_figures_for_the_system_administrator(projects, client, role):
    assert page(client, make_user(role)).status_code == 403


def test_a_month_without_cards_says_what_to_do(projects, client):
    assert "去评定" in page(client, make_user(), Month(2024, 1)).content.decode()
    assert "去评定" not in page(client, make_user(Role.LEADER), Month(2024, 1)).content.decode()


def test_pages_meet_without_gap_or_double(projects, client):
    for number in range(60):
        make_project(f"N-{number:02d}")
    assess(date(2023, 4, 30), kind=RunKind.COMMAND)
    user = make_user()
    seen, query, first = [], {}, None
    while True:
        answer = page(client, user, **query)
        seen += codes(answer)
        first = first or codes(answer)
        shown = answer.context["page"]
        if not shown.next:
            break
        query = {"after": shown.next}
    assert (len(seen), len(set(seen))) == (126, 126)
    back = page(client, user, before=shown.previous).context["page"]
    back = page(client, user, before=back.previous)
    assert codes(back) == first
    assert back.context["page"].previous == ""


@pytest.mark.parametrize("place", ["x", "3-", "-1", "٣-1", "3-99999999999999999999999"])
def test_a_wrong_place_does_not_break_the_page(projects, client, place):
    assert page(client, make_user(), after=place).status_code == 200


def test_queries_do_not_grow(projects, client, django_assert_num_queries):
    user = make_user()
    page(client, user)
    with CaptureQueriesContext(connection) as few:
        page(client, user)
    for number in range(40):
        make_project(f"N-{number:02d}", unit=make_unit())
    assess(date(2023, 4, 30), kind=RunKind.COMMAND)
    with django_assert_num_queries(len(few)):
        page(client, user)


def test_json_of_the_month(projects, capsys):
    call_command("cards", "2023-04")
    rows = {(row["project"], row["rule"]): row for row in json.loads(capsys.readouterr().out)}
    assert len(rows) == 6
    assert rows["L-1", "start"] == {
        "project": "L-1", "rule": "start", "month": "2023-04", "colour": "red", "reason": "late_red",
        "final": False, "start_due": "2023-01-31", "started_on": None, "late_days": 89,
        "late_months": 3, "first_start_due": "2023-01-31", "first_colour": "red",
    }  # fmt: skip
    assert rows["S-1", "progress"] == {
        "project": "S-1", "rule": "progress", "month": "2023-04", "colour": "yellow",
        "reason": "below_average", "final": False, "done": 100.0, "plan": 1000.0, "rate": 10.0,
        "average": 33.5, "missing_report": True, "run": 1,
    }  # fmt: skip
    assert rows["L-1", "progress"]["plan"] is None
    assert rows["L-1", "progress"]["rate"] is None


def test_csv_is_safe_in_a_spreadsheet(projects, capsys):
    call_command("cards", "2023-04", "--format", "csv")
    out = capsys.readouterr().out
    assert out.startswith("\ufeffproject,rule,month,colour,")
    rows = list(csv.DictReader(io.StringIO(out.removeprefix("\ufeff"))))
    assert [row["project"] for row in rows][:2] == ["'=C-1", "'=C-1"]
    assert {row["final"] for row in rows} == {"false"}


def test_a_month_never_assessed(projects, capsys):
    call_command("cards", "2020-01")
    out, err = capsys.readouterr()
    assert json.loads(out) == []
    assert err == "2020年1月还没有评定过，请先执行 assess\n"
