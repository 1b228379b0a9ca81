"""The settings for tests: the project's own, in a folder of their own, and quick."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_folder = Path(tempfile.mkdtemp(prefix="ny-"))
atexit.register(shutil.rmtree, _folder, ignore_errors=True)

# What the developer's shell holds must not reach the tests, nor the tests the developer's data.
os.environ["DATA_DIR"] = str(_folder)
for _name in ("REDIS_URL", "PRODUCTION", "DEBUG", "FIXED_TODAY", "ALLOWED_HOSTS", "SECRET_KEY"):
    os.environ.pop(_name, None)
for _name in ("EMAIL_URL", "DEFAULT_FROM_EMAIL", "WEBHOOK_URL"):
    os.environ.pop(_name, None)
# `--database` chooses the database (tests/conftest.py); DATABASE_URL only says where PostgreSQL is.
POSTGRES_URL = os.environ.pop("DATABASE_URL", "")

from ningyang.settings import *  # noqa: E402, F403 - only after the environment is set
from ningyang.settings import DATABASES, STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
# A file, not memory: tests with threads meet the real locks.
DATABASES["default"]["TEST"] = {"NAME": str(_folder / "test.sqlite3")}
STATIC_ROOT = _folder / "static"
STATIC_ROOT.mkdir()
