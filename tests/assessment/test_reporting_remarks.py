"""What asks for a word in a month's figures: just before, on, just after each limit."""

from decimal import Decimal

import pytest

from assessment.reporting.remarks import Doubt, Figures, doubts, wants_zero_reason


def d(value):
    return None if value is None else Decimal(value)


@pytest.mark.parametrize(
    ("done", "plan", "found"),
    [
        pytest.param("100.01", "100", [Doubt.OVER_PLAN], id="just-over-plan"),
        pytest.param("100", "100", [Doubt.COPY_OF_PLAN], id="round-copy"),
        pytest.param("110", "110", [Doubt.COPY_OF_PLAN], id="round-to-ten"),
        pytest.param("105", "105", [], id="equal-but-not-round"),
        pytest.param("100.50", "100.50", [], id="equal-with-decimals"),
        pytest.param("99.99", "100", [], id="just-under-plan"),
        pytest.param("50", None, [], id="no-plan"),
        pytest.param("0", "0", [], id="zero-of-zero"),
        pytest.param("1", "0", [Doubt.OVER_PLAN], id="over-a-plan-of-zero"),
        pytest.param(None, "100", [], id="blank"),
    ],
)
def test_against_the_month_s_plan(done, plan, found):
    assert doubts(Figures(done=d(done), plan=d(plan))) == found


@pytest.mark.parametrize(
    ("done", "annual", "found"),
    [
        pytest.param("20", "100", [], id="exactly-the-year"),
        pytest.param("20.01", "100", [Doubt.OVER_ANNUAL_PLAN], id="just-over-the-year"),
        pytest.param("20.01", None, [], id="no-annual-plan"),
        pytest.param("0", "50", [], id="nothing-more-this-month"),
    ],
)
def test_against_the_year_s_plan(done, annual, found):
    assert doubts(Figures(done=d(done), before=Decimal(80), annual_plan=d(annual))) == found


@pytest.mark.parametrize(
    ("done", "last", "found"),
    [
        pytest.param("49.99", "100", [Doubt.FALLING], id="below-half"),
        pytest.param("50", "100", [], id="exactly-half"),
        pytest.param("0", "100", [], id="a-zero-has-its-own-question"),
        pytest.param("1", None, [], id="nothing-last-month"),
        pytest.param("1", "0", [], id="zero-last-month"),
    ],
)
def test_against_the_month_before(done, last, found):
    assert doubts(Figures(done=d(done), last_done=d(last))) == found


@pytest.mark.parametrize(
    ("words", "last", "found"),
    [
        pytest.param("主体封顶", "主体封顶", [Doubt.SAME_WORDS], id="same"),
        pytest.param("主体封顶。", "主体封顶", [], id="changed"),
        pytest.param("", "", [], id="both-empty"),
    ],
)
def test_words_that_did_not_change(words, last, found):
    assert doubts(Figures(done=Decimal(5), words=words, last_words=last)) == found


def test_a_blank_month_has_no_doubts_at_all():
    assert doubts(Figures(done=None, words="同", last_words="同")) == []


@pytest.mark.parametrize(
    ("done", "wanted"),
    [(None, False), ("0", True), ("0.00", True), ("0.01", False)],
)
def test_only_a_zero_wants_a_reason(done, wanted):
    assert wants_zero_reason(d(done)) is wanted
