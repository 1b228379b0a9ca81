"""A unit's clerk fills its own rows and nothing else."""

from datetime import UTC, date, datetime

import pytest

from projects.actions.reporting import StaleError, save_value
from projects.actions.submission import submit
from projects.choices import ReportState, Role, SubmissionState
from projects.models import MonthlyPlan, MonthlyReport, Project, ReportingMonth, Submission
from projects.periods import Month
from tests.factories import make_month, make_project, make_type, make_unit, make_user
from tests.projects.workbooks import LEDGER, MONTH, check, counts, errors, ledger, load, save

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def reference():
    make_type()
    return make_unit("甲镇")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "台账.xlsx"


@pytest.fixture
def clerk(reference):
    return make_user(Role.UNIT, reference)


def test_own_project(path, clerk):
    assert load(save(path, [LEDGER], [MONTH | {"完成投资(万元)": 1}]), clerk).written


def test_another_units_project_is_untouched_and_untold(path, clerk):
    make_project("A1", name="机密名称", unit=make_unit("乙镇"))
    found = errors(load(save(path, [LEDGER], [MONTH | {"完成投资(万元)": 1}]), clerk))
    assert [error.partition(":")[0] for error in found] == ["项目台账!A2", "月度进度!A2"]
    assert "已被占用或无权修改" in found[0]
    assert not any("机密" in error or "乙镇" in error for error in found)
    assert Project.objects.get().name == "机密名称"


def test_another_units_month_reads_like_an_unknown_code(path, clerk):
    make_project("B1", unit=make_unit("乙镇"))
    rows = [MONTH | {"项目编号": "B1"}, MONTH | {"项目编号": "C1"}]
    first, second = errors(check(save(path, [], rows), clerk))
    assert first.replace("B1", "C1").partition("：")[2] == second.partition("：")[2]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param({"责任单位": "乙镇"}, "只能填报本单位", id="unit"),
        pytest.param({"策划通过日期": "2023-01-01"}, "由发改局填写", id="planned"),
        pytest.param({"攻坚项目": "是"}, "由发改局填写", id="hard-case"),
        pytest.param({"计划开工日期": "2023-06-01"}, "须报发改局批准", id="start-due"),
    ],
)
def test_closed_cells(path, clerk, reference, given, said):
    make_unit("乙镇")
    make_project("A1", unit=reference, start_due=date(2023, 3, 1))
    (error,) = errors(load(save(path, [ledger(**given)]), clerk))
    assert said in error


def test_closed_cells_as_they_stand_are_no_change(path, clerk, reference):
    kept = {"start_due": date(2023, 3, 1), "planned_on": date(2023, 1, 1)}
    make_project("A1", unit=reference, is_hard_case=True, **kept)
    row = ledger(计划开工日期="2023-03-01", 策划通过日期="2023-01-01", 攻坚项目="是")
    assert errors(load(save(path, [row]), clerk)) == []


DONE = MONTH | {"完成投资(万元)": 5}


@pytest.fixture
def own(reference):
    return make_project("A1", unit=reference)


def _return(unit, state, month="2023-04"):
    at = Month.parse(month)
    Submission.objects.create(unit=unit, year=at.year, month=at.month, state=state)


@pytest.mark.parametrize("state", [None, SubmissionState.OPEN, SubmissionState.RETURNED])
def test_an_open_month_is_written_as_a_draft(path, clerk, own, state):
    make_month(own, "2023-03", 1)
    if state:
        _return(clerk.unit, state)
    march = {"项目编号": "A1", "月份": "2023-03", "完成投资(万元)": 1}
    assert load(save(path, [], [DONE, march]), clerk).written
    april = MonthlyReport.objects.get(month=4)
    assert (april.state, april.amount, april.version) == (ReportState.DRAFT, 5, 1)
    # Unchanged: it stays submitted, and its return is not begun.
    assert MonthlyReport.objects.get(month=3).state == ReportState.SUBMITTED
    assert Submission.objects.get().month == 4


def test_a_draft_counts_when_the_month_is_submitted(path, clerk, own):
    load(save(path, [], [DONE]), clerk)
    assert not MonthlyReport.objects.counted().exists()
    at, day = datetime(2023, 5, 1, tzinfo=UTC), date(2023, 5, 1)
    submit(unit=clerk.unit, month=Month(2023, 4), by=clerk, at=at, today=day, due=day)
    assert MonthlyReport.objects.counted().get().amount == 5


@pytest.mark.parametrize(
    ("state", "said"),
    [
        pytest.param(SubmissionState.SUBMITTED, "2023年4月已报送，请先撤回", id="submitted"),
        pytest.param(SubmissionState.IN_REVIEW, "2023年4月审核中，请联系发改局退回", id="review"),
        pytest.param(SubmissionState.ACCEPTED, "2023年4月已审核，请联系发改局退回", id="accepted"),
    ],
)
@pytest.mark.parametrize("row", [DONE, MONTH | {"计划投资(万元)": 5}], ids=["done", "plan"])
def test_a_month_that_was_sent_off_is_closed(path, clerk, own, row, state, said):
    _return(clerk.unit, state)
    for result in (check(save(path, [], [row]), clerk), load(path, clerk)):
        (error,) = errors(result)
        assert error.startswith("月度进度!C2: ")
        assert said in error
    assert not MonthlyReport.objects.exists()


def test_a_month_that_was_sent_off_may_stand_in_the_workbook_unchanged(path, clerk, own):
    make_month(own, "2023-04", 5)
    _return(clerk.unit, SubmissionState.ACCEPTED)
    assert counts(load(save(path, [], [DONE]), clerk)) == (0, 0, 1)


def test_a_locked_month_is_closed_whatever_the_return(path, clerk, own):
    ReportingMonth.objects.create(year=2023, month=4)
    (error,) = errors(load(save(path, [], [DONE]), clerk))
    assert "2023年4月已锁定" in error


def test_another_unit_s_return_closes_nothing(path, clerk, own):
    _return(make_unit("乙镇"), SubmissionState.SUBMITTED)
    assert load(save(path, [], [DONE]), clerk).written


def test_what_the_bureau_brings_counts_at_once(path, clerk, own):
    _return(clerk.unit, SubmissionState.OPEN)
    assert load(save(path, [], [DONE]), make_user()).written
    assert MonthlyReport.objects.counted().get().amount == 5


def test_nothing_written_begins_no_return(path, clerk, own):
    assert not load(save(path, [], [DONE, MONTH | {"项目编号": "?"}]), clerk).written
    assert not Submission.objects.exists()


def test_an_open_form_loses_to_an_import(path, clerk, own):
    report = make_month(own, "2023-04", 1, plan=2)
    load(save(path, [], [DONE | {"计划投资(万元)": 9}]), clerk)
    month = Month(2023, 4)
    for field in ("plan", "done"):
        with pytest.raises(StaleError) as stale:
            save_value(project=own, month=month, field=field, value=3, version=1, by=clerk)
        assert stale.value.current.version == report.version + 1


def test_a_form_from_before_a_clearing_loses_to_the_row_brought_back(path, clerk, own):
    plan = MONTH | {"计划投资(万元)": 9}
    for given in (plan, MONTH | {"计划投资(万元)": "清空"}, plan):
        assert load(save(path, [], [given]), clerk).written
    assert MonthlyPlan.objects.get().version == 2
    assert MonthlyPlan.history.latest("history_id").version == 2
    with pytest.raises(StaleError):
        save_value(project=own, month=Month(2023, 4), field="plan", value=3, version=1, by=clerk)
