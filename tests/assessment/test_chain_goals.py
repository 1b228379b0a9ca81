from datetime import date

import pytest
from django.urls import reverse

from assessment.chain_goals import chain_lines, tier_lines
from assessment.choices import Annex
from assessment.models import Goal
from projects.choices import ChainTier, Role
from projects.models import IndustryChain
from tests.factories import make_project, make_unit, make_user

pytestmark = pytest.mark.django_db
DAY = date(2023, 6, 30)


@pytest.fixture
def chain(db):
    for key, target in (("leading", 40), ("key", 25), ("other", 12)):
        goal = {"year": 2023, "annex": Annex.PLANNING, "key": key, "target": target}
        Goal.objects.create(**goal, clause="二（一）2")
    return IndustryChain.objects.create(name="新材料", tier=ChainTier.LEADING)


@pytest.mark.parametrize(
    ("fields", "done"),
    [
        pytest.param({"planned_on": date(2023, 1, 1)}, 1, id="new-year"),
        pytest.param({"planned_on": date(2022, 12, 31)}, 0, id="the-year-before"),
        pytest.param({"planned_on": DAY}, 1, id="on-the-day"),
        pytest.param({"planned_on": date(2023, 7, 1)}, 0, id="the-day-after"),
        pytest.param({"planned_on": DAY, "total_investment": "499.99"}, 0, id="below-500"),
        pytest.param({}, 0, id="not-passed"),
    ],
)
def test_what_counts(chain, fields, done):
    make_project(chain=chain, unit=make_unit(), **fields)
    assert [(line.target, line.done) for line in tier_lines(2023, DAY)] == [
        (40, done),
        (25, 0),
        (12, 0),
    ]
    assert chain_lines(2023, DAY)[0].done == done


def test_the_rate_is_held_against_the_goal_and_none_without(chain):
    unit = make_unit()
    for _ in range(10):
        make_project(chain=chain, unit=unit, planned_on=DAY)
    assert tier_lines(2023, DAY)[0].rate == 25
    assert tier_lines(2024, date(2024, 1, 1))[0].rate is None


def test_a_chain_s_waiting_projects(chain):
    unit = make_unit()
    make_project(chain=chain, unit=unit)
    make_project(chain=chain, unit=unit, started_on=DAY)
    IndustryChain.objects.create(name="空链", tier=ChainTier.OTHER)
    assert [(line.name, line.waiting) for line in chain_lines(2023, DAY)] == [
        ("新材料", 1),
        ("空链", 0),
    ]


def test_every_number_opens_its_projects(client, chain, settings):
    settings.FIXED_TODAY = DAY
    make_project("A1", chain=chain, unit=make_unit(), planned_on=DAY)
    make_project("A2", unit=make_unit(), planned_on=DAY)
    client.force_login(make_user(Role.LEADER), backend="projects.auth.RoleBackend")
    assert "二（一）2" in client.get(reverse("planning-chains")).content.decode()
    for line in (tier_lines(2023, DAY)[0], chain_lines(2023, DAY)[0]):
        html = client.get(line.url).content.decode()
        assert "A1" in html
        assert "A2" not in html
