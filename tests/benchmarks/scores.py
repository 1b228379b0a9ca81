"""How long the scores of all 40 units take as the ledger grows.

    python -m tests.benchmarks.scores [sizes …] [--database postgres]

Prints one line a size: projects, queries, then the shortest of five runs of reading the year, of
scoring and ranking two months, and of opening all 40 sheets, in milliseconds.
"""

import argparse
import os
import tempfile
from datetime import date
from io import StringIO

from tests.benchmarks.completion import best, fill

SIZES = (315, 3_000, 30_000)


def measure(size: int) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from assessment.scores.default import proposal
    from assessment.scores.gather import read_year
    from assessment.scores.schemes import Scheme
    from assessment.scores.standings import reckon
    from projects.choices import Layer
    from projects.periods import Month

    month, today = Month(2023, 6), date(2023, 7, 20)
    schemes = {layer: Scheme("", proposal(layer), 3) for layer in Layer}
    with CaptureQueriesContext(connection) as asked:
        rows = read_year(month, today)
    found = reckon(rows, month, schemes)
    times = (
        best(lambda: read_year(month, today)),
        best(lambda: reckon(rows, month, schemes)),
        best(lambda: [found.sheet(unit) for unit in rows.units]),
    )
    shown = "  ".join(f"{one:8.1f}" for one in times)
    print(f"{size:7d} projects  {len(asked)} queries  {shown} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES)
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ningyang.settings")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATA_DIR"] = folder
        run(options)


def run(options: argparse.Namespace) -> None:
    from ningyang.services import Postgres

    server = Postgres() if options.database == "postgres" else None
    try:
        if server:
            server.start()
            os.environ["DATABASE_URL"] = server.url
        prepare()
        filled = 0
        for size in sorted(options.sizes):
            fill(filled, size)
            filled = size
            measure(size)
    finally:
        if server:
            server.stop()


def prepare() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("load_annexes", stdout=StringIO())


if __name__ == "__main__":
    main()
