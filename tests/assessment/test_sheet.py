from datetime import date
from decimal import Decimal

import pytest

from assessment.cards.engine import assess
from assessment.choices import Colour
from assessment.models.runs import RunKind
from assessment.sheet import sheet_of, steps_of
from projects.choices import ReportState
from tests.factories import make_average, make_month, make_plan, make_project

pytestmark = [pytest.mark.django_db, pytest.mark.once]
DAY = date(2023, 4, 30)


@pytest.fixture
def project():
    project = make_project(start_due=date(2023, 2, 1), started_on=date(2023, 2, 1))
    make_plan(project, 2023, 200)
    make_month(project, "2023-02", done=20, plan=25)
    make_month(project, "2023-03", done=None, problems="等料")
    make_month(project, "2023-04", done=50, state=ReportState.RETURNED)
    for month, rate in (("2023-02", 10), ("2023-03", "10.5"), ("2023-04", 40)):
        make_average(month, rate)
    assess(DAY, kind=RunKind.COMMAND)
    return project


def test_month_by_month(project):
    lines = sheet_of(project, 2023, DAY).lines
    assert [(line.done, line.cumulative, line.rate, line.colour) for line in lines[:5]] == [
        (None, 0, 0, None),
        (20, 20, 10, Colour.GREEN),
        (None, 20, 10, Colour.YELLOW),
        (None, 20, 10, Colour.RED),
        (None, None, None, None),
    ]
    assert (lines[1].plan, lines[2].average, lines[2].problems) == (25, Decimal("10.5"), "等料")
    assert [line.future for line in lines] == [False] * 4 + [True] * 8


def test_missing_is_said_only_of_months_being_built(project):
    lines = sheet_of(project, 2023, DAY).lines
    assert [line.missing for line in lines[:5]] == [False, False, True, True, False]
    assert lines[0].reason == "未开工"
    assert lines[3].state is ReportState.RETURNED


def test_the_latest_cards_are_explained(project):
    sheet = sheet_of(project, 2023, DAY)
    assert sheet.start_card.colour == Colour.GREEN
    assert "如期或提前开工" in sheet.start_sentence
    assert "连续2个月，亮红牌" in sheet.progress_sentence


def test_a_year_without_figures_is_empty(project):
    sheet = sheet_of(project, 2021, date(2021, 12, 31))
    assert (sheet.plan, sheet.start_card, sheet.progress_sentence) == (None, None, "")


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(date(2023, 1, 31), [("开工", False, False), ("竣工", False, False)], id="not"),
        pytest.param(date(2023, 2, 28), [("开工", True, True), ("竣工", False, False)], id="start"),
        pytest.param(
            date(2023, 3, 1), [("开工、推进", True, True), ("竣工", False, False)], id="on"
        ),
        pytest.param(date(2023, 6, 1), [("开工", True, False), ("竣工", True, True)], id="done"),
    ],
)
def test_the_chain_as_steps(day, expected):
    project = make_project(started_on=date(2023, 2, 1), completed_on=date(2023, 6, 1))
    steps = steps_of(project, day)[2:4]
    assert [(step.label, step.reached, step.current) for step in steps] == expected
