import pytest

from projects.choices import Role
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PASSWORD = "Xiangmu-2023-tz"


@pytest.fixture
def clerk():
    return make_user(Role.DRC, username="fagai", password=PASSWORD)


def test_signing_in_opens_the_page_asked_for(client, clerk):
    response = client.get("/projects/")
    assert response.url == "/login/?next=/projects/"
    given = {"username": "fagai", "password": PASSWORD, "next": "/projects/"}
    assert client.post("/login/", given).url == "/projects/"


def test_a_foreign_address_is_not_followed(client, clerk):
    given = {"username": "fagai", "password": PASSWORD, "next": "https://example.org/"}
    assert client.post("/login/", given).url == "/"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"username": "fagai", "password": "x"}, "用户名或密码不对"),
        ({"username": "nobody", "password": "x"}, "用户名或密码不对"),
        ({"username": "", "password": "x"}, "请填写用户名"),
        ({"username": "fagai", "password": ""}, "请填写密码"),
    ],
)
def test_a_wrong_sign_in_says_so(client, clerk, given, message):
    response = client.post("/login/", given)
    assert response.status_code == 200
    assert message in response.content.decode()


def test_an_inactive_account_stays_out(client):
    make_user(Role.DRC, username="old", password=PASSWORD, is_active=False)
    response = client.post("/login/", {"username": "old", "password": PASSWORD})
    assert "用户名或密码不对" in response.content.decode()


def test_signing_out_takes_a_post(client, clerk):
    client.force_login(clerk)
    assert client.get("/logout/").status_code == 405
    assert client.post("/logout/").url == "/login/"
    assert client.get("/projects/").status_code == 302


def test_changing_the_password(client, clerk):
    client.force_login(clerk)
    new = "Qz7-bailu-fengye"
    given = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    response = client.post("/password/", given, follow=True)
    assert "密码已修改" in response.content.decode()
    clerk.refresh_from_db()
    assert clerk.check_password(new)


def test_two_different_new_passwords_are_refused(client, clerk):
    client.force_login(clerk)
    given = {"old_password": PASSWORD, "new_password1": "Qz7-bailu-fengye", "new_password2": "y"}
    response = client.post("/password/", given)
    assert response.status_code == 200
    clerk.refresh_from_db()
    assert clerk.check_password(PASSWORD)
