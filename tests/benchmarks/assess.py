"""The nightly run against a bare INSERT … SELECT; python -m tests.benchmarks.assess [sizes …]

Every size and database runs in a process of its own, so that the peak memory is its own. The
bare statements write the same cards into a table of the same shape, straight, once.
"""

# ruff: noqa: S608 - a script; Django is set up in the child processes only
import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

SIZES = (1_000, 10_000, 100_000)
DAY = date(2023, 12, 30)
CHANGED = 1_000


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES)
    parser.add_argument("--database", choices=["sqlite", "postgres", "both"], default="both")
    parser.add_argument("--child", choices=["prepare", "measure"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        work = prepare if options.child == "prepare" else measure
        print(json.dumps(work(options.sizes[0])))
        return
    print(
        "| database | projects | bare | first | × | same day | × | next day | × | 1,000 changed | × | MB | own |"
    )
    print("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
    if options.database != "postgres":
        for size in options.sizes:
            with tempfile.TemporaryDirectory() as folder:
                row("SQLite", size, f"sqlite:///{folder}/bench.sqlite3", folder)
    if options.database != "sqlite":
        postgres(options.sizes)


def postgres(sizes) -> None:
    from ningyang.services import Postgres

    server = Postgres()
    server.start()
    try:
        for size in sizes:
            import psycopg

            with psycopg.connect(server.url, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE bench{size}")
            with tempfile.TemporaryDirectory() as folder:
                row("PostgreSQL", size, f"{server.url.rpartition('/')[0]}/bench{size}", folder)
    finally:
        server.stop()


def row(name: str, size: int, url: str, folder: str) -> None:
    environment = os.environ | {
        "DATABASE_URL": url,
        "DATA_DIR": folder,
        "DJANGO_SETTINGS_MODULE": "ningyang.settings",
    }
    found: dict[str, float] = {}
    for stage in ("prepare", "measure"):
        done = subprocess.run(
            [sys.executable, "-m", __spec__.name, "--child", stage, str(size)],
            env=environment,
            stdout=subprocess.PIPE,
            check=True,
            text=True,
        )
        found |= json.loads(done.stdout.splitlines()[-1])
    bare, first = found["bare"], found["first"]
    cells = [f"{bare:.2f} s", f"{first:.2f} s", f"{first / bare:.2f}"]
    for key in ("same", "next", "changed"):
        cells += [f"{found[key]:.3f} s", f"{found[key] / first:.3f}"]
    print(
        "|",
        " | ".join([name, f"{size:,}", *cells, f"{found['mb']:.0f}", f"{found['own']:.0f}"]),
        "|",
        flush=True,
    )


def prepare(size: int) -> dict[str, float]:
    """The ledger, the bare statements, and the cards once, to see that both give the same."""
    import django

    django.setup()
    from django.core.management import call_command

    from assessment.cards.engine import assess

    call_command("migrate", verbosity=0)
    ledger(size)
    bare = min(timed(run_bare) for _ in range(2))
    expected = totals("bare_card")
    execute("DROP TABLE bare_card")
    assess(DAY, kind="command")
    if totals("assessment_card") != expected:
        sys.exit(f"not the same cards: {expected} {totals('assessment_card')}")
    return {"bare": bare}


def measure(size: int) -> dict[str, float]:
    """Four nights in a new process, whose peak memory is that of the runs alone."""
    import django

    django.setup()
    from assessment.cards.engine import assess

    first = min(first_night() for _ in range(2))
    if not sqlite():
        execute("VACUUM ANALYZE assessment_card")
    same = min(timed(lambda: assess(DAY, kind="command")) for _ in range(2))
    execute(
        "UPDATE projects_monthlyreport SET amount = amount + 1 WHERE month = 6 AND project_id"
        f" IN (SELECT id FROM projects_project WHERE id % {max(1, size // CHANGED)} = 0)"
    )
    changed = timed(lambda: assess(DAY, kind="command"))
    following = timed(lambda: assess(DAY.replace(day=31), kind="command"))
    # The file pages that SQLite maps count as well; `own` leaves them out.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "first": first,
        "same": same,
        "changed": changed,
        "next": following,
        "mb": peak,
        "own": max(_own),
    }


def first_night() -> float:
    from assessment.cards import engine

    engine.QUIET_SECONDS = 0
    execute("DELETE FROM assessment_card" if sqlite() else "TRUNCATE assessment_card")
    execute("DELETE FROM assessment_assessmentrun")
    return timed(lambda: engine.assess(DAY, kind="command", progress=note_memory))


_own: list[float] = []


def note_memory(_done: int, _total: int) -> None:
    """The process's own memory at this moment, MB; Linux only."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("RssAnon:"):
            _own.append(int(line.split()[1]) / 1024)


def timed(work) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def sqlite() -> bool:
    from django.db import connection

    return connection.vendor == "sqlite"


def execute(sql: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql)


def totals(table: str) -> list[tuple]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT rule, month, reason, colour, COUNT(*), SUM(done_cents), SUM(run),"
            f" SUM(late_days), SUM(late_months), COUNT(started_on) FROM {table}"
            " GROUP BY rule, month, reason, colour ORDER BY 1, 2, 3, 4"
        )
        return [
            tuple(int(v) if v is not None else None for v in line) for line in cursor.fetchall()
        ]


def run_bare() -> None:
    """A table of the same shape and indexes, then the two statements, in one transaction."""
    from django.db import connection, transaction

    execute("DROP TABLE IF EXISTS bare_card")
    if sqlite():
        with connection.cursor() as cursor:
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'assessment_card'")
            shape = cursor.fetchone()[0]
        execute(shape.replace('"assessment_card"', "bare_card"))
        execute("CREATE INDEX bare_month ON bare_card (year, month, rule, colour)")
    else:
        execute("CREATE TABLE bare_card (LIKE assessment_card INCLUDING ALL)")
    with transaction.atomic():
        for statement in bare_statements():
            execute(statement)


def bare_statements() -> tuple[str, str]:
    """What one would write by hand: no chunks, no marks, no locked months, no first dates."""
    from assessment.cards.dialect import current

    to = current()
    ends = [
        min(date(2023 + month // 12, month % 12 + 1, 1) - timedelta(1), DAY)
        for month in range(1, 13)
    ]
    months = " UNION ALL ".join(
        f"SELECT {month}, {275 + month}, " + (f"'{end}'" if sqlite() else f"DATE '{end}'")
        for month, end in enumerate(ends, 1)
    )
    head = f"WITH m(month, ord, judged) AS ({months})"
    stop = (
        "LEFT JOIN projects_suspension s ON s.project_id = p.id AND s.from_on <= m.judged"
        " AND (s.until_on IS NULL OR m.judged < s.until_on)"
    )
    stopped = "CASE s.kind WHEN 'ended' THEN 22 WHEN 'suspended' THEN 21 END AS stop"
    start = f"""
        INSERT INTO bare_card (id, project_id, rule, year, month, colour, reason, final,
            policy_version, start_due, started_on, late_months, late_days, first_start_due,
            first_colour)
        {head}
        SELECT id * 20000 + 10000 + ord, id, 1, 2023, month, colour, reason, 1 = 0, 0, start_due,
            CASE WHEN started THEN started_on END,
            CASE WHEN reason < 6 THEN CASE WHEN days > 0 THEN months ELSE 0 END END,
            CASE WHEN reason < 6 THEN CASE WHEN days > 0 THEN days ELSE 0 END END,
            start_due, colour
        FROM (SELECT j.*, CASE reason WHEN 1 THEN 1 WHEN 3 THEN 2 WHEN 4 THEN 3 END AS colour
        FROM (SELECT l.*, CASE WHEN stop IS NOT NULL THEN stop WHEN start_due IS NULL THEN 6
                WHEN days <= 0 AND started THEN 1 WHEN days <= 0 THEN 5 WHEN months >= 2 THEN 4
                WHEN months >= 1 THEN 3 ELSE 2 END AS reason
        FROM (SELECT e.*, {to.days.format("until")} - {to.days.format("start_due")} AS days,
                {to.ordinal.format("until")} - {to.ordinal.format("start_due")}
                - CASE WHEN {to.day.format("until")} >= {to.day.format("start_due")}
                    OR {to.is_last.format("until")} THEN 0 ELSE 1 END AS months
        FROM (SELECT p.id, p.start_due, p.started_on, m.month, m.ord, {stopped},
                COALESCE(p.started_on <= m.judged, 1 = 0) AS started,
                CASE WHEN p.started_on <= m.judged THEN p.started_on ELSE m.judged END AS until
            FROM projects_project p CROSS JOIN m {stop}) e) l) j) v"""
    progress = f"""
        INSERT INTO bare_card (id, project_id, rule, year, month, colour, reason, final,
            policy_version, done_cents, plan_cents, average_picos, missing_report, run)
        {head}
        SELECT id * 20000 + 20000 + ord, id, 2, 2023, month,
            CASE WHEN no_card IS NULL THEN CASE run WHEN 0 THEN 1 WHEN 1 THEN 2 ELSE 3 END END,
            COALESCE(no_card, CASE run WHEN 0 THEN 11 WHEN 1 THEN 12 ELSE 13 END),
            1 = 0, 0, done, plan, average, missing, run
        FROM (SELECT b.*, month - COALESCE(MAX(CASE WHEN no_card IS NULL
                    AND done < average / 1000000 * plan / 100000000
                        + (average / 1000000 * plan % 100000000 * 1000000
                            + average % 1000000 * plan + 99999999999999) / 100000000000000
                    THEN NULL ELSE month END)
                OVER (PARTITION BY id ORDER BY month ROWS UNBOUNDED PRECEDING), 0) AS run
        FROM (SELECT f.*, CASE WHEN stop IS NOT NULL THEN stop
                WHEN started_on IS NULL OR started_on > judged THEN 16
                WHEN {to.ordinal.format("completed_on")} < ord THEN 17
                WHEN average IS NULL THEN 14 WHEN COALESCE(plan, 0) = 0 THEN 15 END AS no_card
        FROM (SELECT p.id, p.started_on, p.completed_on, m.month, m.ord, m.judged, {stopped},
                {to.hundredths.format("y.amount")} AS plan,
                {to.picos.format("a.rate")} AS average, r.amount IS NULL AS missing,
                CAST(SUM(COALESCE({to.hundredths.format("r.amount")}, 0)) OVER (
                    PARTITION BY p.id ORDER BY m.month ROWS UNBOUNDED PRECEDING) AS BIGINT) AS done
            FROM projects_project p CROSS JOIN m {stop}
            LEFT JOIN projects_monthlyreport r ON r.project_id = p.id AND r.year = 2023
                AND r.month = m.month AND r.state IN ('submitted', 'accepted')
            LEFT JOIN projects_annualplan y ON y.project_id = p.id AND y.year = 2023
            LEFT JOIN assessment_cityaverage a ON a.year = 2023 AND a.month = m.month
                AND a.project_type_id = p.project_type_id) f) b) v"""
    return start, progress


def ledger(size: int) -> None:
    """Projects of every kind by arithmetic, each with twelve reports, one in fifty missing."""
    from django.db import transaction

    from assessment.cards import triggers
    from assessment.models import CityAverage
    from projects.models import ProjectType, Unit

    units = [
        Unit.objects.create(number=n, name=f"单位{n}", layer="town_park", kind="town")
        for n in range(1, 41)
    ]
    kinds = [ProjectType.objects.create(name=name) for name in ("产业", "基础设施", "民生")]
    for month in range(1, 13):
        for kind in kinds:
            CityAverage.objects.create(year=2023, month=month, project_type=kind, rate=month * 7)
    plus = "DATE('2022-09-01', '+' || ({0}) || ' day')" if sqlite() else "DATE '2022-09-01' + ({0})"
    due = plus.format("n * 7919 % 420")
    late = plus.format("n * 7919 % 420 + n % 1000 * 104729 % 120 - 40")
    numbers = (
        "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < "
        + str(size)
        + ")"
    )
    true, false = ("1", "0") if sqlite() else ("TRUE", "FALSE")
    triggers.before_migrate(using="default", plan=[None])
    with transaction.atomic():
        execute(
            f"""INSERT INTO projects_project (code, name, unit_id, owner, project_type_id,
            is_industrial, level, total_investment, start_due, started_on, location, content,
            county_leader, cadre, is_hard_case, remarks)
            {numbers} SELECT 'B' || n, 'B' || n, {units[0].pk} + n % 40, '', {kinds[0].pk} + n % 3,
            {true}, '', 12000, {due}, CASE WHEN n % 20 > 0 THEN {late} END, '', '', '', '',
            {false}, '' FROM s"""
        )
        execute(
            "INSERT INTO projects_annualplan (project_id, year, amount)"
            " SELECT id, 2023, 1000 + id % 9000 FROM projects_project"
        )
        execute(
            "WITH RECURSIVE m(month) AS (SELECT 1 UNION ALL SELECT month + 1 FROM m WHERE month < 12)"
            " INSERT INTO projects_monthlyreport (project_id, year, month, amount,"
            " visible_progress, problems, state) SELECT p.id, 2023, m.month,"
            " (1000 + p.id % 9000) * ((p.id * 31 + m.month * 17) % 17) / 100.0, '', '', 'submitted'"
            " FROM projects_project p CROSS JOIN m WHERE (p.id + m.month) % 50 > 0"
            " ORDER BY p.id, m.month"
        )
        execute(
            "INSERT INTO projects_suspension (project_id, kind, from_on, reason)"
            " SELECT id, 'suspended', '2023-06-15', '-' FROM projects_project WHERE id % 100 = 7"
        )
    triggers.install("default")
    execute("ANALYZE")


if __name__ == "__main__":
    main()
