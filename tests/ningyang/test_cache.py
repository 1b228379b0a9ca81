"""The cache may go away without anybody noticing."""

import pytest
from django.core.cache import caches


def test_without_redis_nothing_is_found_and_nothing_fails(settings):
    cache = caches["default"]
    cache.set("progress", 3)
    assert cache.get("progress", "nothing") == "nothing"
    assert cache.add("progress", 3) is False
    assert cache.delete("progress") is False


@pytest.mark.broker
@pytest.mark.usefixtures("connected")
def test_with_redis_it_keeps():
    cache = caches["default"]
    assert cache.add("progress", 3)
    cache.set("progress", 4)
    assert cache.get("progress") == 4
    assert cache.delete("progress")
    assert cache.get("progress") is None
