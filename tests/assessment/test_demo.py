"""The demonstration ledger: fictitious, repeatable, of every kind, and never over real data."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.forms.models import model_to_dict

from assessment.choices import Colour
from assessment.demo.ledger import load_demo
from assessment.demo.spread import apportion, started_by
from assessment.models import CityAverage
from assessment.outlook.lines import lines_of
from assessment.outlook.quotas import quota_lines
from assessment.outlook.reading import month_ahead, outlooks
from projects.choices import (
    Role,
)
from projects.clock import real_today
from projects.models import (
    AnnualPlan,
    LockEvent,
    Message,
    MonthlyPlan,
    MonthlyReport,
    Project,
    Submission,
    Suspension,
    User,
    WeeklyUpdate,
)
from tests.factories import make_average, make_project, make_unit, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.untraced]

DAY = date(2023, 11, 30)
SMALL = 45
MARK = "亲手填写"
LEDGER = (
    Project, AnnualPlan, MonthlyPlan, MonthlyReport, Suspension, CityAverage, Submission,
    WeeklyUpdate,
)  # fmt: skip


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


def demo(**options) -> str:
    out = StringIO()
    arguments = [f"--{name}={value}" for name, value in options.items()]
    call_command("demo", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def write(*, day: date = DAY, projects: int, seed: int = 7) -> None:
    """The ledger of a demonstration, without its bulletins and published scores."""
    call_command("load_annexes", stdout=StringIO())
    load_demo(day=day, projects=projects, seed=seed)


def ledger() -> list[dict]:
    """Everything that the ledger says, without the numbers the database gave."""
    rows = []
    for model in LEDGER:
        for row in model.objects.all():
            values = model_to_dict(row, exclude=["id", "project", "return_project"])
            project = getattr(row, "project", None)
            rows.append({"table": model.__name__, "code": project and project.code, **values})
    return rows


@pytest.mark.once
@pytest.mark.parametrize(
    "day",
    ["2023-01-01", "2023-02-28", "2023-05-15", "2023-12-31", "2024-02-29"],
)
def test_nothing_has_happened_after_the_day(day):
    on = date.fromisoformat(day)
    write(day=on, projects=SMALL)
    assert Project.objects.count() == SMALL
    for field in ("planned_on", "signed_on", "started_on", "completed_on", "in_production_on",
                  "enrolled_on"):  # fmt: skip
        assert not Project.objects.filter(**{f"{field}__gt": on}).exists()
    assert not Suspension.objects.filter(from_on__gt=on).exists()
    assert not MonthlyReport.objects.filter(month__gt=on.month).exists()
    assert not CityAverage.objects.filter(month__gt=on.month).exists()


@pytest.mark.once
@pytest.mark.parametrize("number", [1, 2, 41, 330])
def test_as_many_projects_as_asked_for(number):
    write(projects=number)
    assert Project.objects.count() == number


@pytest.mark.once
def test_the_same_seed_gives_the_same_ledger_and_replaces_the_last():
    write(projects=SMALL, seed=7)
    first, trail = ledger(), Project.history.count()
    write(projects=SMALL, seed=8)
    assert ledger() != first
    write(projects=SMALL, seed=7)
    assert ledger() == first
    assert (Project.objects.count(), Project.history.count()) == (SMALL, trail)


@pytest.mark.once
def test_a_demonstration_in_which_people_worked_is_replaced_whole():
    demo(projects=SMALL)
    project = Project.objects.first()
    returned = {"return_project": project, "return_field": "done", "return_reason": MARK}
    Submission.objects.create(unit=project.unit, year=2023, month=12, **returned)
    week = {"year": 2023, "week": 20, "first_on": date(2023, 5, 19)}
    WeeklyUpdate.objects.create(project=project, problems=MARK, **week)
    Message.objects.create(unit=project.unit, key=MARK, text=MARK)
    by = User.objects.get(username="fagai")
    LockEvent.objects.create(year=2023, month=10, locked=True, reason=MARK, by=by)
    demo(projects=SMALL)
    assert not Submission.objects.filter(return_reason=MARK).exists()
    assert not WeeklyUpdate.objects.filter(problems=MARK).exists()
    assert not Message.objects.filter(key=MARK).exists()
    assert not LockEvent.objects.filter(reason=MARK).exists()


@pytest.mark.once
def test_an_account_that_exists_is_left_alone():
    make_user(Role.LEADER, username="shangwu", password="My-own-word-1")
    demo(projects=1)
    user = User.objects.get(username="shangwu")
    assert user.role == Role.LEADER
    assert user.check_password("My-own-word-1")


@pytest.mark.parametrize("name", ["水泥厂", "某示例项目"])
def test_real_projects_are_never_touched(name, data_dir):
    real = make_project("P1", name=name, unit=make_unit())
    make_average("2023-03", 5)
    with pytest.raises(CommandError, match="已有真实项目（如 P1"):
        demo(projects=SMALL)
    assert list(Project.objects.all()) == [real]
    assert CityAverage.objects.count() == 1
    assert not User.objects.exists()
    assert not (data_dir / "demo-day").exists()


def test_real_averages_are_never_touched():
    make_average("2023-03", 5)
    with pytest.raises(CommandError, match="已有真实的全市均值"):
        demo(projects=SMALL)
    assert CityAverage.objects.count() == 1


def test_a_day_to_come_is_refused():
    tomorrow = real_today() + timedelta(days=1)
    with pytest.raises(CommandError, match=f"^--day：{tomorrow} 还没有到"):
        demo(day=tomorrow)


def test_a_year_before_all_quotas_is_refused():
    with pytest.raises(CommandError, match="2022年及以前没有任务指标"):
        demo(day="2022-12-31")
    assert not Project.objects.exists()


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        pytest.param("--day", "2023-02-30", "“2023-02-30”不是存在的日期", id="no-such-day"),
        pytest.param("--day", "20230230", "“20230230”不是日期", id="no-separators"),
        pytest.param("--projects", "0", "“0”不是项目数", id="none"),
        pytest.param("--projects", "-3", "“-3”不是项目数", id="negative"),
        pytest.param("--projects", "10000", "“10000”不是项目数", id="more-than-codes"),
        pytest.param("--seed", "甲", "“甲”不是整数", id="seed-in-words"),
    ],
)
def test_bad_options_are_refused_in_words(option, value, message):
    with pytest.raises(CommandError, match=message):
        call_command("demo", f"{option}={value}")


def test_a_split_adds_up():
    assert apportion(10, [1, 1, 1]) == [4, 3, 3]
    assert apportion(0, [1, 2]) == [0, 0]
    assert sum(apportion(271, [13 * 0.35, 19, 6, 3])) == 271


@pytest.mark.parametrize(
    ("day", "share"),
    [
        pytest.param(date(2023, 11, 30), 1.0, id="end-of-november"),
        pytest.param(date(2023, 12, 31), 1.0, id="year-end"),
        pytest.param(date(2023, 3, 31), 0.37, id="spring"),
    ],
)
def test_starts_follow_the_year(day, share):
    assert started_by(day) == pytest.approx(share, abs=0.001)


@pytest.mark.once
def test_it_shows_what_lies_ahead():
    """A unit that cannot meet a quota any more, one that still can, and cards about to turn."""
    day = date(2023, 9, 28)
    write(day=day, projects=120)
    drc = User.objects.get(username="fagai")
    states = {line.state for line in quota_lines(2023, day, drc)}
    assert {"lost", "dated", "met"} <= states
    lines = lines_of(outlooks(drc, day, month_ahead(day)))
    assert {line.turns_to for line in lines} >= {Colour.YELLOW, Colour.RED}
    assert any(line.is_gap for line in lines)
