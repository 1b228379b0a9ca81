from datetime import date
from types import SimpleNamespace

import pytest
from django.http import QueryDict

from projects.choices import ReportState, Role, SuspensionKind
from projects.filters import ProjectFilter
from projects.listing import page_of
from projects.models import Project, Suspension
from projects.periods import Month
from projects.queries import due_to_start, under_construction, unreported
from tests.factories import make_month, make_project, make_unit, make_user

pytestmark = pytest.mark.django_db
APRIL = Month(2023, 4)


@pytest.mark.parametrize(
    ("started", "completed", "expected"),
    [
        pytest.param(None, None, False, id="not-started"),
        pytest.param("2023-04-30", None, True, id="started-on-the-last-day"),
        pytest.param("2023-05-01", None, False, id="started-the-day-after"),
        pytest.param("2022-04-01", "2023-03-31", False, id="completed-before-the-month"),
        pytest.param("2022-04-01", "2023-04-01", True, id="completed-on-the-first"),
    ],
)
def test_under_construction(started, completed, expected):
    make_project(
        started_on=started and date.fromisoformat(started),
        completed_on=completed and date.fromisoformat(completed),
    )
    assert under_construction(APRIL).exists() is expected


@pytest.mark.parametrize(
    ("kind", "from_on", "until_on", "expected"),
    [
        pytest.param("suspended", "2023-04-30", None, False, id="from-the-last-day"),
        pytest.param("suspended", "2023-05-01", None, True, id="from-the-day-after"),
        pytest.param("suspended", "2023-04-01", "2023-04-30", True, id="resumed-on-the-last-day"),
        pytest.param("suspended", "2023-04-01", "2023-05-01", False, id="resumed-the-day-after"),
        pytest.param("ended", "2023-01-01", None, False, id="ended"),
    ],
)
def test_a_project_that_stands_still_is_not_under_construction(kind, from_on, until_on, expected):
    project = make_project(started_on=date(2023, 1, 1))
    Suspension.objects.create(
        project=project,
        kind=SuspensionKind(kind),
        from_on=date.fromisoformat(from_on),
        until_on=until_on and date.fromisoformat(until_on),
        reason="记录",
    )
    assert under_construction(APRIL).exists() is expected


@pytest.mark.parametrize(
    ("month", "fields", "missing"),
    [
        pytest.param("2023-04", {"done": 0}, False, id="zero-is-a-report"),
        pytest.param("2023-04", {"done": None}, True, id="blank-is-none"),
        pytest.param("2023-04", {"done": 1, "state": ReportState.DRAFT}, True, id="draft"),
        pytest.param("2023-04", {"done": 1, "state": ReportState.RETURNED}, True, id="returned"),
        pytest.param("2023-03", {"done": 1}, True, id="another-month"),
        pytest.param("2022-04", {"done": 1}, True, id="another-year"),
    ],
)
def test_unreported(month, fields, missing):
    make_month(make_project(started_on=date(2023, 1, 1)), month, **fields)
    assert bool(unreported(APRIL)) is missing


def test_unreported_by_unit_in_annex_order(django_assert_num_queries):
    second, first = make_unit("乙镇", number=2), make_unit("甲镇", number=1)
    for code, unit in (("B", first), ("C", second), ("A", first)):
        make_project(code, unit=unit, started_on=date(2023, 1, 1))
    with django_assert_num_queries(1):
        got = [(unit.name, [p.code for p in projects]) for unit, projects in unreported(APRIL)]
    assert got == [("甲镇", ["A", "B"]), ("乙镇", ["C"])]
    clerk = make_user(Role.UNIT, second)
    assert [unit for unit, _ in unreported(APRIL, clerk)] == [second]
    assert unreported(APRIL, make_user(Role.SYSADMIN)) == []


DUE = [
    pytest.param({"start_due": "2023-04-30"}, None, True, id="due-on-the-day"),
    pytest.param({"start_due": "2023-05-01"}, None, False, id="due-the-day-after"),
    pytest.param({"start_due": "2022-11-01"}, None, True, id="due-last-year"),
    pytest.param({}, None, False, id="no-date"),
    pytest.param(
        {"start_due": "2023-03-01", "started_on": "2023-04-30"}, None, False, id="just-started"
    ),
    pytest.param(
        {"start_due": "2023-03-01", "started_on": "2023-05-01"}, None, True, id="starts-later"
    ),
    pytest.param({"start_due": "2023-03-01"}, ("suspended", None), False, id="suspended"),
    pytest.param({"start_due": "2023-03-01"}, ("ended", None), False, id="ended"),
    pytest.param({"start_due": "2023-03-01"}, ("suspended", "2023-04-30"), True, id="resumed"),
    pytest.param(
        {"start_due": "2023-03-01"}, ("suspended", "2023-05-01"), False, id="resumed-the-day-after"
    ),
]


@pytest.mark.parametrize(("dates", "stop", "expected"), DUE)
def test_due_to_start(dates, stop, expected):
    """The filter, and the badge of the list, say what the query says."""
    fields = {name: date.fromisoformat(on) for name, on in dates.items()}
    project = make_project(**fields)
    if stop:
        kind, until = stop
        Suspension.objects.create(
            project=project,
            kind=kind,
            from_on=date(2023, 4, 1),
            until_on=until and date.fromisoformat(until),
            reason="资金未到位",
        )
    day, drc = date(2023, 4, 30), make_user(Role.DRC)
    assert Project.objects.filter(due_to_start(day)).exists() is expected
    asked = QueryDict(f"overdue=1&day={day}")
    request = SimpleNamespace(user=drc)
    assert ProjectFilter(asked, Project.objects.all(), request=request).qs.exists() is expected
    [line] = page_of(Project.objects.all(), day).lines
    assert line.overdue is expected
