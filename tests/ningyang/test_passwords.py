"""Passwords that the whole county would guess."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    "password",
    [
        pytest.param("fagaiju2026", id="bureau-and-year"),
        pytest.param("NingYang#8866", id="county-in-capitals"),
        pytest.param("Fa-Gai_Ju.2026", id="with-separators"),
        pytest.param("n1ngyang-7391", id="one-for-i"),
        pytest.param("f@g@iju-7391x", id="at-for-a"),
        pytest.param("t0uzi-7391-xy", id="nought-for-o"),
        pytest.param("ｎｉｎｇｙａｎｇ７３９１", id="full-width"),
        pytest.param("我的宁阳7391账号", id="characters"),
        pytest.param("Kq7#vT2zp", id="nine-signs"),
        pytest.param("8405617392", id="digits-only"),
        pytest.param("qwertyuiop", id="on-every-list"),
    ],
)
def test_refused(password):
    with pytest.raises(ValidationError) as caught:
        validate_password(password)
    assert all(ord(sign) > 127 for sign in caught.value.messages[0][:3])


@pytest.mark.parametrize(
    "password", ["Kq7#vT2zpL", "correct horse 7391 battery", "竹影扫阶尘不动7391"]
)
def test_accepted(password):
    assert validate_password(password) is None
