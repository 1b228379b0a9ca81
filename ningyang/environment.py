"""What the environment says, read before Django: settings and the supervisor share it."""

import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("DATA_DIR") or BASE_DIR / "var").resolve()

# The broker that `make run` starts listens here; without REDIS_URL everybody looks for it here.
BROKER_SOCKET = DATA_DIR / "broker" / "broker.sock"
REDIS_URL = os.environ.get("REDIS_URL") or f"unix://{BROKER_SOCKET}"

LOOPBACK = ("localhost", "127.0.0.1", "::1")


def secret_key() -> str:
    """SECRET_KEY, or the random one kept in DATA_DIR (made once, readable by its owner alone)."""
    given = os.environ.get("SECRET_KEY", "")
    if given:
        return given
    path = DATA_DIR / "secret-key"
    if not path.exists():
        _write_once(path, secrets.token_urlsafe(60))
    return path.read_text().strip()


def is_safe_webhook(url: str) -> bool:
    """Whether what is sent there can be read by nobody on the way: https, or this machine."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    if not host or parts.username:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)


def _write_once(path: Path, text: str) -> None:
    """Whole or not at all: of two processes that start together, the first one's text stays."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
