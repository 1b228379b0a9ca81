"""The enrolment's pages: steps with evidence, wrong dates, stale forms."""

from datetime import date
from io import BytesIO

import pytest
from PIL import Image

from projects.choices import Role
from projects.models import EnrolmentStep, Project
from tests.factories import make_project, make_unit, make_user

pytestmark = pytest.mark.django_db
URL = "/enrolment/A1/"


@pytest.fixture
def project(settings, tmp_path):
    settings.FIXED_TODAY = date(2023, 4, 30)
    settings.MEDIA_ROOT = tmp_path
    return make_project("A1", name="甲厂", unit=make_unit("甲镇"), started_on=date(2023, 2, 1))


@pytest.fixture
def clerk(client, project):
    client.force_login(make_user(Role.UNIT, project.unit), backend="projects.auth.RoleBackend")
    return client


def step(name="works", version=0, **given):
    return {"step": name, "version": version, "seen": "", "done_on": "", "lacking": ""} | given


def photo():
    file = BytesIO()
    Image.new("RGB", (4, 4)).save(file, "PNG")
    file.seek(0)
    file.name = "竣工.png"
    return file


def test_a_step_is_entered_and_the_list_says_what_comes_next(clerk):
    assert "待形成实物工作量" in clerk.get("/enrolment/").content.decode()
    answer = clerk.post(URL, step(done_on="2023年3月1日"))
    assert (answer.status_code, answer.url) == (302, URL)
    clerk.post(URL, step("papers", lacking="施工许可证"))
    html = clerk.get("/enrolment/").content.decode()
    assert "待备齐材料；施工许可证" in html
    assert "满2个月，催办" in html


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param(step(done_on="2023-05-01"), "不能晚于今天", id="to-come"),
        pytest.param(step(done_on="2023-01-01"), "不能早于实际开工日期", id="before-the-start"),
        pytest.param(step(done_on="三月"), "不是日期", id="no-date"),
        pytest.param(step("completed", done_on="2023-04-01"), "须上传凭证", id="no-evidence"),
    ],
)
def test_a_wrong_step_is_said_and_writes_nothing(clerk, given, said):
    answer = clerk.post(URL, given)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert not EnrolmentStep.objects.exists()


def test_the_end_of_building_comes_with_a_photo(clerk):
    clerk.post(URL, step("completed", done_on="2023-04-01", papers=photo()))
    assert Project.objects.get().completed_on == date(2023, 4, 1)
    html = clerk.get("/enrolment/?show=finished").content.decode()
    assert "有凭证" in html


def test_a_stale_step_shows_both_and_names_its_step_again(clerk):
    clerk.post(URL, step(lacking="同事的"))
    answer = clerk.post(URL, step(lacking="我的"))
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "同事的" in html
    assert "我的" in html
    assert 'name="step" value="works"' in html
    assert EnrolmentStep.objects.get().lacking == "同事的"


@pytest.mark.parametrize("name", ["started", "enrolled", "no-such"])
def test_a_clerk_cannot_record_what_is_not_its_own(clerk, name):
    assert clerk.post(URL, step(name, done_on="2023-03-01")).status_code == 404


def test_the_bureau_enrols(client, project):
    client.force_login(make_user(Role.STATISTICS), backend="projects.auth.RoleBackend")
    assert client.post(URL, step("enrolled", done_on="2023-04-02")).status_code == 302
    assert Project.objects.get().enrolled_on == date(2023, 4, 2)
    html = client.get("/enrolment/?show=enrolled").content.decode()
    assert "甲厂" in html


def test_the_list_narrows_to_a_unit(client, project):
    make_project("B1", name="乙厂", unit=make_unit("乙镇"), started_on=date(2023, 4, 20))
    client.force_login(make_user(Role.LEADER), backend="projects.auth.RoleBackend")
    assert "乙厂" in client.get("/enrolment/").content.decode()
    html = client.get(f"/enrolment/?unit={project.unit_id}").content.decode()
    assert "甲厂" in html
    assert "乙厂" not in html
