"""Statistics beside the ledger: who enters, who explains, against which version."""

from decimal import Decimal

import pytest

from projects.actions.reporting import StaleError
from projects.actions.statistics import explain, save_amount
from projects.actions.versions import RefusedError
from projects.choices import Role
from projects.models import StatisticsReport
from projects.periods import Month
from projects.statistics import lines
from tests.factories import make_month, make_project, make_unit, make_user

pytestmark = pytest.mark.django_db
APRIL = Month(2023, 4)


@pytest.fixture
def project():
    project = make_project("A1", unit=make_unit("甲镇"))
    make_month(project, "2023-03", done=60)
    make_month(project, "2023-04", done=40)
    return project


@pytest.fixture
def bureau():
    return make_user(Role.STATISTICS, username="tongji")


def enter(project, by, amount=90, version=0, month=APRIL):
    return save_amount(
        project=project, month=month, amount=Decimal(amount), version=version, today=APRIL, by=by
    )


def test_both_figures_stand_beside_each_other_and_none_is_copied(project, bureau):
    (line,) = lines([project], APRIL)
    assert (line.ledger, line.report, line.difference) == (100, None, None)
    enter(project, bureau)
    (line,) = lines([project], APRIL)
    assert (line.ledger, line.report.amount, line.difference) == (100, 90, -10)
    assert line.unexplained
    assert project.monthly_reports.get(month=4).amount == 40


@pytest.mark.parametrize(
    ("role", "allowed"),
    [(Role.DRC, True), (Role.STATISTICS, True), (Role.UNIT, False), (Role.FINANCE, False)],
)
def test_who_enters(project, role, allowed):
    person = make_user(role, project.unit if role == Role.UNIT else None)
    if allowed:
        assert enter(project, person).history.get().history_user == person
    else:
        with pytest.raises(RefusedError):
            enter(project, person)


@pytest.mark.parametrize(
    ("role", "allowed"),
    [(Role.UNIT, True), (Role.DRC, True), (Role.STATISTICS, False), (Role.LEADER, False)],
)
def test_who_explains(project, bureau, role, allowed):
    row = enter(project, bureau)
    person = make_user(role, project.unit if role == Role.UNIT else None)
    if allowed:
        explain(report=row, explanation="口径不同", version=row.version, by=person)
    else:
        with pytest.raises(RefusedError):
            explain(report=row, explanation="口径不同", version=row.version, by=person)
    assert (StatisticsReport.objects.get().explanation == "口径不同") is allowed


def test_a_form_that_is_behind_loses(project, bureau):
    row = enter(project, bureau)
    enter(project, bureau, amount=95, version=row.version)
    for version in (0, row.version):
        with pytest.raises(StaleError) as lost:
            enter(project, bureau, amount=1, version=version)
        assert lost.value.current.amount == 95


def test_a_month_to_come_is_refused(project, bureau):
    with pytest.raises(RefusedError, match="还没有开始"):
        enter(project, bureau, month=Month(2023, 5))
