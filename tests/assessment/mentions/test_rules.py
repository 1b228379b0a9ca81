from dataclasses import replace
from fractions import Fraction

import pytest

from assessment.mentions.rules import UnitMonth, WarningLimits, praise, warning

GOOD = UnitMonth(
    start_rate=Fraction(40), start_lead=Fraction(0), invest_rate=Fraction(41),
    invest_lead=Fraction(1),
)  # fmt: skip


@pytest.mark.parametrize(
    ("change", "praised"),
    [
        pytest.param({}, True, id="keeps-up-exactly"),
        pytest.param({"start_lead": Fraction(-1, 100)}, False, id="starts-just-behind"),
        pytest.param({"invest_lead": Fraction(-1, 100)}, False, id="money-just-behind"),
        pytest.param({"start_lead": None, "start_rate": None}, True, id="no-quota"),
        pytest.param({"start_lead": None, "invest_lead": None}, False, id="nothing-to-judge"),
        pytest.param({"red": 1}, False, id="a-red-card"),
        pytest.param({"persistent": 1}, False, id="a-red-run"),
        pytest.param({"unreported": 1}, False, id="a-project-unreported"),
        pytest.param({"late": True}, False, id="a-late-return"),
        pytest.param({"absent": True}, False, id="no-return"),
    ],
)
def test_praise_needs_every_figure(change, praised):
    assert bool(praise(replace(GOOD, **change))) is praised


def test_praise_tells_its_figures():
    assert [ground.text for ground in praise(GOOD)] == [
        "开工任务完成40.0%，超序时0.0个百分点",
        "年度投资完成41.0%，超序时1.0个百分点",
        "没有红牌，月报按时报送",
    ]


FAR = {"start_rate": Fraction(10), "start_lead": Fraction(-20)}


@pytest.mark.parametrize(
    ("facts", "grounds"),
    [
        pytest.param({}, 0, id="nothing"),
        pytest.param({"persistent": 1}, 0, id="one-ground-is-not-enough"),
        pytest.param({"persistent": 1, "red": 2}, 0, id="two-red-cards-are-no-ground"),
        pytest.param({"persistent": 1, "red": 3}, 2, id="three-red-cards-are"),
        pytest.param({"persistent": 1, **FAR}, 2, id="twenty-points-behind"),
        pytest.param(
            {"persistent": 1, **FAR, "start_lead": Fraction(-1999, 100)}, 0, id="just-under-twenty"
        ),
        pytest.param({"red": 3, "invest_rate": Fraction(1), "invest_lead": Fraction(-21)}, 2,
                     id="money-far-behind"),
        pytest.param({"absent": True}, 1, id="an-overdue-return-alone"),
        pytest.param({"late": True}, 0, id="a-late-return-is-reported"),
    ],
)  # fmt: skip
def test_warning_needs_two_grounds_or_a_missing_return(facts, grounds):
    found = warning(UnitMonth(**facts), WarningLimits())
    assert len(found) == grounds
    assert all(ground.clause for ground in found)


LAGS = {"persistent": 1, "red": 2, "start_rate": Fraction(10), "start_lead": Fraction(-15)}


@pytest.mark.parametrize(
    ("limits", "grounds"),
    [
        pytest.param((16, 3, 1), 1, id="one-ground-is-enough"),
        pytest.param((16, 3, 2), 0, id="just-short-of-two"),
        pytest.param((15, 3, 2), 2, id="exactly-as-far-behind"),
        pytest.param((16, 2, 2), 2, id="exactly-as-many-red-cards"),
        pytest.param((15, 2, 4), 0, id="three-of-four"),
        pytest.param((15, 2, 3), 3, id="three-of-three"),
    ],
)
def test_the_year_s_limits_decide(limits, grounds):
    assert len(warning(UnitMonth(**LAGS), WarningLimits(*limits))) == grounds
