"""What a demonstration writes: fictitious rows with their trail, locked months, accounts."""

import re
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from assessment.bulletin.build.reopened import correction_lines
from assessment.cards.engine import assess
from assessment.demo.accounts import DEMO_ACCOUNTS, DEMO_PASSWORD
from assessment.demo.vocabulary import REOPEN_REASON
from assessment.models import Card, CityAverage
from assessment.models.runs import RunKind
from projects.choices import (
    Role,
)
from projects.models import (
    AnnualPlan,
    LockEvent,
    Message,
    MonthlyPlan,
    MonthlyReport,
    Project,
    Suspension,
    User,
)
from projects.periods import Month

pytestmark = pytest.mark.django_db

DAY = date(2023, 11, 30)
SMALL = 45


@pytest.fixture(scope="module")
def shown(shared_rows, tmp_path_factory) -> tuple[str, Path]:
    """One demonstration for all who only look at it: what it printed, and its folder."""
    folder = tmp_path_factory.mktemp("demo")
    out = StringIO()
    command = [f"--projects={SMALL}"]
    shared_rows(
        lambda: call_command("demo", *command, stdout=out, stderr=StringIO()), DATA_DIR=folder
    )
    return out.getvalue(), folder


def test_everything_is_marked_as_fictitious(shown):
    assert not Project.objects.exclude(name__startswith="示例", owner__startswith="示例").exists()
    assert not Project.objects.exclude(code__startswith="SL2023-").exists()
    assert not CityAverage.objects.exclude(source__startswith="示例").exists()


def test_the_rows_are_such_as_people_could_have_entered(shown):
    for model in (Project, AnnualPlan, MonthlyPlan, MonthlyReport, Suspension, CityAverage):
        assert model.objects.exists()
        for row in model.objects.all():
            row.full_clean(validate_unique=False, validate_constraints=False)


def test_locked_months_are_final_and_the_last_was_corrected(shown):
    assess(DAY, kind=RunKind.COMMAND)
    final = Card.objects.values_list("month", "final").distinct().order_by("month")
    assert list(final) == [(month, month < 10) for month in range(1, 12)]
    events = LockEvent.objects.filter(month=9).order_by("at").values_list("locked", "reason")
    assert list(events) == [(True, ""), (False, REOPEN_REASON), (True, "")]
    line = correction_lines(Month(2023, 10))[0]
    assert re.search(r"2023年9月 .+ 完成投资 [0-9.,]+→[0-9.,]+，原因：" + REOPEN_REASON, line)


def test_units_and_the_bureau_are_reminded(shown):
    due = Message.objects.filter(key__startswith="due-2023-W48", done_at=None)
    assert due.filter(unit=None).exists()
    assert due.exclude(unit=None).exists()


def test_every_row_has_its_trail(shown):
    for model in (Project, AnnualPlan, MonthlyPlan, MonthlyReport, Suspension, CityAverage):
        assert model.history.filter(history_type="+").count() == model.objects.count()
        assert set(model.history.values_list("history_user__username", flat=True)) == {"fagai"}


def test_the_accounts_work_and_are_printed(shown):
    printed, _ = shown
    assert DEMO_PASSWORD in printed
    for account in DEMO_ACCOUNTS:
        user = User.objects.get(username=account.username)
        assert account.username in printed
        assert user.check_password(DEMO_PASSWORD)
        assert (user.role, user.unit and user.unit.name) == (account.role, account.unit)
    assert {Role.DRC, Role.UNIT, Role.LEADER, Role.SYSADMIN, Role.AUDITOR} <= {
        account.role for account in DEMO_ACCOUNTS
    }


def test_it_writes_down_its_day(shown):
    _, folder = shown
    assert (folder / "demo-day").read_text().strip() == "2023-11-30"
