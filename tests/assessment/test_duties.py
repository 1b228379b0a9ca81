"""Who has reported what, on time, late or not; what a unit and 发改局 have before them."""

from datetime import date

import pytest

from assessment.deadlines import Stage, Timeliness, stage, timeliness, week_window, window
from assessment.duties import county_duties, current_periods, duties, unit_duties
from assessment.models import Policy
from projects.choices import ReportState, SubmissionState, SuspensionKind
from projects.models import ReportingMonth, Submission, Suspension, WeeklyUpdate
from projects.periods import Month
from projects.weeks import Week
from tests.factories import day, make_month, make_project, make_unit

pytestmark = pytest.mark.django_db
APRIL, WEEK = Month(2023, 4), Week(2023, 17)


@pytest.fixture
def unit():
    unit = make_unit("甲镇")
    make_project("A-1", unit=unit, started_on=date(2023, 1, 5))
    return unit


def submission(unit, month=APRIL, **fields):
    fields.setdefault("state", SubmissionState.SUBMITTED)
    return Submission.objects.create(unit=unit, year=month.year, month=month.month, **fields)


def update(unit, first_on, week=WEEK):
    return WeeklyUpdate.objects.create(
        project=unit.projects.first(), year=week.year, week=week.week, first_on=day(first_on)
    )


def standing_to(period, today, unit=None):
    (duty,) = duties([period], day(today), unit)
    return {row.unit.name: row.timeliness for row in duty.standings}


APRIL_WINDOW = window(APRIL, Policy(year=2023))


@pytest.mark.parametrize(
    ("today", "expected", "reported", "late", "found"),
    [
        pytest.param("2023-05-05", True, False, False, Timeliness.PENDING, id="due-day"),
        pytest.param("2023-05-06", True, False, False, Timeliness.MISSING, id="day-after"),
        pytest.param("2023-05-06", True, True, False, Timeliness.ON_TIME, id="on-time"),
        pytest.param("2023-05-06", True, True, True, Timeliness.LATE, id="late"),
        pytest.param("2023-05-06", False, True, True, Timeliness.LATE, id="late-unasked"),
        pytest.param("2023-05-06", False, False, False, Timeliness.NOT_DUE, id="nothing-due"),
    ],
)
def test_timeliness(today, expected, reported, late, found):
    given = {"expected": expected, "reported": reported, "late": late, "recorded": False}
    assert timeliness(APRIL_WINDOW, day(today), **given) is found


@pytest.mark.parametrize(
    ("today", "found"),
    [
        pytest.param("2023-05-01", None, id="four-days-before"),
        pytest.param("2023-05-02", Stage.SOON, id="three-days-before"),
        pytest.param("2023-05-04", Stage.SOON, id="day-before"),
        pytest.param("2023-05-05", Stage.TODAY, id="due-day"),
        pytest.param("2023-05-06", Stage.MISSING, id="day-after"),
    ],
)
def test_stage(today, found):
    assert stage(APRIL_WINDOW, day(today)) is found


def test_nobody_is_reminded_before_the_window_opens():
    monday = Policy(year=2023, weekly_due_weekday=1)
    assert stage(week_window(WEEK, monday), date(2023, 4, 23)) is None
    assert stage(week_window(WEEK, monday), date(2023, 4, 24)) is Stage.TODAY


@pytest.mark.parametrize(
    ("state", "late", "found"),
    [
        pytest.param(None, False, Timeliness.MISSING, id="not-begun"),
        pytest.param(SubmissionState.OPEN, False, Timeliness.MISSING, id="begun-or-taken-back"),
        pytest.param(SubmissionState.SUBMITTED, False, Timeliness.ON_TIME, id="on-time"),
        pytest.param(SubmissionState.SUBMITTED, True, Timeliness.LATE, id="late"),
        pytest.param(SubmissionState.RETURNED, True, Timeliness.LATE, id="late-and-returned"),
        pytest.param(SubmissionState.ACCEPTED, True, Timeliness.LATE, id="late-for-ever"),
    ],
)
def test_a_month(unit, state, late, found):
    if state:
        submission(unit, state=state, late=late)
    assert standing_to(APRIL, "2023-05-06") == {"甲镇": found}


@pytest.mark.parametrize(
    ("first_on", "found"),
    [
        pytest.param("2023-04-28", Timeliness.ON_TIME, id="friday"),
        pytest.param("2023-04-29", Timeliness.LATE, id="saturday"),
        pytest.param(None, Timeliness.MISSING, id="never"),
    ],
)
def test_a_week(unit, first_on, found):
    if first_on:
        update(unit, first_on)
    assert standing_to(WEEK, "2023-05-08") == {"甲镇": found}


