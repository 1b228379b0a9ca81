"""挂牌督办: on the list with leader and limit, off it only with check and reason."""

from datetime import date

import pytest

from assessment.actions.listed import (
    ask_to_lift,
    decide_listing,
    lift_listing,
    save_note,
    send_back_request,
)
from assessment.choices.listed import ListingState
from assessment.models import Listing
from projects.actions.versions import RefusedError
from projects.choices import Role
from projects.lifecycles import MoveError
from projects.periods import Month
from tests.factories import make_project, make_unit, make_user

pytestmark = pytest.mark.django_db
DAY = date(2023, 4, 10)
DECISION = {
    "move": "list", "evidence": "连续红牌", "evidence_key": "start:2023-03", "reason": "滞后",
    "leader": "县长", "limit_on": date(2023, 7, 1), "today": DAY,
}  # fmt: skip


@pytest.fixture
def project():
    return make_project("A-1", unit=make_unit("甲镇"))


@pytest.fixture
def drc():
    return make_user(Role.DRC)


@pytest.fixture
def clerk(project):
    return make_user(Role.UNIT, project.unit)


@pytest.fixture
def listed(project, drc):
    return decide_listing(project=project, by=drc, **DECISION)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param({"reason": ""}, "理由", id="no-reason"),
        pytest.param({"leader": ""}, "督办县领导", id="no-leader"),
        pytest.param({"limit_on": None}, "整改时限", id="no-limit"),
        pytest.param({"limit_on": date(2023, 4, 9)}, "不早于", id="limit-before"),
        pytest.param({"move": "lift"}, "挂牌或不挂牌", id="no-such-decision"),
    ],
)
def test_what_a_listing_wants(project, drc, change, message):
    with pytest.raises(RefusedError, match=message):
        decide_listing(project=project, by=drc, **(DECISION | change))
    assert not Listing.objects.exists()


@pytest.mark.parametrize("role", [Role.UNIT, Role.GOV_OFFICE, Role.LEADER])
def test_only_the_bureau_decides(project, role):
    person = make_user(role, project.unit if role == Role.UNIT else None)
    with pytest.raises(RefusedError):
        decide_listing(project=project, by=person, **DECISION)


def test_a_project_is_on_the_list_once(listed, project, drc):
    with pytest.raises(RefusedError, match="已在挂牌督办中"):
        decide_listing(project=project, by=drc, **DECISION)


def test_off_the_list_with_check_and_reason_only(listed, project, clerk, drc):
    asked = ask_to_lift(
        listing=listed, version=listed.version, request="已追上", today=DAY, by=clerk
    )
    back = send_back_request(listing=asked, version=asked.version, answer="再看一月", by=drc)
    assert back.state == ListingState.LISTED
    lift = {"version": back.version, "today": date(2023, 5, 9), "by": drc}
    for given in ({"check_note": "", "lift_reason": "绿"}, {"check_note": "实", "lift_reason": ""}):
        with pytest.raises(RefusedError, match="摘牌须有"):
            lift_listing(listing=back, **lift, **given)
    off = lift_listing(listing=back, **lift, check_note="属实", lift_reason="两月绿牌")
    assert (off.state, off.lifted_by) == (ListingState.LIFTED, drc)
    assert off.days(date(2024, 1, 1)) == 30
    with pytest.raises(MoveError):
        lift_listing(
            listing=off, **(lift | {"version": off.version}), check_note="a", lift_reason="b"
        )


@pytest.mark.parametrize(
    ("day", "days"), [(DAY, 1), (date(2023, 4, 11), 2)], ids=["the-first-day", "the-second"]
)
def test_days_on_the_list(listed, day, days):
    assert listed.days(day) == days


@pytest.mark.parametrize(
    ("month", "fine"),
    [
        pytest.param(Month(2023, 3), False, id="before"),
        pytest.param(Month(2023, 4), True, id="the-first"),
        pytest.param(Month(2023, 5), True, id="this-month"),
        pytest.param(Month(2023, 6), False, id="to-come"),
    ],
)
def test_months_that_may_be_noted(listed, clerk, month, fine):
    note = {"listing": listed, "month": month, "text": "进场", "by": clerk}
    if fine:
        assert save_note(**note, today=date(2023, 5, 3)).text == "进场"
    else:
        with pytest.raises(RefusedError, match="挂牌当月到本月"):
            save_note(**note, today=date(2023, 5, 3))


def test_another_unit_neither_notes_nor_asks(listed):
    other = make_user(Role.UNIT, make_unit("乙镇"))
    with pytest.raises(RefusedError):
        ask_to_lift(listing=listed, version=listed.version, request="x", today=DAY, by=other)
    with pytest.raises(RefusedError):
        save_note(listing=listed, month=Month.of(DAY), text="x", today=DAY, by=other)
