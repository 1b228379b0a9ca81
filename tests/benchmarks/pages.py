"""How long the first page and the project list take as the ledger grows, and how many queries.

    python -m tests.benchmarks.pages [sizes …]

Prints one line a size and page: projects, page, queries, shortest of five runs in milliseconds.
"""

import argparse
import os
import sys
import tempfile
from datetime import date
from functools import partial

SIZES = (300, 10_000, 100_000)
DAY = date(2023, 6, 30)
PAGES = {
    "首页": "/",
    "单位首页": "/",
    "项目": "/projects/",
    "项目末页": "/projects/?after=B0000200",
    "阶段": "/projects/?stage=under_way&day=2023-06-30",
    "文字": "/projects/?q=项目77",
    "档次": "/projects/?band=over_100m&counted=1&started_from=2023-01-01&started_to=2023-06-30",
    "缺报": "/projects/?unreported=2023-07",
}


def measure(size: int) -> None:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from projects.models import User
    from tests.benchmarks.completion import best

    for name, url in PAGES.items():
        client = Client()
        client.force_login(User.objects.get(username="unit" if name == "单位首页" else "drc"))
        with CaptureQueriesContext(connection) as queries:
            response = client.get(url)
        assert response.status_code == 200, response.content
        took = best(partial(client.get, url))
        sys.stdout.write(f"{size:>8} {name} {len(queries):>3} {took:8.0f}\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES)
    sizes = parser.parse_args().sizes
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DATA_DIR": folder, "FIXED_TODAY": str(DAY), "ALLOWED_HOSTS": "testserver"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "ningyang.settings"
        run(sizes)


def run(sizes: list[int]) -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from assessment.cards.engine import assess
    from assessment.models.runs import RunKind
    from projects.choices import Role
    from projects.models import Unit
    from tests.benchmarks.completion import fill
    from tests.factories import make_average, make_user

    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
    call_command("migrate", verbosity=0)
    call_command("load_annexes", stdout=sys.stderr)
    for month in range(1, 7):
        make_average(f"2023-{month:02d}", 8 * month)
    make_user(Role.DRC, username="drc")
    make_user(Role.UNIT, username="unit", unit=Unit.objects.first())
    filled = 0
    for size in sizes:
        fill(filled, size)
        filled = size
        assess(DAY, kind=RunKind.COMMAND)
        measure(size)


if __name__ == "__main__":
    main()
