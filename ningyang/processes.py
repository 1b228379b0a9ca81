"""Child processes that end when we say so, and with us if we are killed."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

START_SECONDS = 60
STOP_SECONDS = 20
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def _end_with_parent() -> None:
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def start(
    command: Sequence[str],
    *,
    log: Path | None = None,
    env: Mapping[str, str] | None = None,
    user: str | None = None,
    capture: bool = False,
) -> subprocess.Popen[bytes]:
    """A child in a session of its own, so that Ctrl-C reaches only its supervisor.

    Its output goes to the end of `log`, else to ours; with `capture`, what it says on stdout to
    the process's `stdout`. `user` needs root.
    """
    output = log.open("ab") if log else None
    try:
        return subprocess.Popen(  # noqa: S603 - our own commands
            command,
            env=env,
            user=user,
            extra_groups=[] if user else None,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if capture else output,
            stderr=output,
            start_new_session=True,
            preexec_fn=_end_with_parent,  # noqa: PLW1509 - one system call, no lock
        )
    finally:
        if output:
            output.close()


def stop(
    process: subprocess.Popen[bytes],
    how: signal.Signals = signal.SIGTERM,
    seconds: float = STOP_SECONDS,
) -> None:
    """Ask the main process alone (a signal to all of a group deadlocks), then clear its session."""
    with suppress(ProcessLookupError):
        process.send_signal(how)
    with suppress(subprocess.TimeoutExpired):
        process.wait(seconds)
    clear(process)


def clear(process: subprocess.Popen[bytes]) -> None:
    """Kill whatever is left of a child and its own children."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def wait_until(
    ready: Callable[[], bool], process: subprocess.Popen[bytes], seconds: float = START_SECONDS
) -> bool:
    """Whether `ready()` came true before the process ended and the time was up."""
    end = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < end:
        if ready():
            return True
        time.sleep(0.05)
    return False
