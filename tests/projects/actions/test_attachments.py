"""Storing files: whose, how much, and who reads them again."""

import pytest
from django.urls import reverse

from projects.actions.attachments import store_files
from projects.actions.versions import RefusedError
from projects.choices import Role
from projects.choices.areas import Area
from projects.files.content import CleanFile
from projects.models import Attachment
from projects.models.attachments import FileKind
from tests.factories import make_unit, make_user

pytestmark = pytest.mark.django_db
PAPER = CleanFile("许可证.pdf", FileKind.PDF, b"%PDF-1.7")


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def unit():
    return make_unit("甲镇")


@pytest.mark.parametrize(
    ("role", "own", "allowed"),
    [
        pytest.param(Role.UNIT, True, True, id="own-clerk"),
        pytest.param(Role.UNIT, False, False, id="other-clerk"),
        pytest.param(Role.DRC, False, True, id="drc"),
        pytest.param(Role.COMMERCE, False, True, id="keeper-of-signing"),
        pytest.param(Role.STATISTICS, False, False, id="keeper-of-something-else"),
        pytest.param(Role.LEADER, False, False, id="reader"),
    ],
)
def test_who_may_store(unit, role, own, allowed):
    by = make_user(role, unit if own else make_unit() if role is Role.UNIT else None)
    if allowed:
        (row,) = store_files(files=[PAPER], unit=unit, area=Area.SIGNING, by=by)
        with row.file.open("rb") as stored:
            assert (row.size, row.by, stored.read()) == (8, by, PAPER.content)
        return
    with pytest.raises(RefusedError, match="无权"):
        store_files(files=[PAPER], unit=unit, area=Area.SIGNING, by=by)
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(("quota", "fits"), [(16, True), (15, False)])
def test_a_unit_s_space_is_limited(unit, settings, quota, fits):
    settings.ATTACHMENT_QUOTA_BYTES = quota
    by = make_user(Role.UNIT, unit)
    other = make_unit("乙镇")
    store_files(files=[PAPER], unit=other, area=Area.STARTS, by=make_user(Role.DRC))
    store_files(files=[PAPER], unit=unit, area=Area.STARTS, by=by)
    if fits:
        store_files(files=[PAPER], unit=unit, area=Area.STARTS, by=by)
    else:
        with pytest.raises(RefusedError, match="空间不足"):
            store_files(files=[PAPER], unit=unit, area=Area.STARTS, by=by)
    assert Attachment.objects.filter(unit=unit).count() == 1 + fits


def test_a_file_comes_as_a_download_that_nothing_can_run(client, unit):
    by = make_user(Role.UNIT, unit)
    (row,) = store_files(files=[PAPER], unit=unit, area=Area.STARTS, by=by)
    client.force_login(by, backend="projects.auth.RoleBackend")
    answer = client.get(row.url)
    assert b"".join(answer.streaming_content) == PAPER.content
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_file_that_is_gone_from_the_disk_is_not_found(client, unit):
    by = make_user(Role.UNIT, unit)
    (row,) = store_files(files=[PAPER], unit=unit, area=Area.STARTS, by=by)
    row.file.delete(save=False)
    Attachment.objects.filter(pk=row.pk).update(file="attachments/none.pdf")
    client.force_login(by, backend="projects.auth.RoleBackend")
    assert client.get(reverse("file", args=[row.pk])).status_code == 404


@pytest.mark.parametrize(
    ("role", "area", "reads"),
    [
        pytest.param(Role.UNIT, Area.STATISTICS, True, id="minutes-for-every-clerk"),
        pytest.param(Role.UNIT, Area.PLANNING, True, id="events-for-every-clerk"),
        pytest.param(Role.UNIT, Area.SUPERVISION, False, id="no-inspection-for-a-clerk"),
        pytest.param(Role.UNIT, Area.STARTS, False, id="nothing-else-for-a-clerk"),
        pytest.param(Role.STATISTICS, Area.STATISTICS, True, id="its-own-subject"),
        pytest.param(Role.STATISTICS, Area.PLANNING, False, id="not-another-subject"),
        pytest.param(Role.SYSADMIN, Area.STATISTICS, False, id="sysadmin"),
    ],
)
def test_who_reads_the_county_s_own_papers(role, area, reads):
    store_files(files=[PAPER], unit=None, area=area, by=make_user(Role.DRC))
    assert Attachment.objects.visible_to(make_user(role)).exists() is reads
