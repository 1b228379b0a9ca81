"""What the next bulletin says of months that were locked, reopened and corrected."""

from datetime import date
from decimal import Decimal

import pytest

from assessment.actions.locking import lock, reopen
from assessment.bulletin.build import build
from assessment.bulletin.build.reopened import correction_lines
from assessment.models import CityAverage
from projects.actions.reporting import save_value
from projects.actions.submission import accept, send_back, submit
from projects.choices import Role
from projects.models import MonthlyPlan, MonthlyReport
from projects.periods import Month
from tests.factories import make_average, make_month, make_plan, make_project, make_unit, make_user

pytestmark = pytest.mark.django_db

MARCH, APRIL, MAY = (Month(2023, number) for number in (3, 4, 5))
TODAY = date(2023, 6, 30)
NOTHING = ["上期通报以来，没有重新开放已锁定的月份。"]


@pytest.fixture
def unit():
    return make_unit("县水利局")


@pytest.fixture
def drc():
    return make_user(Role.DRC, name="王审")


@pytest.fixture
def project(unit):
    project = make_project("P-1", unit=unit, started_on=date(2023, 1, 5))
    make_plan(project, 2023, 1000)
    make_month(project, "2023-03", done=50, plan=40)
    make_average("2023-03", "12.5")
    return project


def change(model, **values) -> None:
    row = model.objects.get(month=3)
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


def locked(drc, *months: Month) -> None:
    for month in months:
        lock(month=month, by=drc, today=TODAY)


def texts(month: Month) -> list[str]:
    """Without who and when, which depend on the clock."""
    return [line.rpartition("（")[0] for line in correction_lines(month)]


def test_no_reopening_no_correction(drc, project):
    locked(drc, MARCH)
    change(MonthlyReport, amount=Decimal(60))
    assert correction_lines(APRIL) == NOTHING


def test_a_corrected_figure_is_named_with_its_reason(drc, project):
    locked(drc, MARCH)
    reopen(month=MARCH, by=drc, reason="误填。")
    change(MonthlyReport, amount=Decimal(60))
    locked(drc, MARCH)
    (line,) = correction_lines(APRIL)
    assert line.startswith("更正：2023年3月 县水利局 P-1 完成投资 50→60，原因：误填（王审，")
    assert line.endswith("重新开放）。")


def test_plans_and_averages_are_named_as_well(drc, project):
    locked(drc, MARCH)
    reopen(month=MARCH, by=drc, reason="误填")
    change(MonthlyPlan, amount=Decimal("45.5"))
    change(CityAverage, rate=Decimal(13))
    assert texts(APRIL) == [
        "更正：2023年3月 县水利局 P-1 计划投资 40→45.50，原因：误填",
        "更正：2023年3月 全市均值（产业） 12.50%→13.00%，原因：误填",
    ]


def test_what_is_added_and_what_is_taken_away(drc, project):
    other = make_project("P-2", unit=project.unit)
    locked(drc, MARCH)
    reopen(month=MARCH, by=drc, reason="误填")
    MonthlyReport.objects.get().delete()
    make_month(other, "2023-03", done=7)
    assert texts(APRIL) == [
        "更正：2023年3月 县水利局 P-1 完成投资 50→（空），原因：误填",
        "更正：2023年3月 县水利局 P-2 完成投资 （空）→7，原因：误填",
    ]


def test_words_and_a_change_back_are_no_correction(drc, project):
    locked(drc, MARCH)
    reopen(month=MARCH, by=drc, reason="核对")
    change(MonthlyReport, visible_progress="封顶", amount=Decimal(60))
    change(MonthlyReport, amount=Decimal(50))
    assert texts(APRIL) == ["2023年3月曾重新开放，数据没有变动，原因：核对"]


