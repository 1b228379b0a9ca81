"""The month's list is fixed once and stays as it is, 二（三）2."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from projects.actions.start_lists import fix_lists
from projects.choices import SuspensionKind
from projects.models import Project, StartDueAmendment, StartList, StartListEntry, Suspension
from projects.periods import Month
from projects.starts import month_list
from tests.factories import make_project, make_unit, make_user

pytestmark = pytest.mark.django_db


def listed(month: int) -> dict[str, bool]:
    rows = StartListEntry.objects.filter(list__year=2023, list__month=month)
    return dict(rows.values_list("project__code", "rolled_over"))


def test_every_month_of_the_year_that_has_begun_is_fixed_once():
    make_project("P-1", start_due=date(2023, 2, 10))
    assert fix_lists(through=date(2023, 3, 1)) == 3
    assert (listed(1), listed(2), listed(3)) == ({}, {"P-1": False}, {"P-1": True})
    assert fix_lists(through=date(2023, 3, 31)) == 0
    assert fix_lists(through=date(2023, 2, 1)) == 0
    assert StartList.objects.count() == 3


def test_what_changes_afterwards_leaves_the_list_alone():
    make_project("P-1", start_due=date(2023, 1, 10))
    fix_lists(through=date(2023, 1, 1))
    Project.objects.update(start_due=date(2023, 8, 1))
    make_project("P-2", start_due=date(2023, 1, 20))
    fix_lists(through=date(2023, 1, 31))
    assert listed(1) == {"P-1": False}
    assert StartListEntry.objects.get().start_due == date(2023, 1, 10)


def test_an_empty_list_is_fixed_too():
    fix_lists(through=date(2023, 1, 1))
    make_project("P-1", start_due=date(2023, 1, 10))
    assert fix_lists(through=date(2023, 1, 15)) == 0
    assert listed(1) == {}


def test_the_next_year_goes_on_where_the_last_list_stands():
    fix_lists(through=date(2023, 12, 31))
    assert fix_lists(through=date(2024, 2, 1)) == 2
    assert StartList.objects.filter(year=2024).count() == 2


def test_a_month_that_was_missed_is_made_as_the_dates_stood_on_its_first():
    project = make_project("P-1", start_due=date(2023, 6, 1))
    row = StartDueAmendment.objects.create(project=project, old=date(2023, 2, 1), reason="-")
    at = datetime(2023, 2, 15, tzinfo=UTC)
    StartDueAmendment.objects.filter(pk=row.pk).update(at=at)
    fix_lists(through=date(2023, 6, 1))
    assert [bool(listed(month)) for month in range(1, 7)] == [
        False, True, False, False, False, True,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "from_on", "until_on", "stands"),
    [
        pytest.param(SuspensionKind.SUSPENDED, date(2023, 1, 1), None, False, id="on-the-first"),
        pytest.param(SuspensionKind.SUSPENDED, date(2023, 1, 2), None, True, id="a-day-later"),
        pytest.param(
            SuspensionKind.SUSPENDED, date(2022, 9, 1), date(2023, 1, 1), True, id="resumed"
        ),
        pytest.param(SuspensionKind.ENDED, date(2022, 12, 1), None, False, id="ended"),
    ],
)
def test_who_stands_still_is_not_due(kind, from_on, until_on, stands):
    project = make_project("P-1", start_due=date(2023, 1, 10))
    Suspension.objects.create(
        project=project, kind=kind, from_on=from_on, until_on=until_on, reason="-"
    )
    fix_lists(through=date(2023, 1, 1))
    assert bool(listed(1)) is stands


def test_a_second_list_and_a_second_entry_are_refused():
    project = make_project("P-1", start_due=date(2023, 1, 10))
    fix_lists(through=date(2023, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        StartList.objects.create(year=2023, month=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        StartListEntry.objects.create(
            list=StartList.objects.get(), project=project, start_due=date(2023, 1, 10)
        )


def test_the_list_says_how_its_projects_stand(django_assert_num_queries):
    unit = make_unit("甲镇")
    for number, started in enumerate((date(2023, 1, 9), date(2023, 1, 11), None)):
        make_project(f"P-{number}", unit=unit, start_due=date(2023, 1, 10), started_on=started)
    fix_lists(through=date(2023, 1, 1))
    Project.objects.filter(code="P-2").update(start_due=date(2023, 5, 1))
    drc = make_user()
    with django_assert_num_queries(3):
        found = month_list(Month(2023, 1), date(2023, 1, 31), drc)
    assert [number for _, number in found.counts] == [1, 1, 0, 1, 0]
    assert [line.amended for line in found.lines] == [None, None, date(2023, 5, 1)]
