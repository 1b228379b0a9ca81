"""Writing a week, and the weeks added up beside the monthly reports."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from projects import dispatch
from projects.actions.messages import due_prefix
from projects.actions.reporting import ReportingError, StaleError
from projects.actions.weekly import Change, confirm_unchanged, save_update
from projects.choices import ReportState, Role
from projects.models import Message, WeeklyUpdate
from projects.periods import Month
from projects.weeks import Week
from tests.factories import make_month, make_project, make_unit, make_user

pytestmark = pytest.mark.django_db
WEEK = Week(2023, 17)
AT = datetime(2023, 4, 28, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = AT.date()


@pytest.fixture
def project():
    return make_project("A-1", unit=make_unit("甲镇"), started_on=date(2023, 1, 5))


@pytest.fixture
def clerk(project):
    return make_user(Role.UNIT, project.unit)


def save(project, by, amount=None, words="", version=0, **given):
    given = {"week": WEEK, "today": TODAY} | given
    change = Change(amount if amount is None else Decimal(amount), words, "")
    return save_update(project=project, change=change, version=version, at=AT, by=by, **given)


def test_a_week_is_written_with_its_history(project, clerk):
    assert save(project, clerk, 12, "主体封顶").version == 1
    assert save(project, clerk, 15, "主体封顶", version=1, today=date(2023, 5, 9)).version == 2
    row = WeeklyUpdate.objects.get()
    assert (row.amount, row.visible_progress, row.first_on) == (15, "主体封顶", TODAY)
    assert [(old.amount, old.history_user) for old in row.history.order_by("history_id")] == [
        (12, clerk),
        (15, clerk),
    ]


@pytest.mark.parametrize("version", [0, 1, 3])
def test_a_stale_version_writes_nothing(project, clerk, version):
    save(project, clerk, 1)
    save(project, clerk, 2, version=1)
    with pytest.raises(StaleError) as error:
        save(project, clerk, 9, version=version)
    assert error.value.current.amount == 2
    assert WeeklyUpdate.objects.get().amount == 2
    assert WeeklyUpdate.history.count() == 2


def test_a_version_of_a_row_that_never_was(project, clerk):
    with pytest.raises(StaleError) as error:
        save(project, clerk, 9, version=1)
    assert error.value.current is None


@pytest.mark.parametrize("role", [Role.DRC, Role.LEADER, Role.UNIT])
def test_nobody_else_writes(project, role):
    with pytest.raises(ReportingError):
        save(project, make_user(role), 1)
    with pytest.raises(ReportingError):
        confirm_unchanged(unit=project.unit, week=WEEK, today=TODAY, at=AT, by=make_user(role))
    assert not WeeklyUpdate.objects.exists()


def test_a_week_to_come_is_refused(project, clerk):
    sunday = date(2023, 4, 23)
    with pytest.raises(ReportingError, match="还没有开始"):
        save(project, clerk, 1, today=sunday)
    with pytest.raises(ReportingError, match="还没有开始"):
        confirm_unchanged(unit=project.unit, week=WEEK, today=sunday, at=AT, by=clerk)


def test_nothing_changed_is_said_of_the_rest(project, clerk):
    other = make_project("A-2", unit=project.unit, started_on=date(2023, 2, 1))
    make_project("A-3", unit=project.unit)
    make_project("B-1", unit=make_unit(), started_on=date(2023, 2, 1))
    save(project, clerk, 5)
    given = {"unit": project.unit, "week": WEEK, "today": TODAY, "at": AT, "by": clerk}
    assert [confirm_unchanged(**given), confirm_unchanged(**given)] == [1, 0]
    silent = WeeklyUpdate.objects.get(project=other)
    assert (silent.amount, silent.visible_progress, silent.version) == (None, "", 1)
    assert silent.history.get().history_user == clerk
    assert WeeklyUpdate.objects.get(project=project).amount == 5
    assert WeeklyUpdate.objects.count() == 2


@pytest.mark.parametrize("by_word", [True, False], ids=["nothing-changed", "saved"])
def test_a_reminder_leaves_with_the_report(project, clerk, by_word):
    keys = [
        f"{due_prefix(WEEK, project.unit_id)}today",
        f"{due_prefix(Week(2023, 16), project.unit_id)}missing",
        f"{due_prefix(WEEK, project.unit_id + 1)}today",
    ]
    Message.objects.bulk_create(Message(key=key, text="x") for key in keys)
    if by_word:
        confirm_unchanged(unit=project.unit, week=WEEK, today=TODAY, at=AT, by=clerk)
    else:
        save(project, clerk, 1)
    assert set(Message.objects.filter(done_at=None).values_list("key", flat=True)) == set(keys[1:])


def enter(project, week, amount):
    WeeklyUpdate.objects.create(
        project=project, year=week.year, week=week.week, amount=amount, first_on=TODAY
    )


@pytest.fixture
def year(project):
    """Two units, three projects; an amount for every week of 2023 and those around it."""
    others = [make_project("A-2", unit=project.unit), make_project("B-1", unit=make_unit("乙镇"))]
    projects = [project, *others]
    week = Week(2022, 51)
    while week <= Week(2024, 2):
        for number, row in enumerate(projects):
            enter(row, week, Decimal(week.week) + Decimal("0.01") * number)
        week = week.plus(1)
    for number in range(1, 13):
        make_month(project, f"2023-{number:02d}", done=number * 100, state=ReportState.ACCEPTED)
    make_month(others[1], "2023-04", done=7, state=ReportState.SUBMITTED)
    make_month(others[1], "2023-05", done=7, state=ReportState.RETURNED)
    return projects


def expected(number, *, month=None, quarter=None):
    total = Decimal(0)
    week = Week(2022, 51)
    while week <= Week(2024, 2):
        at = week.month
        wanted = month in (None, at.month) and quarter in (None, (at.month + 2) // 3)
        if at.year == 2023 and wanted:
            total += Decimal(week.week) + Decimal("0.01") * number
        week = week.plus(1)
    return total


def test_weeks_months_quarters_and_the_year_agree_at_every_level(year):
    unit = year[0].unit
    projects, units = dispatch.by_project(2023, unit), dispatch.by_unit(2023)
    assert [line.label for line in projects.lines] == [year[0].name, year[1].name]
    assert [line.label for line in units.lines] == ["甲镇", "乙镇"]
    for line, number in ((projects.lines[0], 0), (projects.lines[1], 1), (units.lines[1], 2)):
        for month in range(1, 13):
            assert line.month(month).weeks == expected(number, month=month)
        for quarter in range(1, 5):
            assert line.quarter(quarter).weeks == expected(number, quarter=quarter)
        assert line.year.weeks == expected(number) == sum(q(line, n) for n in range(1, 5))
    first, total = units.lines[0], units.total
    for month in range(1, 13):
        assert first.month(month) == projects.total.month(month)
        added = first.month(month).weeks + units.lines[1].month(month).weeks
        assert total.month(month).weeks == added
    assert first.year == projects.total.year
    assert total.year.weeks == sum(expected(number) for number in range(3))
    assert total.year.reported == sum(range(1, 13)) * 100 + 7


def q(line, number):
    return line.quarter(number).weeks


def test_the_difference_is_shown_and_nothing_is_filled_in(project):
    enter(project, WEEK, Decimal("30.10"))
    make_month(project, "2023-04", done="50.00", state=ReportState.SUBMITTED)
    make_month(project, "2023-05", done=20, state=ReportState.SUBMITTED)
    (line,) = dispatch.by_unit(2023).lines
    assert line.month(4) == dispatch.Pair(Decimal("30.1"), Decimal(50), Decimal("19.9"))
    assert line.month(5) == dispatch.Pair(None, Decimal(20))
    assert line.month(5).difference is None
    assert line.month(6) == dispatch.Pair()
    assert line.quarter(2) == dispatch.Pair(Decimal("30.1"), Decimal(70), Decimal("19.9"))
    assert line.year == line.quarter(2)


def test_like_stands_against_like_at_every_level(project):
    """A project or a month with one side only is in the sums and in no difference."""
    silent = make_project("A-2", unit=project.unit)
    enter(project, WEEK, 30)
    enter(silent, WEEK, 500)
    make_month(project, "2023-04", done=50, state=ReportState.SUBMITTED)
    make_month(project, "2023-03", done=900, state=ReportState.SUBMITTED)
    rollup = dispatch.by_unit(2023)
    assert rollup.total.year == dispatch.Pair(Decimal(530), Decimal(950), Decimal(20))
    for line in (rollup.total, *rollup.lines, dispatch.by_project(2023, project.unit).total):
        months = [line.month(number).difference for number in range(1, 13)]
        assert [found for found in months if found is not None] == [20]
        assert line.quarter(1).difference is None
        assert line.quarter(2).difference == line.year.difference == 20


def test_a_week_over_new_year_belongs_to_the_year_of_its_friday(project):
    enter(project, Week(2026, 53), 5)
    assert dispatch.by_unit(2026).lines == []
    assert dispatch.by_unit(2027).lines[0].month(1).weeks == 5
    assert Week(2026, 53).month == Month(2027, 1)


def test_sums_take_three_queries(year, django_assert_num_queries):
    with django_assert_num_queries(3):
        dispatch.by_unit(2023)
    with django_assert_num_queries(3):
        dispatch.by_project(2023, year[0].unit)
