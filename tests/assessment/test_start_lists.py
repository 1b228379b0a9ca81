"""The nightly run and the command fix the month's list of starts due, 二（三）2."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from assessment.actions.assess import catch_up
from projects.models import StartList

pytestmark = pytest.mark.django_db


def test_the_command_fixes_the_lists_up_to_its_day():
    for _ in range(2):
        call_command("assess", "--day=2023-02-01", stdout=StringIO())
    assert list(StartList.objects.values_list("month", flat=True)) == [2, 1]


@pytest.mark.parametrize(
    ("day", "last"),
    [
        pytest.param(date(2023, 3, 31), 3, id="the-day-before"),
        pytest.param(date(2023, 4, 1), 4, id="on-the-first"),
    ],
)
def test_the_nightly_run_fixes_the_list_on_the_first_itself(settings, day, last):
    settings.FIXED_TODAY = day
    catch_up()
    catch_up()
    months = StartList.objects.order_by("month").values_list("month", flat=True)
    assert list(months) == list(range(1, last + 1))
