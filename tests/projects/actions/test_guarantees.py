"""Who may write visits and guarantees, what is refused, what the history says."""

from datetime import date

import pytest

from projects.actions.guarantees import (
    Duty,
    Seen,
    add_guarantee,
    change_visit,
    record_visit,
    remove_visit,
)
from projects.actions.reporting import StaleError
from projects.actions.versions import RefusedError
from projects.choices import Role
from projects.choices.guarantees import GuaranteeKind, Guarantor
from projects.files.content import CleanFile
from projects.models import Guarantee, Visit
from projects.models.attachments import FileKind
from tests.factories import make_project, make_unit, make_user

pytestmark = pytest.mark.django_db
TODAY = date(2023, 4, 28)
PHOTO = CleanFile("现场.jpg", FileKind.PICTURE, b"jpeg", b"small")


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def project():
    return make_project("A-1", unit=make_unit("甲镇"), county_leader="张县长")


def seen(**given) -> Seen:
    values = {"visited_on": TODAY, "kind": Guarantor.LEADER, "person": "", "found": "查看现场"}
    return Seen(**(values | given))


def record(project, by, photo=None, **given):
    return record_visit(project=project, seen=seen(**given), photo=photo, today=TODAY, by=by)


@pytest.mark.parametrize(
    ("role", "own", "allowed"),
    [
        pytest.param(Role.UNIT, True, True, id="own-clerk"),
        pytest.param(Role.UNIT, False, False, id="other-clerk"),
        pytest.param(Role.DRC, False, True, id="drc"),
        pytest.param(Role.ORGANISATION, False, True, id="organisation"),
        pytest.param(Role.LEADER, False, True, id="leader"),
        pytest.param(Role.GOV_OFFICE, False, False, id="reader-of-the-area"),
        pytest.param(Role.COMMERCE, False, False, id="another-co-lead"),
        pytest.param(Role.AUDITOR, False, False, id="auditor"),
        pytest.param(Role.SYSADMIN, False, False, id="sysadmin"),
    ],
)
def test_who_records_a_visit_with_its_photo(project, role, own, allowed):
    by = make_user(role, unit=project.unit if own else None, name="某人")
    if not allowed:
        with pytest.raises(RefusedError, match="无权"):
            record(project, by, PHOTO)
        assert not Visit.objects.exists()
        return
    row = record(project, by, PHOTO)
    assert row.photo.unit == project.unit
    assert row.history.get().history_user == by


def test_a_blank_person_is_the_ledger_s(project):
    assert record(project, make_user()).person == "张县长"
    with pytest.raises(RefusedError, match="请填写走访人"):
        record(project, make_user(), kind=Guarantor.CADRE)


def test_a_leader_records_only_itself(project):
    by = make_user(Role.LEADER, name="王县长")
    row = record(project, by, person="张县长", kind=Guarantor.CADRE)
    assert (row.person, row.kind) == ("王县长", Guarantor.LEADER)
    theirs = record(project, make_user())
    with pytest.raises(RefusedError, match="无权"):
        change_visit(
            row=theirs, seen=seen(), photo=None, drop_photo=False, version=1, today=TODAY, by=by
        )
    with pytest.raises(RefusedError, match="无权"):
        remove_visit(row=theirs, version=1, by=by)


@pytest.mark.parametrize(
    ("on", "allowed"),
    [
        pytest.param(date(2023, 4, 28), True, id="today"),
        pytest.param(date(2023, 4, 29), False, id="tomorrow"),
    ],
)
def test_no_visit_in_days_to_come(project, on, allowed):
    if allowed:
        assert record(project, make_user(), visited_on=on).visited_on == on
    else:
        with pytest.raises(RefusedError, match="还没有到"):
            record(project, make_user(), visited_on=on)


def test_the_same_visit_twice_is_refused(project):
    record(project, make_user())
    with pytest.raises(RefusedError, match="已有记录"):
        record(project, make_user())
    assert Visit.objects.count() == 1


def test_an_older_version_loses(project):
    by = make_user()
    row = record(project, by, PHOTO)
    change = {"photo": None, "drop_photo": False, "version": 1, "today": TODAY, "by": by}
    changed = change_visit(row=row, seen=seen(found="先改"), **change)
    assert (changed.found, changed.version, changed.photo_id) == ("先改", 2, row.photo_id)
    with pytest.raises(StaleError):
        change_visit(row=row, seen=seen(found="后改"), **change)
    with pytest.raises(StaleError):
        remove_visit(row=row, version=1, by=by)
    remove_visit(row=row, version=2, by=by)
    assert list(Visit.history.values_list("history_type", flat=True)) == ["-", "~", "+"]


@pytest.mark.parametrize(
    ("role", "allowed"),
    [(Role.DRC, True), (Role.ORGANISATION, True), (Role.UNIT, False), (Role.LEADER, False)],
)
def test_who_keeps_the_four_guarantees(project, role, allowed):
    by = make_user(role, unit=project.unit if role == Role.UNIT else None)
    duty = Duty(GuaranteeKind.PROGRESS, "张县长", "副县长", Guarantor.LEADER)
    if allowed:
        assert add_guarantee(project=project, duty=duty, by=by).history.get().history_user == by
        with pytest.raises(RefusedError, match="已有同一人"):
            add_guarantee(project=project, duty=duty, by=by)
    else:
        with pytest.raises(RefusedError, match="组织部和发改局"):
            add_guarantee(project=project, duty=duty, by=by)
        assert not Guarantee.objects.exists()
