from datetime import date
from io import BytesIO

import pytest
from PIL import Image

from projects.choices import Role
from projects.models import Attachment, Guarantee, Visit
from tests.factories import make_project, make_unit, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def project(settings):
    settings.FIXED_TODAY = date(2023, 4, 28)
    return make_project("A-1", unit=make_unit("甲镇"), county_leader="张县长")


@pytest.fixture
def visit(project):
    return Visit.objects.create(
        project=project, visited_on=date(2023, 4, 3), kind="leader", person="张县长", found="缺电"
    )


GIVEN = {"version": 1, "kind": "leader", "visited_on": "2023年4月4日", "person": "张县长"}


def test_an_older_form_loses_and_shows_both(client, visit):
    client.force_login(make_user(Role.ORGANISATION))
    url = f"/visits/{visit.pk}/change/"
    assert client.post(url, GIVEN | {"found": "先改"}).status_code == 302
    answer = client.post(url, GIVEN | {"found": "后改"})
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "先改" in html
    assert "后改" in html
    assert client.post(url, GIVEN | {"version": 2, "found": "后改"}).status_code == 302
    visit.refresh_from_db()
    assert (visit.found, visit.visited_on) == ("后改", date(2023, 4, 4))


def test_an_older_form_removes_nothing(client, visit):
    client.force_login(make_user(Role.DRC))
    url = f"/visits/{visit.pk}/change/"
    client.post(url, {"remove": "1", "version": "7"})
    assert Visit.objects.exists()
    client.post(url, {"remove": "1", "version": "1"})
    assert not Visit.objects.exists()


def photo():
    file = BytesIO()
    Image.new("RGB", (4, 4)).save(file, "PNG")
    file.seek(0)
    file.name = "现场.png"
    return file


def test_a_photo_is_added_kept_and_taken_off(client, visit, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(make_user(Role.ORGANISATION))
    url = f"/visits/{visit.pk}/change/"
    assert "删除现在的照片" not in client.get(url).content.decode()
    client.post(url, GIVEN | {"photo": photo()})
    client.post(url, GIVEN | {"version": 2, "found": "只改字"})
    visit.refresh_from_db()
    assert visit.photo
    assert "删除现在的照片" in client.get(url).content.decode()
    client.post(url, GIVEN | {"version": 3, "drop_photo": "on"})
    visit.refresh_from_db()
    assert (visit.photo, visit.version) == (None, 4)
    assert Attachment.objects.count() == 1
    client.post(url, GIVEN | {"version": 4, "drop_photo": "on", "photo": photo()})
    visit.refresh_from_db()
    assert visit.photo


def test_a_wrong_date_stays_beside_its_error(client, project):
    client.force_login(make_user(Role.UNIT, unit=project.unit))
    answer = client.post("/visits/project/A-1/", GIVEN | {"visited_on": "2023-04-29"})
    assert answer.status_code == 400
    assert "还没有到" in answer.content.decode()
    assert not Visit.objects.exists()


def test_a_guarantee_is_added_changed_and_removed(client, project):
    client.force_login(make_user(Role.ORGANISATION))
    duty = {"version": 0, "kind": "progress", "role": "leader", "person": "张县长", "post": ""}
    client.post("/visits/project/A-1/", duty | {"guarantee": "1"})
    row = Guarantee.objects.get()
    url = f"/visits/guarantee/{row.pk}/"
    client.post(url, duty | {"version": 1, "post": "副县长"})
    row.refresh_from_db()
    assert (row.post, row.version) == ("副县长", 2)
    client.post(url, {"remove": "1", "version": "2"})
    assert not Guarantee.objects.exists()


def test_one_person_s_projects_open(client, visit):
    client.force_login(make_user(Role.LEADER))
    html = client.get("/visits/", {"kind": "leader", "person": "张县长"}).content.decode()
    assert "2023-04-03" in html
    assert "待走访" in html
