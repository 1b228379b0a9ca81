"""From upload to preview, and a second look at it, as a browser asks for them.

    python -m tests.benchmarks.import_preview [--rows 500]

On SQLite in a folder of its own. Required: 500 rows in 5 s.
"""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

LIMIT_SECONDS = 5


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=500)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATA_DIR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "ningyang.settings"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        _run(Path(folder) / "ledger.xlsx", options.rows)


def _run(path: Path, rows: int) -> None:
    from django.conf import settings
    from django.test import Client
    from django.urls import reverse

    from tests.factories import make_type, make_unit, make_user
    from tests.projects.workbooks import ledger, save

    settings.LONG_IMPORT_ROWS = rows + 1
    settings.ALLOWED_HOSTS = ["testserver"]
    make_type()
    make_unit("甲镇")
    save(path, [ledger(项目编号=f"A{number}", 建设内容="厂房" * 50) for number in range(rows)])
    client = Client()
    client.force_login(make_user(), backend="projects.auth.RoleBackend")
    started = time.perf_counter()
    with path.open("rb") as file:
        page = client.post(reverse("import"), {"file": file}, follow=True)
    first = time.perf_counter() - started
    again = client.get(page.redirect_chain[-1][0])
    second = time.perf_counter() - started - first
    kilobytes = len(again.content) / 1024
    print(f"{rows} rows: preview {first:.2f} s, again {second:.2f} s, page {kilobytes:.0f} KB")
    sys.exit(first > LIMIT_SECONDS)


if __name__ == "__main__":
    main()
