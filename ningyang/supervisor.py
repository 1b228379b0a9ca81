"""`make run`: broker, web, worker with scheduler, started and stopped together.

For one machine. Several worker hosts under a service manager are described in README.
"""

import fcntl
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from ningyang import processes
from ningyang.environment import BROKER_SOCKET, DATA_DIR
from ningyang.services import Broker, ServiceError

HOST = "127.0.0.1"
# A child that ends this often within this time is not started again.
CRASHES, CRASH_SECONDS = 5, 120


class RunError(Exception):
    """The system cannot run; the message is for the operator, in Chinese."""


class StopRequested(Exception):  # noqa: N818 - an order, not an error
    """Somebody asked us to stop."""


class Stop:
    """Signals only set a flag; we look at it where stopping leaves nothing half started."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self.ask())

    def ask(self) -> None:
        self.asked = True

    def check(self) -> None:
        if self.asked:
            raise StopRequested


@dataclass
class Child:
    """A process that is started again when it dies, after a pause that grows."""

    name: str
    start_process: Callable[[], subprocess.Popen[bytes]]
    process: subprocess.Popen[bytes] | None = None
    ends: list[float] = field(default_factory=list)
    due: float = 0

    def start(self) -> None:
        self.process = self.start_process()

    def stop(self) -> None:
        if self.process:
            processes.stop(self.process)

    def watch(self, now: float) -> None:
        """RunError when it keeps dying."""
        if self.process is None:
            if now >= self.due:
                self.start()
        elif self.process.poll() is not None:
            self._note_end(self.process, now)

    def _note_end(self, process: subprocess.Popen[bytes], now: float) -> None:
        processes.clear(process)
        self.process = None
        self.ends = [at for at in self.ends if now - at < CRASH_SECONDS] + [now]
        if len(self.ends) >= CRASHES:
            raise RunError(f"{self.name}反复退出(代码 {process.returncode})，已全部停止")
        pause = 2 ** (len(self.ends) - 1)
        self.due = now + pause
        _say(f"{self.name}已退出(代码 {process.returncode})，{pause} 秒后重新启动")


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201 - progress


def _port() -> int:
    """PORT, free to listen on; RunError otherwise."""
    given = os.environ.get("PORT") or "8000"
    if not (given.isascii() and given.isdigit() and 1 <= int(given) <= 65535):
        raise RunError(f"PORT “{given}”不是端口号，请填1至65535，如 PORT=8080 make run")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(given)))
        except OSError:
            raise RunError(f"端口 {given} 已被占用，请换一个，如 PORT=8080 make run") from None
    return int(given)


@contextmanager
def _data_folder() -> Iterator[None]:
    """DATA_DIR for us alone: two schedulers on one database would do everything twice."""
    try:
        DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = (DATA_DIR / "run.lock").open("w")
    except OSError as error:
        raise RunError(f"数据目录 {DATA_DIR} 不能写入：{error.strerror}") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RunError(f"系统已在运行(数据目录 {DATA_DIR})，请先停止它") from None
        yield


def _prepare(stop: Stop) -> str:
    """Database, annexes, demonstration and cards; the demo accounts' table."""
    process = processes.start([sys.executable, "-m", "ningyang.prepare"], capture=True)
    try:
        while process.poll() is None:
            stop.check()
            time.sleep(0.1)
        if process.returncode:
            raise RunError("准备没有完成，原因见上")
        return process.communicate()[0].decode().strip()
    finally:
        processes.clear(process)


def _web(port: int) -> subprocess.Popen[bytes]:
    options = f"--bind {HOST}:{port} --workers 2 --threads 8 --timeout 120 --log-level warning"
    command = [sys.executable, "-m", "gunicorn", "ningyang.wsgi", "--no-control-socket"]
    return processes.start(command + options.split())


def _worker() -> subprocess.Popen[bytes]:
    """Worker and scheduler in one; only right where there is one machine."""
    options = "--beat --pool threads --concurrency 2 --loglevel WARNING"
    options += " --without-gossip --without-mingle"
    # Celery's English advice against root helps nobody who is trying this out.
    command = [sys.executable, "-W", "ignore:You're running the worker", "-m", "celery", "--quiet"]
    command += ["--app", "ningyang", "worker", *options.split()]
    return processes.start([*command, "--schedule", str(DATA_DIR / "beat-schedule")])


def _web_answers(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status < 500
    except OSError:
        return False
    finally:
        connection.close()


def _start_all(port: int, stop: Stop, stack: ExitStack) -> list[Child]:
    """Everything in order, each undone by `stack` in reverse, the broker last."""
    children = []

    def start(name: str, how: Callable[[], subprocess.Popen[bytes]]) -> None:
        stop.check()
        child = Child(name, how)
        stack.callback(child.stop)
        child.start()
        children.append(child)

    if not os.environ.get("REDIS_URL"):
        start("消息队列", Broker(BROKER_SOCKET).start)
    _say("正在准备数据库和基础数据……")
    accounts = _prepare(stop)
    start("网站", lambda: _web(port))
    start("后台任务", _worker)
    _await_web(port, stop, children)
    print(f"\n{accounts}\n网址：http://localhost:{port}/  按 Ctrl-C 停止", flush=True)  # noqa: T201
    return children


def _await_web(port: int, stop: Stop, children: list[Child]) -> None:
    while not _web_answers(port):
        _watch(stop, children)


def _watch(stop: Stop, children: list[Child]) -> None:
    """One look at every child, and a short rest."""
    for child in children:
        stop.check()
        child.watch(time.monotonic())
    time.sleep(0.2)


def run() -> None:
    """Until asked to stop; nothing that was started outlives this, however it ends."""
    stop = Stop()
    port = _port()
    with _data_folder(), ExitStack() as stack:
        stack.callback(_say, "已停止")
        try:
            children = _start_all(port, stop, stack)
            while True:
                _watch(stop, children)
        except StopRequested:
            _say("正在停止……")


if __name__ == "__main__":
    try:
        run()
    except (RunError, ServiceError) as error:
        sys.exit(f"错误：{error}")
