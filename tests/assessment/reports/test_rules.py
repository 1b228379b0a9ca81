"""Periods of the reports that are due again and again."""

from datetime import date

import pytest

from assessment.choices.tasks import ReportPeriod
from assessment.reports.rules import Period, due_on, ended, parse_period

M, Q = ReportPeriod.MONTH, ReportPeriod.QUARTER


@pytest.mark.parametrize(
    ("period", "due"),
    [
        pytest.param(Period(M, 2023, 4), date(2023, 5, 8), id="april-due-in-may"),
        pytest.param(Period(M, 2023, 12), date(2024, 1, 8), id="december-due-next-year"),
        pytest.param(Period(Q, 2023, 1), date(2023, 4, 8), id="first-quarter"),
        pytest.param(Period(Q, 2023, 4), date(2024, 1, 8), id="last-quarter"),
    ],
)
def test_the_limit_is_a_day_of_the_month_after(period, due):
    assert due_on(period, 8) == due


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        pytest.param(date(2023, 2, 28), ["2023-1"], id="on-its-last-day-not-over"),
        pytest.param(date(2023, 3, 1), ["2023-1", "2023-2"], id="the-day-after"),
    ],
)
def test_a_period_is_due_from_the_day_after_its_end(day, codes):
    assert [each.code for each in ended(M, date(2023, 1, 31), None, day)] == codes


def test_periods_before_and_after_the_rule_are_not_due():
    found = ended(Q, date(2023, 4, 1), date(2023, 9, 29), date(2024, 2, 1))
    assert [each.label for each in found] == ["2023年第二季度"]


@pytest.mark.parametrize(
    "code", ["2023", "2023-0", "2023-13", "2023-Q1", "23-1", "x-1", "2023-1-1"]
)
def test_no_month(code):
    with pytest.raises(ValueError, match=code):
        parse_period(M, code)


@pytest.mark.parametrize("period", [Period(M, 2023, 12), Period(Q, 2023, 4)])
def test_a_code_reads_back(period):
    assert parse_period(period.kind, period.code) == period
