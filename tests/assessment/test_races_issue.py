"""Two people issue the same bulletin at once: one edition goes out, the other person is told."""

from datetime import date
from decimal import Decimal

import pytest

from assessment.actions.bulletins import issue_bulletin
from assessment.actions.locking import lock
from assessment.models import BulletinIssue
from projects.actions.reporting import StaleError
from projects.choices import Role
from projects.periods import Month
from tests.factories import make_average, make_month, make_plan, make_project, make_user
from tests.racing import race

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS, TODAY = 4, date(2023, 6, 1)


def test_one_edition_a_month():
    users = [make_user(Role.DRC), make_user(Role.DRC)]
    project = make_project("P1", start_due=date(2023, 1, 3), started_on=date(2023, 1, 3))
    make_plan(project, 2023, 100)
    for number in range(1, ROUNDS + 1):
        make_month(project, f"2023-{number:02d}", done=Decimal(number))
        make_average(f"2023-{number:02d}", 5)
        lock(month=Month(2023, number), by=users[0], today=TODAY)

    def issuing(by):
        return lambda turn: issue_bulletin(
            month=Month(2023, turn + 1), issued_on=TODAY, reason="", version=0, today=TODAY, by=by
        )

    found = race(ROUNDS, *map(issuing, users))
    assert found.errors == []
    assert found.told(StaleError) == ROUNDS
    assert list(BulletinIssue.objects.values_list("month", "number", "edition")) == [
        (number, number, 0) for number in range(1, ROUNDS + 1)
    ]
