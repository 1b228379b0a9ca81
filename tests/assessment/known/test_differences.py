"""What differs between then and now is all that differs, and each difference has its change."""

import os
from datetime import date
from decimal import Decimal
from random import Random

import pytest

from assessment.actions.locking import lock, reopen
from assessment.actions.policy import save_policy
from assessment.actions.quotas import correct_quota
from assessment.cards.engine import assess
from assessment.choices import Annex, QuotaBand, Rule
from assessment.choices.known import ChangeKind
from assessment.known.differences import Differences, differences
from assessment.known.inputs import read_trail
from assessment.known.judge import Past
from assessment.models import Policy, Quota
from assessment.models.runs import RunKind
from projects.actions.ledger import Amendment, amend_start_dues
from projects.choices import ReportState, Role, SuspensionKind
from projects.models import MonthlyReport, Suspension
from projects.periods import Month
from tests.assessment.known.play import YEAR, Clock, Play
from tests.factories import make_average, make_month, make_plan, make_project, make_unit, make_user

pytestmark = pytest.mark.django_db

MARCH = Month(YEAR, 3)
THEN, TODAY = date(YEAR, 4, 5), date(YEAR, 5, 20)


@pytest.mark.parametrize("round_", range(3))
def test_every_difference_has_a_change(monkeypatch, round_):
    seed = int(os.environ.get("SEED", "0")) or Random().randrange(1, 10**9)
    print(f"SEED={seed}")  # noqa: T201 - to repeat a failure
    random = Random(seed)
    play = Play(random, Clock(monkeypatch))
    play.days(40)
    past, today = Past(read_trail(YEAR)), max(play.nights)
    found = 0
    for day in random.sample(sorted(play.nights), 12):
        for number in {1, day.month - 1 or 1, day.month}:
            told = differences(past, Month(YEAR, number), day, today)
            rows = [*told.cards, *told.cells, *told.moves]
            found += len(rows)
            assert [row for row in rows if not row.causes] == [], f"SEED={seed} {day} {number}"
    assert found


@pytest.fixture
def county(monkeypatch):
    """One project half a month late and below the average in March, known on 5 April."""
    return County(monkeypatch)


class County:
    def __init__(self, monkeypatch) -> None:
        self.clock = Clock(monkeypatch)
        self.clock.turn(date(YEAR, 1, 5), 9)
        self.drc = make_user(Role.DRC, name="李四", username="fagai")
        self.unit, self.other = make_unit("甲镇"), make_unit("乙镇")
        for annex in Annex:
            for band in (QuotaBand.TOTAL, QuotaBand.OVER_100M):
                place = {"year": YEAR, "annex": annex, "band": band}
                Quota.objects.create(**place, unit=self.unit, printed=4)
        self.project = make_project(
            "P1", unit=self.unit, start_due=date(YEAR, 1, 10), started_on=date(YEAR, 2, 12),
            planned_on=date(YEAR, 1, 8), total_investment=Decimal(20_000),
        )  # fmt: skip
        self.annual = make_plan(self.project, YEAR, 1000)
        for month in ("2023-01", "2023-02", "2023-03"):
            make_month(self.project, month, done=10)
        make_average("2023-02", 1)
        self.average = make_average("2023-03", 5)
        self.clock.turn(date(YEAR, 4, 10), 9)

    def save(self, row) -> None:
        row._history_user = self.drc
        row.save()

    def differences(self, month=MARCH, day=THEN, today=TODAY, unit=None) -> Differences:
        return differences(Past(read_trail(YEAR)), month, day, today, unit)


def kinds(row) -> set[ChangeKind]:
    return {change.kind for change in row.causes}


def told(change) -> tuple:
    return change.by, change.how, change.label, change.old, change.new


def test_nothing_differs_where_nothing_was_written(county):
    found = county.differences()
    assert (found.cards, found.cells, found.moves) == ([], [], [])
    assert len(found.then.cards) == 2


