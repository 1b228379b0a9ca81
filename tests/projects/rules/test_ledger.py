"""Bands and stages; the same cases through Python and through the database."""

from decimal import Decimal

import pytest

from projects.choices import Band, Stage
from projects.models import Project
from projects.rules.ledger import Milestones, band_of, stage_of
from tests.factories import day, make_project

BANDS = [
    pytest.param("0", Band.BELOW, id="nothing"),
    pytest.param("499.99", Band.BELOW, id="just-below-500"),
    pytest.param("500", Band.OVER_5M, id="exactly-500"),
    pytest.param("9999.99", Band.OVER_5M, id="just-below-1-yi"),
    pytest.param("10000", Band.OVER_100M, id="exactly-1-yi"),
    pytest.param("99999.99", Band.OVER_100M, id="just-below-10-yi"),
    pytest.param("100000", Band.OVER_1B, id="exactly-10-yi"),
    pytest.param("499999.99", Band.OVER_1B, id="just-below-50-yi"),
    pytest.param("500000", Band.OVER_5B, id="exactly-50-yi"),
    pytest.param("999999.99", Band.OVER_5B, id="just-below-100-yi"),
    pytest.param("1000000", Band.OVER_10B, id="exactly-100-yi"),
    pytest.param("99999999.99", Band.OVER_10B, id="the-most"),
]

PLANNED = {"planned_on": day("2023-01-10")}
SIGNED = PLANNED | {"signed_on": day("2023-02-10")}
STARTED = SIGNED | {"started_on": day("2023-03-15")}
COMPLETED = STARTED | {"completed_on": day("2023-09-20")}
IN_PRODUCTION = COMPLETED | {"in_production_on": day("2023-10-05")}
ENROLLED = IN_PRODUCTION | {"enrolled_on": day("2023-11-01")}

STAGES = [
    pytest.param({}, "2023-06-30", Stage.NONE, id="nothing-yet"),
    pytest.param(PLANNED, "2023-01-09", Stage.NONE, id="day-before-planned"),
    pytest.param(PLANNED, "2023-01-10", Stage.PLANNED, id="day-of-planned"),
    pytest.param(SIGNED, "2023-02-09", Stage.PLANNED, id="day-before-signed"),
    pytest.param(SIGNED, "2023-02-10", Stage.SIGNED, id="day-of-signed"),
    pytest.param(STARTED, "2023-03-14", Stage.SIGNED, id="day-before-start"),
    pytest.param(STARTED, "2023-03-15", Stage.STARTED, id="day-of-start"),
    pytest.param(STARTED, "2023-03-31", Stage.STARTED, id="end-of-its-month"),
    pytest.param(STARTED, "2023-04-01", Stage.UNDER_WAY, id="month-after-start"),
    pytest.param(STARTED, "2024-03-15", Stage.UNDER_WAY, id="same-month-of-next-year"),
    pytest.param(COMPLETED, "2023-09-19", Stage.UNDER_WAY, id="day-before-completed"),
    pytest.param(COMPLETED, "2023-09-20", Stage.COMPLETED, id="day-of-completed"),
    pytest.param(IN_PRODUCTION, "2023-10-04", Stage.COMPLETED, id="day-before-production"),
    pytest.param(IN_PRODUCTION, "2023-10-05", Stage.IN_PRODUCTION, id="day-of-production"),
    pytest.param(ENROLLED, "2023-10-31", Stage.IN_PRODUCTION, id="day-before-enrolled"),
    pytest.param(ENROLLED, "2023-11-01", Stage.ENROLLED, id="day-of-enrolled"),
    pytest.param(
        STARTED | {"enrolled_on": day("2023-04-20")},
        "2023-05-31",
        Stage.ENROLLED,
        id="enrolled-while-building",
    ),
    pytest.param(
        {"started_on": day("2023-03-15")}, "2023-03-20", Stage.STARTED, id="never-planned"
    ),
]


@pytest.mark.parametrize(("total", "band"), BANDS)
def test_band(total, band):
    assert band_of(Decimal(total)) is band


@pytest.mark.django_db
@pytest.mark.parametrize(("total", "band"), BANDS)
def test_band_in_the_database(total, band):
    project = make_project(total_investment=Decimal(total))
    assert Project.objects.get(pk=project.pk).band == band


@pytest.mark.parametrize(("dates", "on", "stage"), STAGES)
def test_stage(dates, on, stage):
    assert stage_of(Milestones(**dates), day(on)) is stage


@pytest.mark.django_db
@pytest.mark.parametrize(("dates", "on", "stage"), STAGES)
def test_stage_in_the_database(dates, on, stage):
    project = make_project(**dates)
    assert project.stage(day(on)) is stage
    assert Project.objects.with_stage(day(on)).get().stage_then == stage


def test_every_stage_is_reached_by_some_case():
    assert {case.values[2] for case in STAGES} == set(Stage)
