"""Saving cells: merged beside each other, refused on top of each other."""

from decimal import Decimal

import pytest

from assessment.reporting.rows import rows_of
from assessment.reporting.saving import ConflictError, copy_words, save_cell, save_cells
from projects.actions.reporting import FIELDS, ReportingError
from projects.actions.submission import lock_month
from projects.models import MonthlyPlan, MonthlyReport
from projects.periods import Month
from tests.factories import day, make_month, make_project, make_unit, make_user

pytestmark = pytest.mark.django_db
APRIL = Month(2023, 4)


@pytest.fixture
def unit():
    return make_unit("甲镇")


@pytest.fixture
def project(unit):
    return make_project("J1", unit=unit, started_on=day("2023-01-10"))


@pytest.fixture
def clerk(unit):
    return make_user("unit", unit, username="jia", name="张三")


@pytest.fixture
def other(unit):
    return make_user("unit", unit, username="yi", name="李四")


def save(project, by, field, value, version):
    value = Decimal(value) if isinstance(value, int) else value
    given = {"project": project, "month": APRIL, "field": field, "value": value}
    return save_cell(**given, version=version, by=by).version


def test_a_first_value_and_the_next(project, clerk):
    first = save(project, clerk, "done", 10, 0)
    save(project, clerk, "done", 12, first)
    assert MonthlyReport.objects.get().amount == 12
    assert MonthlyReport.history.count() == 2


def test_the_same_cell_changed_meanwhile_is_a_conflict(project, clerk, other):
    version = save(project, clerk, "done", 10, 0)
    save(project, other, "done", 20, version)
    with pytest.raises(ConflictError) as error:
        save(project, clerk, "done", 11, version)
    (conflict,) = error.value.conflicts
    assert (conflict.yours, conflict.theirs, conflict.who) == ("11", "20", "李四")
    assert MonthlyReport.objects.get().amount == 20
    save(project, clerk, "done", 11, conflict.version)
    assert MonthlyReport.objects.get().amount == 11


def test_two_first_values_are_a_conflict(project, clerk, other):
    save(project, other, "done", 20, 0)
    with pytest.raises(ConflictError):
        save(project, clerk, "done", 10, 0)


def test_another_cell_changed_meanwhile_is_none(project, clerk, other):
    version = save(project, clerk, "done", 10, 0)
    save(project, other, "problems", "缺电", version)
    save(project, clerk, "done", 11, version)
    row = MonthlyReport.objects.get()
    assert (row.amount, row.problems) == (11, "缺电")


def test_the_same_value_twice_is_no_conflict(project, clerk, other):
    version = save(project, clerk, "done", 10, 0)
    now = save(project, other, "done", 20, version)
    assert save(project, clerk, "done", 20, version) == now


def test_a_plan_that_was_cleared_and_set_again_is_not_the_old_one(project, clerk, other):
    version = save(project, clerk, "plan", 10, 0)
    save(project, other, "plan", None, version)
    assert not MonthlyPlan.objects.exists()
    save(project, other, "plan", 30, 0)
    with pytest.raises(ConflictError):
        save(project, clerk, "plan", 11, version)
    assert MonthlyPlan.objects.get().amount == 30


def page(unit, project, **changed):
    row = rows_of(unit, APRIL, [project.pk])[0]
    values = {(project.pk, field): row.values[field] for field in FIELDS}
    values |= {(project.pk, field): value for field, value in changed.items()}
    return {"values": values, "versions": {project.pk: (row.version("plan"), row.version("done"))}}


def test_a_whole_page_writes_what_was_changed(unit, project, clerk):
    given = page(unit, project, done=Decimal(5), plan=Decimal(6), problems="缺电")
    assert save_cells(unit=unit, month=APRIL, by=clerk, **given) == 3
    assert save_cells(unit=unit, month=APRIL, by=clerk, **page(unit, project)) == 0
    assert MonthlyReport.objects.get().version == 2


def test_a_whole_page_is_merged_cell_by_cell(unit, project, clerk, other):
    version = save(project, clerk, "done", 10, 0)
    mine = page(unit, project, done=Decimal(11), remark="说明")
    save(project, other, "problems", "缺电", version)
    save_cells(unit=unit, month=APRIL, by=clerk, **mine)
    row = MonthlyReport.objects.get()
    assert (row.amount, row.problems, row.remark) == (11, "缺电", "说明")


def test_a_conflict_on_a_whole_page_writes_nothing_and_carries_the_rest(
    unit, project, clerk, other
):
    version = save(project, clerk, "done", 10, 0)
    mine = page(unit, project, done=Decimal(11), remark="说明")
    save(project, other, "done", 20, version)
    with pytest.raises(ConflictError) as error:
        save_cells(unit=unit, month=APRIL, by=clerk, **mine)
    row = MonthlyReport.objects.get()
    assert (row.amount, row.remark) == (20, "")
    assert error.value.merged[project.pk, "remark"] == "说明"
    assert (project.pk, "done") not in error.value.merged
    assert error.value.versions == {project.pk: f"0.{row.version}"}


def test_nothing_is_written_to_a_locked_month(project, clerk):
    lock_month(month=APRIL, by=make_user("drc"))
    with pytest.raises(ReportingError, match="已锁定"):
        save(project, clerk, "done", 10, 0)


def test_nobody_writes_for_another_unit(project):
    with pytest.raises(ReportingError, match="无权"):
        save(project, make_user("unit"), "done", 10, 0)


def test_last_month_s_words_are_copied_into_blanks_and_amounts_never(unit, project, clerk):
    make_month(project, "2023-03", 90, 80, visible_progress="封顶", problems="缺电")
    make_month(project, "2023-04", None, visible_progress="装修", state="draft")
    assert copy_words(unit=unit, month=APRIL, by=clerk) == 1
    row = MonthlyReport.objects.get(month=4)
    assert (row.amount, row.visible_progress, row.problems) == (None, "装修", "缺电")
    assert not MonthlyPlan.objects.filter(month=4).exists()
    assert copy_words(unit=unit, month=APRIL, by=clerk) == 0
