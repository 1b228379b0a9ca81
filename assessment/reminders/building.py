"""Which messages the due days call for: by period and stage, and by notice."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from assessment.deadlines import Stage, Window, day_label, stage
from assessment.duties import Duty, Standing, current_periods, duties
from assessment.models import SupervisionNotice
from assessment.models.notices import RUNNING
from projects.actions.messages import due_prefix
from projects.models import Message

KEYS = "due-"
COUNTY = "county"
NAMES_LENGTH = 200


@dataclass(frozen=True)
class Built:
    """How many messages came, and how many are done with."""

    new: int
    done: int


@transaction.atomic
def build(today: date, at: datetime) -> Built:
    """Bring the reminders to what `today` calls for; the same again changes nothing.

    A later stage takes the place of the one before. What was sent once is not sent again, even
    where a unit takes its return back.
    """
    called_for = {message.key: message for message in _messages(today)}
    reminders = Message.objects.filter(key__startswith=KEYS)
    before = reminders.count()
    Message.objects.bulk_create(called_for.values(), ignore_conflicts=True)
    reminders.filter(key__in=called_for).exclude(done_at=None).update(done_at=None)
    done = reminders.filter(done_at=None).exclude(key__in=called_for).update(done_at=at)
    return Built(reminders.count() - before, done)


def _messages(today: date) -> Iterator[Message]:
    for duty in duties(current_periods(today), today):
        called_for = duty.stage
        if called_for and duty.owing:
            yield _county_message(duty, called_for)
            for standing in duty.owing:
                yield _unit_message(duty, called_for, standing)
    yield from _notice_messages(today)


def _notice_messages(today: date) -> Iterator[Message]:
    """The limits of notices that a person issued and the unit has not replied to."""
    notices = SupervisionNotice.objects.filter(state__in=RUNNING, issued_on__isnull=False)
    for notice in notices.select_related("unit", "paper"):
        limit = Window(notice.issued_on or today, notice.due_on)
        due = stage(limit, today)
        if due:
            yield Message(
                unit=notice.unit,
                key=f"{KEYS}notice-{notice.pk}-{notice.due_on}-{due.value}",
                text=f"{notice.paper}还没有回复，{_said(notice.due_on, due)}。",
                url=reverse("notice", args=[notice.pk]),
            )


def _unit_message(duty: Duty, stage: Stage, standing: Standing) -> Message:
    return Message(
        unit=standing.unit,
        key=f"{due_prefix(duty.period, standing.unit.pk)}{stage.value}",
        text=f"{duty.label}还没有报送，{_when(duty, stage)}。",
        url=duty.url,
    )


def _county_message(duty: Duty, stage: Stage) -> Message:
    names = [standing.unit.name for standing in duty.owing]
    return Message(
        key=f"{KEYS}{duty.period}-{COUNTY}-{stage.value}",
        text=f"{duty.label}{_when(duty, stage)}，{len(names)}个单位未报送：{_listed(names)}。",
        url=duty.county_url,
    )


def _when(duty: Duty, stage: Stage) -> str:
    return _said(duty.window.due, stage)


def _said(day: date, stage: Stage) -> str:
    due = day_label(day)
    return {
        Stage.SOON: f"{due}截止",
        Stage.TODAY: f"今天（{due}）截止",
        Stage.MISSING: f"已于{due}截止",
    }[stage]


def _listed(names: list[str]) -> str:
    """As many names as a message has room for."""
    shown: list[str] = []
    for name in names:
        if len("、".join([*shown, name])) > NAMES_LENGTH:
            return "、".join(shown) + "等"
        shown.append(name)
    return "、".join(shown)