def test_what_the_drc_has_entered_is_not_asked_for(unit):
    second = make_project("A-2", unit=unit, started_on=date(2023, 1, 5))
    make_month(unit.projects.first(), "2023-04", done=5, state=ReportState.SUBMITTED)
    report = make_month(second, "2023-04", done=5, state=ReportState.DRAFT)
    assert standing_to(APRIL, "2023-05-06") == {"甲镇": Timeliness.MISSING}
    report.state = ReportState.ACCEPTED
    report.save()
    assert standing_to(APRIL, "2023-05-06") == {"甲镇": Timeliness.RECORDED}
    assert standing_to(WEEK, "2023-05-06") == {"甲镇": Timeliness.MISSING}


def test_a_unit_without_projects_under_construction_owes_nothing(unit):
    idle = make_unit("乙镇")
    make_project("B-1", unit=idle)
    make_project("B-2", unit=idle, started_on=date(2023, 5, 1))
    stopped = make_project("B-3", unit=idle, started_on=date(2023, 1, 1))
    Suspension.objects.create(
        project=stopped, kind=SuspensionKind.SUSPENDED, from_on=date(2023, 4, 1), reason="缺资金"
    )
    found = standing_to(APRIL, "2023-05-06")
    assert found == {"甲镇": Timeliness.MISSING, "乙镇": Timeliness.NOT_DUE}


def test_january_and_the_first_week_are_told_apart(unit):
    submission(unit, Month(2023, 1))
    ReportingMonth.objects.create(year=2023, month=1)
    week, month = duties([Week(2023, 1), Month(2023, 1)], date(2023, 1, 20), unit)
    assert week.standings[0].timeliness is Timeliness.MISSING
    assert not week.locked
    assert month.standings[0].timeliness is Timeliness.ON_TIME
    assert month.locked


def test_queries_do_not_grow(unit, django_assert_num_queries):
    with django_assert_num_queries(5):
        county_duties(date(2023, 5, 6))
    for number in range(5):
        other = make_unit()
        make_project(unit=other, started_on=date(2023, 1, number + 1))
        submission(other)
    with django_assert_num_queries(5):
        county_duties(date(2023, 5, 6))


def labels(found):
    return [duty.label for duty in found]


@pytest.mark.parametrize(
    ("today", "reported", "shown"),
    [
        pytest.param(
            "2023-05-03",
            [3],
            ["2023年4月月报", "2023年第18周周调度", "2023年5月月报"],
            id="april-is-due",
        ),
        pytest.param(
            "2023-05-03",
            [3, 4],
            ["2023年4月月报", "2023年第18周周调度", "2023年5月月报"],
            id="april-is-done-but-may-still-be-taken-back",
        ),
        pytest.param(
            "2023-05-10", [3, 4], ["2023年第19周周调度", "2023年5月月报"], id="april-is-over"
        ),
        pytest.param(
            "2023-05-10",
            [],
            ["2023年3月月报", "2023年4月月报", "2023年第19周周调度", "2023年5月月报"],
            id="march-and-april-are-owed",
        ),
    ],
)
def test_what_a_unit_has_before_it(unit, today, reported, shown):
    for number in reported:
        submission(unit, Month(2023, number))
    for first_on in ("2023-04-28", "2023-05-04"):
        if first_on < today:
            update(unit, first_on, Week.of(day(first_on)))
    assert labels(unit_duties(unit, day(today))) == shown


def test_a_returned_month_stays_before_the_unit(unit):
    submission(unit, Month(2023, 3), state=SubmissionState.RETURNED)
    assert "2023年3月月报" in labels(unit_duties(unit, date(2023, 5, 10)))
    ReportingMonth.objects.create(year=2023, month=3)
    assert "2023年3月月报" not in labels(unit_duties(unit, date(2023, 5, 10)))


def test_what_the_county_waits_for(unit):
    submission(unit, Month(2023, 3))
    update(unit, "2023-04-28", Week(2023, 17))
    found = county_duties(date(2023, 5, 6))
    assert labels(found) == ["2023年4月月报", "2023年第18周周调度"]
    assert [row.unit for row in found[0].missing] == [unit]


def test_periods_of_a_day():
    assert list(map(str, current_periods(date(2023, 1, 3)))) == [
        "2022-11",
        "2022-12",
        "2023-01",
        "2022-W52",
        "2023-W01",
    ]
