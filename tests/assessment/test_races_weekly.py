"""Edits of one week, and two ticks of the reminders, all at once.

The race of edits and that of the senders are also run with the guard taken away, and then fail.
"""

import time
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from assessment.reminders import sending
from assessment.reminders.building import build
from assessment.reminders.sending import send
from projects.actions import weekly
from projects.actions.reporting import Saved, StaleError
from projects.actions.weekly import Change, confirm_unchanged, save_update
from projects.choices import Role
from projects.models import Message, WeeklyUpdate
from projects.weeks import Week
from tests.factories import make_project, make_unit, make_user
from tests.racing import race

pytestmark = pytest.mark.django_db(transaction=True)

EDITORS, EDITS_EACH, WEEKS, TICKS = 4, 60, 60, 20
WEEK = Week(2023, 17)
AT = datetime(2023, 5, 6, 8, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def clerk():
    unit = make_unit("甲镇")
    make_project("P-1", unit=unit, started_on=date(2020, 1, 1))
    return make_user(Role.UNIT, unit, email="clerk@example.com")


def save(clerk, week, amount, version):
    return save_update(
        project=clerk.unit.projects.get(code="P-1"),
        week=week,
        change=Change(amount, "", ""),
        version=version,
        today=date(2030, 1, 1),
        at=AT,
        by=clerk,
    )


def add_one(clerk, _turn):
    """Open the form, think, save one 万元 more than was read."""
    read = WeeklyUpdate.objects.get(year=WEEK.year, week=WEEK.week)
    return save(clerk, WEEK, read.amount + 1, read.version)


def edits(clerk):
    """How many edits were accepted, and what the week amounts to."""
    save(clerk, WEEK, Decimal(0), 0)
    found = race(EDITS_EACH, *[lambda turn: add_one(clerk, turn)] * EDITORS)
    assert found.errors == []
    accepted = sum(isinstance(outcome, Saved) for row in found.outcomes for outcome in row)
    return accepted, WeeklyUpdate.objects.get().amount


def test_no_edit_is_lost(clerk):
    accepted, amount = edits(clerk)
    assert accepted == amount >= EDITS_EACH
    assert WeeklyUpdate.objects.get().version == WeeklyUpdate.history.count() == accepted + 1


def test_without_versions_edits_are_lost(clerk, monkeypatch):
    def unguarded(project, week, change, _version, by):
        row = WeeklyUpdate.objects.get(project=project, year=week.year, week=week.week)
        return guarded(project, week, change, row.version, by)

    guarded = weekly._update
    monkeypatch.setattr(weekly, "_update", unguarded)
    accepted, amount = edits(clerk)
    assert amount < accepted


def test_a_week_saved_first_by_two_has_one_row_each(clerk):
    def first(turn):
        return save(clerk, Week(2021, 1).plus(turn), Decimal(1), 0)

    found = race(WEEKS, first, first)
    assert found.errors == []
    assert found.told(StaleError) == WEEKS
    assert WeeklyUpdate.objects.count() == WeeklyUpdate.history.count() == WEEKS


def test_a_save_and_nothing_changed_meet(clerk):
    make_project("P-2", unit=clerk.unit, started_on=date(2020, 1, 1))

    def unchanged(turn):
        return confirm_unchanged(
            unit=clerk.unit,
            week=Week(2021, 1).plus(turn),
            today=date(2030, 1, 1),
            at=AT,
            by=clerk,
        )

    def first(turn):
        return save(clerk, Week(2021, 1).plus(turn), Decimal(1), 0)

    found = race(WEEKS, first, unchanged)
    assert found.errors == []
    rows = WeeklyUpdate.objects.count()
    assert rows == WeeklyUpdate.history.count()
    kept = sum(isinstance(row[0], Saved) for row in found.outcomes)
    assert WeeklyUpdate.objects.filter(amount=1).count() == kept


@pytest.fixture
def mailing(settings, monkeypatch):
    """A mail server that takes its time, so the ticks do meet."""
    settings.MAIL_ENABLED = True
    quick = sending.EmailMessage.send

    def slow(message):
        time.sleep(0.05)
        return quick(message)

    monkeypatch.setattr(sending.EmailMessage, "send", slow)


def ticks():
    """Two ticks at once, a day's step each round; mails that went out."""

    def tick(turn):
        at = AT + timedelta(days=turn)
        build(at.date(), at)
        send(at)

    found = race(TICKS, tick, tick)
    assert found.errors == []
    return len(mail.outbox)


@pytest.mark.usefixtures("mailing")
def test_two_ticks_at_once_remind_once(clerk):
    sent = ticks()
    assert sent == Message.objects.filter(unit=clerk.unit).exclude(sent_at=None).count() > 5


@pytest.mark.usefixtures("mailing")
def test_without_a_claim_mails_are_doubled(clerk, monkeypatch):
    def unguarded(message, at, deliver):
        deliver()
        Message.objects.filter(pk=message.pk).update(sent_at=at)
        return True

    monkeypatch.setattr(sending, "_deliver", unguarded)
    assert ticks() > Message.objects.filter(unit=clerk.unit).exclude(sent_at=None).count()