def test_a_report_that_was_corrected(county):
    report = MonthlyReport.objects.get(project=county.project, month=3)
    report.amount = Decimal(100)
    county.save(report)
    (row,) = county.differences().cards
    assert (row.rule, row.before.colour, row.after.colour) == (Rule.PROGRESS, 2, 1)
    (change,) = row.causes
    assert change.kind is ChangeKind.CORRECTED
    assert told(change) == ("李四", "月报填报", "2023年3月完成投资(万元)", "10", "100")
    assert change.at.date() == date(YEAR, 4, 10)


def test_a_report_that_came_late_or_went_back(county):
    report = MonthlyReport.objects.get(project=county.project, month=3)
    report.state = ReportState.RETURNED
    county.save(report)
    (row,) = county.differences().cards
    assert kinds(row) == {ChangeKind.RETURNED}
    assert (row.before.missing_report, row.after.missing_report) == (False, True)
    county.clock.turn(date(YEAR, 4, 20), 9)
    report.state = ReportState.SUBMITTED
    county.save(report)
    assert county.differences().cards == []
    (late,) = county.differences(day=date(YEAR, 4, 12)).cards
    assert kinds(late) == {ChangeKind.REPORTED}
    assert late.causes[0].old == "（空）"


def test_a_return_is_no_difference_on_its_own_day(county):
    report = MonthlyReport.objects.get(project=county.project, month=3)
    report.state = ReportState.RETURNED
    county.save(report)
    assert county.differences(day=date(YEAR, 4, 9)).cards
    assert county.differences(day=date(YEAR, 4, 10)).cards == []


def test_an_average_entered_later(county):
    make_average("2023-04", 50)
    april = Month(YEAR, 4)
    (found,) = county.differences(month=april, day=date(YEAR, 4, 9), today=date(YEAR, 4, 9)).cards
    assert (found.before.colour, found.after.colour) == (None, 3)
    assert [told(change) for change in found.causes] == [
        ("", "全市均值页", "2023年4月全市均值（产业）(%)", "（空）", "50")
    ]
    assert kinds(found) == {ChangeKind.AVERAGE}


def test_an_average_that_was_changed(county):
    county.average.rate = Decimal("2.5")
    county.save(county.average)
    (row,) = county.differences().cards
    assert [(c.kind, c.old, c.new) for c in row.causes] == [
        (ChangeKind.AVERAGE_CHANGED, "5", "2.5")
    ]


def test_a_start_date_amended(county):
    old, county.project.start_due = county.project.start_due, date(YEAR, 2, 12)
    county.save(county.project)
    amendment = Amendment(county.project.pk, old, county.project.start_due)
    amend_start_dues(amendments=[amendment], reason="用地", by=county.drc)
    (row,) = county.differences().cards
    assert (row.rule, row.before.colour, row.after.colour) == (Rule.START, 2, 1)
    assert (row.after.first_start_due, row.after.first_colour) == (old, 2)
    (change,) = row.causes
    assert told(change) == ("李四", "项目台账", "计划开工日期", "2023-01-10", "2023-02-12")


def test_a_suspension_recorded(county):
    stop = Suspension(
        project=county.project, kind=SuspensionKind.SUSPENDED, from_on=date(YEAR, 3, 2), reason="-"
    )
    county.save(stop)
    found = county.differences().cards
    assert [kinds(row) for row in found] == [{ChangeKind.STOPPED}] * 2
    assert found[0].causes[0].new == "停建 2023-03-02起"


def test_a_project_that_moved_to_another_unit(county):
    county.project.unit = county.other
    county.save(county.project)
    found = county.differences()
    (move,) = found.moves
    assert (move.before, move.after) == (county.unit, county.other)
    assert [told(c)[3:] for c in move.causes] == [("甲镇", "乙镇")]
    moved = {(row.unit.name, row.annex, row.band): row for row in found.cells}
    left = moved["甲镇", Annex.START, QuotaBand.OVER_100M]
    assert (left.before.done, left.after.done, kinds(left)) == (1, 0, {ChangeKind.MOVED})
    assert moved["乙镇", Annex.PLANNING, QuotaBand.TOTAL].after.done == 1
    assert found.cards == []
    assert county.differences(unit=county.other.pk).moves == [move]
    assert {row.unit for row in county.differences(unit=county.unit.pk).cells} == {county.unit}


