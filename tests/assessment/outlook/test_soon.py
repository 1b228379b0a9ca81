"""The first pages: what turns within thirty days, and a unit's next starts."""

from datetime import date, timedelta

import pytest

from assessment.models import Policy
from assessment.outlook.lines import SOON
from assessment.outlook.reading import month_ahead, outlooks
from assessment.outlook.soon import next_starts, start_turns
from projects.choices import Role
from projects.models import Project, Suspension
from tests.factories import make_project, make_unit, make_user

pytestmark = pytest.mark.django_db
DAY = date(2023, 4, 20)


@pytest.mark.parametrize(
    "policy",
    [
        pytest.param({}, id="the-text"),
        pytest.param({"at_red_limit": "yellow"}, id="two-months-yellow"),
        pytest.param({"under_yellow_limit": "yellow"}, id="yellow-at-once"),
        pytest.param({"yellow_after_months": 2, "red_after_months": 5}, id="longer-limits"),
    ],
)
def test_as_many_turn_as_the_list_names(policy):
    """A start due on any day around: the counts are those of the whole forecast."""
    Policy.objects.create(year=2023, **policy)
    for offset in range(-190, 60):
        make_project(start_due=DAY + timedelta(days=offset))
    found = outlooks(make_user(Role.DRC), DAY, month_ahead(DAY))
    soon = DAY + timedelta(days=SOON)
    firsts = [one.turns[0] for one in found if one.turns and one.turns[0].on <= soon]
    listed = {
        name: sum(turn.colour.code == name.removeprefix("turns_") for turn in firsts)
        for name in ("turns_yellow", "turns_red")
    }
    counted = {name: Project.objects.filter(on).count() for name, on in start_turns(DAY).items()}
    assert counted == listed
    assert sum(counted.values()) > SOON


def test_started_and_suspended_projects_do_not_turn():
    make_project(start_due=DAY, started_on=DAY)
    stopped = make_project(start_due=DAY)
    Suspension.objects.create(project=stopped, kind="suspended", from_on=DAY, reason="-")
    assert not Project.objects.filter(start_turns(DAY)["turns_yellow"]).exists()


def test_a_unit_s_next_starts_by_date(django_assert_num_queries):
    unit = make_unit("甲镇")
    for code, due in (("B", date(2023, 5, 1)), ("A", date(2023, 4, 20)), ("C", date(2023, 6, 1))):
        make_project(code, unit=unit, start_due=due)
    make_project("D", unit=unit)
    make_project("E", unit=make_unit("乙镇"), start_due=DAY)
    clerk = make_user(Role.UNIT, unit)
    with django_assert_num_queries(2):
        lines = next_starts(clerk, DAY, 2)
    assert [(line.project.code, line.act_by) for line in lines] == [
        ("A", DAY), ("B", date(2023, 5, 1)),
    ]  # fmt: skip
    assert "就是今天" in lines[0].action
    assert "还有 11 天" in lines[1].action
