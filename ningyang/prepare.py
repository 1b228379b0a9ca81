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


def _manage(step: str, *arguments: str) -> None:
    """One command in a process of its own: each reads the settings as the one before left them."""
    print(step, file=sys.stderr, flush=True)  # noqa: T201 - progress
    command = [sys.executable, str(BASE_DIR / "manage.py"), *arguments]
    done = subprocess.run(command, stdout=subprocess.DEVNULL, check=False)  # noqa: S603 - our own
    if done.returncode:
        raise PrepareError(step)


def _untouched() -> bool:
    """Nobody has signed up and no project been entered: a demonstration harms nothing."""
    from projects.models import Project, User  # noqa: PLC0415 - Django is set up only now

    return not (Project.objects.exists() or User.objects.exists())


def _accounts() -> str:
    from assessment.demo.accounts import accounts_table  # noqa: PLC0415

    return accounts_table() if (DATA_DIR / "demo-day").exists() else ""


def prepare() -> str:
    """Do all steps; the demo accounts' table, empty without a demonstration."""
    _manage("更新数据库结构", "migrate", "--no-input")
    _manage("核对附件任务", "load_annexes")
    django.setup()
    if os.environ.get("DEMO") != "0" and _untouched():
        _manage("写入示例台账", "demo")
    _manage("评定亮牌", "assess")
    _manage("整理页面文件", "collectstatic", "--no-input")
    return _accounts()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ningyang.settings")
    try:
        print(prepare())  # noqa: T201 - the result
    except PrepareError as failed:
        sys.exit(f"这一步失败：{failed}")
