"""/healthz: states for a monitor, nothing for a stranger."""

from datetime import date

import pytest
from django.db import OperationalError

from assessment.models import AssessmentRun
from assessment.models.runs import RunKind, RunState
from ningyang import health

pytestmark = pytest.mark.django_db


def test_without_broker_pages_still_work(client):
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {"database": "ok", "broker": "down", "assessed": None}


@pytest.mark.broker
@pytest.mark.usefixtures("connected")
def test_all_well(client):
    AssessmentRun.objects.create(
        day=date(2023, 4, 30), kind=RunKind.COMMAND, state=RunState.DONE, error="秘密"
    )
    AssessmentRun.objects.create(
        day=date(2023, 5, 1), kind=RunKind.COMMAND, state=RunState.FAILED, error="秘密"
    )
    response = client.get("/healthz")
    assert response.json() == {"database": "ok", "broker": "ok", "assessed": "2023-04-30"}


def test_without_database_it_is_down_and_says_no_more(client, monkeypatch):
    def refuse():
        raise OperationalError("connection to db.internal failed for user ningyang")

    monkeypatch.setattr(health, "_assessed", refuse)
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json() == {"database": "down", "broker": "down"}


def test_only_reads(client):
    assert client.post("/healthz").status_code == 405
