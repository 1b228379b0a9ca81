"""限时报告: who owes it, and that late is late for ever."""

from datetime import date

import pytest

from assessment.actions.reports import deliver_report, save_rule
from assessment.choices.tasks import ReportPeriod
from assessment.models import ReportDelivery
from assessment.reports.rules import Period
from assessment.reports.standings import rounds
from projects.actions.versions import RefusedError
from projects.choices import Layer, Role
from tests.factories import make_unit, make_user

pytestmark = pytest.mark.django_db
MARCH = Period(ReportPeriod.MONTH, 2023, 3)
DUE = date(2023, 4, 5)
VALUES = {
    "name": "月报告", "period": "month", "layer": "", "due_day": 5, "clause": "三（五）",
    "since": date(2023, 3, 1), "until": None,
}  # fmt: skip


@pytest.fixture
def drc():
    return make_user(Role.DRC)


@pytest.fixture
def rule(drc):
    return save_rule(rule=None, values=VALUES, version=0, by=drc)


@pytest.fixture
def clerk():
    return make_user(Role.UNIT, make_unit("甲镇"))


def deliver(rule, clerk, day, text="正常", version=0, period=MARCH):
    return deliver_report(rule=rule, period=period, text=text, version=version, today=day, by=clerk)


@pytest.mark.parametrize(
    ("day", "late"),
    [
        pytest.param(date(2023, 4, 1), 0, id="the-day-after-the-period"),
        pytest.param(DUE, 0, id="on-the-limit"),
        pytest.param(date(2023, 4, 6), 1, id="a-day-late"),
    ],
)
def test_days_late(rule, clerk, day, late):
    assert deliver(rule, clerk, day).late_days == late


def test_late_stays_late_whatever_comes_after(rule, clerk, drc):
    row = deliver(rule, clerk, date(2023, 4, 9))
    save_rule(rule=rule, values=VALUES | {"due_day": 28}, version=1, by=drc)
    row = deliver(rule, clerk, date(2023, 4, 10), text="补充", version=row.version)
    assert (row.delivered_on, row.due_on, row.late_days, row.text) == (
        date(2023, 4, 9), DUE, 4, "补充"
    )  # fmt: skip
    assert ReportDelivery.objects.count() == 1


def test_not_before_the_period_is_over(rule, clerk):
    with pytest.raises(RefusedError, match="还没有结束"):
        deliver(rule, clerk, date(2023, 3, 31))


def test_a_unit_of_another_layer_owes_nothing(drc, clerk):
    rule = save_rule(rule=None, values=VALUES | {"layer": Layer.DEPARTMENT}, version=0, by=drc)
    with pytest.raises(RefusedError, match="不用报送"):
        deliver(rule, clerk, DUE)


def test_only_the_keepers_make_rules(clerk):
    with pytest.raises(RefusedError):
        save_rule(rule=None, values=VALUES, version=0, by=clerk)


def test_who_delivered_who_is_late_who_is_missing(rule, clerk, drc, django_assert_num_queries):
    make_unit("乙镇")
    deliver(rule, clerk, date(2023, 4, 6))
    (found,) = rounds(drc, date(2023, 4, 7))
    assert [one.unit.name for one in found.late] == ["甲镇"]
    assert [one.unit.name for one in found.owing] == ["乙镇"]
    assert [one.missing for one in found.standings] == [False, True]
    with django_assert_num_queries(3):
        (own,) = rounds(clerk, date(2023, 4, 7))
    assert [one.unit.name for one in own.standings] == ["甲镇"]
