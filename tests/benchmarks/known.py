"""As known then, timed: `python -m tests.benchmarks.known` on the ledger of DATA_DIR.

Prints the queries and seconds of reading the trail, and of telling every month of the last year
with quotas as of a day in the middle of the next month.
"""

import os
import time
from datetime import timedelta


def main() -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from assessment.known.differences import differences
    from assessment.known.inputs import read_trail
    from assessment.known.judge import Past
    from assessment.queries import figures_day
    from projects.periods import Month, months_through

    today = figures_day()
    began = time.perf_counter()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        trail = read_trail(today.year)
    print(f"trail: {len(asked)} queries, {time.perf_counter() - began:.2f} s")
    for month in months_through(Month(today.year, 1), Month.of(today)):
        began = time.perf_counter()
        day = min(month.last + timedelta(days=15), today)
        found = differences(Past(trail), month, day, today)
        took = time.perf_counter() - began
        print(f"{month} at {day}: {len(found.now.cards)} cards, {took:.2f} s")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ningyang.settings")
    import django

    django.setup()
    main()
