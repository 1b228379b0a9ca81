"""Who is proposed for the list, with which evidence, and who is not proposed again."""

from datetime import date

import pytest

from assessment.actions.listed import decide_listing
from assessment.cards.engine import assess
from assessment.listings.proposals import ended_month, proposal_of, proposals
from assessment.models.runs import RunKind
from projects.choices import Role
from projects.periods import Month
from tests.factories import make_month, make_plan, make_project, make_user

pytestmark = pytest.mark.django_db
DAY = date(2023, 5, 31)
DECIDED = {"reason": "滞后", "leader": "县长", "limit_on": date(2023, 8, 1), "today": DAY}


@pytest.fixture
def drc():
    return make_user(Role.DRC)


@pytest.fixture
def late():
    """Red from the end of March on, and nothing invested."""
    project = make_project("A-1", start_due=date(2023, 1, 31))
    make_plan(project, 2023, 100)
    return project


@pytest.fixture
def slow():
    """Under way, with 1 of 100 done."""
    project = make_project("B-1", start_due=date(2023, 1, 31), started_on=date(2023, 1, 31))
    make_plan(project, 2023, 100)
    make_month(project, "2023-02", done=1)
    return project


def found(drc, day=DAY) -> dict[str, str]:
    assess(day, kind=RunKind.COMMAND)
    return {one.project.code: one.key for one in proposals(day, drc)}


@pytest.mark.parametrize(
    ("day", "month"),
    [(date(2023, 5, 31), Month(2023, 5)), (date(2023, 5, 30), Month(2023, 4))],
    ids=["on-the-last-day", "before"],
)
def test_evidence_stands_on_month_ends(day, month):
    assert ended_month(day) == month


def test_two_red_month_ends_are_proposed_one_is_not(late, drc):
    assert found(drc, date(2023, 3, 31)) == {}
    assert found(drc, date(2023, 4, 30)) == {"A-1": "start:2023-03"}


def test_far_behind_its_plan_is_proposed_with_its_figures(slow, drc):
    assert found(drc) == {"B-1": "behind:2023"}
    (evidence,) = proposal_of(slow, DAY, drc).evidence
    assert "完成投资1.00万元，年度计划100.00万元，完成1.0%" in str(evidence)


@pytest.mark.parametrize("move", ["list", "decline"])
def test_what_was_decided_is_not_proposed_again(late, drc, move):
    assert found(drc) == {"A-1": "start:2023-03"}
    proposed = proposal_of(late, DAY, drc)
    decide_listing(
        project=late,
        move=move,
        evidence=proposed.words,
        evidence_key=proposed.key,
        by=drc,
        **DECIDED,
    )
    assert found(drc) == {}


def test_a_new_run_is_proposed_again(late, drc):
    found(drc)
    decide_listing(
        project=late, move="decline", evidence="x", evidence_key="start:2022-01", by=drc, **DECIDED
    )
    assert found(drc) == {"A-1": "start:2023-03"}
