"""The schedule's wiring, and what happens without a broker."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from kombu.exceptions import OperationalError

from assessment.tasks import catch_up
from ningyang.celery import app

BEIJING = ZoneInfo("Asia/Shanghai")


def _is_due(last: str, now: str) -> bool:
    schedule = app.conf.beat_schedule["assess"]["schedule"]
    schedule = type(schedule)(
        minute=schedule._orig_minute,
        hour=schedule._orig_hour,
        app=app,
        nowfun=lambda: datetime.fromisoformat(now).replace(tzinfo=BEIJING),
    )
    return schedule.is_due(datetime.fromisoformat(last).replace(tzinfo=BEIJING)).is_due


@pytest.mark.parametrize(
    ("last", "now", "due"),
    [
        pytest.param("2023-03-31T23:30", "2023-04-01T01:29:59", False, id="just-before"),
        pytest.param("2023-03-31T23:30", "2023-04-01T01:30:00", True, id="half-past-one"),
        pytest.param("2023-04-01T01:30", "2023-04-01T02:29:59", False, id="once"),
        pytest.param("2023-04-01T01:30", "2023-04-01T02:30:00", True, id="and-every-hour"),
        pytest.param(
            "2023-03-30T01:30", "2023-04-01T08:00:00", True, id="after-days-without-power"
        ),
    ],
)
def test_when_the_night_is_due(last, now, due):
    assert _is_due(last, now) is due


def test_the_scheduled_task_exists():
    for name in ("assess", "remind"):
        assert app.conf.beat_schedule[name]["task"] in app.tasks
    assert app.conf.timezone == "Asia/Shanghai"


def test_every_task_is_safe_to_lose_a_worker():
    own = [task for name, task in app.tasks.items() if name.startswith("assessment.")]
    assert own
    for task in own:
        assert task.acks_late, task.name
        assert task.reject_on_worker_lost, task.name
        assert task.ignore_result, task.name


def test_without_a_broker_enqueueing_fails_instead_of_waiting():
    with pytest.raises(OperationalError):
        catch_up.delay()


@pytest.mark.broker
@pytest.mark.usefixtures("connected")
def test_with_a_broker_it_is_queued(broker):
    broker.client().flushall()
    catch_up.delay()
    assert broker.client().llen("celery") == 1
    broker.client().flushall()
