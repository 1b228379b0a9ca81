"""四不两直: recording on the spot, mending after it is done, re-check."""

from datetime import date

import pytest

from assessment.actions.patrol import (
    add_finding,
    end_inspection,
    mend_finding,
    recheck_finding,
    save_plan,
)
from assessment.choices.patrol import FindingState, InspectionState
from assessment.models import Finding
from projects.actions.reporting import StaleError
from projects.actions.versions import RefusedError
from projects.choices import Role
from projects.files.content import CleanFile
from projects.lifecycles import MoveError
from projects.models.attachments import FileKind
from tests.factories import make_project, make_unit, make_user

pytestmark = pytest.mark.django_db
DAY, LIMIT = date(2023, 4, 10), date(2023, 4, 25)
PLAN = {"planned_on": DAY, "inspectors": "甲组", "focus": "安全"}
FOUND = {"text": "无围挡", "severity": "major", "limit_on": LIMIT}


@pytest.fixture
def project():
    return make_project("A-1", unit=make_unit("甲镇"))


@pytest.fixture
def office():
    return make_user(Role.GOV_OFFICE)


@pytest.fixture
def clerk(project):
    return make_user(Role.UNIT, project.unit)


@pytest.fixture
def tour(project, office):
    return save_plan(
        inspection=None, version=0, values=PLAN, units=[], projects=[project], by=office
    )


@pytest.fixture
def finding(tour, project, office):
    found = add_finding(inspection=tour, values=FOUND | {"project": project}, by=office)
    end_inspection(
        inspection=tour, version=tour.version, move="finish", summary="有序", today=DAY, by=office
    )
    return Finding.objects.get(pk=found.pk)


def mend(finding, clerk):
    return mend_finding(
        finding=finding, version=finding.version, reply="已围挡", no_papers="现场已看过",
        today=DAY, by=clerk,
    )  # fmt: skip


def recheck(finding, move, office, **given):
    given = {"recheck": "看过", "limit_on": None} | given
    return recheck_finding(
        finding=finding, version=finding.version, move=move, today=DAY, by=office, **given
    )


@pytest.mark.parametrize("role", [Role.UNIT, Role.LEADER, Role.AUDITOR, Role.COMMERCE])
def test_only_the_two_offices_inspect(project, tour, role):
    person = make_user(role, project.unit if role == Role.UNIT else None)
    with pytest.raises(RefusedError):
        save_plan(
            inspection=None, version=0, values=PLAN, units=[project.unit], projects=[], by=person
        )
    with pytest.raises(RefusedError):
        add_finding(inspection=tour, values=FOUND | {"project": project}, by=person)


def test_a_plan_names_a_place(office):
    with pytest.raises(RefusedError, match="被检查"):
        save_plan(inspection=None, version=0, values=PLAN, units=[], projects=[], by=office)


def test_a_plan_that_is_done_is_not_changed(finding, tour, project, office):
    tour.refresh_from_db()
    with pytest.raises(RefusedError, match="不能再改"):
        save_plan(
            inspection=tour,
            version=tour.version,
            values=PLAN,
            units=[],
            projects=[project],
            by=office,
        )


def test_an_older_plan_loses(tour, project, office):
    with pytest.raises(StaleError):
        save_plan(inspection=tour, version=9, values=PLAN, units=[], projects=[project], by=office)


def test_the_unit_is_the_project_s(finding, project):
    assert finding.unit == project.unit


def test_photos_become_the_unit_s_when_it_is_done(tour, project, office, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    photo = [CleanFile("a.jpg", FileKind.PICTURE, b"jpeg")]
    values = FOUND | {"project": project}
    before = add_finding(inspection=tour, values=values, photos=photo, by=office)
    assert before.photos.get().unit is None
    done = end_inspection(
        inspection=tour, version=tour.version, move="finish", summary="有序", today=DAY, by=office
    )
    assert before.photos.get().unit == project.unit
    after = add_finding(inspection=done, values=values, photos=photo, by=office)
    assert after.photos.get().unit == project.unit


def test_done_wants_what_was_seen(tour, office):
    with pytest.raises(RefusedError, match="检查情况"):
        end_inspection(
            inspection=tour, version=tour.version, move="finish", summary="", today=DAY, by=office
        )


def test_nothing_is_mended_before_it_is_done(tour, project, office, clerk):
    found = add_finding(inspection=tour, values=FOUND | {"project": project}, by=office)
    with pytest.raises(RefusedError):
        mend(found, clerk)


def test_mended_and_closed(finding, clerk, office):
    with pytest.raises(MoveError):
        recheck(finding, "close", office)
    mended = mend(finding, clerk)
    with pytest.raises(RefusedError, match="复查意见"):
        recheck(mended, "close", office, recheck="")
    closed = recheck(mended, "close", office)
    assert (closed.state, closed.rechecked_by) == (FindingState.CLOSED, office)


@pytest.mark.parametrize(
    ("limit", "stands"), [(None, LIMIT), (date(2023, 5, 5), date(2023, 5, 5))], ids=["old", "new"]
)
def test_again_until_a_new_limit(finding, clerk, office, limit, stands):
    again = recheck(mend(finding, clerk), "again", office, limit_on=limit)
    assert (again.state, again.again, again.limit_on) == (FindingState.OPEN, 1, stands)


def test_a_new_limit_is_not_in_the_past(finding, clerk, office):
    with pytest.raises(RefusedError, match="不能早于今天"):
        recheck(mend(finding, clerk), "again", office, limit_on=date(2023, 4, 9))


def test_another_unit_mends_nothing(finding):
    with pytest.raises(RefusedError):
        mend(finding, make_user(Role.UNIT, make_unit("乙镇")))


@pytest.mark.parametrize(
    ("day", "late"), [(LIMIT, 0), (date(2023, 4, 26), 1)], ids=["on-the-limit", "the-day-after"]
)
def test_overdue(finding, day, late):
    assert Finding.objects.overdue(day).count() == late


def test_a_cancelled_tour_takes_no_findings(tour, project, office):
    row = end_inspection(
        inspection=tour, version=tour.version, move="cancel", summary="", today=DAY, by=office
    )
    assert row.state == InspectionState.CANCELLED
    with pytest.raises(RefusedError, match="已经取消"):
        add_finding(inspection=row, values=FOUND | {"project": project}, by=office)