def test_through_the_return_and_a_new_submission(drc, project, unit):
    clerk = make_user(Role.UNIT, unit)
    given = {"unit": unit, "month": MARCH}
    at = MonthlyReport.history.first().history_date
    submit(**given, by=clerk, at=at, today=TODAY, due=TODAY)
    accept(**given, by=drc, at=at)
    locked(drc, MARCH)
    reopen(month=MARCH, by=drc, reason="误填")
    send_back(**given, by=drc, at=at, reason="请核实")
    assert texts(APRIL) == ["更正：2023年3月 县水利局 P-1 完成投资 50→（空），原因：误填"]
    version = MonthlyReport.objects.get().version
    write = {"field": "done", "value": Decimal(60), "version": version, "by": clerk}
    save_value(project=project, month=MARCH, **write)
    submit(**given, by=clerk, at=at, today=TODAY, due=TODAY)
    assert texts(APRIL) == ["更正：2023年3月 县水利局 P-1 完成投资 50→60，原因：误填"]


def test_changes_before_the_reopening_and_after_the_lock_are_not_its_own(drc, project):
    locked(drc, MARCH)
    change(MonthlyReport, amount=Decimal(55))  # past every gate: by hand in the database
    reopen(month=MARCH, by=drc, reason="误填")
    change(MonthlyReport, amount=Decimal(60))
    locked(drc, MARCH)
    change(MonthlyReport, amount=Decimal(70))
    assert texts(APRIL) == ["更正：2023年3月 县水利局 P-1 完成投资 55→60，原因：误填"]


NEXT = [
    pytest.param([MARCH], APRIL, id="the-month-after"),
    pytest.param([MARCH, APRIL], MAY, id="the-first-that-was-still-open"),
    pytest.param([MARCH, MAY], APRIL, id="a-gap"),
]


@pytest.mark.parametrize(("closed", "named_in"), NEXT)
def test_which_bulletin_is_the_next(drc, project, closed, named_in):
    locked(drc, *closed)
    reopen(month=MARCH, by=drc, reason="误填")
    change(MonthlyReport, amount=Decimal(60))
    locked(drc, MARCH)
    named = {
        month for month in (MARCH, APRIL, MAY, Month(2023, 6)) if correction_lines(month) != NOTHING
    }
    assert named == {named_in}
    locked(drc, *({APRIL, MAY} - set(closed)))
    assert correction_lines(named_in) != NOTHING


def test_two_reopenings_are_two_corrections(drc, project):
    locked(drc, MARCH)
    for amount, reason in ((60, "误填"), (65, "漏一笔")):
        reopen(month=MARCH, by=drc, reason=reason)
        change(MonthlyReport, amount=Decimal(amount))
        locked(drc, MARCH)
    assert texts(APRIL) == [
        "更正：2023年3月 县水利局 P-1 完成投资 50→60，原因：误填",
        "更正：2023年3月 县水利局 P-1 完成投资 60→65，原因：漏一笔",
    ]


def test_they_stand_in_the_bulletin(drc, project):
    locked(drc, MARCH)
    reopen(month=MARCH, by=drc, reason="误填")
    change(MonthlyReport, amount=Decimal(60))
    locked(drc, MARCH)
    passages = {
        passage.heading.partition("、")[2]: passage.lines for passage in build(APRIL).passages
    }
    assert "完成投资 50→60" in passages["已锁定月份的更正"][0]
    assert passages.keys() > {"任务更正和开工时限调整"}


def test_the_number_of_queries_does_not_grow(drc, project, unit, django_assert_max_num_queries):
    for number in range(20):
        make_month(make_project(f"Q-{number}", unit=unit), "2023-03", done=1)
    locked(drc, MARCH)
    reopen(month=MARCH, by=drc, reason="误填")
    for report in MonthlyReport.objects.all():
        report.amount += 1
        report.save()
    with django_assert_max_num_queries(4):
        assert len(correction_lines(APRIL)) == 21
    locked(drc, MARCH)
    reopen(month=MARCH, by=drc, reason="再核对")
    with django_assert_max_num_queries(4):
        assert len(correction_lines(APRIL)) == 22
