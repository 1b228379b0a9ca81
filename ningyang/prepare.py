"""Bring database and static files up to this version: `python -m ningyang.prepare`.

Part of `make run` and of every upgrade; safe to repeat. Progress goes to stderr; stdout is the
demo accounts where there is a demonstration.
"""

import os
import subprocess
import sys

import django

from ningyang.environment import BASE_DIR, DATA_DIR


class PrepareError(Exception):
    """A step failed and has told why on stderr."""


def _manage(*arguments: str) -> None:
    """One command in a process of its own: each reads the settings as the one before left them."""
    command = [sys.executable, str(BASE_DIR / "manage.py"), *arguments]
    done = subprocess.run(command, stdout=sys.stderr, check=False)  # noqa: S603 - our own
    if done.returncode:
        raise PrepareError(arguments[0])


def _untouched() -> bool:
    """Nobody has signed up and no project been entered: a demonstration harms nothing."""
    from projects.models import Project, User  # noqa: PLC0415 - Django is set up only now

    return not (Project.objects.exists() or User.objects.exists())


def _accounts() -> str:
    from assessment.demo.accounts import accounts_table  # noqa: PLC0415

    return accounts_table() if (DATA_DIR / "demo-day").exists() else ""


def prepare() -> str:
    """Do all steps; the demo accounts' table, empty without a demonstration."""
    _manage("migrate", "--no-input", "--verbosity", "0")
    _manage("load_annexes")
    django.setup()
    if os.environ.get("DEMO") != "0" and _untouched():
        _manage("demo")
    _manage("assess")
    _manage("collectstatic", "--no-input", "--verbosity", "0")
    return _accounts()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ningyang.settings")
    try:
        print(prepare())  # noqa: T201 - the result
    except PrepareError as failed:
        sys.exit(f"准备失败：{failed}")
