"""Too many wrong passwords: a page of our own, and only for that person from that place."""

import pytest
from django.conf import settings
from django.test import RequestFactory

from ningyang.client_address import client_address
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def _fail(client, username="wangwu", **extra):
    return client.post("/login/", {"username": username, "password": "错误"}, **extra)


def test_fifth_failure_locks_in_chinese(client):
    make_user(username="wangwu", password="Kq7#vT2zpL")
    for _ in range(settings.AXES_FAILURE_LIMIT - 1):
        assert _fail(client).status_code == 200
    locked = _fail(client)
    assert locked.status_code == 429
    assert "登录已锁定" in locked.content.decode()
    right = client.post("/login/", {"username": "wangwu", "password": "Kq7#vT2zpL"})
    assert right.status_code == 429
    assert _fail(client, REMOTE_ADDR="10.0.0.9").status_code == 200
    assert _fail(client, username="zhaoliu").status_code == 200


@pytest.mark.parametrize(
    ("production", "forwarded", "address"),
    [
        pytest.param(True, "6.6.6.6, 10.1.1.1", "10.1.1.1", id="the-proxy's-own-entry"),
        pytest.param(True, "", "127.0.0.1", id="no-proxy"),
        pytest.param(False, "6.6.6.6", "127.0.0.1", id="header-of-a-stranger"),
    ],
)
def test_client_address(settings, production, forwarded, address):
    settings.PRODUCTION = production
    request = RequestFactory().get("/", HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request) == address
