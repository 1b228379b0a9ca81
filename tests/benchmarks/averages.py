"""How long it takes from typed averages to changed cards: the preview, and the confirm.

    python -m tests.benchmarks.averages [sizes …] [--database postgres]

Prints one line a size: projects, cards that change, then the shortest of five previews and
confirms in milliseconds, as the pages answer them. Each confirm writes other averages.
"""

import argparse
import os
import sys
import tempfile
import time
from datetime import date
from io import StringIO

SIZES = (315, 10_000)
DAY = date(2023, 6, 30)
URL = "/averages/2023-03/"
RATES = ("5", "45") * 3


def measure(size: int) -> None:
    from django.test import Client

    from projects.models import User

    client = Client()
    client.force_login(User.objects.get(username="drc"))
    previews, confirms, cards = [], [], 0
    for rate in RATES:
        form = client.get(URL).context["form"]
        data = {bound.name: str(bound.value()) for bound in form if bound.value() is not None}
        data |= {name: rate for name in form.fields if name.startswith("rate-")}
        begun = time.perf_counter()
        shown = client.post(URL, data | {"preview": "1"}).context["effect"]
        between = time.perf_counter()
        confirm = data | {"confirm": "1", "fingerprint": shown.fingerprint}
        assert client.post(URL, confirm).status_code == 302
        confirms.append(time.perf_counter() - between)
        previews.append(between - begun)
        cards = max(cards, shown.total)
    took = f"{min(previews) * 1000:8.0f} {min(confirms) * 1000:8.0f}"
    sys.stdout.write(f"{size:>8} {cards:>8} {took}\n")


def run(sizes: list[int]) -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    from assessment.cards.engine import assess
    from assessment.models.runs import RunKind
    from projects.choices import Role
    from tests.benchmarks.completion import fill
    from tests.factories import make_average, make_user

    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
    setup_test_environment()
    call_command("migrate", verbosity=0)
    call_command("load_annexes", stdout=StringIO())
    for month in range(1, 7):
        make_average(f"2023-{month:02d}", 7 * month)
    make_user(Role.DRC, username="drc")
    filled = 0
    for size in sizes:
        fill(filled, size)
        filled = size
        assess(DAY, kind=RunKind.COMMAND)
        measure(size)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES)
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DATA_DIR": folder, "FIXED_TODAY": str(DAY), "ALLOWED_HOSTS": "testserver"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "ningyang.settings"
        if arguments.database == "sqlite":
            run(arguments.sizes)
            return
        from ningyang.services import Postgres

        server = Postgres()
        server.start()
        try:
            os.environ["DATABASE_URL"] = server.url
            run(arguments.sizes)
        finally:
            server.stop()


if __name__ == "__main__":
    main()
