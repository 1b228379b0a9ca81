"""Every lifecycle covers its states; the moves of a monthly return in a table of their own."""

import itertools

import pytest

from projects.actions.submission import allowed_moves
from projects.choices import COUNTED_REPORT_STATES, ReportState, Role, SubmissionState
from projects.lifecycles import MoveError
from projects.lifecycles.registry import lifecycles
from projects.lifecycles.reporting import REPORT_STATE, SUBMISSION, WRITABLE
from projects.models import Submission, Unit, User

S = SubmissionState

# Who may do what in which state; every pair of state and move that is not here is refused.
TABLE = {
    (S.OPEN, "submit"): (Role.UNIT, S.SUBMITTED),
    (S.RETURNED, "submit"): (Role.UNIT, S.SUBMITTED),
    (S.SUBMITTED, "withdraw"): (Role.UNIT, S.OPEN),
    (S.SUBMITTED, "begin_review"): (Role.DRC, S.IN_REVIEW),
    (S.SUBMITTED, "accept"): (Role.DRC, S.ACCEPTED),
    (S.IN_REVIEW, "accept"): (Role.DRC, S.ACCEPTED),
    (S.SUBMITTED, "send_back"): (Role.DRC, S.RETURNED),
    (S.IN_REVIEW, "send_back"): (Role.DRC, S.RETURNED),
    (S.ACCEPTED, "send_back"): (Role.DRC, S.RETURNED),
}

EACH = pytest.mark.parametrize("lifecycle", lifecycles(), ids=lambda lifecycle: lifecycle.name)


@EACH
def test_every_state_is_reached_and_only_ends_stand_still(lifecycle):
    reached, found = {lifecycle.first}, {lifecycle.first}
    while found:
        found = {
            target
            for move in lifecycle.moves.values()
            for state, target in move.steps.items()
            if state in reached
        } - reached
        reached |= found
    assert reached == set(lifecycle.states)
    still = {state for state in lifecycle.states if not lifecycle.owners(state)}
    assert still <= lifecycle.ends


@EACH
def test_every_move_has_a_label_an_owner_and_a_step(lifecycle):
    assert lifecycle.name
    assert lifecycle.clause
    for move in lifecycle.moves.values():
        assert move.label
        assert move.whose
        assert move.steps


@EACH
def test_a_move_that_is_not_allowed_is_refused_in_words(lifecycle):
    for state in lifecycle.states:
        for name, move in lifecycle.moves.items():
            if state not in move.steps:
                with pytest.raises(MoveError, match=state.label):
                    lifecycle.after(name, state, next(iter(move.whose)))


def test_the_moves_are_those_of_the_table():
    stored = {
        (state, name): (role, target)
        for name, move in SUBMISSION.moves.items()
        for state, target in move.steps.items()
        for role in move.whose
    }
    assert stored == TABLE


def test_every_state_has_an_owner_and_a_way_in():
    assert {state for state, _ in TABLE} == set(S)
    assert {target for _, target in TABLE.values()} == set(S)


@pytest.mark.parametrize("state", S)
def test_a_state_is_the_unit_s_to_write_or_the_bureau_s_to_judge(state):
    owners = {role for (own, _), (role, _) in TABLE.items() if own is state}
    assert (owners == {Role.UNIT}) is (state in WRITABLE)


@pytest.mark.parametrize(
    ("state", "counts"),
    [(S.OPEN, False), (S.SUBMITTED, True), (S.IN_REVIEW, True), (S.RETURNED, False),
     (S.ACCEPTED, True)],
)  # fmt: skip
def test_reports_count_from_the_submission_until_a_return(state, counts):
    assert (REPORT_STATE[state] in COUNTED_REPORT_STATES) is counts


def test_every_report_state_is_reached():
    assert set(REPORT_STATE) == set(S)
    assert set(REPORT_STATE.values()) == set(ReportState)


UNIT, OTHER = Unit(pk=1, name="甲镇"), Unit(pk=2, name="乙镇")


@pytest.mark.parametrize(("state", "role"), list(itertools.product(S, Role)))
def test_moves_by_state_and_role(state, role):
    user = User(role=role, unit=UNIT if role is Role.UNIT else None)
    expected = {move for (own, move), (owner, _) in TABLE.items() if (own, owner) == (state, role)}
    assert allowed_moves(Submission(unit=UNIT, state=state), user) == expected


@pytest.mark.parametrize("state", S)
def test_another_unit_has_no_move(state):
    user = User(role=Role.UNIT, unit=OTHER)
    assert allowed_moves(Submission(unit=UNIT, state=state), user) == set()


@pytest.mark.parametrize("state", S)
def test_a_stopped_account_has_no_move(state):
    user = User(role=Role.DRC, is_active=False)
    assert allowed_moves(Submission(unit=UNIT, state=state), user) == set()