def test_a_unit_sees_its_own_differences_only(county):
    theirs = make_project("P2", unit=county.other, start_due=date(YEAR, 1, 1))
    theirs.start_due = date(YEAR, 3, 1)
    county.save(theirs)
    county.project.start_due = date(YEAR, 3, 1)
    county.save(county.project)
    codes = {row.project.code for row in county.differences().cards}
    assert codes == {"P1", "P2"}
    own = county.differences(unit=county.unit.pk)
    assert {row.project.code for row in own.cards} == {"P1"}


def test_a_quota_corrected(county):
    quota = Quota.objects.get(unit=county.unit, annex=Annex.START, band=QuotaBand.TOTAL)
    correct_quota(quota=quota, value=2, reason="与合计相符", by=county.drc)
    (row,) = county.differences().cells
    assert (row.before.effective, row.after.effective, row.after.done) == (4, 2, 1)
    assert [told(c) for c in row.causes] == [
        ("李四", "附件核对", "附件1 开工任务「项目指标」更正数", "（空）", "2")
    ]


def test_investment_over_a_limit_of_the_bands(county):
    county.project.total_investment = Decimal(9_000)
    county.save(county.project)
    rows = [row for row in county.differences().cells if row.annex is Annex.START]
    assert [(row.band, row.before.done, row.after.done) for row in rows] == [
        (QuotaBand.OVER_100M, 1, 0), (QuotaBand.OVER_5M, 0, 1),
    ]  # fmt: skip
    assert {kind for row in rows for kind in kinds(row)} == {ChangeKind.MONEY}


def test_another_policy(county):
    save_policy(policy=Policy(year=YEAR, red_after_months=3, yellow_after_months=2), by=county.drc)
    (row,) = county.differences().cards
    assert (row.before.colour, row.after.colour) == (2, None)
    assert {(c.kind, c.old, c.new) for c in row.causes} == {
        (ChangeKind.POLICY, "1", "2"), (ChangeKind.POLICY, "2", "3"),
    }  # fmt: skip


def test_days_that_passed_are_named(county):
    late = make_project("P2", unit=county.unit, start_due=date(YEAR, 2, 20))
    late.history.update(history_date=county.clock.at.replace(month=1))
    found = county.differences(day=date(YEAR, 3, 10))
    row = next(row for row in found.cards if row.project.code == "P2")
    assert (row.before.late_days, row.after.late_days) == (18, 39)
    assert [(c.kind, c.old, c.new) for c in row.causes] == [
        (ChangeKind.DAYS, "2023-03-10", "2023-03-31")
    ]


def test_a_project_entered_after_the_lock(county):
    lock(month=MARCH, by=county.drc, today=date(YEAR, 4, 10))
    make_project("P2", unit=county.unit, start_due=date(YEAR, 1, 1))
    rows = [row for row in county.differences().cards if row.project.code == "P2"]
    assert len(rows) == 2
    assert {kind for row in rows for kind in kinds(row)} == {ChangeKind.ENTERED}


def test_a_locked_month_moves_only_when_it_is_opened(county):
    assess(date(YEAR, 4, 9), kind=RunKind.NIGHTLY)
    lock(month=MARCH, by=county.drc, today=date(YEAR, 4, 10))
    county.clock.turn(date(YEAR, 4, 12), 9)
    county.annual.amount = Decimal(100)
    county.save(county.annual)
    assert county.differences(day=date(YEAR, 4, 11)).cards == []
    county.clock.turn(date(YEAR, 4, 14), 9)
    reopen(month=MARCH, by=county.drc, reason="计划更正")
    lock(month=MARCH, by=county.drc, today=date(YEAR, 4, 14))
    for day in (date(YEAR, 4, 11), date(YEAR, 4, 13)):
        (row,) = county.differences(day=day).cards
        assert (row.before.colour, row.after.colour) == (2, 1)
        assert kinds(row) == {ChangeKind.PLAN}
    assert county.differences(day=date(YEAR, 4, 14)).cards == []


def test_what_was_written_and_taken_back_is_no_difference(county):
    county.project.start_due = date(YEAR, 3, 1)
    county.save(county.project)
    county.project.start_due = date(YEAR, 1, 10)
    county.save(county.project)
    assert county.differences().cards == []
