"""`make run` for real: what is started is ended, whatever happens, and data stays."""

import http.client
import json
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress

import psutil
import pytest

from ningyang.environment import BASE_DIR
from ningyang.supervisor import CRASHES, Child, RunError
from tests.site import Site

pytestmark = pytest.mark.once

PATIENCE = 300


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Running:
    """A supervisor as a real process; `family` is every process it ever was seen to have."""

    def __init__(self, site: Site, **env: str) -> None:
        self.port = int(env.setdefault("PORT", str(_free_port())))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "ningyang.supervisor"],
            cwd=BASE_DIR,
            env=site.env | env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.family: dict[int, psutil.Process] = {}

    def look(self) -> list[psutil.Process]:
        with suppress(psutil.NoSuchProcess):
            found = psutil.Process(self.process.pid).children(recursive=True)
            self.family |= {process.pid: process for process in found}
        return list(self.family.values())

    def wait_for(self, sought) -> None:
        end = time.monotonic() + PATIENCE
        while not sought():
            self.look()
            assert self.process.poll() is None, self.process.communicate()[1]
            assert time.monotonic() < end, [process.pid for process in self.look()]
            time.sleep(0.1)

    def health(self) -> dict:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return json.load(connection.getresponse())
        except OSError:
            return {}
        finally:
            connection.close()

    def member(self, word: str) -> psutil.Process | None:
        """The living child of the supervisor itself whose command holds the word."""
        for process in self.look():
            with suppress(psutil.NoSuchProcess):
                own = process.is_running() and process.ppid() == self.process.pid
                if own and any(word in part for part in process.cmdline()):
                    return process
        return None

    def end(self, how: signal.Signals = signal.SIGTERM) -> tuple[int, str, str]:
        """Exit code, output and errors."""
        self.look()
        self.process.send_signal(how)
        out, err = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, out, err

    def left_behind(self) -> list[psutil.Process]:
        return psutil.wait_procs(self.family.values(), timeout=5)[1]


@pytest.fixture
def start(tmp_path):
    """Start supervisors on one folder; whatever a failed test leaves is ended."""
    site, all_running = Site(tmp_path), []

    def start(**env: str) -> Running:
        all_running.append(Running(site, **env))
        return all_running[-1]

    start.site = site
    yield start
    for running in all_running:
        if running.process.poll() is None:
            running.process.kill()
        running.process.communicate()
        for process in running.left_behind():
            process.kill()


@pytest.mark.broker
def test_whole_life(start):
    first = start()
    first.wait_for(lambda: first.health().get("broker") == "ok")
    assert first.health()["assessed"] == "2023-11-30"
    first.wait_for(lambda: first.member("celery"))

    worker = first.member("celery")
    worker.kill()
    first.wait_for(lambda: (again := first.member("celery")) and again.pid != worker.pid)

    code, out, err = first.end()
    assert code == 0
    assert f"http://localhost:{first.port}/" in out
    assert "演示账号" in out
    assert "后台任务已退出" in err
    assert "Traceback" not in err
    assert first.left_behind() == []
    assert not (start.site.folder / "broker" / "broker.sock").exists()

    remove = "from projects.models import *; WeeklyUpdate.objects.order_by('pk')[:1].get().delete()"
    count = "from projects.models import *; print(WeeklyUpdate.objects.count())"
    start.site.manage("shell", "-v", "0", "-c", remove)
    before = start.site.manage("shell", "-v", "0", "-c", count)
    second = start()
    second.wait_for(lambda: second.health().get("broker") == "ok")
    code, out, _ = second.end(signal.SIGINT)
    assert code == 0
    assert "演示账号" in out
    assert second.left_behind() == []
    assert start.site.manage("shell", "-v", "0", "-c", count) == before


@pytest.mark.broker
def test_killed_supervisor_takes_all_with_it(start):
    first = start(DEMO="0")
    first.wait_for(lambda: first.health().get("broker") == "ok")
    first.wait_for(lambda: first.member("celery"))
    first.end(signal.SIGKILL)
    assert psutil.wait_procs(first.family.values(), timeout=30)[1] == []


@pytest.mark.broker
def test_stop_while_preparing(start):
    running = start()
    running.wait_for(lambda: running.member("ningyang.prepare"))
    code, out, _ = running.end()
    assert (code, out) == (0, "")
    assert running.left_behind() == []


@pytest.mark.broker
def test_failing_setup_leaves_nothing(start):
    running = start(DATABASE_URL=f"postgres://nobody@127.0.0.1:{_free_port()}/none")
    running.wait_for(lambda: running.member("ningyang.prepare"))
    out, err = running.process.communicate(timeout=PATIENCE)
    assert running.process.returncode == 1
    assert out == ""
    assert "错误：准备没有完成" in err
    assert running.left_behind() == []


@pytest.mark.parametrize("port", ["0", "65536", "八千", "-1"])
def test_no_port(start, port):
    process = start.site.run("-m", "ningyang.supervisor", PORT=port)
    assert process.returncode == 1
    assert process.stderr.startswith(f"错误：PORT “{port}”不是端口号")


def test_port_taken(start):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        process = start.site.run("-m", "ningyang.supervisor", PORT=port)
    assert process.returncode == 1
    assert process.stderr == f"错误：端口 {port} 已被占用，请换一个，如 PORT=8080 make run\n"


def test_one_folder_runs_once(start):
    first = start()
    first.wait_for((start.site.folder / "run.lock").exists)
    first.wait_for(lambda: first.member("valkey") or first.member("redis"))
    second = start.site.run("-m", "ningyang.supervisor", PORT=str(_free_port()))
    assert second.returncode == 1
    assert "系统已在运行" in second.stderr
    assert first.end()[0] == 0


def test_folder_that_cannot_be(start):
    (start.site.folder / "file").touch()
    process = start.site.run("-m", "ningyang.supervisor", DATA_DIR=f"{start.site.folder}/file/x")
    assert process.returncode == 1
    assert "不能写入" in process.stderr


class _Ending:
    """A process that has always just ended."""

    pid = 2**22 + 1
    returncode = 3

    def poll(self):
        return self.returncode

    def wait(self):
        return self.returncode


def test_a_dying_child_is_started_after_growing_pauses(capsys):
    starts = []
    child = Child("网站", lambda: starts.append(1) or _Ending())
    child.start()
    child.watch(0)
    child.watch(0.9)
    assert len(starts) == 1
    child.watch(1)
    child.watch(1.5)
    child.watch(3.4)
    assert len(starts) == 2
    child.watch(3.5)
    assert len(starts) == 3
    assert "1 秒后" in capsys.readouterr().err


def test_a_child_that_keeps_dying_ends_all():
    child = Child("网站", _Ending)
    child.start()

    def die():
        for second in range(100):
            child.watch(second)

    with pytest.raises(RunError, match="网站反复退出"):
        die()
    assert len(child.ends) == CRASHES


def test_rare_deaths_are_forgiven():
    child = Child("网站", _Ending)
    child.start()
    for time_of_death in range(0, 100_000, 200):
        child.watch(time_of_death)
        child.watch(time_of_death + 100)
    assert child.process
