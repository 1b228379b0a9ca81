"""A whole site in a folder of its own: commands and a worker as real processes."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import psycopg
from redis import Redis

from ningyang import processes
from ningyang.environment import BASE_DIR

# Of the shell's environment only this reaches the site's processes.
_KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "COVERAGE_PROCESS_START")


class Site:
    """`env` is all that its processes know; the database is SQLite unless an address is given."""

    def __init__(self, folder: Path, *, redis_url: str = "", database_url: str = "") -> None:
        self.folder = folder
        kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
        given = {"REDIS_URL": redis_url, "DATABASE_URL": database_url}
        self.env = kept | {name: url for name, url in given.items() if url}
        self.env |= {"DATA_DIR": str(folder), "PYTHONPATH": str(BASE_DIR)}

    @property
    def database(self) -> str:
        """The name of its PostgreSQL database."""
        return self.env["DATABASE_URL"].rpartition("/")[2]

    def run(self, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
        """Python with these arguments, in the project's folder."""
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=BASE_DIR,
            env=self.env | env,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def manage(self, *arguments: str) -> str:
        """What `manage.py` prints; AssertionError with its errors if it fails."""
        done = self.run("manage.py", *arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start_worker(
        self, app: str = "ningyang", arguments: Sequence[str] = (), **env: str
    ) -> subprocess.Popen[bytes]:
        """A Celery worker; its log is worker.log in the site's folder."""
        command = [sys.executable, "-m", "celery", "-A", app, "worker", "-P", "threads", "-c", "1"]
        command += ["--loglevel", "INFO", "--without-gossip", "--without-mingle", *arguments]
        return processes.start(command, log=self.folder / "worker.log", env=self.env | env)

    def rows(self, query: str) -> list[tuple]:
        """What the site's database answers."""
        with closing(self._connect()) as connection:
            return connection.execute(query).fetchall()

    def execute(self, statement: str) -> None:
        with closing(self._connect()) as connection:
            connection.execute(statement)
            connection.commit()

    def _connect(self) -> sqlite3.Connection | psycopg.Connection:
        if url := self.env.get("DATABASE_URL"):
            return psycopg.connect(url)
        return sqlite3.connect(self.folder / "ningyang.sqlite3", timeout=20)

    def queue_is_empty(self) -> bool:
        """No task waits and none is unacknowledged."""
        with closing(self._redis()) as redis:
            return not (redis.exists("celery") or redis.exists("unacked"))

    def lose_queue(self) -> None:
        with closing(self._redis()) as redis:
            redis.flushall()

    def _redis(self) -> Redis:
        return Redis.from_url(self.env["REDIS_URL"])
