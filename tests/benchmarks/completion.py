"""How long completion, investment and missing reports take as the ledger grows.

    python -m tests.benchmarks.completion [sizes …] [--database postgres]

Prints one line a size: projects, then the shortest of five runs of each in milliseconds.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO

SIZES = (300, 10_000, 100_000)
RUNS = 5


def fill(start: int, end: int) -> None:
    """Projects `start` to `end` over the 40 units, each with a plan and six reports."""
    from projects.models import AnnualPlan, MonthlyReport, Project, Unit
    from tests.factories import make_type

    units, kind = list(Unit.objects.all()), make_type()
    first = date(2022, 10, 1)
    amounts = [Decimal(a) for a in ("400", "800", "20000", "150000", "600000", "2000000")]
    for low in range(start, end, 5000):
        projects = Project.objects.bulk_create(
            Project(
                code=f"B{i:07d}",
                name=f"项目{i}",
                unit=units[i % 40],
                project_type=kind,
                is_industrial=i % 3 > 0,
                total_investment=amounts[i % 6],
                planned_on=first + timedelta(days=i % 400),
                started_on=first + timedelta(days=i % 430),
            )
            for i in range(low, min(low + 5000, end))
        )
        AnnualPlan.objects.bulk_create(
            AnnualPlan(project=project, year=2023, amount=1000) for project in projects
        )
        MonthlyReport.objects.bulk_create(
            MonthlyReport(project=project, year=2023, month=month, amount=Decimal("70.07"))
            for project in projects
            for month in range(1, 7)
        )


def best(work: Callable[[], object]) -> float:
    """The shortest of some runs, milliseconds."""
    took = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        work()
        took.append(time.perf_counter() - begun)
    return min(took) * 1000


def measure(sizes: tuple[int, ...]) -> None:
    from django.core.management import call_command

    from assessment.completion import completion
    from assessment.investment import investment
    from projects.periods import Month
    from projects.queries import unreported

    call_command("load_annexes", stdout=StringIO())
    before = 0
    for size in sizes:
        fill(before, size)
        before = size
        figures = (
            ("completion", best(lambda: completion(2023, date(2023, 6, 30)))),
            ("investment", best(lambda: investment(Month(2023, 6)))),
            ("unreported", best(lambda: unreported(Month(2023, 6)))),
        )
        parts = "  ".join(f"{name} {took:8.1f} ms" for name, took in figures)
        print(f"{size:>8} projects  {parts}")


def run(sizes: tuple[int, ...], folder: str, url: str) -> None:
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "ningyang.settings",
        "DATA_DIR": folder,
        "DATABASE_URL": url,
    }
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    measure(sizes)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES)
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if options.database == "sqlite":
            run(options.sizes, folder, f"sqlite:///{folder}/bench.sqlite3")
            return
        from ningyang.services import Postgres

        server = Postgres()
        server.start()
        try:
            run(options.sizes, folder, server.url)
        finally:
            server.stop()


if __name__ == "__main__":
    main()
